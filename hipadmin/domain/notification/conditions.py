"""Conditions (Backtrace): rows that submit, filter or mention by the attributes of an event.

Submit and filter are read from top to bottom and the last row that matches decides; if none
matches, the event is sent. That is the opposite of a policy, where a denial always wins, so the
two stand beside each other and are never mixed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hipadmin.domain.integration import has_control
from hipadmin.domain.problems import Code, Problem
from hipadmin.domain.redaction import holds_secret

if TYPE_CHECKING:
    from hipadmin.domain.event import Event

ROWS_MAX = 100
PATTERN_MAX = 1_000
ATTRIBUTE_MAX = 200
TARGET_MAX = 50
"""Characters; a mention name in HipChat has at most 50."""
_BROAD = ("title", "details", "project", "branch", "series", "kind", "severity", "actor", "link")
"""The attributes every event has, beside ``state`` and its facts."""
_FAMILIES = ("attributes", "labels")
"""Facts whose members people know by their own names: Backtrace's, and those of alerts."""


class ConditionAction(StrEnum):
    """What a row does when it matches."""

    SUBMIT = "submit"
    FILTER = "filter"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Condition:
    """One row: ``pattern`` (RE2) has to cover the whole value of ``attribute``.

    ``attribute`` is a member of the event (``severity``), a path into its facts
    (``labels.team``), or one of its attributes or labels by its own name (``team``); "" means any
    attribute. ``target`` is who is mentioned, ``@ann``.
    """

    action: ConditionAction
    pattern: str
    attribute: str = ""
    target: str = ""


def condition_problems(rows: Sequence[Condition]) -> Iterable[Problem]:
    """Check every row; a pattern that RE2 does not take is refused with RE2's own reason."""
    if len(rows) > ROWS_MAX:
        yield Problem("conditions", Code.TOO_MANY, {"limit": ROWS_MAX})
        return
    for index, row in enumerate(rows):
        yield from _row_problems(row, f"conditions[{index}]")


def _row_problems(row: Condition, where: str) -> Iterator[Problem]:
    if not row.pattern or len(row.pattern) > PATTERN_MAX:
        yield Problem(f"{where}.pattern", Code.PATTERN_LENGTH, {"limit": PATTERN_MAX})
    elif reason := _refusal(row.pattern):
        yield Problem(f"{where}.pattern", Code.PATTERN_INVALID, {"reason": reason})
    if len(row.attribute) > ATTRIBUTE_MAX or has_control(row.attribute):
        yield Problem(f"{where}.attribute", Code.TEXT_LONG, {"limit": ATTRIBUTE_MAX})
    for part in ("pattern", "attribute", "target"):
        if holds_secret(getattr(row, part)):
            yield Problem(f"{where}.{part}", Code.TOKEN_MISPLACED)
    if row.action is not ConditionAction.MENTION:
        return
    name = row.target.strip().removeprefix("@")
    if not name or len(name) > TARGET_MAX or has_control(name) or " " in name:
        yield Problem(f"{where}.target", Code.MENTION_INVALID, {"limit": TARGET_MAX})


def _refusal(pattern: str) -> str:
    try:
        _compiled(pattern)
    except ValueError as error:
        return str(error)
    return ""


def _compiled(pattern: str) -> Callable[[str], bool]:
    """The test for whole values; raises ValueError with a reason."""
    import re2  # 5 ms that a list of names need not spend

    options = re2.Options()
    options.log_errors = False  # a person's slip is no event for standard error
    options.max_mem = 1 << 20
    try:
        found = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise ValueError(text) from None
    return lambda value: found.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rows make of an event: ``row`` (from 1) decided it, None if none matched."""

    sends: bool
    row: int | None
    mentions: tuple[str, ...]


class Conditions:
    """Rows compiled for many events. Raises ValueError for a pattern RE2 does not take."""

    def __init__(self, rows: Sequence[Condition]) -> None:
        self._rows = [(row, _compiled(row.pattern)) for row in rows]

    def judge(self, event: "Event") -> Judged:
        """Go through the rows from top to bottom."""
        sends, decided = True, None
        mentions: dict[str, None] = {}
        for number, (row, matches) in enumerate(self._rows, 1):
            if not any(matches(value) for value in attribute_values(event, row.attribute)):
                continue
            if row.action is ConditionAction.MENTION:
                mentions["@" + row.target.strip().removeprefix("@")] = None
            else:
                sends, decided = row.action is ConditionAction.SUBMIT, number
        return Judged(sends, decided, tuple(mentions))


def attribute_values(event: "Event", attribute: str) -> Iterator[str]:
    """The values of an attribute as text, every one there is for "". Flags are true and false."""
    if not attribute:
        yield from (getattr(event, name) for name in _BROAD)
        yield event.state.value
        yield from _texts(event.facts)
    elif attribute == "state":
        yield event.state.value
    elif attribute in _BROAD:
        yield getattr(event, attribute)
    else:
        paths = (attribute, *(f"{family}.{attribute}" for family in _FAMILIES))
        found = (_at(event.facts, path) for path in paths)
        yield from _texts(next((each for each in found if each is not None), None))


def _at(facts: object, path: str) -> object:
    """What ``path`` leads to: a name that holds dots itself is tried before its parts."""
    if not isinstance(facts, Mapping):
        return None
    if path in facts:
        return facts[path]
    head, dot, rest = path.partition(".")
    return _at(facts.get(head), rest) if dot else None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif value is not None:
        yield str(value)
