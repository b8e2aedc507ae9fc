"""Alerts: events with a life. Open, acknowledged, closed, and no other way round."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hipadmin.domain.access import Access
from hipadmin.domain.errors import HipadminError
from hipadmin.domain.event import Event
from hipadmin.domain.names import name_problems
from hipadmin.domain.problems import Problem

_UNNAMED = frozenset({"", "plain"})
"""Kinds of events whose sender named no source."""


class AlertState(StrEnum):
    """Where an alert is; once closed it stays closed, the next trigger opens another."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class AlertAct(StrEnum):
    """What can happen to an alert; the names are the actions a policy can select."""

    TRIGGERED = "alertTriggered"
    ACKNOWLEDGED = "alertAcknowledged"
    ASSIGNED = "alertAssigned"
    MUTED = "alertMuted"
    CLOSED = "alertClosed"
    CLEARED = "alertCleared"


class NotPossible(HipadminError):
    """The alert is not in a state from which this can be done."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert of one subscription.

    ``number`` is unique in the store and never used again; 0 until the store gave it.
    ``correlation`` is the source's id of it. While ``cleared_at`` is None, what the source reports
    under that id is this alert, even when it was closed by hand: then it stays quiet. ``repeats``
    counts further triggers. ``accesses`` are those of its first trigger, whose id ``event_id`` is.
    """

    subscription_id: str
    correlation: str
    title: str
    opened_at: datetime
    last_at: datetime
    state: AlertState = AlertState.OPEN
    number: int = 0
    event_id: int = 0
    kind: str = ""
    project: str = ""
    severity: str = ""
    link: str = ""
    accesses: tuple[Access, ...] = ()
    assignee: str = ""
    muted_until: datetime | None = None
    repeats: int = 0
    closed_at: datetime | None = None
    cleared_at: datetime | None = None
    version: int = 1

    @property
    def is_over(self) -> bool:
        """Whether its source has cleared; the next trigger is another alert."""
        return self.cleared_at is not None

    @property
    def closed_by_hand(self) -> bool:
        """Whether a person closed it while its source still reports it."""
        return self.state is AlertState.CLOSED and not self.is_over

    def is_muted(self, now: datetime) -> bool:
        """Whether its repeats are silenced at ``now``."""
        return self.muted_until is not None and now < self.muted_until


def opened(event: Event) -> Alert:
    """The alert that ``event``, a trigger, begins."""
    return Alert(
        subscription_id=event.subscription_id,
        correlation=event.correlation,
        title=event.title,
        opened_at=event.time,
        last_at=event.time,
        event_id=event.id,
        kind=event.kind,
        project=event.project,
        severity=event.severity,
        link=event.link,
        accesses=tuple(event.accesses),
    )


def is_about(event: Event, alert: Alert) -> bool:
    """Whether ``event``, which names the alert as ``alert`` is named, can mean it.

    It cannot if both come of a source with a name and these differ: each numbers its alerts for
    itself. Who names no source may speak for any.
    """
    return event.kind == alert.kind or not {event.kind, alert.kind}.isdisjoint(_UNNAMED)


def in_its_own_name(event: Event) -> Event:
    """``event`` about an alert that is told from one of another source that is called alike."""
    return replace(event, correlation=f"{event.kind} {event.correlation}")


def repeated(alert: Alert, event: Event) -> Alert:
    """``alert`` after another trigger: updated, never another one. What is empty stays."""
    return replace(
        alert,
        title=event.title,
        severity=event.severity or alert.severity,
        link=event.link or alert.link,
        last_at=max(alert.last_at, event.time),
        repeats=alert.repeats + 1,
    )


def cleared(alert: Alert, event: Event) -> Alert:
    """``alert`` after its source has cleared: closed, whether it was open or acknowledged."""
    return replace(
        alert,
        state=AlertState.CLOSED,
        closed_at=alert.closed_at or event.time,
        cleared_at=event.time,
        last_at=max(alert.last_at, event.time),
    )


def acknowledged(alert: Alert, actor: str) -> Alert:
    """``alert`` taken note of by ``actor``, who has it from now on unless somebody has it.

    Raises NotPossible unless it is open.
    """
    if alert.state is not AlertState.OPEN:
        raise NotPossible(f"Alert {alert.number} is {alert.state} already.")
    return replace(alert, state=AlertState.ACKNOWLEDGED, assignee=alert.assignee or actor)


def assignee_problem(name: str) -> Problem | None:
    """What is wrong with a name or @mention, which every room of the alert will read."""
    return next(iter(name_problems(name, ())), None) if name.strip() else None


def assigned(alert: Alert, assignee: str) -> Alert:
    """``alert`` in the hands of ``assignee`` (a name or @mention), "" for nobody.

    Raises NotPossible if it is closed, or nobody can be called that.
    """
    name = assignee.strip()
    problem = assignee_problem(name)
    if problem is not None:
        raise NotPossible(problem.text)
    return replace(_alive(alert), assignee=name)


def closed(alert: Alert, at: datetime) -> Alert:
    """``alert`` closed by hand: quiet until its source has cleared. Raises NotPossible."""
    return replace(_alive(alert), state=AlertState.CLOSED, closed_at=at)


def muted(alert: Alert, until: datetime | None) -> Alert:
    """``alert`` with its repeats silenced until then, or no longer (None). Raises NotPossible."""
    return replace(_alive(alert), muted_until=until)


def _alive(alert: Alert) -> Alert:
    if alert.state is AlertState.CLOSED:
        raise NotPossible(f"Alert {alert.number} is closed already.")
    return alert


@dataclass(frozen=True, slots=True)
class AlertEntry:
    """One line of an alert's history. ``actor`` is a person's name, or the source's kind."""

    number: int
    at: datetime
    act: AlertAct
    actor: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Which alerts are wanted; everything empty means all. ``text`` ignores case."""

    states: Collection[AlertState] = ()
    subscription_id: str = ""
    assignee: str | None = None
    text: str = ""


def announcement(alert: Alert, act: AlertAct, actor: str, until: datetime | None) -> str:
    """The title of the event that tells the rooms what a person did with ``alert``."""
    who = actor or "Somebody"
    to = alert.assignee or "nobody"
    done = {
        AlertAct.ACKNOWLEDGED: f"{who} acknowledged",
        AlertAct.ASSIGNED: f"{who} assigned to {to}",
        AlertAct.CLOSED: f"{who} closed",
        AlertAct.MUTED: f"{who} muted" if until else f"{who} unmuted",
    }
    return f"{done[act]}: {alert.title}"


def act_accesses(alert: Alert, act: AlertAct) -> Iterable[Access]:
    """What a policy sees of ``act``: the resources of the trigger under the act's own name."""
    return (Access(act.value, a.resource, a.tags, a.properties) for a in alert.accesses)
