"""Attempts as rows: whose they are, how they end together, and that each is kept once."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from hipadmin.domain.delivery import Result, ResultKind, settled
from hipadmin.domain.outbox import Attempt
from hipadmin.domain.ports import Topic
from hipadmin.store import Database
from tests.store.builders import AT, LATER, used
from tests.store.relay_rows import ANN, BAD, OK, ROOM2, add, get, parcel, start


@pytest.fixture
def store(store: Database) -> Database:
    used(store)
    return store


def test_who_sends_what_in_which_attempt(store: Database) -> None:
    one, two, three = add(store, parcel(), parcel(ROOM2), parcel(ANN))
    store.write(lambda unit: (start(unit, one), start(unit, two)))

    def ask(owner: str, *numbers: int) -> Mapping[int, int]:
        return store.read(lambda unit: unit.deliveries.tried_by(owner, numbers))

    assert ask("w1", one, two, three, 99) == {one: 1, two: 1}
    assert ask("w1", two) == {two: 1}
    assert ask("w1") == ask("w2", one, two, three) == {}


def test_attempts_that_end_together(store: Database) -> None:
    numbers = add(store, parcel(), parcel(ROOM2), parcel(ANN))
    for number in numbers:
        store.write(lambda unit, n=number: start(unit, n))
    results = OK, Result(ResultKind.RETRY, 500, unknown=True), BAD
    after = [
        settled(get(store, number).delivery, result, LATER, 0.0)
        for number, result in zip(numbers, results, strict=True)
    ]
    before = store.revisions()[Topic.DELIVERIES]
    store.write(lambda unit: unit.deliveries.save_tries([(each, 4) for each in after]))
    assert [get(store, number).delivery for number in numbers] == after
    assert [get(store, number).tried for number in numbers] == [4, 4, 4]
    assert store.revisions()[Topic.DELIVERIES] == before + 1
    store.write(lambda unit: unit.deliveries.save_tries([]))
    assert store.revisions()[Topic.DELIVERIES] == before + 1


def test_attempts_are_kept_once(store: Database) -> None:
    [number] = add(store, parcel())
    bad = Result(ResultKind.RETRY, 429, "rate_limited", "wait", True, 2.5, 31)
    first = Attempt(1, AT, LATER, "w1", bad, "POST", "429")
    second = Attempt(2, LATER, LATER, "w2", OK, "POST", "204")
    for attempts in ((first,), (second, replace(first, worker="late")), ()):
        store.write(lambda unit, a=attempts: unit.deliveries.record([(number, x) for x in a]))
    assert store.read(lambda unit: unit.deliveries.attempts(number)) == [first, second]
