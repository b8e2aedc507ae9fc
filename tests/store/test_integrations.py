from dataclasses import replace

import pytest

from hipadmin.domain.errors import Conflict, Dependent, InUse, Invalid, NotFound
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Unit
from hipadmin.domain.problems import Code
from hipadmin.store import Database
from tests.store.builders import AT, LATER, integration, notification, room, subscription, used

FULL = Integration(
    "i1",
    "Ops",
    "https://chat.example.com/v2",
    "ref-1",
    (Room("i1r1", "17", "ref-2", enabled=False, name="War room"), Room("i1r2", "Ops")),
    "/etc/ca.pem",
    "http://proxy:3128",
    enabled=False,
    standard=True,
)


def insert(store: Database, *found: Integration) -> None:
    for one in found:
        store.write(lambda unit, one=one: unit.integrations.insert(one, AT))


def update(store: Database, after: Integration, expected: int = 1) -> Integration:
    return store.write(lambda unit: unit.integrations.update(after, expected, LATER))


def get(store: Database, key: str = "i1") -> Integration:
    return store.read(lambda unit: unit.integrations.get(key))


def test_everything_comes_back_as_it_was_stored(store: Database) -> None:
    insert(store, FULL)
    assert get(store) == FULL
    assert store.read(lambda unit: unit.integrations.all()) == [FULL]


def test_a_new_one_has_version_1_whatever_it_says(store: Database) -> None:
    insert(store, replace(FULL, version=9))
    assert get(store).version == 1


def test_all_are_sorted_by_name_without_case(store: Database) -> None:
    names = ["zebra", "Ärger", "apple", "Banana"]
    insert(store, *(integration(name, name) for name in names))
    found = [one.name for one in store.read(lambda unit: unit.integrations.all())]
    assert found == ["apple", "Banana", "zebra", "Ärger"]
    assert store.read(lambda unit: unit.integrations.names()) == found
    assert store.read(lambda unit: unit.integrations.names(but="apple")) == found[1:]


def test_one_is_found_by_name_trimmed_and_without_case(store: Database) -> None:
    insert(store, integration(name="Straße"))
    assert store.read(lambda unit: unit.integrations.by_name("  STRASSE ")) == get(store)
    assert store.read(lambda unit: unit.integrations.by_name("Strase")) is None


def test_unknown_and_deleted_ones_are_not_found(store: Database) -> None:
    insert(store, integration())
    store.write(lambda unit: unit.integrations.delete("i1", 1, AT))
    for key in ("i1", "nothing"):
        with pytest.raises(NotFound, match=key):
            get(store, key)
    assert store.read(lambda unit: unit.integrations.by_name("Ops")) is None
    assert store.read(lambda unit: unit.integrations.all()) == []


@pytest.mark.parametrize("name", ["ops", " OPS "])
def test_a_name_is_taken_once(store: Database, name: str) -> None:
    insert(store, integration())
    with pytest.raises(Invalid) as caught:
        insert(store, integration("i2", name))
    assert [(p.where, p.code, p.params) for p in caught.value.problems] == [
        ("name", Code.NAME_TAKEN, {"name": "Ops"})
    ]
    assert len(store.read(lambda unit: unit.integrations.all())) == 1


def test_the_name_of_a_deleted_one_is_free(store: Database) -> None:
    insert(store, integration())
    store.write(lambda unit: unit.integrations.delete("i1", 1, AT))
    insert(store, integration("i2", "OPS"))
    with pytest.raises(Invalid):
        store.write(lambda unit: unit.integrations.restore("i1", 2, AT))


def test_an_update_stores_all_of_it_and_counts(store: Database) -> None:
    insert(store, integration())
    after = update(store, FULL)
    assert after == replace(FULL, version=2)
    assert get(store) == after


def test_an_update_may_change_the_case_of_its_own_name_only(store: Database) -> None:
    insert(store, integration(), integration("i2", "Other"))
    assert update(store, integration(name="OPS")).name == "OPS"
    with pytest.raises(Invalid):
        update(store, integration(name="other"), 2)
    assert get(store).version == 2


def test_an_update_of_something_older_is_a_conflict(store: Database) -> None:
    insert(store, integration())
    update(store, integration())
    with pytest.raises(Conflict) as caught:
        update(store, integration(name="New"), 1)
    assert (caught.value.entity, caught.value.key, caught.value.gone) == (
        "integration",
        "Ops",
        False,
    )


@pytest.mark.parametrize("known", [True, False])
def test_an_update_of_a_deleted_one_is_a_conflict(store: Database, known: bool) -> None:
    if known:
        insert(store, integration())
        store.write(lambda unit: unit.integrations.delete("i1", 1, AT))
    with pytest.raises(Conflict) as caught:
        update(store, integration(), 2)
    assert caught.value.gone


def test_rooms_may_trade_names_move_come_and_go(store: Database) -> None:
    one, two, three = (room(n) for n in (1, 2, 3))
    insert(store, replace(integration(), rooms=(one, two)))
    rooms = (replace(two, room=one.room), replace(one, room=two.room), three)
    assert get_rooms(store, rooms, 1) == rooms
    assert get_rooms(store, (three,), 2) == (three,)
    assert get_rooms(store, (one, three), 3) == (one, three)


def get_rooms(store: Database, rooms: tuple[Room, ...], expected: int) -> tuple[Room, ...]:
    update(store, replace(integration(), rooms=rooms), expected)
    return get(store).rooms


def test_a_room_stays_with_its_integration(store: Database) -> None:
    insert(store, integration(), integration("i2", "Other"))
    with pytest.raises(Exception, match="integration_id of a room is fixed"):
        update(store, replace(integration("i2", "Other"), rooms=integration().rooms))
    assert get(store).rooms == integration().rooms


def test_a_room_that_a_notification_names_cannot_vanish(store: Database) -> None:
    used(store, rooms=("i1r2",))
    dependents = [Dependent("s1", "web", "ci", ("failures",))]
    assert store.read(lambda unit: unit.integrations.room_dependents("i1r2")) == dependents
    assert store.read(lambda unit: unit.integrations.room_dependents("i1r1")) == []
    with pytest.raises(InUse) as caught:
        update(store, replace(integration(), name="Changed", rooms=()))
    assert caught.value.name == "Room 2"
    assert list(caught.value.dependents) == dependents
    assert get(store) == integration()
    assert len(update(store, replace(integration(), rooms=(room(2),))).rooms) == 1


def test_a_notification_for_every_room_lets_rooms_go(store: Database) -> None:
    used(store)
    assert update(store, replace(integration(), rooms=())).rooms == ()


def test_one_in_use_cannot_be_deleted(store: Database) -> None:
    used(store)
    with pytest.raises(InUse) as caught:
        store.write(lambda unit: unit.integrations.delete("i1", 1, AT))
    assert caught.value.name == "Ops"
    assert caught.value.dependents == (Dependent("s1", "web", "ci", ("failures",)),)
    store.write(lambda unit: unit.notifications.delete("n1", 1, AT))
    store.write(lambda unit: unit.integrations.delete("i1", 1, AT))


def test_a_delete_of_another_version_is_a_conflict(store: Database) -> None:
    insert(store, integration())
    with pytest.raises(Conflict):
        store.write(lambda unit: unit.integrations.delete("i1", 2, AT))
    assert get(store) == integration()


def test_a_delete_can_be_taken_back_once(store: Database) -> None:
    insert(store, FULL)
    store.write(lambda unit: unit.integrations.delete("i1", 1, AT))
    restored = store.write(lambda unit: unit.integrations.restore("i1", 2, AT))
    assert restored == replace(FULL, version=3)
    with pytest.raises(Conflict) as caught:
        store.write(lambda unit: unit.integrations.restore("i1", 3, AT))
    assert not caught.value.gone


def test_a_restore_of_another_version_is_a_conflict(store: Database) -> None:
    insert(store, FULL)
    store.write(lambda unit: unit.integrations.delete("i1", 1, AT))
    with pytest.raises(Conflict):
        store.write(lambda unit: unit.integrations.restore("i1", 1, AT))


def test_dependents_are_subscriptions_with_their_notifications_by_name(store: Database) -> None:
    used(store)

    def more(unit: Unit) -> None:
        unit.integrations.insert(integration("i2", "Other"), AT)
        unit.subscriptions.insert(subscription("s2", "API"), AT)
        unit.subscriptions.insert(subscription("s3", "docs"), AT)
        unit.notifications.insert(notification("n2", "All", rooms=("i1r1",)), AT)
        unit.notifications.insert(notification("n3", "x", of="s2"), AT)
        unit.notifications.insert(notification("n4", "x", of="s3", to="i2"), AT)
        unit.notifications.insert(notification("n5", "gone", of="s3"), AT)
        unit.notifications.delete("n5", 1, AT)

    store.write(more)
    found = store.read(lambda unit: unit.integrations.dependents("i1"))
    assert found == [
        Dependent("s2", "API", "ci", ("x",)),
        Dependent("s1", "web", "ci", ("All", "failures")),
    ]
    assert store.read(lambda unit: unit.integrations.used_by()) == {"i1": 2, "i2": 1}


def test_the_servers_name_of_a_room_is_a_fact_not_a_change(store: Database) -> None:
    insert(store, integration())
    store.write(lambda unit: unit.integrations.note_room_name("i1r1", "War \ud800 room"))
    store.write(lambda unit: unit.integrations.note_room_name("nothing", "x"))
    assert get(store).version == 1
    assert [r.name for r in get(store).rooms] == ["War ? room", ""]
