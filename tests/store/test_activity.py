"""Questions of lists, and forgetting what is old."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hipadmin.domain.activity import DeliveryFilter, EventFilter, LastTry, Wait, words_of
from hipadmin.domain.alert import AlertFilter, closed, opened
from hipadmin.domain.delivery import (
    Cause,
    DeliveryState,
    Result,
    ResultKind,
    merged,
    started,
)
from hipadmin.domain.event import EventState
from hipadmin.domain.event_state import EventState as State
from hipadmin.domain.memory import LastSent
from hipadmin.domain.message import Message
from hipadmin.domain.outbox import Attempt, Block
from hipadmin.domain.ports import Unit
from hipadmin.domain.verdict import Held, Verdict
from hipadmin.store import Database
from hipadmin.store.narrowing import of_events
from tests.store.builders import AT, LATER, used
from tests.store.relay_rows import ANN, BAD, ROOM1, ROOM2, drop, end, event, parcel

S = DeliveryState
ALERTS = AlertFilter()


@pytest.fixture
def store(store: Database) -> Database:
    """Five events an hour apart; the fourth of another subscription."""
    used(store)

    def work(unit: Unit) -> None:
        for n in range(1, 6):
            at = AT + timedelta(hours=n)
            more: dict[str, Any] = {"subscription_id": "s2"} if n == 4 else {}
            state = State.FAILURE if n % 2 else State.SUCCESS
            unit.events.add(
                event(n, received_at=at, state=state, branch="Übel", actor="Ann", **more)
            )
            passed = int(n != 3)
            verdict = Verdict("n1", "", None if passed else Held.BRANCH, {"branch": "x"})
            unit.events.conclude(n, [verdict, Verdict("gone", "i1r1")], passed, 5 * (n == 2))
            more["created_at"] = at
            unit.deliveries.add(parcel(ROOM2 if n == 5 else ROOM1, n, title=f"title {n}", **more))

    store.write(work)
    return store


def events(store: Database, wanted: EventFilter = EventFilter(), **more: Any) -> list[int]:  # noqa: B008
    found = store.read(lambda unit: unit.activity.events(wanted, **{"limit": 99, **more}))
    return [row.id for row in found]


def deliveries(store: Database, **wanted: Any) -> list[int]:
    page = {name: wanted.pop(name) for name in ("before", "after") if name in wanted}
    found = store.read(
        lambda unit: unit.activity.deliveries(DeliveryFilter(**wanted), limit=99, **page)
    )
    return [row.id for row in found]


def test_pages_go_by_number(store: Database) -> None:
    assert events(store, limit=2) == [5, 4]
    assert events(store, limit=2, before=4) == [3, 2]
    assert events(store, after=3) == [5, 4]
    assert deliveries(store, before=4, after=1) == [3, 2]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (EventFilter(subscription_id="s1"), [5, 3, 2, 1]),
        (EventFilter(states=[EventState.SUCCESS]), [4, 2]),
        (EventFilter(passed=True), [5, 4, 2, 1]),
        (EventFilter(passed=False), [3]),
        (EventFilter(alert=5), [2]),
        (EventFilter(text="EVENT 3"), [3]),
        (EventFilter(text="übel ann"), [5, 4, 3, 2, 1]),
        (EventFilter(text="übel nobody"), []),
        (EventFilter(text="\ud83d half of an emoji"), []),
        (EventFilter(since=AT + timedelta(hours=4)), [5, 4]),
        (EventFilter(until=AT + timedelta(hours=2)), [1]),
    ],
)
def test_events_are_narrowed(store: Database, wanted: EventFilter, found: list[int]) -> None:
    assert events(store, wanted) == found


def test_deliveries_are_narrowed(store: Database) -> None:
    store.write(lambda unit: end(unit, 1))
    store.write(lambda unit: end(unit, 2, BAD))
    store.write(lambda unit: drop(unit, 3))
    assert deliveries(store, subscription_id="s2") == [4]
    assert deliveries(store, integration_id="i1", states=[S.DELIVERED]) == [1]
    assert deliveries(store, integration_id="i2") == []
    assert deliveries(store, notification_id="n1", lane_id=2) == [5]
    assert deliveries(store, event_id=3) == [3]
    assert deliveries(store, room="i1r2") == [5]
    assert deliveries(store, room="nobody") == []
    assert deliveries(store, event_states=[EventState.SUCCESS]) == [4, 2]
    assert deliveries(store, passed=False) == [3]
    assert deliveries(store, passed=True, room="i1r1", event_states=[EventState.FAILURE]) == [1]
    assert deliveries(store, states=[S.FAILED]) == [2]
    assert deliveries(store, states=[S.PENDING, S.RETRYING]) == [5, 4]
    assert deliveries(store, states=[S.FAILED, S.DROPPED]) == [3, 2]
    assert deliveries(store, text="TITLE 5") == [5]
    assert deliveries(store, since=AT + timedelta(hours=5)) == [5]
    assert deliveries(store, until=AT + timedelta(hours=2)) == [1]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (EventFilter(deliveries=[S.DELIVERED]), [2, 1]),
        (EventFilter(deliveries=[S.FAILED]), [4]),
        (EventFilter(deliveries=[S.FAILED], subscription_id="s1"), []),
        (EventFilter(deliveries=[S.PENDING, S.RETRYING]), [5, 3]),
        (EventFilter(deliveries=[S.PENDING, S.DELIVERED]), [5, 3, 2, 1]),
        (EventFilter(deliveries=[S.PENDING], room="i1r2"), [5]),
        (EventFilter(room="i1r1"), [4, 3, 2, 1]),
        (EventFilter(room="nobody"), []),
        (EventFilter(room="i1r1", deliveries=[S.FAILED], text="event 4"), [4]),
    ],
)
def test_events_are_narrowed_by_what_became_of_them(
    store: Database, wanted: EventFilter, found: list[int]
) -> None:
    def work(unit: Unit) -> None:
        end(unit, 1)
        end(unit, 2)
        end(unit, 4, BAD)

    store.write(work)
    assert events(store, wanted) == found
    assert store.read(lambda unit: unit.activity.count_events(wanted)) == len(found)


@pytest.mark.parametrize("wanted", [[S.FAILED], [S.FAILED, S.DROPPED]])
def test_a_message_in_a_digest_is_where_the_digest_is(
    store: Database, wanted: list[DeliveryState]
) -> None:
    def work(unit: Unit) -> None:
        parts = [unit.deliveries.get(n) for n in (1, 2)]
        whole = unit.deliveries.add_digest(parts, Message("both"), "2 in one", AT)
        for part in parts:
            unit.deliveries.save(merged(part.delivery, whole.delivery.id, AT))
        end(unit, whole.delivery.id, BAD)

    store.write(work)
    assert events(store, EventFilter(deliveries=wanted)) == [2, 1]
    assert events(store, EventFilter(deliveries=wanted, room="i1r2")) == []


@pytest.mark.parametrize(
    "wanted", [EventFilter("s1", room="i1r1"), EventFilter("s1", deliveries=[S.DROPPED])]
)
def test_each_delivery_is_looked_at_once(store: Database, wanted: EventFilter) -> None:
    """Where none is such, a million events are gone through before that is known."""
    where = of_events(wanted)
    sql = f"EXPLAIN QUERY PLAN SELECT id FROM event {where.sql} ORDER BY id DESC"
    plan = store._writer.call(lambda c: [row[3] for row in c.execute(sql, where.values)])
    assert sum("delivery_of_event" in line for line in plan) == 1
    assert not any(line.startswith("SCAN") for line in plan)


def test_deliveries_by_event_and_by_number(store: Database) -> None:
    def ids(ask: Any) -> list[int]:
        return [row.id for row in store.read(lambda unit: ask(unit.activity))]

    assert ids(lambda activity: activity.deliveries_of([3, 1, 99])) == [1, 3]
    assert ids(lambda activity: activity.deliveries_of([])) == []
    assert ids(lambda activity: activity.deliveries_called([5, 2, 99])) == [2, 5]


def test_a_row_tells_how_the_last_try_ended(store: Database) -> None:
    bad = Result(ResultKind.RETRY, 503, "server", "Busy.", elapsed_ms=12)

    def work(unit: Unit) -> None:
        queued = unit.deliveries.get(1)
        unit.deliveries.save_tries([(started(queued.delivery, "w", AT), 1)])
        unit.deliveries.record([(1, Attempt(1, AT, LATER, "w", bad))])

    store.write(work)
    rows = store.read(lambda unit: unit.activity.deliveries_of([1, 2]))
    assert [row.last for row in rows] == [LastTry(LATER, 503, "server", "Busy.", 12), None]
    assert rows[0].wait is None  # it is being sent


def test_a_row_that_waits_tells_for_what(store: Database) -> None:
    def work(unit: Unit) -> None:
        unit.lanes.release(2, not_before=LATER, held_for="flood")
        unit.lanes.block(1, Block(AT, "bad_token", "It is not valid.", "m"))
        end(unit, 1)

    store.write(work)
    rows = store.read(lambda unit: unit.activity.deliveries_of([1, 2, 4, 5]))
    waits = {row.id: row.wait for row in rows}
    assert waits[1] is None
    assert waits[2] == Wait(0, "", None, AT, "It is not valid.")
    assert waits[4] is not None
    assert waits[4].ahead == 2
    assert waits[5] is not None
    assert (waits[5].held_for, waits[5].blocked_at) == ("flood", None)
    assert waits[5].until is not None
    assert waits[5].until >= LATER


def test_a_row_tells_what_a_list_shows(store: Database) -> None:
    store.write(lambda unit: drop(unit, 3, Cause.NOTIFICATION_OFF))
    store.write(lambda unit: unit.integrations.note_room_name("i1r1", "War room"))
    [row] = store.read(lambda unit: unit.activity.deliveries(DeliveryFilter(event_id=3), limit=1))
    assert (row.room, row.notification, row.cause) == (
        "War room",
        "failures",
        Cause.NOTIFICATION_OFF,
    )
    assert (row.state, row.parts, row.event_id) == (S.DROPPED, 0, 3)
    [line] = store.read(lambda unit: unit.activity.events(EventFilter(), limit=1))
    assert (line.title, line.alert, line.passed, line.branch) == ("event 5", 0, 1, "Übel")


def test_verdicts_have_names(store: Database) -> None:
    found = store.read(lambda unit: unit.activity.named_verdicts([3, 99]))
    assert found[99] == []
    named = {n.verdict.notification_id: (n.notification, n.room) for n in found[3]}
    assert named == {"n1": ("failures", ""), "gone": ("", "Room 1")}


def test_words_are_bounded() -> None:
    assert words_of(" Straße  B ") == ("strasse", "b")
    assert len(words_of("x " * 100)) == 20


def test_numbers(store: Database) -> None:
    store.write(lambda unit: end(unit, 1, BAD))
    store.write(lambda unit: unit.lanes.block(2, Block(AT, "x", "y", "z")))
    numbers = store.read(lambda unit: unit.activity.numbers())
    assert (numbers.waiting, numbers.failed, numbers.blocked_rooms) == (4, 1, 1)
    assert numbers.oldest_waiting == AT + timedelta(hours=2)
    of_s2 = store.read(lambda unit: unit.activity.numbers("s2"))
    assert (of_s2.waiting, of_s2.failed) == (1, 0)


def test_last_deliveries(store: Database) -> None:
    store.write(lambda unit: end(unit, 2, at=LATER))
    store.write(lambda unit: end(unit, 4, BAD))
    found = store.read(lambda unit: unit.activity.last_deliveries(["i1", "i2"]))
    assert found == {"i1": LATER}


def forget(store: Database, hours: float, limit: int = 99) -> int:
    until = AT + timedelta(hours=hours)
    return store.write(lambda unit: unit.retention.forget_events(until, limit))


def test_what_is_old_and_over_is_forgotten_with_all_that_hangs_on_it(store: Database) -> None:
    def finish(unit: Unit) -> None:
        for number in (1, 2, 4):
            end(unit, number)

    store.write(finish)
    assert forget(store, 4.5, limit=1) == 1
    assert forget(store, 4.5) == 2
    assert events(store) == [5, 3]  # 3 is still owed
    assert deliveries(store) == [5, 3]
    assert store.integrity() == []
    assert store.read(lambda unit: unit.events.verdicts(1)) == []
    assert store.read(lambda unit: unit.retention.oldest()) is None


def test_events_of_living_alerts_stay(store: Database) -> None:
    def work(unit: Unit) -> None:
        trigger = event(9, state=EventState.TRIGGERED, correlation="c")
        stored = unit.events.add(trigger)
        alert = unit.alerts.add(opened(stored))
        unit.events.conclude(stored.id, [], 1, alert.number)
        repeat = unit.events.add(replace(trigger, source_id="src-10"))
        unit.events.conclude(repeat.id, [], 0, alert.number)

    store.write(work)
    assert forget(store, 0.5) == 1  # the repeat told nobody anything
    store.write(lambda unit: unit.alerts.update(closed(unit.alerts.get(1), LATER), 1))
    assert forget(store, 0.5) == 1


def test_the_rest_is_forgotten_too(store: Database) -> None:
    def work(unit: Unit) -> None:
        parts = [unit.deliveries.get(n) for n in (1, 2)]
        whole = unit.deliveries.add_digest(parts, Message("both"), "2 in one", AT)
        for part in parts:
            unit.deliveries.save(merged(part.delivery, whole.delivery.id, AT))
        end(unit, whole.delivery.id, at=LATER)
        old = unit.alerts.add(opened(event(8, state=EventState.TRIGGERED, correlation="c")))
        unit.alerts.update(closed(old, LATER), 1)
        unit.alerts.add(opened(event(9, state=EventState.TRIGGERED, correlation="d")))
        unit.events.refuse("s1", "x", "y", AT)
        unit.memory.save_sent("n1", "x", LastSent(AT))
        unit.deliveries.tally("i1", AT, delivered=True)

    store.write(work)
    much_later = AT + timedelta(days=9)
    assert store.write(lambda unit: unit.retention.forget_rest(much_later, 99)) == 5
    assert deliveries(store) == [5, 4, 3, 2, 1]
    assert [a.number for a in store.read(lambda u: u.activity.alerts(ALERTS, limit=9))] == [2]
    assert store.read(lambda unit: unit.activity.refusals(None, 9)) == []
    assert store.read(lambda unit: unit.activity.hours(AT)) == {}
    assert store.integrity() == []


def test_the_size_counts_what_is_used(store: Database) -> None:
    def used_bytes() -> int:
        return store.read(lambda unit: unit.retention.used_bytes())

    before = used_bytes()
    store.write(lambda u: [u.events.add(event(100 + n, details="x" * 900)) for n in range(500)])
    full = used_bytes()
    assert full > before + 400_000
    forget(store, 0.5, limit=10_000)
    assert used_bytes() < full - 400_000


def test_people_have_rows_too(store: Database) -> None:
    [number] = store.write(lambda unit: [unit.deliveries.add(parcel(ANN)).id])
    [row] = store.read(
        lambda unit: unit.activity.deliveries(DeliveryFilter(), limit=1, before=number + 1)
    )
    assert (row.room, row.event_id) == ("@ann", None)
