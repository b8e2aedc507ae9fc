import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from hipadmin.domain.alert import (
    Alert,
    AlertAct,
    AlertEntry,
    AlertFilter,
    AlertState,
    acknowledged,
    assigned,
    cleared,
    closed,
    muted,
    opened,
)
from hipadmin.domain.delivery import Cause
from hipadmin.domain.errors import Conflict, NotFound
from hipadmin.domain.event import EventState
from hipadmin.domain.ports import Topic
from hipadmin.store import Database
from tests.store.builders import AT, LATER, raw, used
from tests.store.relay_rows import BAD, ROOM1, drop, end, event, parcel

TRIGGER = event(state=EventState.TRIGGERED, correlation="c1", severity="major", project="shop")
CLEAR = event(state=EventState.CLEARED, correlation="c1", at=LATER)


def add(store: Database, correlation: str = "c1", title: str = "Disk full") -> Alert:
    new = opened(replace(TRIGGER, correlation=correlation, title=title))
    return store.write(lambda unit: unit.alerts.add(new))


def save(store: Database, alert: Alert) -> Alert:
    return store.write(lambda unit: unit.alerts.update(alert, alert.version))


def numbers(store: Database, wanted: AlertFilter, **more: int) -> list[int]:
    found = store.read(lambda unit: unit.activity.alerts(wanted, limit=99, **more))
    return [alert.number for alert in found]


def test_everything_comes_back(store: Database) -> None:
    stored = add(store)
    assert (stored.number, stored.version) == (1, 1)
    assert store.read(lambda unit: unit.alerts.get(1)) == stored
    changed = muted(assigned(acknowledged(stored, "ann"), "@bob"), LATER)
    after = save(store, changed)
    assert after == replace(changed, version=2)
    assert store.read(lambda unit: unit.alerts.get(1)) == after
    assert store.revisions()[Topic.ALERTS] == 2


def test_versions_guard_changes(store: Database) -> None:
    stored = add(store)
    save(store, acknowledged(stored, "ann"))
    with pytest.raises(Conflict):
        save(store, closed(stored, LATER))
    with pytest.raises(NotFound):
        store.read(lambda unit: unit.alerts.get(2))


def test_the_current_one_has_not_cleared(store: Database) -> None:
    def current() -> Alert | None:
        return store.read(lambda unit: unit.alerts.current("s1", "c1"))

    assert current() is None
    by_hand = save(store, closed(add(store), LATER))
    assert current() == by_hand
    save(store, cleared(by_hand, CLEAR))
    assert current() is None
    assert add(store).number == 2


def test_numbers_are_never_used_again(store: Database, path: Path) -> None:
    assert store.read(lambda unit: unit.alerts.next_number()) == 1
    add(store)
    add(store, "c2")
    with raw(path) as stranger:
        stranger.execute("DELETE FROM alert")
    assert store.read(lambda unit: unit.alerts.next_number()) == 3
    assert add(store).number == 3


def test_a_closed_one_stays_closed_whoever_writes(store: Database, path: Path) -> None:
    save(store, closed(add(store), LATER))
    with raw(path) as stranger:
        for sql in ("state = 'open', closed_at = NULL", "number = 9"):
            with pytest.raises(sqlite3.IntegrityError):
                stranger.execute(f"UPDATE alert SET {sql}")
        with pytest.raises(sqlite3.IntegrityError):
            stranger.execute(
                "INSERT INTO alert SELECT 5, 's1', 'c1', state, title, kind, project,"
                " severity, link, accesses, assignee, muted_until, event_id, opened_at, last_at,"
                " closed_at, cleared_at, repeats, version, search FROM alert"
            )


def test_its_history(store: Database) -> None:
    add(store)
    entries = [
        AlertEntry(1, AT, AlertAct.TRIGGERED, "am", "Disk full"),
        AlertEntry(1, LATER, AlertAct.ACKNOWLEDGED, "ann"),
    ]
    for entry in entries:
        store.write(lambda unit, entry=entry: unit.alerts.note(entry))
    assert store.read(lambda unit: unit.alerts.history(1)) == entries


def test_where_it_was_sent(store: Database) -> None:
    used(store)
    add(store)

    def send(unit):
        one, two, three, four = (unit.deliveries.add(parcel(ROOM1)).id for _ in range(4))
        for number, recipient in ((one, "r1"), (two, "r1"), (three, "r2"), (four, "r3")):
            unit.alerts.note_sent(1, "n1", recipient, number)
        end(unit, one)
        end(unit, three, BAD)
        drop(unit, four, Cause.EXPIRED)
        return one, two

    one, _two = store.write(send)
    assert store.read(lambda unit: unit.alerts.triggers(1)) == {("n1", "r1"): one}


def test_filters(store: Database) -> None:
    add(store, "c1", "Disk full")
    save(store, acknowledged(add(store, "c2", "Übler Ausfall"), "ann"))
    save(store, closed(add(store, "c3", "Old"), LATER))
    assert numbers(store, AlertFilter()) == [3, 2, 1]
    assert numbers(store, AlertFilter(states=[AlertState.OPEN, AlertState.ACKNOWLEDGED])) == [2, 1]
    assert numbers(store, AlertFilter(states=[AlertState.CLOSED])) == [3]
    assert numbers(store, AlertFilter(assignee="")) == [3, 1]
    assert numbers(store, AlertFilter(text="ÜBLER major")) == [2]
    assert numbers(store, AlertFilter(text="#1")) == numbers(store, AlertFilter(text="1")) == [1]
    for nothing in ("9" * 30, "9" * 5000, "#\ud800"):
        assert numbers(store, AlertFilter(text=nothing)) == []
    assert numbers(store, AlertFilter(subscription_id="other")) == []
    assert numbers(store, AlertFilter(), before=3, after=1) == [2]
