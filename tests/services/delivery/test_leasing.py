"""What is handed out, to whom, and when: order, switches, limits, digests."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hipadmin.domain.delivery import LEASE_S, Cause
from hipadmin.domain.notification import When
from hipadmin.domain.outbox import Limits
from hipadmin.domain.rates import Said
from hipadmin.domain.subscription import RoomChoice
from hipadmin.store import Database, open_store
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import (
    AGAIN,
    ALL,
    CHAT,
    START,
    Clock,
    Relay,
    configure,
    relay,
    take,
    texts,
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


# tokens


@pytest.mark.parametrize("comes", ["to start", "with nothing"])
def test_a_room_that_was_lost_and_is_held_again_has_one_sender(
    hub: Relay, time: Clock, comes: str
) -> None:
    """One asks its vault for long, the machine sleeps, and another takes the room over."""
    take(hub, 2)
    [late] = hub.hold()
    time.step(seconds=LEASE_S + 1)
    assert hub.deliveries.upkeep("w2") == 1
    [again] = hub.hold()
    lease = hub.start(again)
    assert lease is not None
    if comes == "to start":
        assert hub.start(late) is None
    else:
        hub.settle(late)
    assert hub.lease() == ()
    hub.settle(hub.done(lease))
    assert hub.states() == ["delivered", "pending"]
    assert texts(hub.deliver()) == ["event 2"]


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
