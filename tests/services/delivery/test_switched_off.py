"""What is switched off is not sent: before the lease, between lease and start, in any order."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hipadmin.domain.delivery import LEASE_S, Cause, DeliveryState, Result, ResultKind
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import RoomChoice
from hipadmin.services.delivery.deliveries import AT_ONCE
from hipadmin.services.delivery.leasing import Leasing
from hipadmin.services.delivery.limits import Ledger
from hipadmin.store import Database, open_store
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import (
    AGAIN,
    ALL,
    CHAT,
    REJECTED,
    START,
    Clock,
    Relay,
    at_hand,
    configure,
    relay,
    take,
    texts,
    two_notifications,
)

__all__ = ["box", "hub", "path", "time"]

EVERY = replace(ALL, rooms=RoomChoice())


@pytest.mark.parametrize(
    ("what", "cause"),
    [
        ("integration", Cause.INTEGRATION_OFF),
        ("room", Cause.ROOM_OFF),
        ("notification", Cause.NOTIFICATION_OFF),
    ],
)
def test_what_is_switched_off_is_dropped_and_says_so(hub: Relay, what: str, cause: Cause) -> None:
    take(hub, 2)
    hub.switch(what, on=False)
    assert hub.lease() == ()
    assert [(row.state, row.cause) for row in hub.rows()] == [(DeliveryState.DROPPED, cause)] * 2
    hub.switch(what, on=True)
    assert hub.lease() == ()
    take(hub, 1, 3)
    assert texts(hub.lease()) == ["event 3"]


@pytest.mark.parametrize("what", ["integration", "room", "notification"])
def test_what_waits_for_its_next_try_is_dropped_as_soon(hub: Relay, what: str) -> None:
    take(hub, 2)
    [lease] = hub.lease()
    hub.settle(hub.done(lease, Result(ResultKind.RETRY, 429, wait_s=300)))
    assert hub.deliveries.upkeep() == 0
    hub.switch(what, on=False)
    assert hub.deliveries.upkeep() == 2
    assert hub.states() == ["dropped", "dropped"]
    hub.switch(what, on=True)
    assert hub.deliveries.upkeep() == 0


@pytest.mark.parametrize("what", ["integration", "room", "notification"])
def test_what_was_on_its_way_is_not_tried_again(hub: Relay, what: str) -> None:
    """Its attempt began before the switch and fails after it; its next try would be late."""
    take(hub, 1)
    [lease] = hub.lease()
    hub.switch(what, on=False)
    assert hub.deliveries.upkeep() == 0
    hub.settle(hub.done(lease, Result(ResultKind.RETRY, 429, wait_s=300)))
    assert hub.deliveries.upkeep() == 1
    assert hub.lease() == ()
    assert hub.states() == ["dropped"]


@pytest.mark.parametrize("others", ["sending", "retrying", "failed"])
def test_what_waits_behind_what_is_on_is_dropped_as_soon(
    box: Database, time: Clock, others: str
) -> None:
    """The first of its room is another notification's: it is being sent, waits, or is blocked."""
    hub = two_notifications(box, time)
    take(hub, 2)
    [lease] = hub.lease()
    if others != "sending":
        kind = ResultKind.RETRY if others == "retrying" else ResultKind.BLOCKED
        hub.settle(hub.done(lease, Result(kind, 429, wait_s=300)))
    assert hub.deliveries.upkeep() == 0
    hub.change("n2", enabled=False)
    assert hub.deliveries.upkeep() == 2
    assert hub.states() == [others, "dropped", "pending", "dropped"]
    off = {row.cause for row in hub.rows(states=(DeliveryState.DROPPED,))}
    assert off == {Cause.NOTIFICATION_OFF}
    assert hub.deliveries.moves.counts()[DeliveryState.DROPPED] == 2
    hub.change("n2", enabled=True)
    assert hub.deliveries.upkeep() == 0


def test_much_that_is_switched_off_goes_step_by_step(box: Database, time: Clock) -> None:
    hub = two_notifications(box, time)
    take(hub, AT_ONCE + 1)
    hub.hold()
    hub.change("n2", enabled=False)
    assert [hub.deliveries.upkeep() for _ in range(3)] == [AT_ONCE, 1, 0]
    assert hub.activity.numbers().waiting == AT_ONCE + 1


def test_only_what_waits_is_looked_through_for_it(box: Database) -> None:
    asked: list[str] = []
    box._writer.call(lambda connection: connection.set_trace_callback(asked.append))
    box.write(lambda unit: unit.deliveries.switched_off(9))
    [sql] = [each for each in asked if "JOIN delivery_message" in each]
    plan = f"EXPLAIN QUERY PLAN {sql}"
    [first, *_] = box._writer.call(lambda c: [row[3] for row in c.execute(plan)])
    assert first == "SCAN d USING INDEX delivery_open"


def test_a_removed_notification_owes_nothing(hub: Relay) -> None:
    take(hub, 1)
    hub.store.write(lambda unit: unit.notifications.delete("n1", 1, START))
    assert hub.lease() == ()
    assert [row.cause for row in hub.rows()] == [Cause.REMOVED]


def test_a_removed_room_is_owed_nothing(hub: Relay) -> None:
    take(hub, 1)
    hub.change(rooms=RoomChoice(False, ("r2",)))
    fewer = replace(CHAT, rooms=CHAT.rooms[1:])
    hub.store.write(lambda unit: unit.integrations.update(fewer, 1, START))
    assert hub.lease() == ()
    assert [row.cause for row in hub.rows()] == [Cause.REMOVED]


def test_all_that_waited_for_a_switch_goes(hub: Relay) -> None:
    take(hub, 450)
    hub.switch("notification", on=False)
    while hub.deliveries.next_due() is not None:
        assert hub.lease(1) == ()
    assert hub.activity.numbers().waiting == 0


@pytest.fixture
def other(path: Path, hub: Relay) -> Iterator[Relay]:
    """Another process on the same store."""
    store = open_store(path, clock=hub.clock)
    yield relay(store, hub.clock, "w2")
    store.close()


class Held:
    """A transaction of another process, held open at its end until it is let go."""

    def __init__(self, store: Database, work: Callable[[Unit], object]) -> None:
        self._inside, self._go = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=store.write, args=(self._hold(work),))
        self._thread.start()
        assert self._inside.wait(10)

    def _hold(self, work: Callable[[Unit], object]) -> Callable[[Unit], object]:
        def held(unit: Unit) -> object:
            found = work(unit)
            self._inside.set()
            assert self._go.wait(10)
            return found

        return held

    def commit(self) -> None:
        self._go.set()
        self._thread.join(10)


def in_background(work: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    return thread, found


def asking(store: Database) -> threading.Event:
    """Set when a transaction of ``store`` asks for the lock, which it may have to wait for."""
    asked = threading.Event()

    def tell(statement: str) -> None:
        if statement.startswith("BEGIN"):
            asked.set()

    store._writer.call(lambda connection: connection.set_trace_callback(tell))
    return asked


def off(what: str) -> Callable[[Unit], object]:
    def work(unit: Unit) -> object:
        if what == "notification":
            old = unit.notifications.get("n1")
            return unit.notifications.update(replace(old, enabled=False), old.version, START)
        now = unit.integrations.get("i1")
        rooms = (replace(now.rooms[0], enabled=False), *now.rooms[1:])
        after = replace(now, rooms=rooms) if what == "room" else replace(now, enabled=False)
        return unit.integrations.update(after, now.version, START)

    return work


@pytest.mark.parametrize("what", ["integration", "room", "notification"])
def test_no_send_starts_after_an_off_has_committed(hub: Relay, other: Relay, what: str) -> None:
    """The Off is not committed yet when the lease is asked for; the lease waits and sees it."""
    take(hub, 1)
    switching, asked = Held(hub.store, off(what)), asking(other.store)
    thread, found = in_background(other.lease)
    assert asked.wait(10)
    assert found == []  # it cannot decide while the Off may still happen
    switching.commit()
    thread.join(10)
    assert found == [()]
    assert hub.states() == ["dropped"]


@pytest.mark.parametrize("what", ["integration", "room", "notification"])
def test_an_off_waits_for_a_lease_that_began_before(hub: Relay, other: Relay, what: str) -> None:
    """The lease is not committed yet when the Off is asked for: it comes first, and was on."""
    take(hub, 2)
    leasing = Held(
        other.store, lambda unit: Leasing(unit, "w2", Ledger(unit, START)).take(1, at_hand)
    )
    asked = asking(hub.store)
    thread, switched = in_background(lambda: hub.store.write(off(what)))
    assert asked.wait(10)
    assert switched == []
    leasing.commit()
    thread.join(10)
    assert len(switched) == 1
    assert hub.states() == ["sending", "pending"]
    assert hub.lease() == ()  # the room is busy
    [lane] = hub.store.read(lambda unit: unit.lanes.owned("w2"))
    assert lane.key == "r1"


# between the lease and the start


@pytest.mark.parametrize("tries", [0, 1])
@pytest.mark.parametrize(
    ("what", "cause"),
    [
        ("integration", Cause.INTEGRATION_OFF),
        ("room", Cause.ROOM_OFF),
        ("notification", Cause.NOTIFICATION_OFF),
    ],
)
def test_an_off_between_lease_and_start_drops(
    hub: Relay, other: Relay, what: str, cause: Cause, tries: int
) -> None:
    """The first attempt or a retry: the room is held already when the Off commits."""
    take(hub, 1)
    for _ in range(tries):
        hub.deliver(AGAIN)
        hub.clock.step(seconds=1)
    [held] = hub.hold()
    assert hub.states() == ["retrying" if tries else "pending"]
    other.switch(what, on=False)
    assert hub.start(held) is None
    [row] = hub.rows()
    assert (row.state, row.cause, row.tried) == (DeliveryState.DROPPED, cause, tries)
    assert len(hub.activity.delivery(row.id).attempts) == tries
    assert hub.deliveries.moves.counts()[DeliveryState.DROPPED] == 1


@pytest.mark.parametrize("what", ["integration", "room", "notification"])
def test_an_off_after_the_start_lets_this_attempt_finish(
    hub: Relay, other: Relay, what: str
) -> None:
    take(hub, 2)
    [held] = hub.hold()
    lease = hub.start(held)
    assert lease is not None
    other.switch(what, on=False)
    hub.settle(hub.done(lease))
    assert hub.hold() == ()
    assert hub.states() == ["delivered", "dropped"]


@pytest.mark.parametrize("what", ["integration", "room", "notification"])
def test_a_start_waits_for_an_off_that_may_still_happen(
    hub: Relay, other: Relay, what: str
) -> None:
    take(hub, 1)
    [held] = other.hold()
    switching, asked = Held(hub.store, off(what)), asking(other.store)
    thread, found = in_background(lambda: other.start(held))
    assert asked.wait(10)
    assert found == []
    switching.commit()
    thread.join(10)
    assert found == [None]
    assert hub.states() == ["dropped"]


def test_what_is_cancelled_between_lease_and_start_is_not_sent(hub: Relay, other: Relay) -> None:
    take(hub, 2)
    [held] = hub.hold()
    assert other.deliveries.cancel([1]) == ()
    lease = hub.start(held)
    assert lease is not None
    assert texts([lease]) == ["event 2"]


def test_a_room_that_is_held_is_nobody_elses(hub: Relay, other: Relay) -> None:
    take(hub, 1)
    [held] = hub.hold()
    assert other.lease() == ()
    assert other.start(held) is None
    other.settle(held)  # it is not the other's to give up
    assert other.lease() == ()
    hub.settle(held)
    assert texts(other.lease()) == ["event 1"]


def test_a_held_room_whose_sender_died_was_not_sent_to(hub: Relay, other: Relay) -> None:
    take(hub, 1)
    [held] = hub.hold()
    hub.clock.step(seconds=LEASE_S)
    assert other.deliveries.upkeep() == 1
    [again] = other.lease()
    assert (again.attempt, again.delivery.duplicate) == (1, False)
    assert hub.start(held) is None


def test_what_goes_another_way_meanwhile_is_made_ready_for_again(hub: Relay, other: Relay) -> None:
    take(hub, 1)
    [held] = hub.hold()
    moved = replace(CHAT, token_ref="ref-new")
    other.store.write(lambda unit: unit.integrations.update(moved, 1, START))
    assert hub.start(held) is None
    [again] = hub.hold()
    assert (held.route.token_ref, again.route.token_ref) == ("ref-one", "ref-new")
    lease = hub.start(again)
    assert lease is not None
    assert (lease.route, lease.attempt) == (again.route, 1)


def test_what_is_at_hand_starts_at_once_and_the_rest_is_held(box: Database, time: Clock) -> None:
    configure(box, EVERY)
    hub = relay(box, time)
    take(hub, 1)
    turn = hub.deliveries.turn("w1", (), 9, lambda route: route.token_ref == "ref-room")
    assert [lease.lane_key for lease in turn.started] == ["r2"]
    assert [hold.route.address for hold in turn.held] == ["Ops", "Quiet"]
    assert hub.states() == ["pending", "sending", "pending"]


def test_a_lease_that_is_rolled_back_was_none(hub: Relay, other: Relay) -> None:
    take(hub, 1)

    def fail(unit: Unit) -> None:
        assert len(Leasing(unit, "w2", Ledger(unit, START)).take(1, at_hand)) == 1
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        other.store.write(fail)
    assert len(hub.lease()) == 1


def test_behind_what_is_dropped_a_retry_still_waits_for_its_time(
    box: Database, time: Clock
) -> None:
    hub = two_notifications(box, time)
    take(hub, 1)
    hub.deliver(REJECTED)
    hub.deliver(AGAIN)
    hub.deliveries.resend([1])
    hub.switch("notification", on=False)
    assert hub.lease() == ()
    assert hub.states() == ["dropped", "retrying"]
    assert hub.deliveries.next_due() == START + timedelta(seconds=1)
