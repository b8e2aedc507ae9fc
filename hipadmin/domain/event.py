"""Events: what a subscription reported, checked and bounded before anything is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter

from hipadmin.domain.access import Access
from hipadmin.domain.event_checks import (
    EventProblem,
    EventRefused,
    report_problems,
    tidy,
    tidy_line,
)
from hipadmin.domain.event_state import ClearCause, EventState

__all__ = ["Access", "ClearCause", "Event", "EventProblem", "EventRefused", "EventState", "Report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An event as its source tells it; a translator makes one of foreign JSON.

    ``source_id`` is the source's own id of the event: the same again is a repeat, "" is never one.
    ``kind`` says what sort of source spoke (``github``, ``alertmanager``). ``correlation`` joins
    the trigger and the clear of one alert. Results are compared within subscription, ``kind``,
    ``series`` (a workflow's name), ``project`` and ``branch``. ``link`` is this event's own page,
    a clear's is not its trigger's. ``at`` is the source's time, None if it gives none. ``facts``
    are further JSON-ready values for templates and conditions.
    """

    state: EventState
    title: str
    source_id: str = ""
    kind: str = ""
    accesses: Sequence[Access] = ()
    details: str = ""
    link: str = ""
    at: datetime | None = None
    project: str = ""
    branch: str = ""
    series: str = ""
    correlation: str = ""
    severity: str = ""
    actor: str = ""
    pull_request: bool = False
    cause: ClearCause = ClearCause.CONDITION
    facts: Mapping[str, object] = field(default_factory=dict)

    def problems(self) -> tuple[EventProblem, ...]:
        """What stands against taking it, in the order of its members; see event_checks."""
        return tuple(report_problems(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Report):
    """A report taken in. ``id`` is ours, 0 until the store gave it; ids grow with time."""

    subscription_id: str
    received_at: datetime
    id: int = 0

    @property
    def time(self) -> datetime:
        """When it happened: the source's time, else when it came in."""
        return self.at or self.received_at

    @property
    def opens_alert(self) -> bool:
        """Whether it begins or repeats an alert."""
        return self.state is EventState.TRIGGERED and bool(self.correlation)

    @property
    def clears_alert(self) -> bool:
        """Whether it ends an alert."""
        return self.state is EventState.CLEARED and bool(self.correlation)


_MEMBERS = tuple(each.name for each in fields(Report))
_members_of = attrgetter(*_MEMBERS)
_LINES = ("title", "project", "branch", "series", "severity", "actor")


def accept(report: Report, subscription_id: str, received_at: datetime) -> Event:
    """Make an event of ``report``, its texts freed of what cannot be shown.

    Raises EventRefused naming every member that is wrong.
    """
    if problems := report.problems():
        raise EventRefused(problems)
    given = dict(zip(_MEMBERS, _members_of(report), strict=True))
    given |= {name: tidy_line(text) for name in _LINES if (text := given[name])}
    given |= {"details": tidy(report.details), "accesses": tuple(report.accesses)}
    return Event(**given, subscription_id=subscription_id, received_at=received_at)
