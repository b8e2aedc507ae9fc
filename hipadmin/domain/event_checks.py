"""What an event may be at most. The limits are ours: no source of today comes near them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hipadmin.domain.access import NAME_LENGTH, SPECIFIER_LENGTH
from hipadmin.domain.errors import HipadminError

if TYPE_CHECKING:
    from hipadmin.domain.access import Access
    from hipadmin.domain.event import Report

TITLE_MAX = 1_000
"""Characters; a message shows at most 500."""
DETAILS_MAX = 50_000
"""Characters; HipChat takes 10,000 in a message, the rest is for Activity."""
LINK_MAX = 2_000
TEXT_MAX = 500
"""Characters of a project, branch, series, correlation, id or actor."""
WORD_MAX = 50
"""Characters of a kind or severity."""
ACCESSES_MAX = 500
"""A flag made in LaunchDarkly brings one access per environment."""
TAGS_MAX = 200
"""Tags of one access, over all its kinds."""
FACTS_DEPTH = 8
FACTS_VALUES = 2_000
FACTS_CHARACTERS = 100_000
PROBLEMS_MAX = 20
"""Problems that are named; what comes after them is not looked for."""

_TEXTS = (
    *((n, TEXT_MAX) for n in ("source_id", "project", "branch", "series", "correlation", "actor")),
    *((n, WORD_MAX) for n in ("kind", "severity")),
    ("details", DETAILS_MAX),
)
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a pair that UTF-16 has for one character; alone it is none."""
_KIND = re.compile(r"[a-z][a-z-]{0,49}")
_JOINERS = "\u200c\u200d"
"""Not to be seen, and yet Persian, Indic scripts and families of emoji are spelt with them."""
_KEPT = "\n\t" + _JOINERS


@dataclass(frozen=True, slots=True)
class EventProblem:
    """One member of an event that cannot be taken: ``path`` like ``accesses[2].resource``."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason


class EventRefused(HipadminError):
    """The event is not taken; ``problems`` name every member at fault."""

    def __init__(self, problems: Sequence[EventProblem]) -> None:
        super().__init__(" ".join(str(p) for p in problems))
        self.problems = tuple(problems)


def report_problems(report: "Report") -> Iterator[EventProblem]:
    """Every problem of ``report``, at most PROBLEMS_MAX."""
    for number, problem in enumerate(_problems(report)):
        if number == PROBLEMS_MAX:
            return
        yield problem


def _problems(report: "Report") -> Iterator[EventProblem]:
    if reason := _text_problem(report.title, TITLE_MAX):
        yield EventProblem("title", reason)
    elif not tidy_line(report.title):
        yield EventProblem("title", "is missing.")
    for name, most in _TEXTS:
        # most of them are empty, and every event is asked
        if (value := getattr(report, name)) != "" and (reason := _text_problem(value, most)):
            yield EventProblem(name, reason)
    if reason := _link_problem(report.link):
        yield EventProblem("link", reason)
    if reason := _time_problem(report.at):
        yield EventProblem("at", reason)
    if report.state.value == "cleared" and not report.correlation:
        yield EventProblem("correlation", "is needed to say which alert cleared.")
    yield from _accesses(report.accesses)
    yield from _facts(report.facts)


def _text_problem(value: object, most: int) -> str:
    """What stands against a text, "" if nothing does."""
    if not isinstance(value, str):
        return "must be text."
    if len(value) > most:
        return f"has {len(value)} characters; at most {most} are possible."
    return "is not valid Unicode." if _is_broken(value) else ""


def _is_broken(text: str) -> bool:
    return not text.isascii() and _HALF.search(text) is not None


def _link_problem(link: object) -> str:
    if link == "":
        return ""
    reason = _text_problem(link, LINK_MAX)
    if not reason and not is_web_address(str(link)):
        return "must be an absolute http or https address without a user name."
    return reason


def is_web_address(text: str) -> bool:
    """Whether ``text`` is an absolute http or https address that may stand in a message."""
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return known and "@" not in parts.netloc and text.isprintable() and " " not in text


def _time_problem(at: object) -> str:
    if at is None:
        return ""
    if not isinstance(at, datetime) or at.tzinfo is None:
        return "must be a time with its zone."
    return "" if is_known_time(at) else "is not a time in which anything was reported."


def is_known_time(at: datetime) -> bool:
    """Whether anything may have been reported at that time, which has its zone."""
    return 1970 <= _in_utc(at).year <= 9000


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _accesses(accesses: "Sequence[Access]") -> Iterator[EventProblem]:
    if len(accesses) > ACCESSES_MAX:
        reason = f"holds {len(accesses)} entries; at most {ACCESSES_MAX} are possible."
        yield EventProblem("accesses", reason)
        return
    for index, access in enumerate(accesses):
        yield from _access(access, f"accesses[{index}]")


def _access(access: "Access", path: str) -> Iterator[EventProblem]:
    reason = _text_problem(access.action, NAME_LENGTH)
    if reason or access.action == "":
        yield EventProblem(f"{path}.action", reason or "is missing.")
    reason = _text_problem(access.resource, SPECIFIER_LENGTH)
    if reason or not resource_kinds(access.resource):
        yield EventProblem(f"{path}.resource", reason or "must be kind/key pairs joined by colons.")
    if not access.tags:
        return
    tags = [tag for of_kind in access.tags.values() for tag in of_kind]
    if len(tags) > TAGS_MAX:
        yield EventProblem(f"{path}.tags", f"holds {len(tags)} tags; at most {TAGS_MAX} fit.")
    if any(not isinstance(tag, str) or len(tag) > NAME_LENGTH for tag in tags):
        yield EventProblem(f"{path}.tags", f"must be texts of at most {NAME_LENGTH} characters.")


def resource_kinds(resource: str) -> tuple[str, ...]:
    """The kinds of a resource's chain, first to last; empty if it is no resource."""
    if "/" not in resource:
        return (resource,) if _KIND.fullmatch(resource) else ()
    pairs = [pair.partition("/") for pair in resource.split(":")]
    sound = all(_KIND.fullmatch(kind) and name and name.isprintable() for kind, _, name in pairs)
    return tuple(kind for kind, _, _ in pairs) if sound else ()


def _facts(facts: object) -> Iterator[EventProblem]:
    if reason := facts_problem(facts):
        yield EventProblem("facts", reason)


def facts_problem(facts: object) -> str:
    """What stands against keeping ``facts`` with an event, "" if nothing does."""
    if facts == {}:
        return ""
    if not isinstance(facts, Mapping):
        return "must be members with names."
    characters = 0
    for count, (depth, value) in enumerate(_walk(facts, 1), 1):
        characters += len(value) if isinstance(value, str) else 0
        reason = _too_much(depth, count, characters) or _not_plain(value)
        if reason:
            return reason
    return ""


def _walk(value: object, depth: int) -> Iterator[tuple[int, object]]:
    """Every key and value with its depth, no deeper than one level past what is possible."""
    inside: Iterable[object] = ()
    if isinstance(value, Mapping):
        inside = (part for pair in value.items() for part in pair)
    elif isinstance(value, list | tuple):
        inside = value
    for part in inside:
        yield depth, part
        if depth <= FACTS_DEPTH:
            yield from _walk(part, depth + 1)


def _too_much(depth: int, count: int, characters: int) -> str:
    if depth > FACTS_DEPTH:
        return f"is nested more than {FACTS_DEPTH} deep."
    if count > FACTS_VALUES:
        return f"holds more than {FACTS_VALUES} values."
    if characters > FACTS_CHARACTERS:
        return f"holds more than {FACTS_CHARACTERS} characters."
    return ""


def _not_plain(value: object) -> str:
    if isinstance(value, str) and _is_broken(value):
        return "is not valid Unicode."
    plain = value is None or isinstance(value, str | bool | int | float | Mapping | list | tuple)
    finite = not isinstance(value, float) or value - value == 0
    small = isinstance(value, bool) or not isinstance(value, int) or abs(value) < 1 << 63
    if plain and finite:
        return "" if small else "holds a number beyond 64 bits."
    return "holds a value that JSON has not."


def tidy(text: str) -> str:
    """``text`` without what cannot be shown; line ends and tabs stay, line ends as one sort.

    Every other blank becomes a common one.
    """
    return "\n".join(_shown(line) for line in text.splitlines()).strip()


def _shown(line: str) -> str:
    return line if line.isprintable() else "".join(map(_shown_character, line))


def _shown_character(character: str) -> str:
    if character.isprintable() or character in _KEPT:
        return character
    return " " if character.isspace() else ""


def tidy_line(text: str) -> str:
    """``text`` as one line: runs of blanks and line ends become one blank."""
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable() or c.isspace() or c in _JOINERS)
    return " ".join(text.split()).strip(f"{_JOINERS} ")
