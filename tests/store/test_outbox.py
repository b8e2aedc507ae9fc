"""Lanes and deliveries as rows: order, what is due, and what nobody can do to them."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hipadmin.domain.delivery import (
    Cause,
    DeliveryState,
    merged,
    resent,
)
from hipadmin.domain.errors import NotFound
from hipadmin.domain.health import Outcome, RoomResult
from hipadmin.domain.integration import Integration
from hipadmin.domain.message import Message
from hipadmin.domain.notification import Color, MessageFormat
from hipadmin.domain.outbox import Block, Lane
from hipadmin.domain.ports import Topic, Unit
from hipadmin.domain.rates import Allowance
from hipadmin.domain.token import RefState, TokenInfo, TokenKind
from hipadmin.store import Database
from tests.store.builders import AT, LATER, integration, notification, raw, used
from tests.store.relay_rows import (
    ANN,
    BAD,
    ROOM1,
    ROOM2,
    add,
    drop,
    end,
    event,
    get,
    parcel,
    start,
)

WHOLE = Message("x", MessageFormat.TEXT, Color.RED, True, "CI", {"style": "link", "n": [1]}, True)
MARK = "https://chat.example.com/v2 - Room 1"
BLOCK = Block(AT, "bad_token", "no", MARK)


@pytest.fixture
def store(store: Database) -> Database:
    used(store)
    return store


def due(store: Database, at=AT) -> list[str]:
    return [lane.key for lane in store.read(lambda unit: unit.lanes.due(at, 9))]


def lane(store: Database, lane_id: int = 1) -> Lane:
    return store.read(lambda unit: unit.lanes.get(lane_id))


def write(store: Database, *names: str, **more):
    """Call a verb of the lanes with ``more``."""
    return store.write(lambda unit: getattr(unit.lanes, names[0])(*names[1:], **more))


def test_everything_comes_back(store: Database) -> None:
    store.write(lambda unit: unit.events.add(event()))
    [number] = add(store, parcel(event_id=1, message=WHOLE, expires_at=LATER, needs=7))
    queued = get(store, number)
    assert (queued.lane_id, queued.seq, queued.tried) == (1, 1, 0)
    assert (queued.event_id, queued.needs, queued.title) == (1, 7, "title")
    assert queued.delivery.expires_at == LATER
    assert store.read(lambda unit: unit.deliveries.message(number)) == WHOLE
    assert store.revisions()[Topic.DELIVERIES] == 1


def test_unknown_ones(store: Database) -> None:
    for ask in (
        lambda unit: unit.deliveries.get(1),
        lambda unit: unit.lanes.get(1),
    ):
        with pytest.raises(NotFound):
            store.read(ask)
    assert store.read(lambda unit: unit.deliveries.message(1)) is None


def test_each_room_and_person_has_a_lane(store: Database) -> None:
    add(store, parcel(ROOM1), parcel(ROOM2), parcel(ANN), parcel(ROOM1))
    assert due(store) == ["i1r1", "i1r2", "i1/@ann"]
    assert [lane(store, n).room_id for n in (1, 2, 3)] == ["i1r1", "i1r2", None]


def heads(store: Database, lane_id: int = 1, limit: int = 9) -> list[int]:
    found = store.read(lambda unit: unit.deliveries.head(lane_id, limit))
    return [ready.queued.delivery.id for ready in found]


def test_a_lane_keeps_its_order_and_a_digest_stands_where_its_parts_stood(store: Database) -> None:
    one, two, three, four = add(store, *(parcel() for _ in range(4)))
    store.write(lambda unit: end(unit, one, BAD))

    def merge(unit: Unit) -> int:
        parts = [unit.deliveries.get(n) for n in (two, three)]
        whole = unit.deliveries.add_digest(parts, Message("both"), "2 in one", AT)
        for part in parts:
            unit.deliveries.save(merged(part.delivery, whole.delivery.id, AT))
        return whole.delivery.id

    whole = store.write(merge)
    assert heads(store) == [whole, four]
    assert [r.queued.delivery.id for r in store.read(lambda u: u.deliveries.parts(whole))] == [
        two,
        three,
    ]
    store.write(lambda unit: unit.deliveries.save(resent(unit.deliveries.get(one).delivery, AT)))
    assert heads(store) == [one, whole, four]
    assert store.read(lambda unit: unit.deliveries.waiting([1], 2)) == {1: 2}
    assert store.read(lambda unit: unit.deliveries.waiting([1], 9)) == {1: 3}


def test_the_switches_are_told_as_they_are(store: Database) -> None:
    [number] = add(store, parcel())

    def switches():
        [ready] = store.read(lambda unit: unit.deliveries.head(1))
        return ready.switches

    assert switches().cause is None
    both = integration()
    off = replace(both, rooms=(replace(both.rooms[0], enabled=False), both.rooms[1]))
    store.write(lambda unit: unit.integrations.update(off, 1, AT))
    assert switches().cause is Cause.ROOM_OFF
    store.write(lambda unit: unit.integrations.update(replace(both, enabled=False), 2, AT))
    assert switches().cause is Cause.INTEGRATION_OFF
    store.write(lambda unit: unit.integrations.update(both, 3, AT))
    no = replace(notification(), enabled=False)
    store.write(lambda unit: unit.notifications.update(no, 1, AT))
    assert switches().cause is Cause.NOTIFICATION_OFF
    store.write(lambda unit: unit.notifications.delete("n1", 2, AT))
    assert switches().cause is Cause.REMOVED
    assert get(store, number).delivery.state is DeliveryState.PENDING


def test_what_a_delivery_needs_is_looked_at(store: Database) -> None:
    [trigger] = add(store, parcel(ROOM2))
    add(store, parcel(needs=trigger))

    def cause() -> Cause | None:
        [ready] = store.read(lambda unit: unit.deliveries.head(2))
        return ready.switches.cause

    assert cause() is None
    store.write(lambda unit: end(unit, trigger, BAD))
    assert cause() is Cause.TRIGGER_NOT_SENT


def test_the_way_is_that_of_today(store: Database) -> None:
    add(store, parcel(ROOM1), parcel(ANN))

    def routes():
        found = [store.read(lambda unit, n=n: unit.deliveries.head(n)) for n in (1, 2)]
        return [(r[0].route.token_ref, r[0].route.address) for r in found if r[0].route]

    assert routes() == [(None, "Room 1"), (None, "@ann")]
    old = integration()
    first = replace(old.rooms[0], room="99", token_ref="own")
    new = replace(old, token_ref="ref", rooms=(first, old.rooms[1]))
    store.write(lambda unit: unit.integrations.update(new, 1, AT))
    assert routes() == [("own", "99"), ("ref", "@ann")]


def test_leases(store: Database) -> None:
    add(store, parcel(ROOM1), parcel(ROOM2))
    write(store, "lease", [1], "w1", LATER)
    assert due(store) == ["i1r2"]
    assert (lane(store).owner, lane(store).lease_until) == ("w1", LATER)
    assert [x.id for x in store.read(lambda unit: unit.lanes.owned("w1"))] == [1]
    add(store, parcel(ROOM1))
    assert due(store) == ["i1r2"]
    longer = LATER + timedelta(hours=1)
    assert write(store, "renew", "w1", longer) == 1
    assert write(store, "renew", "w2", longer) == 0
    assert store.read(lambda unit: unit.lanes.expired(LATER, 9)) == []
    assert [x.id for x in store.read(lambda unit: unit.lanes.expired(longer, 9))] == [1]
    write(store, "release", 1, not_before=LATER, held_for="flood")
    assert (lane(store).next_at, lane(store).held_for, lane(store).owner) == (LATER, "flood", "")


def test_a_renewal_reaches_what_is_being_sent(store: Database) -> None:
    [number] = add(store, parcel())

    def lease(unit: Unit) -> None:
        start(unit, number)
        unit.lanes.lease([1], "w1", LATER)
        unit.lanes.renew("w1", LATER + timedelta(seconds=1))

    store.write(lease)
    assert get(store, number).delivery.lease_until == LATER + timedelta(seconds=1)


def test_what_is_first_in_several_lanes(store: Database) -> None:
    one, _, three = add(store, parcel(), parcel(), parcel(ROOM2))
    add(store, parcel(ANN))
    store.write(lambda unit: drop(unit, 4))
    found = store.read(lambda unit: unit.deliveries.heads([1, 2, 3]))
    assert {ready.queued.lane_id: ready.queued.delivery.id for ready in found} == {1: one, 2: three}
    assert store.read(lambda unit: unit.deliveries.waiting([1, 2, 3], 9)) == {1: 2, 2: 1, 3: 0}
    assert store.read(lambda unit: (unit.deliveries.heads([]), unit.deliveries.waiting([], 9))) == (
        [],
        {},
    )


def test_a_lane_is_due_when_its_head_is(store: Database) -> None:
    one, two = add(store, parcel(), parcel())

    def retry(unit: Unit) -> None:
        queued = unit.deliveries.get(one)
        later = replace(queued.delivery, state=DeliveryState.RETRYING, due_at=LATER)
        unit.deliveries.save_tries([(later, 1)])
        unit.lanes.refresh(1, AT)

    store.write(retry)
    assert due(store) == []
    assert store.read(lambda unit: unit.lanes.next_due()) == LATER
    for number in (one, two):
        store.write(lambda unit, n=number: drop(unit, n))
        write(store, "refresh", 1, AT)
    assert lane(store).next_at is None
    assert store.read(lambda unit: unit.lanes.next_due()) is None


def test_a_refresh_leaves_a_lease_alone(store: Database) -> None:
    add(store, parcel())
    write(store, "lease", [1], "w1", LATER)
    write(store, "refresh", 1, AT)
    assert (lane(store).owner, lane(store).next_at) == ("w1", None)


def freed(store: Database) -> list[int]:
    return [x.id for x in store.read(lambda unit: unit.lanes.freed())]


def blocked(store: Database) -> None:
    add(store, parcel())
    write(store, "block", 1, BLOCK)
    assert lane(store).block == BLOCK
    assert due(store) == freed(store) == []
    assert [x.id for x in store.read(lambda unit: unit.lanes.blocked())] == [1]
    assert store.read(lambda unit: unit.lanes.blocked("other")) == []


def test_a_blocked_lane_waits_for_a_person(store: Database) -> None:
    blocked(store)
    add(store, parcel())
    assert due(store) == []
    write(store, "release", 1, not_before=AT)
    assert lane(store).next_at is None
    write(store, "unblock", 1, AT)
    assert due(store) == ["i1r1"]
    assert lane(store).block is None


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "https://other.example.com/v2"},
        {"token_ref": "new"},
        {"enabled": False},
    ],
)
def test_a_block_is_void_after_a_change(store: Database, change: dict[str, object]) -> None:
    blocked(store)
    store.write(lambda unit: unit.integrations.update(replace(integration(), **change), 1, AT))
    assert freed(store) == [1]


def test_a_block_is_void_when_its_room_changed(store: Database) -> None:
    blocked(store)

    def change(**more: object) -> Integration:
        old = integration()
        return replace(old, rooms=(replace(old.rooms[0], **more), old.rooms[1]))

    for version, more in enumerate(({"room": "5"}, {"token_ref": "own"}, {"enabled": False}), 1):
        store.write(lambda u, m=more, v=version: u.integrations.update(change(**m), v, AT))
        assert freed(store) == [1]


def test_a_test_that_succeeded_since_frees_a_room(store: Database) -> None:
    blocked(store)
    for at, outcome, free in (
        (AT, Outcome.OK, []),
        (LATER, Outcome.FAILING, []),
        (LATER, Outcome.OK, [1]),
    ):
        result = RoomResult("i1r1", at, outcome)
        store.write(lambda unit, result=result: unit.results.save(result))
        assert freed(store) == free


def test_limits_and_what_they_are_shared_with(store: Database) -> None:
    assert store.read(lambda unit: unit.lanes.allowances("x").get("x")) is None
    allowance = Allowance(100, 42, LATER)
    store.write(lambda unit: unit.lanes.save_allowances({"x": allowance}))
    assert store.read(lambda unit: unit.lanes.allowances("x").get("x")) == allowance
    numbers = add(store, parcel(ROOM1), parcel(ROOM2), parcel(ANN))
    assert store.read(lambda unit: unit.lanes.sharing("i1", 2)) == 2
    old = integration()
    new = replace(
        old, token_ref="ref", rooms=(replace(old.rooms[0], token_ref="own"), old.rooms[1])
    )
    store.write(lambda unit: unit.integrations.update(new, 1, AT))
    for number in (1, 2, 3):
        write(store, "lease", [number], "w", LATER)
    assert store.read(lambda unit: unit.lanes.in_flight("ref")) == 0
    for number in numbers:
        store.write(lambda unit, n=number: start(unit, n))
    assert store.read(lambda unit: unit.lanes.in_flight("ref")) == 2
    assert store.read(lambda unit: unit.lanes.in_flight("own")) == 1
    assert store.read(lambda unit: unit.lanes.sharing("i1", 2)) == 0


def test_the_kind_of_a_token(store: Database) -> None:
    def work(unit: Unit) -> None:
        unit.tokens.add_pending("ref", "memory", AT)
        unit.tokens.mark(["ref"], RefState.LIVE, AT)
        unit.tokens.save_info("ref", TokenInfo(TokenKind.ADDON, "bot"))

    store.write(work)
    assert store.read(lambda unit: unit.lanes.token_kind("ref")) is TokenKind.ADDON
    assert store.read(lambda unit: unit.lanes.token_kind("none")) is None


def test_stale_ones(store: Database) -> None:
    soon = AT + timedelta(minutes=1)
    first, second, _never, gone = add(
        store,
        parcel(expires_at=LATER),
        parcel(expires_at=soon),
        parcel(),
        parcel(expires_at=soon),
    )
    store.write(lambda unit: end(unit, gone))

    def stale(at) -> list[int]:
        return [q.delivery.id for q in store.read(lambda unit: unit.deliveries.stale(at, 9))]

    assert stale(AT) == []
    assert stale(LATER) == [second, first]


def test_hours_are_counted(store: Database) -> None:
    for at, delivered in ((AT, True), (AT, True), (AT, False), (LATER, True)):
        store.write(lambda u, a=at, d=delivered: u.deliveries.tally("i1", a, delivered=d))
    store.write(lambda unit: unit.deliveries.tally("i1", AT, delivered=False, count=3))
    hours = store.read(lambda unit: unit.activity.hours(AT))["i1"]
    assert [(h.delivered, h.failed) for h in hours] == [(2, 4), (1, 0)]
    assert hours[0].start == AT.replace(microsecond=0)


@pytest.mark.parametrize("state", ["delivered", "dropped", "merged"])
def test_nothing_leaves_an_end_whoever_writes(store: Database, path: Path, state: str) -> None:
    [number] = add(store, parcel())
    with raw(path) as stranger:
        done = f"UPDATE delivery SET state = '{state}', settled_at = 1 WHERE id = {number}"
        stranger.execute(done)
        for other in ("pending", "sending", "retrying", "failed", "delivered", "dropped", "merged"):
            if other != state:
                with pytest.raises(sqlite3.IntegrityError):
                    stranger.execute(f"UPDATE delivery SET state = '{other}'")


def test_a_failed_one_is_only_resent(store: Database, path: Path) -> None:
    [number] = add(store, parcel())
    store.write(lambda unit: end(unit, number, BAD))
    with raw(path) as stranger:
        for other in ("sending", "retrying", "delivered", "dropped", "merged"):
            with pytest.raises(sqlite3.IntegrityError):
                stranger.execute(f"UPDATE delivery SET state = '{other}'")
        stranger.execute("UPDATE delivery SET state = 'pending', settled_at = NULL")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE delivery SET attempts = 11, tried = 11",
        "UPDATE delivery SET state = 'sending'",
        "UPDATE delivery SET owner = 'w'",
        "UPDATE delivery SET settled_at = 1",
        "UPDATE lane SET owner = 'w'",
        "UPDATE lane SET blocked_at = 1",
    ],
)
def test_what_makes_no_sense_is_refused(store: Database, path: Path, sql: str) -> None:
    add(store, parcel())
    with raw(path) as stranger, pytest.raises(sqlite3.IntegrityError):
        stranger.execute(sql)


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT id FROM lane WHERE next_at <= 5 ORDER BY next_at LIMIT 4", "lane_due"),
        ("SELECT id FROM lane WHERE lease_until <= 5", "lane_leased"),
        (
            """SELECT id FROM delivery WHERE lane_id = 1
                AND state IN ('pending', 'retrying', 'sending') ORDER BY seq LIMIT 1""",
            "delivery_open",
        ),
        ("SELECT id FROM delivery WHERE event_id = 5", "delivery_of_event"),
        ("DELETE FROM event WHERE id = 5", None),
    ],
)
def test_a_worker_never_reads_what_is_over(
    store: Database, path: Path, sql: str, index: str | None
) -> None:
    with raw(path) as stranger:
        stranger.execute("PRAGMA foreign_keys = ON")
        plan = " | ".join(row[3] for row in stranger.execute(f"EXPLAIN QUERY PLAN {sql}"))
    assert index is None or index in plan
    assert "SCAN delivery" not in plan
