"""Activity: events with their verdicts, deliveries with their attempts, alerts; pages and facts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from hipadmin.domain.activity import (
    AHEAD_MAX,
    NOWHERE,
    DeliveryFilter,
    DeliveryRow,
    EventFilter,
    EventRow,
    Hour,
    NamedVerdict,
    Numbers,
    Refusal,
)
from hipadmin.domain.errors import NotFound
from hipadmin.domain.ports import Cancel, Clock, Store, Unit
from hipadmin.services.history.paging import BATCH, Page, cut, every

if TYPE_CHECKING:  # a list of integrations asks for numbers only
    from hipadmin.domain.alert import Alert, AlertFilter
    from hipadmin.domain.event import Event
    from hipadmin.domain.message import Message
    from hipadmin.domain.outbox import Attempt, Block

HOURS = 24
NEWEST = 20
"""Refusals among which the last is looked for: a minute has one of each kind."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event with what each room notification made of it."""

    row: EventRow
    verdicts: tuple[NamedVerdict, ...]

    @property
    def id(self) -> int:
        """The event's number."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class EventDetails:
    """Everything about one event."""

    event: "Event"
    verdicts: tuple[NamedVerdict, ...]
    deliveries: tuple[DeliveryRow, ...]


@dataclass(frozen=True, slots=True)
class DeliveryDetails:
    """Everything about one delivery. ``parts`` are what a digest holds.

    ``message`` is None where what the database holds of it cannot be read.
    ``block`` says why nothing gets through to its room, None if something may; ``waiting`` counts
    what is owed to the room, up to `AHEAD_MAX`.
    """

    row: DeliveryRow
    message: "Message | None"
    attempts: "tuple[Attempt, ...]"
    parts: tuple[DeliveryRow, ...]
    block: "Block | None"
    waiting: int


@dataclass(frozen=True, slots=True)
class IntegrationFacts:
    """What the integration list tells of deliveries.

    ``hours`` are the last 24, the oldest first and the present one last, each with what was
    delivered and what failed in it.
    """

    last_delivery: datetime | None
    failing_since: datetime | None
    hours: tuple[Hour, ...]


class Activity:
    """Reads what happened. Blocking; what it raises is StoreTrouble, and NotFound for one id.

    Every question about many rows takes ``cancel``: pressed, it is broken off (StoreTrouble).
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def events(
        self,
        wanted: EventFilter,
        *,
        limit: int,
        before: int | None = None,
        after: int = 0,
        cancel: Cancel | None = None,
    ) -> Page[EventLine]:
        """At most ``limit`` events with numbers below ``before`` and above ``after``."""

        def work(unit: Unit) -> Page[EventLine]:
            read = partial(unit.activity.events, wanted, before=before, after=after)
            return cut(read, limit, lambda rows: _lines(unit, rows))

        return self._store.read(work, cancel=cancel)

    def deliveries(
        self,
        wanted: DeliveryFilter,
        *,
        limit: int,
        before: int | None = None,
        after: int = 0,
        cancel: Cancel | None = None,
    ) -> Page[DeliveryRow]:
        """At most ``limit`` deliveries with numbers below ``before`` and above ``after``."""

        def work(unit: Unit) -> Page[DeliveryRow]:
            read = partial(unit.activity.deliveries, wanted, before=before, after=after)
            return cut(read, limit, tuple)

        return self._store.read(work, cancel=cancel)

    def alerts(
        self,
        wanted: "AlertFilter",
        *,
        limit: int,
        before: int | None = None,
        after: int = 0,
        cancel: Cancel | None = None,
    ) -> "Page[Alert]":
        """At most ``limit`` alerts with numbers below ``before`` and above ``after``."""

        def work(unit: Unit) -> "Page[Alert]":
            read = partial(unit.activity.alerts, wanted, before=before, after=after)
            return cut(read, limit, tuple)

        return self._store.read(work, cancel=cancel)

    def event(self, event_id: int) -> EventDetails:
        """One event with its verdicts and deliveries."""

        def work(unit: Unit) -> EventDetails:
            event = unit.events.get(event_id)
            named = unit.activity.named_verdicts([event_id])[event_id]
            wanted = DeliveryFilter(event_id=event_id)
            found = unit.activity.deliveries(wanted, limit=BATCH)
            return EventDetails(event, tuple(named), tuple(reversed(found)))

        return self._store.read(work)

    def delivery(self, delivery_id: int) -> DeliveryDetails:
        """One delivery with its message and attempts."""

        def work(unit: Unit) -> DeliveryDetails:
            found = unit.activity.deliveries_called([delivery_id])
            if not found:
                raise NotFound("delivery", str(delivery_id))
            [row] = found
            return DeliveryDetails(
                row,
                unit.deliveries.message(delivery_id),
                tuple(unit.deliveries.attempts(delivery_id)),
                tuple(_parts(unit, row)),
                unit.lanes.get(row.lane_id).block,
                unit.deliveries.waiting([row.lane_id], AHEAD_MAX)[row.lane_id],
            )

        return self._store.read(work)

    def refusals(self, subscription_id: str | None = None, limit: int = 100) -> tuple[Refusal, ...]:
        """What was not taken in, newest first; None: of all subscriptions, and of unknown ones."""
        return tuple(self._store.read(lambda unit: unit.activity.refusals(subscription_id, limit)))

    def last_refusal(self, subscription_id: str) -> Refusal | None:
        """What was turned away last at its door, or where nobody knows at which; None: nothing."""
        found = (*self.refusals(subscription_id, NEWEST), *self.refusals(NOWHERE, NEWEST))
        return max(found, key=lambda refusal: refusal.last_at, default=None)

    def numbers(self, subscription_id: str = "") -> Numbers:
        """How much waits, has failed, and is blocked."""
        return self._store.read(lambda unit: unit.activity.numbers(subscription_id))

    def facts(self) -> Mapping[str, IntegrationFacts]:
        """Integration id -> what its line tells of deliveries."""
        now = self._clock()

        def work(unit: Unit) -> Mapping[str, IntegrationFacts]:
            start = _hour(now) - timedelta(hours=HOURS - 1)
            hours = unit.activity.hours(start)
            results = unit.results.latest()
            found = unit.integrations.all()
            last = unit.activity.last_deliveries([i.id for i in found])
            quiet = _quiet(start)
            facts = {}
            for integration in found:
                rooms = [results[r.id] for r in integration.rooms if r.enabled and r.id in results]
                since = [r.failing_since for r in rooms if r.failing_since is not None]
                facts[integration.id] = IntegrationFacts(
                    last.get(integration.id),
                    min(since, default=None),
                    _filled(hours.get(integration.id, ()), quiet),
                )
            return facts

        return self._store.read(work)

    # everything, for files

    def every_event(self, wanted: EventFilter, cancel: Cancel | None = None) -> Iterator[EventLine]:
        """All events ``wanted``, newest first."""
        return every(lambda at: self.events(wanted, limit=BATCH, before=at, cancel=cancel))

    def every_delivery(
        self, wanted: DeliveryFilter, cancel: Cancel | None = None
    ) -> Iterator[DeliveryRow]:
        """All deliveries ``wanted``, newest first."""
        return every(lambda at: self.deliveries(wanted, limit=BATCH, before=at, cancel=cancel))


def _lines(unit: Unit, rows: Sequence[EventRow]) -> Iterator[EventLine]:
    named = unit.activity.named_verdicts([row.id for row in rows])
    return (EventLine(row, tuple(named[row.id])) for row in rows)


def _parts(unit: Unit, row: DeliveryRow) -> Iterator[DeliveryRow]:
    if row.event_id is not None:
        return
    for ready in unit.deliveries.parts(row.id):
        number = ready.queued.delivery.id
        yield from unit.activity.deliveries(
            DeliveryFilter(), limit=1, before=number + 1, after=number - 1
        )


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


@lru_cache(maxsize=1)
def _quiet(start: datetime) -> tuple[Hour, ...]:
    # most integrations are quiet in most hours: thousands of them share these, in one reading as
    # in the next, which can be compared in no time
    return tuple(Hour(start + timedelta(hours=n), 0, 0) for n in range(HOURS))


def _filled(hours: Sequence[Hour], quiet: tuple[Hour, ...]) -> tuple[Hour, ...]:
    if not hours:
        return quiet
    known = {hour.start: hour for hour in hours}
    return tuple(known.get(hour.start, hour) for hour in quiet)
