"""What is handed out, to whom, and when: order, switches, limits, digests."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hipadmin.domain.delivery import Cause, DeliveryState
from hipadmin.domain.notification import When
from hipadmin.domain.outbox import Limits
from hipadmin.domain.ports import Unit
from hipadmin.domain.rates import Said
from hipadmin.domain.subscription import RoomChoice
from hipadmin.services.delivery.leasing import Leasing
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
    configure,
    relay,
    take,
    texts,
    two_notifications,
)

__all__ = ["box", "hub", "path", "time"]

NOTHING_SAID = Limits()
EVERY = replace(ALL, rooms=RoomChoice())


def test_a_room_gets_one_at_a_time_in_order(hub: Relay) -> None:
    take(hub, 3)
    [first] = hub.lease()
    assert hub.lease() == ()
    hub.settle(hub.done(first))
    assert texts(hub.deliver()) == ["event 2"]
    assert texts(hub.deliver()) == ["event 3"]
    assert hub.deliver() == []


def test_rooms_do_not_wait_for_each_other(box: Database, time: Clock) -> None:
    configure(box, EVERY)
    hub = relay(box, time)
    take(hub, 2)
    leases = hub.lease()
    assert [lease.route.address for lease in leases] == ["Ops", "17", "Quiet"]
    assert [lease.route.token_ref for lease in leases] == ["ref-one", "ref-room", "ref-one"]
    assert len({lease.attempt for lease in leases}) == 1


def test_no_more_than_wanted(box: Database, time: Clock) -> None:
    configure(box, EVERY)
    hub = relay(box, time)
    take(hub, 1)
    assert [len(hub.lease(2)), len(hub.lease(2)), len(hub.lease(0))] == [2, 1, 0]


def test_a_retry_holds_up_its_room_and_keeps_the_order(hub: Relay) -> None:
    take(hub, 2)
    hub.deliver(AGAIN)
    assert hub.deliver() == []
    assert hub.deliveries.next_due() == START + timedelta(seconds=1)
    hub.clock.step(seconds=1)
    assert texts(hub.deliver_all()) == ["event 1", "event 2"]


def test_several_workers_share_one_store(hub: Relay, path: Path, time: Clock) -> None:
    hub.change(rooms=RoomChoice())
    store = open_store(path, clock=time)
    other = relay(store, time, "w2")
    take(hub, 3)
    seen: list[tuple[str, str]] = []
    for _ in range(9):
        for each in (hub, other):
            [lease] = each.lease(1) or (None,)
            if lease:
                seen.append((lease.lane_key, lease.message.text))
                each.settle(each.done(lease))
    store.close()
    for room in ("r1", "r2", "r3"):
        assert [text[:7] for key, text in seen if key == room] == ["event 1", "event 2", "event 3"]
    assert len(seen) == 9


# switched off


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
    leasing = Held(other.store, lambda unit: Leasing(unit, "w2", START).take(1))
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


def test_a_lease_that_is_rolled_back_was_none(hub: Relay, other: Relay) -> None:
    take(hub, 1)

    def fail(unit: Unit) -> None:
        assert len(Leasing(unit, "w2", START).take(1)) == 1
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


# tokens


def test_without_a_token_nothing_is_tried(box: Database, time: Clock) -> None:
    configure(box, EVERY, integration=replace(CHAT, token_ref=None))
    hub = relay(box, time)
    take(hub, 1)
    assert [lease.route.address for lease in hub.lease()] == ["17"]
    blocked = hub.deliveries.blocked()
    assert [lane.key for lane in blocked] == ["r1", "r3"]
    assert {lane.block.code for lane in blocked if lane.block} == {"token_needed"}
    assert hub.states() == ["pending", "sending", "pending"]
    with_token = replace(CHAT, version=1)
    box.write(lambda unit: unit.integrations.update(with_token, 1, START))
    assert hub.deliveries.upkeep() == 2
    assert len(hub.lease()) == 2


# stale


def test_stale_messages_expire_by_choice(hub: Relay) -> None:
    hub.change(when=When(expire_after=60))
    take(hub, 1)
    hub.clock.step(seconds=59)
    assert hub.deliveries.upkeep() == 0
    hub.clock.step(seconds=1)
    assert hub.deliveries.upkeep() == 1
    assert [row.cause for row in hub.rows()] == [Cause.EXPIRED]
    assert hub.deliveries.next_due() is None


def test_a_stale_message_is_never_leased(hub: Relay) -> None:
    hub.change(when=When(expire_after=60))
    take(hub, 1)
    hub.change(when=When())
    take(hub, 1, 2)
    hub.clock.step(seconds=61)
    assert texts(hub.lease()) == ["event 2"]
    assert hub.states() == ["dropped", "sending"]


# limits


def test_a_room_gets_no_more_than_its_limit_in_a_minute(hub: Relay) -> None:
    for number in range(1, 40):  # one by one, so that none waits for a digest
        take(hub, 1, number)
        hub.deliver(limits=NOTHING_SAID)
    assert hub.states().count("delivered") == 30
    [lane] = [hub.store.read(lambda unit: unit.lanes.get(1))]
    assert (lane.held_for, lane.next_at) == ("flood", START + timedelta(minutes=1))
    hub.clock.step(seconds=60)
    assert len(hub.deliver_all(limits=NOTHING_SAID)) == 9


def test_a_token_gets_no_more_than_its_limit_in_five_minutes(box: Database, time: Clock) -> None:
    rooms = tuple(f"own {n}" for n in range(10))
    configure(box, replace(ALL, rooms=RoomChoice(False, (), rooms)))
    hub = relay(box, time)
    for number in range(1, 12):
        take(hub, 1, number)
        hub.deliver_all(limits=NOTHING_SAID)
    assert hub.states().count("delivered") == 100
    assert {lane.held_for for lane in map(hub_lane(hub), range(1, 11))} == {"general"}
    hub.clock.step(minutes=5)
    assert len(hub.deliver_all(limits=NOTHING_SAID)) == 10


def hub_lane(hub: Relay):
    return lambda number: hub.store.read(lambda unit: unit.lanes.get(number))


def test_what_the_server_says_is_believed(hub: Relay) -> None:
    until = START + timedelta(seconds=20)
    take(hub, 3)
    hub.deliver(limits=Limits(Said(100, 99), Said(30, 0, until)))
    assert hub.deliver() == []
    hub.clock.step(seconds=20)
    [_, lease] = [*hub.deliver(limits=Limits(Said(100, 0, until), None)), None]
    assert lease is None
    assert texts(hub.deliver_all()) == ["event 3"]
