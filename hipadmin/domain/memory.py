"""What is remembered between events, and how an event changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hipadmin.domain.alert import Alert
from hipadmin.domain.event import Event
from hipadmin.domain.event_state import EventState


@dataclass(frozen=True, slots=True)
class LastResult:
    """The newest final result of one series of builds, and when its build reported it."""

    state: EventState
    at: datetime


@dataclass(frozen=True, slots=True)
class LastSent:
    """When a notification last spoke of a thing, and how many events it has held back since."""

    at: datetime
    held: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """What counts for one event, as it was before the event.

    ``last_result`` is that of the event's series, ``alert`` the one the event belongs to.
    ``triggers`` are the deliveries by which that alert was sent (not those that failed or were
    dropped), by notification and recipient key. ``sent`` is by notification, for the event's
    subject.
    """

    last_result: LastResult | None = None
    alert: Alert | None = None
    triggers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    sent: Mapping[str, LastSent] = field(default_factory=dict)

    def was_sent(self, notification_id: str) -> bool:
        """Whether the notification has sent this alert anywhere."""
        return any(sender == notification_id for sender, _ in self.triggers)


def series_key(event: Event) -> str:
    """The series whose results are compared: source, project and branch (Shippable)."""
    return _digest(event.kind, event.series, event.project, event.branch)


def subject_key(event: Event) -> str:
    """What a message is about, as far as its frequency goes.

    An alert is one thing. Anything else is its project (Backtrace's frequency is a project's),
    branch and series in one state, so that a build that passes again is not held back for the
    failure before.
    """
    if event.correlation:
        return _digest("alert", event.correlation)
    return _digest("rest", event.kind, event.series, event.project, event.branch, event.state)


def _digest(*parts: str) -> str:
    import hashlib  # maps OpenSSL, 4 MB that a window need not hold

    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def next_result(before: LastResult | None, event: Event) -> LastResult | None:
    """The result to remember after ``event``.

    Builds of pull requests are no results of the branch they want to join. One that reports late
    (its time is before what is remembered) changes nothing. No time is later than that of receipt:
    a build machine whose clock ran ahead once would have the last word for as long.
    """
    if not event.state.is_result or event.pull_request:
        return before
    at = min(event.time, event.received_at)
    if before is not None and at < before.at <= event.received_at:
        return before
    return LastResult(event.state, at)
