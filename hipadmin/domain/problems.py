"""What can be wrong with an entry: codes that become sentences where they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802, ARG001
    """Mark ``text`` for the translation tools, which look for this very name; give it back."""
    return text


class Code(StrEnum):
    """Every problem there is."""

    NAME_EMPTY = "name_empty"
    NAME_LONG = "name_long"
    NAME_CONTROL = "name_control"
    NAME_TAKEN = "name_taken"
    NAME_ADDRESS = "name_address"
    ENDPOINT_EMPTY = "endpoint_empty"
    ENDPOINT_INVALID = "endpoint_invalid"
    ENDPOINT_INSECURE = "endpoint_insecure"
    TOKEN_BLANKS = "token_blanks"  # noqa: S105
    TOKEN_OAUTH1 = "token_oauth1"  # noqa: S105
    TOKEN_CHARACTERS = "token_characters"  # noqa: S105
    TOKEN_LONG = "token_long"  # noqa: S105
    TOKEN_MISPLACED = "token_misplaced"  # noqa: S105
    ROOM_EMPTY = "room_empty"
    ROOM_LONG = "room_long"
    ROOM_CONTROL = "room_control"
    ROOM_TWICE = "room_twice"
    ROOM_SAME = "room_same"
    ROOM_XMPP = "room_xmpp"
    ROOM_ADDRESS = "room_address"
    ROOM_IN_USE = "room_in_use"
    ROOM_UNKNOWN = "room_unknown"
    ROOM_NONE = "room_none"
    CA_MISSING = "ca_missing"
    CA_RELATIVE = "ca_relative"
    CA_HUGE = "ca_huge"
    CA_INVALID = "ca_invalid"
    CA_KEY = "ca_key"
    CA_KEY_TOO = "ca_key_too"
    PROXY_INVALID = "proxy_invalid"
    INTEGRATION_UNKNOWN = "integration_unknown"
    SUBSCRIPTION_UNKNOWN = "subscription_unknown"
    POLICY_INVALID = "policy_invalid"
    NUMBER_RANGE = "number_range"
    DURATION_RANGE = "duration_range"
    TOO_MANY = "too_many"
    TEXT_LONG = "text_long"
    PATTERN_NAME = "pattern_name"
    PATTERN_LENGTH = "pattern_length"
    PATTERN_INVALID = "pattern_invalid"
    MENTION_INVALID = "mention_invalid"
    MENTION_NEEDS_TEXT = "mention_needs_text"
    ZONE_UNKNOWN = "zone_unknown"
    SPAN_INVALID = "span_invalid"
    MESSAGE_EMPTY = "message_empty"
    MESSAGE_LONG = "message_long"
    CONTROL_CHARACTER = "control_character"
    ADDRESS_INVALID = "address_invalid"
    VALUE_EMPTY = "value_empty"
    VALUE_LONG = "value_long"
    CARD_NEEDS_DESCRIPTION = "card_needs_description"
    CARD_NEEDS_ADDRESS = "card_needs_address"


SENTENCES: Mapping[Code, str] = MappingProxyType(
    {
        Code.NAME_EMPTY: QT_TRANSLATE_NOOP("Problem", "Enter a name."),
        Code.NAME_LONG: QT_TRANSLATE_NOOP(
            "Problem", "The name has {length} characters; at most {limit} are possible."
        ),
        Code.NAME_CONTROL: QT_TRANSLATE_NOOP(
            "Problem",
            "The name has a character that cannot be seen ({character}). Type the name again.",
        ),
        Code.NAME_TAKEN: QT_TRANSLATE_NOOP(
            "Problem",
            "“{name}” exists already (case, width and blanks are ignored). Choose another name.",
        ),
        Code.NAME_ADDRESS: QT_TRANSLATE_NOOP(
            "Problem",
            "This is the address of a room. Paste it into Room URL, and choose a name here.",
        ),
        Code.ENDPOINT_EMPTY: QT_TRANSLATE_NOOP(
            "Problem", "Enter the server’s address, for example https://hipchat.example.com/v2."
        ),
        Code.ENDPOINT_INVALID: QT_TRANSLATE_NOOP("Problem", "{reason}"),
        Code.ENDPOINT_INSECURE: QT_TRANSLATE_NOOP(
            "Problem", "http:// sends tokens unencrypted over the network. Use https:// if you can."
        ),
        Code.TOKEN_BLANKS: QT_TRANSLATE_NOOP(
            "Problem", "The token has blanks or line breaks in it. Copy it again."
        ),
        Code.TOKEN_CHARACTERS: QT_TRANSLATE_NOOP(
            "Problem",
            "The token has characters no token has. Enter it alone, without quotation marks or "
            "the address around it.",
        ),
        Code.TOKEN_OAUTH1: QT_TRANSLATE_NOOP(
            "Problem",
            "This looks like an OAuth1 token: it has no upper-case letter. "
            "HipChat’s v2 API takes OAuth2 tokens only.",
        ),
        Code.TOKEN_LONG: QT_TRANSLATE_NOOP(
            "Problem",
            "The token has {length} characters; at most {limit} are possible. Copy it again.",
        ),
        Code.TOKEN_MISPLACED: QT_TRANSLATE_NOOP(
            "Problem",
            "This looks like a token, and here everybody could read it. "
            "Enter it in a field for tokens.",
        ),
        Code.ROOM_EMPTY: QT_TRANSLATE_NOOP("Problem", "Enter the room’s ID or name."),
        Code.ROOM_LONG: QT_TRANSLATE_NOOP(
            "Problem", "A room name has at most {limit} characters; this one has {length}."
        ),
        Code.ROOM_CONTROL: QT_TRANSLATE_NOOP(
            "Problem",
            "The room has a character that cannot be seen ({character}). Type the room again.",
        ),
        Code.ROOM_TWICE: QT_TRANSLATE_NOOP("Problem", "“{room}” is in the list twice."),
        Code.ROOM_SAME: QT_TRANSLATE_NOOP(
            "Problem", "“{room}” is the same room as “{other}”, which is in the list already."
        ),
        Code.ROOM_XMPP: QT_TRANSLATE_NOOP(
            "Problem", "“{room}” is an XMPP name. Enter the API ID or the room’s name."
        ),
        Code.ROOM_ADDRESS: QT_TRANSLATE_NOOP(
            "Problem", "This is the address of a room. Enter its ID or name only: {room}"
        ),
        Code.ROOM_IN_USE: QT_TRANSLATE_NOOP(
            "Problem", "“{room}” is still used by {users}. Take it out there first."
        ),
        Code.ROOM_UNKNOWN: QT_TRANSLATE_NOOP("Problem", "“{integration}” has no room “{room}”."),
        Code.ROOM_NONE: QT_TRANSLATE_NOOP(
            "Problem", "Choose a room, or name one: “{integration}” has none."
        ),
        Code.CA_MISSING: QT_TRANSLATE_NOOP(
            "Problem", "“{path}” cannot be read: {reason}. Choose a PEM file."
        ),
        Code.CA_RELATIVE: QT_TRANSLATE_NOOP(
            "Problem", "Write the whole path of “{path}”, so that it means the same everywhere."
        ),
        Code.CA_HUGE: QT_TRANSLATE_NOOP(
            "Problem", "“{path}” is larger than {limit} KiB, so it is no list of certificates."
        ),
        Code.CA_INVALID: QT_TRANSLATE_NOOP(
            "Problem", "“{path}” holds no certificate in PEM form. Choose another file."
        ),
        Code.CA_KEY: QT_TRANSLATE_NOOP(
            "Problem", "“{path}” holds a private key and no certificate. Choose the certificate."
        ),
        Code.CA_KEY_TOO: QT_TRANSLATE_NOOP(
            "Problem", "“{path}” holds a private key, too. A file of certificates alone is safer."
        ),
        Code.PROXY_INVALID: QT_TRANSLATE_NOOP(
            "Problem", "Enter the proxy as http://host:port without a password, or leave it empty."
        ),
        Code.INTEGRATION_UNKNOWN: QT_TRANSLATE_NOOP("Problem", "There is no integration “{name}”."),
        Code.SUBSCRIPTION_UNKNOWN: QT_TRANSLATE_NOOP(
            "Problem", "There is no subscription “{name}”."
        ),
        Code.POLICY_INVALID: QT_TRANSLATE_NOOP("Problem", "The policy is not valid: {reason}"),
        Code.NUMBER_RANGE: QT_TRANSLATE_NOOP("Problem", "Enter a number from {low} to {high}."),
        Code.DURATION_RANGE: QT_TRANSLATE_NOOP(
            "Problem", "Enter a time from {low} seconds to {high} days."
        ),
        Code.TOO_MANY: QT_TRANSLATE_NOOP("Problem", "At most {limit} entries are possible."),
        Code.TEXT_LONG: QT_TRANSLATE_NOOP(
            "Problem", "At most {limit} characters that can be seen are possible."
        ),
        Code.PATTERN_NAME: QT_TRANSLATE_NOOP(
            "Problem", "Enter a name of at most {limit} characters; * stands for any characters."
        ),
        Code.PATTERN_LENGTH: QT_TRANSLATE_NOOP(
            "Problem", "Enter an expression of at most {limit} characters, for example .*"
        ),
        Code.PATTERN_INVALID: QT_TRANSLATE_NOOP(
            "Problem", "The expression is not valid in RE2’s syntax: {reason}."
        ),
        Code.MENTION_INVALID: QT_TRANSLATE_NOOP(
            "Problem", "Enter whom to mention, for example @ann (at most {limit} characters)."
        ),
        Code.MENTION_NEEDS_TEXT: QT_TRANSLATE_NOOP(
            "Problem", "HipChat notifies the people mentioned only in text messages."
        ),
        Code.ZONE_UNKNOWN: QT_TRANSLATE_NOOP(
            "Problem", "There is no time zone “{zone}”. Enter one like Europe/Berlin."
        ),
        Code.SPAN_INVALID: QT_TRANSLATE_NOOP(
            "Problem", "Choose at least one day and times from 00:00 to 24:00."
        ),
        Code.MESSAGE_EMPTY: QT_TRANSLATE_NOOP("Problem", "Enter a message."),
        Code.MESSAGE_LONG: QT_TRANSLATE_NOOP(
            "Problem", "The message has {length} characters; HipChat takes at most {limit}."
        ),
        Code.CONTROL_CHARACTER: QT_TRANSLATE_NOOP(
            "Problem", "Character {position} is {name}, which no chat program shows. Take it out."
        ),
        Code.ADDRESS_INVALID: QT_TRANSLATE_NOOP(
            "Problem", "Enter a web address that begins with https:// or http://."
        ),
        Code.VALUE_EMPTY: QT_TRANSLATE_NOOP("Problem", "HipChat wants something here."),
        Code.VALUE_LONG: QT_TRANSLATE_NOOP(
            "Problem", "This has {length} characters; HipChat takes at most {limit}."
        ),
        Code.CARD_NEEDS_DESCRIPTION: QT_TRANSLATE_NOOP(
            "Problem", "HipChat shows a link card only with a description."
        ),
        Code.CARD_NEEDS_ADDRESS: QT_TRANSLATE_NOOP(
            "Problem", "HipChat shows an image card only with an address."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place.

    ``where`` names a field (``name``, ``endpoint``, ``token``, ``rooms[2].room``); ``params`` fill
    the sentence. A problem that does not block is a warning: shown, and saved all the same.
    """

    where: str
    code: Code
    params: Mapping[str, object] = field(default_factory=dict)
    blocking: bool = True

    @property
    def text(self) -> str:
        """The sentence in English; the window translates ``SENTENCES[code]`` instead."""
        return SENTENCES[self.code].format(**self.params)


def blocking(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those that stand against saving."""
    return tuple(p for p in problems if p.blocking)
