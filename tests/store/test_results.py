from dataclasses import replace
from datetime import timedelta

import pytest

from hipadmin.domain.health import Outcome, RoomResult
from hipadmin.domain.ports import Topic
from hipadmin.store import Database
from tests.store.builders import AT, LATER, integration

OK = RoomResult("i1r1", AT, Outcome.OK, 204, 31, None, "fine")
BAD = RoomResult("i1r1", LATER, Outcome.FAILING, None, None, None, "no answer")


@pytest.fixture
def store(store: Database) -> Database:
    store.write(lambda unit: unit.integrations.insert(integration(), AT))
    return store


def save(store: Database, *results: RoomResult) -> RoomResult:
    for result in results:
        kept = store.write(lambda unit, result=result: unit.results.save(result))
        assert store.read(lambda unit: unit.results.latest())[result.room_id] == kept
    return kept


def test_the_newest_result_of_each_room_is_kept(store: Database) -> None:
    other = replace(OK, room_id="i1r2")
    assert save(store, BAD, other, OK) == OK
    assert store.read(lambda unit: unit.results.latest()) == {"i1r1": OK, "i1r2": other}
    assert store.read(lambda unit: unit.results.of_room("i1r2")) == other
    assert store.read(lambda unit: unit.results.of_room("i1r3")) is None


@pytest.mark.parametrize("outcome", [Outcome.FAILING, Outcome.NEEDS_ATTENTION])
def test_a_failure_begins_once(store: Database, outcome: Outcome) -> None:
    later = replace(BAD, at=LATER + timedelta(hours=1), outcome=outcome, status=401)
    assert save(store, OK, BAD).failing_since == LATER
    assert save(store, later).failing_since == LATER


def test_success_ends_a_failure(store: Database) -> None:
    assert save(store, BAD, OK).failing_since is None
    assert save(store, BAD).failing_since == LATER


def test_what_was_not_sent_leaves_the_beginning_alone(store: Database) -> None:
    unsent = replace(OK, outcome=Outcome.NOT_SENT, status=None)
    assert save(store, unsent).failing_since is None
    assert save(store, BAD, unsent).failing_since == LATER
    assert save(store, replace(BAD, at=LATER + timedelta(days=1))).failing_since == LATER


def test_a_beginning_is_not_taken_from_the_caller(store: Database) -> None:
    assert save(store, replace(OK, failing_since=AT)).failing_since is None


def test_a_time_is_kept_to_the_millisecond(store: Database) -> None:
    assert save(store, replace(OK, at=AT + timedelta(microseconds=999))).at == AT


def test_the_result_of_a_removed_room_is_passed_over(store: Database) -> None:
    kept = store.write(lambda unit: unit.results.save(replace(OK, room_id="nothing")))
    assert kept.room_id == "nothing"
    assert store.read(lambda unit: unit.results.latest()) == {}


def test_a_servers_broken_text_does_no_harm(store: Database) -> None:
    assert save(store, replace(BAD, text="half \udc00")).text == "half ?"


def test_good_ones_are_kept_together(store: Database) -> None:
    bad = replace(OK, outcome=Outcome.FAILING, text="no")
    store.write(lambda unit: unit.results.save(bad))
    before = store.revisions()[Topic.RESULTS]
    good = [replace(OK, text="\ud800"), replace(OK, room_id="i1r2"), replace(OK, room_id="gone")]
    store.write(lambda unit: unit.results.save_good(good))
    found = store.read(lambda unit: unit.results.latest())
    assert {room: (r.outcome, r.failing_since, r.text) for room, r in found.items()} == {
        "i1r1": (Outcome.OK, None, "?"),
        "i1r2": (Outcome.OK, None, OK.text),
    }
    assert store.revisions()[Topic.RESULTS] == before + 1
    store.write(lambda unit: unit.results.save_good([]))
    store.write(lambda unit: unit.results.save_good([replace(OK, room_id="gone")]))
    assert store.revisions()[Topic.RESULTS] == before + 1
