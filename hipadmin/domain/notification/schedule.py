"""Weekly hours in which a notification speaks; outside of them it holds back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hipadmin.domain.problems import Code, Problem
from hipadmin.domain.redaction import holds_secret

DAY = 24 * 60
"""Minutes."""
SPANS_MAX = 50
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")


class Day(StrEnum):
    """A day of the week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEK = tuple(Day)


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of some days: from ``start`` to ``end``, in minutes since midnight (0–1440).

    An ``end`` that is not after ``start`` is on the next day, so 22:00 to 06:00 is a night and
    08:00 to 08:00 a day and a night.
    """

    days: tuple[Day, ...] = WEEK
    start: int = 0
    end: int = DAY

    def holds(self, weekday: int, minute: int) -> bool:
        """Whether a local time is in it; ``weekday`` counts from Monday, 0."""
        today, yesterday = WEEK[weekday] in self.days, WEEK[weekday - 1] in self.days
        if self.start < self.end:
            return today and self.start <= minute < self.end
        return (today and minute >= self.start) or (yesterday and minute < self.end)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When it is active; without a span always (Sematext: the default).

    ``zone`` is a name of the time zone database (``Europe/Berlin``), "" the relay's own zone.
    """

    active: tuple[Span, ...] = ()
    zone: str = ""

    def is_active(self, local: datetime) -> bool:
        """Whether it is active at ``local``, a time in its zone."""
        minute = local.hour * 60 + local.minute
        return not self.active or any(s.holds(local.weekday(), minute) for s in self.active)


ALWAYS_ACTIVE = Schedule()


def schedule_problems(schedule: Schedule, where: str) -> Iterable[Problem]:
    """Check form and bounds; whether the machine knows the zone is asked by who saves it."""
    if holds_secret(schedule.zone):
        yield Problem(f"{where}.zone", Code.TOKEN_MISPLACED)
    elif schedule.zone and not _ZONE.fullmatch(schedule.zone):
        yield Problem(f"{where}.zone", Code.ZONE_UNKNOWN, {"zone": schedule.zone})
    if len(schedule.active) > SPANS_MAX:
        yield Problem(f"{where}.active", Code.TOO_MANY, {"limit": SPANS_MAX})
    for index, span in enumerate(schedule.active):
        inside = 0 <= span.start < DAY and 0 <= span.end <= DAY
        if not span.days or not inside:
            yield Problem(f"{where}.active[{index}]", Code.SPAN_INVALID)


def minutes(text: str) -> int | None:
    """Minutes since midnight of ``08:30`` (or ``24:00``); None if it is no time of day."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    return DAY if found[1] is None else int(found[1]) * 60 + int(found[2])


def clock_text(minute: int) -> str:
    """``08:30`` for 510."""
    return f"{minute // 60:02}:{minute % 60:02}"
