from dataclasses import replace
from datetime import timedelta

import pytest

from hipadmin.domain.errors import NotFound
from hipadmin.domain.event import Access, ClearCause, Event, EventState
from hipadmin.domain.ports import Topic
from hipadmin.domain.verdict import Held, Verdict
from hipadmin.store import Database
from tests.store.builders import AT
from tests.store.relay_rows import event

FULL = Event(
    state=EventState.CLEARED,
    title="Übel",
    source_id="x" * 500,
    kind="alertmanager",
    accesses=(
        Access("alertCleared", "monitor/am:rule/x", {"rule": ["a.b"]}, {"env": {"critical": True}}),
        Access("plain", "acct"),
    ),
    details="a\nb",
    link="https://x.example/?a=1",
    at=AT - timedelta(hours=1),
    project="shop",
    branch="main",
    series="CI",
    correlation="c1",
    severity="major",
    actor="ann",
    pull_request=True,
    cause=ClearCause.RULE_CHANGE,
    facts={"labels": {"team": "web", "n": [1, None, 2.5]}},
    subscription_id="s1",
    received_at=AT,
)


@pytest.mark.parametrize("given", [FULL, event()])
def test_everything_comes_back(store: Database, given: Event) -> None:
    stored = store.write(lambda unit: unit.events.add(given))
    assert stored == replace(given, id=1)
    assert store.read(lambda unit: unit.events.get(1)) == stored
    assert store.revisions()[Topic.EVENTS] == 1


def test_an_unknown_one(store: Database) -> None:
    with pytest.raises(NotFound):
        store.read(lambda unit: unit.events.get(7))


def test_a_repeat_is_known_by_subscription_and_source_id(store: Database) -> None:
    store.write(lambda unit: unit.events.add(event(1)))
    store.write(lambda unit: unit.events.add(event(source_id="")))
    store.write(lambda unit: unit.events.add(event(source_id="")))

    def known(of: str, source_id: str) -> int | None:
        return store.read(lambda unit: unit.events.repeat_of(of, source_id))

    assert known("s1", "src-1") == 1
    assert known("s2", "src-1") is None
    assert known("s1", "src-2") is None
    assert known("s1", "") is None


def test_verdicts(store: Database) -> None:
    verdicts = [
        Verdict("n1"),
        Verdict("n2", "r1", Held.TOO_SOON, {"ago": 3, "every": 60}),
        Verdict("n2", "r2"),
    ]

    def work(unit):
        unit.events.add(event())
        unit.events.conclude(1, verdicts, 2, 9)

    store.write(work)
    assert store.read(lambda unit: unit.events.verdicts(1)) == verdicts


def refuse(store: Database, code: str, text: str = "why", after_s: float = 0) -> None:
    at = AT + timedelta(seconds=after_s)
    store.write(lambda unit: unit.events.refuse("s1", code, text, at))


def test_refusals_are_counted_within_a_minute(store: Database) -> None:
    refuse(store, "wrong_key")
    refuse(store, "wrong_key", after_s=30)
    refuse(store, "wrong_key", "other", after_s=30)
    refuse(store, "wrong_key", after_s=100)
    found = store.read(lambda unit: unit.activity.refusals("s1", 9))
    assert [(r.text, r.count) for r in found] == [("why", 1), ("other", 1), ("why", 2)]
    assert (found[-1].first_at, found[-1].last_at) == (AT, AT + timedelta(seconds=30))


def test_nobody_fills_the_disk_by_knocking(store: Database) -> None:
    for number in range(100):
        refuse(store, "invalid", f"path {number}: {'x' * 1000}")
    found = store.read(lambda unit: unit.activity.refusals(None, 999))
    assert len(found) == 60
    assert sum(r.count for r in found) == 100
    assert max(len(r.text) for r in found) == 500
