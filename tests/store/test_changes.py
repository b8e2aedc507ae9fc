from dataclasses import replace

import pytest

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.store import Database
from tests.store.builders import AT

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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("STRASSE", ["Straße"]),
        (" api_ ", ["API_1"]),
        ("%", ["100%"]),
        ("_", ["API_1"]),
        ("ann", [*reversed(NAMES)]),
        ("updateon", [*reversed(NAMES)]),
        ("nobody", []),
    ],
)
def test_text_filters_actor_action_and_name(store: Database, text: str, found: list[str]) -> None:
    assert [c.name for c in page(store, limit=10, text=text)] == found


def test_before_and_after_may_be_missing(store: Database) -> None:
    store.write(lambda unit: unit.changes.add(replace(ONE, before=None, after=None)))
    [newest] = page(store, limit=1)
    assert (newest.before, newest.after) == (None, None)
