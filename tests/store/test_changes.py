from dataclasses import replace

import pytest

from hipadmin.domain.alert import opened as opened_alert
from hipadmin.domain.change import (
    Action,
    Change,
    ChangeFilter,
    Entity,
    Thing,
    Turn,
    Word,
    every_kind,
)
from hipadmin.domain.event_state import EventState
from hipadmin.store import Database
from tests.store.builders import AT, LATER, Open, subscription, used
from tests.store.relay_rows import event

ONE = Change(
    AT,
    "Ann",
    Action.UPDATE_ON,
    Entity.INTEGRATION,
    "i1",
    "Straße",
    {"enabled": True, "rooms": [{"room": "ü"}], "half": "\ud800"},
    {"enabled": False},
    "batch",
)
NAMES = ("Straße", "web", "API_1", "100%")


@pytest.fixture
def store(store: Database) -> Database:
    for name in NAMES:
        store.write(lambda unit, name=name: unit.changes.add(replace(ONE, name=name)))
    return store


def page(store: Database, **wanted: object) -> list[Change]:
    return store.read(lambda unit: unit.changes.page(**wanted))


def test_everything_comes_back_newest_first_with_a_number(store: Database) -> None:
    found = page(store, limit=10)
    assert [c.name for c in found] == list(reversed(NAMES))
    assert found[-1] == replace(ONE, id=found[-1].id)
    assert [c.id for c in found] == sorted((c.id for c in found), reverse=True)
    assert store.read(lambda unit: unit.changes.count()) == len(NAMES)


def test_pages_follow_one_another(store: Database) -> None:
    first = page(store, limit=3)
    rest = page(store, limit=3, before=first[-1].id)
    assert [c.name for c in (*first, *rest)] == list(reversed(NAMES))
    assert page(store, limit=3, before=rest[-1].id) == []
    assert page(store, limit=0) == []


def words(text: str) -> ChangeFilter:
    return ChangeFilter(words=tuple(Word(w) for w in text.casefold().split()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("STRASSE", ["Straße"]),
        (" api_ ", ["API_1"]),
        ("%", ["100%"]),
        ("_", ["API_1"]),
        ("ann", [*reversed(NAMES)]),
        ("updateon", [*reversed(NAMES)]),
        ("web ann", ["web"]),
        ("web straße", []),
        ("nobody", []),
    ],
)
def test_words_filter_actor_action_and_name(store: Database, text: str, found: list[str]) -> None:
    assert [c.name for c in page(store, limit=10, wanted=words(text))] == found
    assert store.read(lambda unit: unit.changes.count(words(text))) == len(found)


def of_every_kind() -> list[Change]:
    made = []
    for kind in every_kind():
        on = {"enabled": True, "name": "x"}
        other = on if kind.turn is Turn.ROOM else {"enabled": False}
        before, after = (other, on) if kind.turn is Turn.ON else (on, other)
        change = replace(ONE, action=kind.action, entity=kind.entity, before=before, after=after)
        made.append(replace(change, name=kind.key))
        assert change.kind == kind
    return made


def test_kinds_filter_as_the_domain_tells_them_apart(opened: Open) -> None:
    store = opened()
    for change in of_every_kind():
        store.write(lambda unit, change=change: unit.changes.add(change))

    for kind in every_kind():
        wanted = ChangeFilter(kinds=frozenset((kind,)))
        assert [c.name for c in page(store, limit=99, wanted=wanted)] == [kind.key]
        told = ChangeFilter(words=(Word("nowhere in the row", frozenset((kind,))),))
        assert [c.kind for c in page(store, limit=99, wanted=told)] == [kind]
    assert page(store, limit=99, wanted=ChangeFilter(kinds=frozenset())) == []


def test_who_when_and_which_act_filter(store: Database) -> None:
    late = replace(ONE, actor="bob", at=LATER, batch="other", name="late")
    store.write(lambda unit: unit.changes.add(late))

    for wanted in (
        ChangeFilter(actor="bob"),
        ChangeFilter(since=LATER),
        ChangeFilter(batch="other"),
        ChangeFilter(words=(Word("late"),), actor="bob", since=AT, batch="other"),
    ):
        assert [c.name for c in page(store, limit=9, wanted=wanted)] == ["late"]
    assert page(store, limit=9, wanted=ChangeFilter(actor="Bob")) == []
    assert store.read(lambda unit: unit.changes.actors()) == ["Ann", "bob"]
    asked = ("batch", "other", "none")
    assert store.read(lambda unit: unit.changes.together(asked)) == {"batch": 4, "other": 1}


def test_news_are_above_a_number(store: Database) -> None:
    oldest = page(store, limit=9)[-1]

    assert [c.name for c in page(store, limit=9, after=oldest.id)] == list(reversed(NAMES[1:]))


def test_things_are_found_deleted_or_not(opened: Open) -> None:
    store = opened()
    used(store, rooms=("i1r1",))
    ids = ("i1", "i1r1", "i1r2", "s1", "n1", "nothing")

    found = store.read(lambda unit: unit.changes.things(ids))

    assert found == {
        "i1": Thing("Ops", live=True),
        "i1r1": Thing("Room 1", live=True),
        "i1r2": Thing("Room 2", live=True),
        "s1": Thing("web", live=True),
        "n1": Thing("failures", live=True, subscription_id="s1", integration_id="i1"),
    }
    store.write(lambda unit: unit.notifications.delete("n1", 1, LATER))
    store.write(lambda unit: unit.integrations.delete("i1", 1, LATER))
    gone = store.read(lambda unit: unit.changes.things(ids))
    assert {key for key, thing in gone.items() if not thing.live} == {"i1", "n1"}


def test_an_alert_is_there_as_long_as_its_subscription(opened: Open) -> None:
    store = opened()
    used(store)
    store.write(lambda unit: unit.subscriptions.insert(subscription("1a", "other"), AT))
    triggered = event(state=EventState.TRIGGERED, correlation="c1")
    new = opened_alert(replace(triggered, title="disk"))
    store.write(lambda unit: unit.alerts.add(new))
    ids = ("1", "1a", "01")

    found = store.read(lambda unit: unit.changes.things(ids))

    assert found == {
        "1": Thing("disk", live=True, subscription_id="s1"),
        "1a": Thing("other", live=True),
    }
    store.write(lambda unit: unit.notifications.delete("n1", 1, LATER))
    store.write(lambda unit: unit.subscriptions.delete("s1", 1, LATER))
    assert not store.read(lambda unit: unit.changes.things(ids))["1"].live


def test_of_a_purged_thing_the_records_remember_the_newest_name(opened: Open) -> None:
    store = opened()
    for name in ("old", "new"):
        change = replace(ONE, entity_id="purged", name=name)
        store.write(lambda unit, change=change: unit.changes.add(change))

    found = store.read(lambda unit: unit.changes.things(("purged", "never")))

    assert found == {"purged": Thing("new", live=False)}


def test_before_and_after_may_be_missing(store: Database) -> None:
    store.write(lambda unit: unit.changes.add(replace(ONE, before=None, after=None)))
    [newest] = page(store, limit=1)
    assert (newest.before, newest.after) == (None, None)


def test_the_latest_about_a_row(store: Database) -> None:
    newest = replace(ONE, name="newest", after=None)
    store.write(lambda unit: unit.changes.add(newest))
    store.write(lambda unit: unit.changes.add(replace(ONE, entity_id="i2")))
    found = store.read(lambda unit: unit.changes.latest("i1"))
    assert found is not None
    assert found == replace(newest, id=found.id)
    assert store.read(lambda unit: unit.changes.latest("nowhere")) is None
