"""What can be wrong with a policy: codes, and the sentences and hints they become."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from hipadmin.domain.problems import QT_TRANSLATE_NOOP


class Fault(StrEnum):
    """Every fault and every warning there is."""

    JSON_EMPTY = "json_empty"
    JSON_UNEXPECTED = "json_unexpected"
    JSON_END = "json_end"
    JSON_REST = "json_rest"
    JSON_COMMA = "json_comma"
    JSON_QUOTES = "json_quotes"
    JSON_COMMENT = "json_comment"
    JSON_STRING_END = "json_string_end"
    JSON_CONTROL = "json_control"
    JSON_ESCAPE = "json_escape"
    JSON_DEPTH = "json_depth"
    DUPLICATE = "duplicate"
    TOO_LONG = "too_long"
    TOO_MANY_VALUES = "too_many_values"
    TOO_MANY_STATEMENTS = "too_many_statements"
    BARE_STATEMENT = "bare_statement"
    NOT_ARRAY = "not_array"
    NOT_STATEMENT = "not_statement"
    EFFECT_MISSING = "effect_missing"
    EFFECT_UNKNOWN = "effect_unknown"
    LIST_EXPECTED = "list_expected"
    TEXT_EXPECTED = "text_expected"
    BOTH_FORMS = "both_forms"
    NO_FORM = "no_form"
    MIXED_KINDS = "mixed_kinds"
    EMPTY = "empty"
    LONE_STAR = "lone_star"
    STAR_BELOW = "star_below"
    SLASH_FIRST = "slash_first"
    KIND_UNKNOWN = "kind_unknown"
    KIND_MISTAKEN = "kind_mistaken"
    CHAIN_MISPLACED = "chain_misplaced"
    STANDS_ALONE = "stands_alone"
    NAME_MISSING = "name_missing"
    NAME_LONG = "name_long"
    CHARACTER = "character"
    CHARACTER_BLANK = "character_blank"
    CHARACTER_GLOB = "character_glob"
    MARK_EMPTY = "mark_empty"
    SECOND_SEMICOLON = "second_semicolon"
    ROLE_ATTRIBUTE = "role_attribute"
    VIEW = "view"
    BRACE = "brace"
    PROPERTY_UNKNOWN = "property_unknown"
    PROPERTY_VALUE = "property_value"
    OPEN = "open"
    SECRET = "secret"  # noqa: S105  (the name of a fault)
    # warnings
    NO_STATEMENTS = "no_statements"
    ONLY_DENIES = "only_denies"
    BOTH_INVERSE = "both_inverse"
    ACTION_UNKNOWN = "action_unknown"
    ACTION_CASE = "action_case"
    MEMBER_UNKNOWN = "member_unknown"
    MEMBER_NEAR = "member_near"
    TAGS_UNKNOWN = "tags_unknown"


class Wanted(StrEnum):
    """What JSON needs at a place; the values are the words for it in sentences."""

    NAME = QT_TRANSLATE_NOOP("Policy", "a member’s name in quotation marks")
    COLON = QT_TRANSLATE_NOOP("Policy", "a colon")
    MORE_ITEMS = QT_TRANSLATE_NOOP("Policy", "a comma or ]")
    MORE_MEMBERS = QT_TRANSLATE_NOOP("Policy", "a comma or }")
    VALUE = QT_TRANSLATE_NOOP("Policy", "a value")


class Type(StrEnum):
    """What a value is; the values are the words for it in sentences."""

    NULL = QT_TRANSLATE_NOOP("Policy", "null")
    BOOLEAN = QT_TRANSLATE_NOOP("Policy", "a truth value")
    NUMBER = QT_TRANSLATE_NOOP("Policy", "a number")
    STRING = QT_TRANSLATE_NOOP("Policy", "a text")
    ARRAY = QT_TRANSLATE_NOOP("Policy", "an array")
    OBJECT = QT_TRANSLATE_NOOP("Policy", "an object")
    FOREIGN = QT_TRANSLATE_NOOP("Policy", "no JSON value")


REASONS: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.JSON_EMPTY: QT_TRANSLATE_NOOP("Policy", "There is no JSON here."),
        Fault.JSON_UNEXPECTED: QT_TRANSLATE_NOOP(
            "Policy", "“{found}” cannot stand here; {wanted} is expected."
        ),
        Fault.JSON_END: QT_TRANSLATE_NOOP(
            "Policy", "The text ends too early; {wanted} is expected."
        ),
        Fault.JSON_REST: QT_TRANSLATE_NOOP("Policy", "After the policy there is still “{found}”."),
        Fault.JSON_COMMA: QT_TRANSLATE_NOOP("Policy", "A comma stands before “{found}”."),
        Fault.JSON_QUOTES: QT_TRANSLATE_NOOP(
            "Policy", "“{found}” is not the quotation mark of JSON."
        ),
        Fault.JSON_COMMENT: QT_TRANSLATE_NOOP("Policy", "JSON has no comments."),
        Fault.JSON_STRING_END: QT_TRANSLATE_NOOP("Policy", "A text is not closed on its line."),
        Fault.JSON_CONTROL: QT_TRANSLATE_NOOP("Policy", "A text has a control character in it."),
        Fault.JSON_ESCAPE: QT_TRANSLATE_NOOP("Policy", "“{found}” is not an escape of JSON."),
        Fault.JSON_DEPTH: QT_TRANSLATE_NOOP(
            "Policy", "More than {limit} brackets are open at once."
        ),
        Fault.DUPLICATE: QT_TRANSLATE_NOOP("Policy", "The member “{name}” is written twice."),
        Fault.TOO_LONG: QT_TRANSLATE_NOOP(
            "Policy", "This has {length} characters; at most {limit} are possible."
        ),
        Fault.TOO_MANY_VALUES: QT_TRANSLATE_NOOP(
            "Policy", "The policy has more than {limit} values."
        ),
        Fault.TOO_MANY_STATEMENTS: QT_TRANSLATE_NOOP(
            "Policy", "The policy has more than {limit} statements."
        ),
        Fault.BARE_STATEMENT: QT_TRANSLATE_NOOP(
            "Policy", "A policy is an array of statements; this is a single object."
        ),
        Fault.NOT_ARRAY: QT_TRANSLATE_NOOP(
            "Policy", "A policy is an array of statements; this is {found}."
        ),
        Fault.NOT_STATEMENT: QT_TRANSLATE_NOOP(
            "Policy", "A statement is an object; this is {found}."
        ),
        Fault.EFFECT_MISSING: QT_TRANSLATE_NOOP("Policy", "The statement has no effect."),
        Fault.EFFECT_UNKNOWN: QT_TRANSLATE_NOOP(
            "Policy", "The effect is {found}; only “allow” and “deny” are known."
        ),
        Fault.LIST_EXPECTED: QT_TRANSLATE_NOOP(
            "Policy", "“{name}” is an array of texts; this is {found}."
        ),
        Fault.TEXT_EXPECTED: QT_TRANSLATE_NOOP("Policy", "A text is expected; this is {found}."),
        Fault.BOTH_FORMS: QT_TRANSLATE_NOOP("Policy", "“{one}” and “{other}” exclude each other."),
        Fault.NO_FORM: QT_TRANSLATE_NOOP(
            "Policy", "The statement has neither “{one}” nor “{other}”."
        ),
        Fault.MIXED_KINDS: QT_TRANSLATE_NOOP(
            "Policy", "“{found}” is of another kind than “{first}”."
        ),
        Fault.EMPTY: QT_TRANSLATE_NOOP("Policy", "The text is empty."),
        Fault.LONE_STAR: QT_TRANSLATE_NOOP("Policy", "“*” alone names nothing."),
        Fault.STAR_BELOW: QT_TRANSLATE_NOOP(
            "Policy", "There is no “everything below”: “{found}” has no kind."
        ),
        Fault.SLASH_FIRST: QT_TRANSLATE_NOOP(
            "Policy", "A slash stands before the kind in “{found}”."
        ),
        Fault.KIND_UNKNOWN: QT_TRANSLATE_NOOP("Policy", "“{found}” is not a known kind."),
        Fault.KIND_MISTAKEN: QT_TRANSLATE_NOOP("Policy", "“{found}” is not a known kind."),
        Fault.CHAIN_MISPLACED: QT_TRANSLATE_NOOP(
            "Policy", "“{found}” is not a known chain of kinds."
        ),
        Fault.STANDS_ALONE: QT_TRANSLATE_NOOP(
            "Policy", "“{found}” stands alone, without slash, name and tags."
        ),
        Fault.NAME_MISSING: QT_TRANSLATE_NOOP("Policy", "“{found}” has no name."),
        Fault.NAME_LONG: QT_TRANSLATE_NOOP(
            "Policy", "A name has {length} characters; at most {limit} are possible."
        ),
        Fault.CHARACTER: QT_TRANSLATE_NOOP("Policy", "“{found}” cannot stand in a name."),
        Fault.CHARACTER_BLANK: QT_TRANSLATE_NOOP("Policy", "A blank cannot stand here."),
        Fault.CHARACTER_GLOB: QT_TRANSLATE_NOOP("Policy", "“{found}” cannot stand in a name."),
        Fault.MARK_EMPTY: QT_TRANSLATE_NOOP("Policy", "A tag is missing."),
        Fault.SECOND_SEMICOLON: QT_TRANSLATE_NOOP("Policy", "This is a second semicolon."),
        Fault.ROLE_ATTRIBUTE: QT_TRANSLATE_NOOP(
            "Policy", "Role attributes have no meaning here: no member is being judged."
        ),
        Fault.VIEW: QT_TRANSLATE_NOOP("Policy", "Views cannot be tested."),
        Fault.BRACE: QT_TRANSLATE_NOOP(
            "Policy", "A brace is not closed, or stands in the wrong place."
        ),
        Fault.PROPERTY_UNKNOWN: QT_TRANSLATE_NOOP("Policy", "“{kind}” has no property “{found}”."),
        Fault.PROPERTY_VALUE: QT_TRANSLATE_NOOP("Policy", "“{found}” is neither true nor false."),
        Fault.SECRET: QT_TRANSLATE_NOOP(
            "Policy", "This looks like a token, and here everybody could read it."
        ),
        Fault.OPEN: QT_TRANSLATE_NOOP("Policy", "An event is about one thing; * names many."),
        Fault.NO_STATEMENTS: QT_TRANSLATE_NOOP(
            "Policy", "The array is empty, so there is no policy: every event passes."
        ),
        Fault.ONLY_DENIES: QT_TRANSLATE_NOOP(
            "Policy", "No statement allows anything, so nothing passes."
        ),
        Fault.BOTH_INVERSE: QT_TRANSLATE_NOOP(
            "Policy",
            "“notResources” and “notActions” together: what neither of them names is meant.",
        ),
        Fault.ACTION_UNKNOWN: QT_TRANSLATE_NOOP(
            "Policy", "“{kind}” has no known action “{found}”."
        ),
        Fault.ACTION_CASE: QT_TRANSLATE_NOOP("Policy", "“{kind}” has no known action “{found}”."),
        Fault.MEMBER_UNKNOWN: QT_TRANSLATE_NOOP(
            "Policy", "The member “{name}” is not known and will not be kept."
        ),
        Fault.MEMBER_NEAR: QT_TRANSLATE_NOOP("Policy", "The member “{name}” is not known."),
        Fault.TAGS_UNKNOWN: QT_TRANSLATE_NOOP("Policy", "“{kind}” is not known to have tags."),
    }
)
"""What is wrong, as sentences to fill."""

HINTS: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.JSON_EMPTY: QT_TRANSLATE_NOOP(
            "Policy", "Write null, or leave the policy out, to let every event pass."
        ),
        Fault.JSON_REST: QT_TRANSLATE_NOOP(
            "Policy", "Remove it, or put all statements into one pair of [ and ]."
        ),
        Fault.JSON_COMMA: QT_TRANSLATE_NOOP("Policy", "Remove the comma after the last entry."),
        Fault.JSON_QUOTES: QT_TRANSLATE_NOOP(
            "Policy", 'Write straight double quotation marks: "allow".'
        ),
        Fault.JSON_COMMENT: QT_TRANSLATE_NOOP("Policy", "Remove the comment."),
        Fault.JSON_STRING_END: QT_TRANSLATE_NOOP(
            "Policy", "Write a straight double quotation mark at its end."
        ),
        Fault.JSON_CONTROL: QT_TRANSLATE_NOOP(
            "Policy", "Remove the tab or the invisible character."
        ),
        Fault.JSON_ESCAPE: QT_TRANSLATE_NOOP("Policy", "Write \\\\ for a backslash."),
        Fault.DUPLICATE: QT_TRANSLATE_NOOP("Policy", "Keep one of them."),
        Fault.TOO_MANY_VALUES: QT_TRANSLATE_NOOP(
            "Policy", "Use wildcards, or several notifications."
        ),
        Fault.TOO_MANY_STATEMENTS: QT_TRANSLATE_NOOP(
            "Policy", "Use wildcards, or several notifications."
        ),
        Fault.BARE_STATEMENT: QT_TRANSLATE_NOOP("Policy", "Put [ before it and ] behind it."),
        Fault.NOT_ARRAY: QT_TRANSLATE_NOOP(
            "Policy",
            'Example: [{{"effect": "allow", "resources": ["proj/*"], "actions": ["*"]}}]',
        ),
        Fault.NOT_STATEMENT: QT_TRANSLATE_NOOP(
            "Policy", 'Example: {{"effect": "allow", "resources": ["proj/*"], "actions": ["*"]}}'
        ),
        Fault.EFFECT_MISSING: QT_TRANSLATE_NOOP(
            "Policy", 'Add "effect": "allow" or "effect": "deny".'
        ),
        Fault.EFFECT_UNKNOWN: QT_TRANSLATE_NOOP(
            "Policy", 'Write "allow" or "deny", in lower case.'
        ),
        Fault.LIST_EXPECTED: QT_TRANSLATE_NOOP("Policy", 'Put [ and ] around it: ["…"]'),
        Fault.BOTH_FORMS: QT_TRANSLATE_NOOP(
            "Policy", "Keep one of them; an empty array counts as absent."
        ),
        Fault.NO_FORM: QT_TRANSLATE_NOOP("Policy", 'Add "{one}": ["{example}"].'),
        Fault.MIXED_KINDS: QT_TRANSLATE_NOOP("Policy", "Write one statement per kind."),
        Fault.LONE_STAR: QT_TRANSLATE_NOOP(
            "Policy", "Name the kind, for example proj/*:env/*:flag/*."
        ),
        Fault.STAR_BELOW: QT_TRANSLATE_NOOP(
            "Policy", "Write one statement per kind, for example {example}."
        ),
        Fault.SLASH_FIRST: QT_TRANSLATE_NOOP("Policy", "Remove the slash: {example}"),
        Fault.KIND_MISTAKEN: QT_TRANSLATE_NOOP("Policy", "Write “{example}”."),
        Fault.CHAIN_MISPLACED: QT_TRANSLATE_NOOP("Policy", "It is written {example}."),
        Fault.STANDS_ALONE: QT_TRANSLATE_NOOP("Policy", "Write “{found}”."),
        Fault.NAME_MISSING: QT_TRANSLATE_NOOP("Policy", "Write {example} for all."),
        Fault.CHARACTER: QT_TRANSLATE_NOOP(
            "Policy", "Letters, digits, dot, underscore, hyphen and * are possible."
        ),
        Fault.CHARACTER_BLANK: QT_TRANSLATE_NOOP("Policy", "Remove it."),
        Fault.CHARACTER_GLOB: QT_TRANSLATE_NOOP("Policy", "Only * stands for other characters."),
        Fault.SECOND_SEMICOLON: QT_TRANSLATE_NOOP("Policy", "Write commas between the tags."),
        Fault.MARK_EMPTY: QT_TRANSLATE_NOOP(
            "Policy", "Write the tags behind one semicolon, with commas between them."
        ),
        Fault.ROLE_ATTRIBUTE: QT_TRANSLATE_NOOP("Policy", "Write the name itself, or *."),
        Fault.VIEW: QT_TRANSLATE_NOOP("Policy", "Remove “view:”, or use a tag."),
        Fault.BRACE: QT_TRANSLATE_NOOP(
            "Policy", "A selector is written ;{{critical:true}} behind env/…"
        ),
        Fault.PROPERTY_UNKNOWN: QT_TRANSLATE_NOOP(
            "Policy", "Known is {{critical:true}} or {{critical:false}} behind env/…"
        ),
        Fault.SECRET: QT_TRANSLATE_NOOP("Policy", "Take it out, and enter it with an integration."),
        Fault.OPEN: QT_TRANSLATE_NOOP("Policy", "Write its name."),
        Fault.ONLY_DENIES: QT_TRANSLATE_NOOP("Policy", 'Add a statement with "effect": "allow".'),
        Fault.MEMBER_NEAR: QT_TRANSLATE_NOOP("Policy", "Did you mean “{example}”?"),
        Fault.ACTION_CASE: QT_TRANSLATE_NOOP("Policy", "Case matters: “{example}” is known."),
    }
)
"""What to do about it, where more can be said."""
