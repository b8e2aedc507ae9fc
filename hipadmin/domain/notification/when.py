"""When a notification speaks: results, branches, sources, how often, and at what hours.

Defaults are those Shippable documents for HipChat: a room hears of each failure, of the turn from
failed to passed, and of each build of a pull request.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hipadmin.domain.integration import has_control
from hipadmin.domain.notification.schedule import ALWAYS_ACTIVE, Schedule, schedule_problems
from hipadmin.domain.problems import Code, Problem
from hipadmin.domain.redaction import holds_secret

DAY_S = 24 * 3600
EVERY_MAX = 7 * DAY_S
"""Seconds; Sematext knows 1 to 90 minutes."""
THRESHOLD_MAX = 100_000
EXPIRE_MIN, EXPIRE_MAX = 60, 30 * DAY_S
"""Seconds."""
PATTERNS_MAX = 100
PATTERN_MAX = 200
"""Characters of a branch, project or source pattern."""


class OnResult(StrEnum):
    """Which results of a kind are sent; ``change``: only when the result turns to that kind."""

    ALWAYS = "always"
    CHANGE = "change"
    NEVER = "never"


class OnEach(StrEnum):
    """Whether such events are sent; they have no result to compare."""

    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Branches:
    """Which branches are wanted, with ``*`` for any run of characters; case matters.

    With ``only``, an event must be of one of these; ``but`` (in files: ``except``) are never sent.
    """

    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """When a notification speaks.

    ``on_cancel`` None means as ``on_failure``, which is the vendor's default. ``sources`` are
    patterns for the kind of source (``github*``), empty for all. ``at_most_every`` is the least
    time in seconds between two messages about the same thing (0: no limit, and an alert that is
    open already is not repeated); with ``threshold`` a message is due once so many events were
    held back, however recent the last one. ``expire_after`` seconds a message may wait for its
    room (0: for ever), then it is dropped.
    """

    on_success: OnResult = OnResult.CHANGE
    on_failure: OnResult = OnResult.ALWAYS
    on_cancel: OnResult | None = None
    on_start: OnEach = OnEach.NEVER
    on_pull_request: OnEach = OnEach.ALWAYS
    branches: Branches = Branches()
    sources: tuple[str, ...] = ()
    at_most_every: int = 0
    threshold: int = 0
    schedule: Schedule = ALWAYS_ACTIVE
    expire_after: int = 0

    @property
    def cancel(self) -> OnResult:
        """What holds for cancelled builds."""
        return self.on_cancel or self.on_failure


def when_problems(when: When) -> Iterable[Problem]:
    """Check the bounds of everything in ``when``."""
    yield from _duration("when.at_most_every", when.at_most_every, 0, EVERY_MAX)
    yield from _number("when.threshold", when.threshold, 0, THRESHOLD_MAX)
    if when.expire_after:
        yield from _duration("when.expire_after", when.expire_after, EXPIRE_MIN, EXPIRE_MAX)
    yield from pattern_problems(when.branches.only, "when.branches.only")
    yield from pattern_problems(when.branches.but, "when.branches.except")
    yield from pattern_problems(when.sources, "when.sources")
    yield from schedule_problems(when.schedule, "when.schedule")


def _number(where: str, value: int, low: int, high: int) -> Iterable[Problem]:
    if not low <= value <= high:
        yield Problem(where, Code.NUMBER_RANGE, {"low": low, "high": high})


def _duration(where: str, seconds: int, low: int, high: int) -> Iterable[Problem]:
    if not low <= seconds <= high:  # people enter it in a unit of their choice
        yield Problem(where, Code.DURATION_RANGE, {"low": low, "high": high // DAY_S})


def pattern_problems(patterns: Sequence[str], where: str) -> Iterable[Problem]:
    """Check a list of names in which ``*`` may stand."""
    if len(patterns) > PATTERNS_MAX:
        yield Problem(where, Code.TOO_MANY, {"limit": PATTERNS_MAX})
        return
    for index, pattern in enumerate(patterns):
        if not pattern.strip() or len(pattern) > PATTERN_MAX or has_control(pattern):
            yield Problem(f"{where}[{index}]", Code.PATTERN_NAME, {"limit": PATTERN_MAX})
        elif holds_secret(pattern):
            yield Problem(f"{where}[{index}]", Code.TOKEN_MISPLACED)
