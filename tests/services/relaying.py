"""A small configuration and the relay's use cases over it, for tests that take events in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from hipadmin.domain.activity import DeliveryFilter, DeliveryRow, EventFilter
from hipadmin.domain.alert import Alert
from hipadmin.domain.delivery import Result, ResultKind
from hipadmin.domain.event import Access, EventState, Report
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.outbox import Done, Hold, Lease, Limits, Route
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.rates import Said
from hipadmin.domain.subscription import RoomChoice, RoomNotification, Subscription
from hipadmin.domain.token import RefState
from hipadmin.domain.verdict import Held
from hipadmin.services.delivery.decider import Decider
from hipadmin.services.delivery.deliveries import Deliveries
from hipadmin.services.history.activity import Activity
from hipadmin.services.intake.intake import Intake, Received

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday at noon."""
ENDPOINT = "https://chat.example.com/v2"
OPS, WAR, QUIET = Room("r1", "Ops"), Room("r2", "17", "ref-room"), Room("r3", "Quiet")
CHAT = Integration("i1", "Chat", ENDPOINT, "ref-one", (OPS, WAR, QUIET))
WEB = Subscription("s1", "web")
ALL = RoomNotification("n1", "s1", "i1", "all", RoomChoice(False, ("r1",)))
OK = Result(ResultKind.DELIVERED, 204, elapsed_ms=31)
AGAIN = Result(ResultKind.RETRY, 500, "server", "trouble")
REJECTED = Result(ResultKind.REJECTED, 400, "message_rejected", "Too long.")
PLENTY = Limits(Said(10_000, 10_000), Said(10_000, 10_000))
"""A server that limits nobody."""


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def step(self, **by: float) -> None:
        self.now += timedelta(**by)


def utc(_name: str) -> tzinfo:
    return UTC


def at_hand(_route: Route) -> bool:
    """A sender that needs nothing to be able to send."""
    return True


def far(_route: Route) -> bool:
    """A sender that has to get ready first."""
    return False


def nothing() -> float:
    """No jitter."""
    return 0.0


def configure(
    store: Store, *notifications: RoomNotification, integration: Integration = CHAT
) -> None:
    """Put the integration, its tokens, the subscription and the notifications into the store."""

    def work(unit: Unit) -> None:
        for ref in sorted(integration.token_refs):
            unit.tokens.add_pending(ref, "memory", START)
            unit.tokens.mark([ref], RefState.LIVE, START)
        unit.integrations.insert(integration, START)
        unit.subscriptions.insert(WEB, START)
        for notification in notifications or (ALL,):
            unit.notifications.insert(notification, START)

    store.write(work)


def report(number: int = 0, state: EventState = EventState.CHANGED, **more: Any) -> Report:
    """A report with a source id if it has a number."""
    base = Report(
        state=state,
        title=f"event {number}",
        source_id=f"src-{number}" if number else "",
        accesses=(Access("updateOn", "proj/shop:env/production:flag/x"),),
    )
    return replace(base, **more)


def trigger(number: int = 0, **more: Any) -> Report:
    return report(number, EventState.TRIGGERED, **{"correlation": "a1", **more})


def clear(number: int = 0, **more: Any) -> Report:
    return report(number, EventState.CLEARED, **{"correlation": "a1", **more})


@dataclass(slots=True)
class Relay:
    """The use cases of one process on one store."""

    store: Store
    clock: Clock
    intake: Intake
    deliveries: Deliveries
    activity: Activity
    owner: str = "w1"

    def take(self, *reports: Report) -> tuple[Received, ...]:
        return self.intake.accept("s1", reports)

    def take_one(self, given: Report) -> list[Held | None]:
        """Take one in; what each verdict says, by notification."""
        [received] = self.take(given)
        return self.verdicts(received.event_id or 0)

    def verdicts(self, event_id: int) -> list[Held | None]:
        found = self.activity.event(event_id).verdicts
        return [named.verdict.held for named in found]

    def events(self) -> list[str]:
        found = self.store.read(lambda unit: unit.activity.events(EventFilter(), limit=999))
        return [row.title for row in reversed(found)]

    def rows(self, **wanted: Any) -> list[DeliveryRow]:
        """Deliveries, oldest first."""
        found = self.activity.deliveries(DeliveryFilter(**wanted), limit=99_999).rows
        return list(reversed(found))

    def states(self, **wanted: Any) -> list[str]:
        return [str(row.state) for row in self.rows(**wanted)]

    def alert(self, number: int = 1) -> Alert:
        return self.store.read(lambda unit: unit.alerts.get(number))

    def lease(self, want: int = 10) -> tuple[Lease, ...]:
        """Start what is due."""
        return self.deliveries.turn(self.owner, (), want, at_hand).started

    def hold(self, want: int = 10) -> tuple[Hold, ...]:
        """Lease what is due; nothing of it starts."""
        return self.deliveries.turn(self.owner, (), want, far).held

    def start(self, hold: Hold) -> Lease | None:
        return self.deliveries.start(self.owner, hold)

    def settle(self, *done: Done | Hold) -> None:
        self.deliveries.turn(self.owner, done, 0, at_hand)

    def done(self, lease: Lease, result: Result = OK, limits: Limits = PLENTY) -> Done:
        return Done(lease, result, self.clock(), limits, request="POST", answer="204")

    def deliver(self, result: Result = OK, want: int = 10, limits: Limits = PLENTY) -> list[Lease]:
        """Lease what is due and settle it at once."""
        leases = self.lease(want)
        self.settle(*(self.done(lease, result, limits) for lease in leases))
        return list(leases)

    def deliver_all(self, result: Result = OK, limits: Limits = PLENTY) -> list[Lease]:
        """Until nothing is due any more."""
        found: list[Lease] = []
        while leases := self.deliver(result, limits=limits):
            found += leases
        return found

    def switch(self, what: str, on: bool) -> None:
        """Turn the integration, its first room or the notification on or off."""

        def work(unit: Unit) -> None:
            if what == "notification":
                old = unit.notifications.get("n1")
                unit.notifications.update(replace(old, enabled=on), old.version, START)
                return
            now = unit.integrations.get("i1")
            rooms = (replace(now.rooms[0], enabled=on), *now.rooms[1:])
            after = replace(now, rooms=rooms) if what == "room" else replace(now, enabled=on)
            unit.integrations.update(after, now.version, START)

        self.store.write(work)

    def change(self, notification_id: str = "n1", **settings: Any) -> None:
        """Change a notification."""

        def work(unit: Unit) -> None:
            old = unit.notifications.get(notification_id)
            unit.notifications.update(replace(old, **settings), old.version, START)

        self.store.write(work)


def relay(
    store: Store, clock: Clock, owner: str = "w1", render: Callable[..., str] | None = None
) -> Relay:
    return Relay(
        store,
        clock,
        Intake(store, Decider(utc), clock, render=render),
        Deliveries(store, clock, nothing),
        Activity(store, clock),
        owner,
    )


def texts(leases: list[Lease] | tuple[Lease, ...]) -> list[str]:
    """The first line of each message."""
    return [lease.message.text.partition("<br>")[0] for lease in leases]


def take(hub: Relay, count: int, first: int = 1) -> None:
    """Take in ``count`` events, numbered from ``first`` on."""
    hub.take(*(report(n) for n in range(first, first + count)))


def two_notifications(box: Store, time: Clock) -> Relay:
    """A relay for two notifications to one room, in which every event is owed twice."""
    configure(box, ALL, RoomNotification("n2", "s1", "i1", "both", RoomChoice(False, ("r1",))))
    return relay(box, time)
