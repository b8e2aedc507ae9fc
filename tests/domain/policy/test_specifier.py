import pytest

from hipadmin.domain.policy import Fault, Pair, Policy, PolicyError, Selector, limits
from hipadmin.domain.policy.kinds import CHAINS
from hipadmin.domain.policy.specifier import SpecifierError, parse_specifier


def fault_of(text):
    with pytest.raises(SpecifierError) as caught:
        parse_specifier(text)
    return caught.value.fault, caught.value.offset


@pytest.mark.parametrize("text", CHAINS)
def test_every_chain_is_accepted_and_printed_again(text):
    assert str(parse_specifier(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "proj/a.b_c-1:env/**",
        "proj/*;federal:env/*;qa_*,{critical:false},x:flag/ops_*;billing",
        "proj/*:env/*;view:flag/*",
        "ci/main:repo/owner.name:build/release-*;nightly",
    ],
)
def test_printed_as_written(text):
    assert str(parse_specifier(text)) == text


def test_parts():
    specifier = parse_specifier("proj/*;a:env/live;{critical:true},b")
    assert specifier.kind == "env"
    assert specifier.signature == "proj/:env/"
    assert specifier.pairs[0] == Pair("proj", "*", ("a",))
    assert specifier.pairs[1].tags == ("b",)
    assert specifier.pairs[1].selectors == (Selector("critical", True),)


@pytest.mark.parametrize(
    ("text", "fault", "offset"),
    [
        ("", Fault.EMPTY, 0),
        ("*", Fault.LONE_STAR, 0),
        ("**", Fault.LONE_STAR, 0),
        ("proj/x:*", Fault.STAR_BELOW, 7),
        ("proj/x:", Fault.EMPTY, 7),
        (":proj/x", Fault.EMPTY, 0),
        ("proj/*:env/*;qa_*:/flag/*", Fault.SLASH_FIRST, 18),
        ("proj/${roleAttribute/x}", Fault.ROLE_ATTRIBUTE, 5),
        ("proj/*:env/*:flag/*;view:mine", Fault.VIEW, 25),
        ("proj/*:env/*;{view:mine}", Fault.VIEW, 14),
        ("proj/*:env/*:Flag/*", Fault.KIND_MISTAKEN, 13),
        ("proj/*:env/*:toggle/*", Fault.KIND_MISTAKEN, 13),
        ("project/*", Fault.KIND_MISTAKEN, 0),
        ("proj/*:env/*:flags/*", Fault.KIND_MISTAKEN, 13),
        ("zebra/*", Fault.KIND_UNKNOWN, 0),
        ("*:env/x", Fault.KIND_UNKNOWN, 0),
        (" proj/x", Fault.CHARACTER_BLANK, 0),
        ("proj/a b", Fault.CHARACTER_BLANK, 6),
        ("proj/*;a, b", Fault.CHARACTER_BLANK, 9),
        ("proj/x:flag/*", Fault.CHAIN_MISPLACED, 0),
        ("flag/*", Fault.CHAIN_MISPLACED, 0),
        ("env/*:proj/*", Fault.CHAIN_MISPLACED, 0),
        ("ci/*", Fault.CHAIN_MISPLACED, 0),
        ("acct/*", Fault.STANDS_ALONE, 0),
        ("acct;tag", Fault.STANDS_ALONE, 0),
        ("acct:proj/x", Fault.CHAIN_MISPLACED, 0),
        ("proj/", Fault.NAME_MISSING, 0),
        ("proj", Fault.NAME_MISSING, 0),
        ("proj/*:env/:flag/*", Fault.NAME_MISSING, 7),
        ("proj/a?", Fault.CHARACTER_GLOB, 6),
        ("proj/[a-z]", Fault.CHARACTER_GLOB, 5),
        ("proj/ä", Fault.CHARACTER, 5),
        ("proj/a/b", Fault.CHARACTER, 6),
        ("proj/x\n", Fault.CHARACTER_BLANK, 6),
        ("proj/*;", Fault.MARK_EMPTY, 7),
        ("proj/*;a,,b", Fault.MARK_EMPTY, 9),
        ("proj/*;a;b", Fault.SECOND_SEMICOLON, 8),
        ("proj/*;!a", Fault.CHARACTER, 7),
        ("proj/*:env/*;{critical:true", Fault.BRACE, 13),
        ("proj/*:env/*;{critical}", Fault.BRACE, 13),
        ("proj/*:env/*;a{critical:true}", Fault.BRACE, 13),
        ("proj/*:env/*;{{{{", Fault.BRACE, 13),
        ("proj/*:env/*;{critical:yes}", Fault.PROPERTY_VALUE, 23),
        ("proj/*:env/*;{ critical:true}", Fault.PROPERTY_UNKNOWN, 14),
        ("proj/*;{critical:true}", Fault.PROPERTY_UNKNOWN, 8),
        ("proj/" + "a" * (limits.NAME_LENGTH + 1), Fault.NAME_LONG, 5),
        ("proj/" + "a" * limits.SPECIFIER_LENGTH, Fault.TOO_LONG, 0),
    ],
)
def test_refused_with_its_reason_and_place(text, fault, offset):
    assert fault_of(text) == (fault, offset)


@pytest.mark.parametrize(
    ("specifier", "hint"),
    [
        ("proj/x:*", "Write one statement per kind, for example proj/*:env/*:flag/*."),
        ("proj/*:env/*:/flag/*", "Remove the slash: flag/*"),
        ("proj/*:env/*:Flag/*", "Write “flag”."),
        ("proj/x:flag/*", "It is written proj/*:env/*:flag/*."),
        ("ci/*:repo/*", "It is written ci/*:repo/*:build/*."),
        ("proj/${roleAttribute/x}", "Write the name itself, or *."),
        ("proj/*:env/*:flag/*;view:a", "Remove “view:”, or use a tag."),
        ("proj/*;{critical:true}", "Known is {critical:true} or {critical:false} behind env/…"),
    ],
)
def test_known_mistakes_have_a_hint(specifier, hint):
    with pytest.raises(PolicyError) as caught:
        Policy.parse([{"effect": "allow", "resources": [specifier], "actions": ["*"]}])
    (problem,) = caught.value.problems
    assert problem.hint == hint
    assert str(caught.value) == f"[0].resources[0]: {problem.reason} {hint}"


def test_a_chain_that_exists_twice_gives_both_in_the_hint():
    with pytest.raises(SpecifierError) as caught:
        parse_specifier("aiconfig/*")
    assert caught.value.params["example"] == "proj/*:aiconfig/* or proj/*:env/*:aiconfig/*"
