"""Names people give: how long, which characters, and when two of them are the same."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from hipadmin.domain.problems import Code, Problem
from hipadmin.domain.redaction import holds_secret

NAME_MAX = 100
"""Characters (code points) of a name."""

_LAYOUT = "\n\t"
_JOINERS = "\u200c\u200d"
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Printable by their kind, and yet nothing is to be seen of them."""
_VARIANTS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_VARIANT = re.compile(f"[{_VARIANTS}]")
"""They say how the letter before them is drawn, and nothing is to be seen of them alone."""
_IGNORED = re.compile(f"[\u200c\u200d{_VARIANTS}]")
_FIRST_JOINED = 0x300
"""Below it stand Latin letters, which no joiner ever joins."""


def name_key(name: str) -> str:
    """What two names share that people would take for one: case, width and blanks are ignored."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(_IGNORED.sub("", folded).split())


def hidden_character(text: str) -> str:
    """The first character of ``text`` that cannot be seen; empty if all can. Blanks may be.

    A joiner between two letters of a script that needs it, or between two pictures, changes what
    is seen.
    """
    for at, char in enumerate(text):
        if char in _BLANK_LETTERS or not (char.isprintable() or _joins(text, at)):
            return char
        if _VARIANT.match(char) and not _is_letter_before(text, at):
            return char
    return ""


def _is_letter_before(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    return not (before.isspace() or _VARIANT.match(before))


def _joins(text: str, at: int) -> bool:
    sides = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    joined = [c for c in sides if ord(c) >= _FIRST_JOINED and c.isprintable()]
    return text[at] in _JOINERS and len(joined) == 2


def has_control(text: str) -> bool:
    """Whether a character cannot be seen (control, format, line separator); blanks may be."""
    return bool(hidden_character(text))


def character_name(char: str) -> str:
    """How to speak of a character that cannot be seen: "U+200B ZERO WIDTH SPACE"."""
    known = unicodedata.name(char, "")
    return f"U+{ord(char):04X} {known}".strip()


def is_control(char: str) -> bool:
    """Whether no chat program shows it, and no file holds it: a control, half a surrogate pair."""
    code = ord(char)
    return (code < 32 and char not in _LAYOUT) or 127 <= code < 160 or 0xD800 <= code < 0xE000


def control_problems(where: str, text: str) -> Iterable[Problem]:
    """Check that a text of several lines has no such character; the first one is named."""
    at = next((at for at, char in enumerate(text) if is_control(char)), None)
    if at is not None:
        params = {"position": at + 1, "name": character_name(text[at])}
        yield Problem(where, Code.CONTROL_CHARACTER, params)


class TakenNames(tuple[str, ...]):
    """Names that are taken, in order; finds the like of a name without asking all of them."""

    def __init__(self, _names: Iterable[str] = ()) -> None:
        """Work their keys out: some ten µs for each name, done best where nobody waits."""
        self._by_key = {name_key(name): name for name in reversed(self)}

    def like(self, name: str) -> str | None:
        """The first that people would take for ``name``; None if there is none."""
        return self._by_key.get(name_key(name))


def name_problems(name: str, taken: Collection[str], where: str = "name") -> Iterable[Problem]:
    """Check a name: 1–100 characters after trimming, visible, unlike each name ``taken``."""
    name = name.strip()
    hidden = hidden_character(name)
    if not name:
        yield Problem(where, Code.NAME_EMPTY)
    elif len(name) > NAME_MAX:
        yield Problem(where, Code.NAME_LONG, {"length": len(name), "limit": NAME_MAX})
    elif hidden:
        yield Problem(where, Code.NAME_CONTROL, {"character": character_name(hidden)})
    elif holds_secret(name):
        yield Problem(where, Code.TOKEN_MISPLACED)
    else:
        known = taken if isinstance(taken, TakenNames) else TakenNames(taken)
        other = known.like(name)
        if other is not None:
            yield Problem(where, Code.NAME_TAKEN, {"name": other})
