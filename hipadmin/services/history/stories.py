"""Stories: events with everything that came of them, for a list that is scrolled and lives."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from hipadmin.domain.activity import DeliveryRow, EventFilter, EventRow, NamedVerdict
from hipadmin.domain.alert import Alert, AlertEntry
from hipadmin.domain.event import Event
from hipadmin.domain.message import Message
from hipadmin.domain.ports import Cancel, Store, Unit
from hipadmin.domain.recipients import Recipient, recipients
from hipadmin.services.history.paging import Page, cut


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of an event's messages, the oldest first.

    ``digests`` are the messages in which some of them stand, by number.
    """

    deliveries: tuple[DeliveryRow, ...] = ()
    digests: Mapping[int, DeliveryRow] = field(default_factory=dict)

    def carrier(self, delivery: DeliveryRow) -> DeliveryRow:
        """What carries a message: the digest it stands in, else itself."""
        return self.digests.get(delivery.merged_into or 0, delivery)


NO_FATES = Fates()


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What became of some events' messages by now, and which events were forgotten."""

    fates: Mapping[int, Fates]
    forgotten: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Story:
    """One event with what each room notification made of it, and what became of that."""

    row: EventRow
    verdicts: tuple[NamedVerdict, ...]
    fates: Fates

    @property
    def id(self) -> int:
        """The event's number."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class AlertStory:
    """An alert with what happened to it, oldest first.

    ``stories`` are its newest events at most; ``message`` is the newest that is owed or was sent
    about it, to ``room`` at ``sent_at``, None if there is none.
    """

    alert: Alert
    history: tuple[AlertEntry, ...]
    stories: tuple[Story, ...]
    message: Message | None = None
    room: str = ""
    sent_at: datetime | None = None


ALERT_EVENTS = 50
"""Events of one alert that are told."""


class Stories:
    """Reads them. Blocking; raises StoreTrouble, also when ``cancel`` broke the question off."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(
        self,
        wanted: EventFilter,
        *,
        limit: int,
        before: int | None = None,
        after: int = 0,
        cancel: Cancel | None = None,
    ) -> Page[Story]:
        """At most ``limit`` with numbers below ``before`` and above ``after``, newest first."""

        def work(unit: Unit) -> Page[Story]:
            read = partial(unit.activity.events, wanted, before=before, after=after)
            page = cut(read, limit, lambda rows: _stories(unit, rows))
            newest = unit.activity.events(EventFilter(), limit=1)
            return replace(page, top=newest[0].id if newest else 0)

        return self._store.read(work, cancel=cancel)

    def recent(self, subscription_id: str, limit: int) -> tuple[Event, ...]:
        """At most ``limit`` events of a subscription in full, the newest first."""

        def work(unit: Unit) -> tuple[Event, ...]:
            rows = unit.activity.events(EventFilter(subscription_id), limit=limit)
            return tuple(unit.events.get(row.id) for row in rows)

        return self._store.read(work)

    def count(self, wanted: EventFilter, cancel: Cancel | None = None) -> int:
        """How many there are; looks at each."""
        return self._store.read(lambda unit: unit.activity.count_events(wanted), cancel=cancel)

    def meanwhile(
        self,
        event_ids: Collection[int],
        held: Collection[int] = (),
        cancel: Cancel | None = None,
    ) -> Meanwhile:
        """What became of these events' messages, for each; and which ``held`` are no more."""

        def work(unit: Unit) -> Meanwhile:
            return Meanwhile(_fates(unit, event_ids), unit.activity.forgotten(held))

        return self._store.read(work, cancel=cancel)

    def alert(self, number: int) -> AlertStory:
        """One alert with its events. Raises NotFound."""

        def work(unit: Unit) -> AlertStory:
            alert = unit.alerts.get(number)
            rows = unit.activity.events(EventFilter(alert=number), limit=ALERT_EVENTS)
            found = tuple(reversed(list(_stories(unit, rows))))
            history = tuple(unit.alerts.history(number))
            last = next((d for s in reversed(found) for d in s.fates.deliveries), None)
            if last is None:
                return AlertStory(alert, history, found)
            message = unit.deliveries.message(last.id)
            return AlertStory(alert, history, found, message, last.room, last.created_at)

        return self._store.read(work)

    def rooms(self, subscription_id: str) -> tuple[Recipient, ...]:
        """Every room and person that its notifications go to, by name."""

        def work(unit: Unit) -> tuple[Recipient, ...]:
            found = {
                to.key: to
                for notification in unit.notifications.of_subscription(subscription_id)
                for to in recipients(
                    notification, unit.integrations.get(notification.integration_id)
                )
            }
            return tuple(sorted(found.values(), key=lambda to: (to.shown.casefold(), to.key)))

        return self._store.read(work)


def _stories(unit: Unit, rows: Sequence[EventRow]) -> Iterator[Story]:
    ids = [row.id for row in rows]
    named, fates = unit.activity.named_verdicts(ids), _fates(unit, ids)
    return (Story(row, tuple(named[row.id]), fates[row.id]) for row in rows)


def _fates(unit: Unit, event_ids: Collection[int]) -> Mapping[int, Fates]:
    found: dict[int, list[DeliveryRow]] = {number: [] for number in event_ids}
    for row in unit.activity.deliveries_of(event_ids):
        found[row.event_id or 0].append(row)
    wanted = {row.merged_into for rows in found.values() for row in rows if row.merged_into}
    digests = {row.id: row for row in unit.activity.deliveries_called(wanted)}
    return {number: _of(rows, digests) for number, rows in found.items()}


def _of(rows: Sequence[DeliveryRow], digests: Mapping[int, DeliveryRow]) -> Fates:
    into = {row.merged_into for row in rows if row.merged_into is not None}
    own = {number: digests[number] for number in into if number in digests}
    return Fates(tuple(rows), own) if rows else NO_FATES
