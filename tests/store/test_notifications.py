from dataclasses import replace
from pathlib import Path

import pytest

from hipadmin.domain.errors import Conflict, Invalid, NotFound
from hipadmin.domain.notification import (
    Branches,
    Condition,
    ConditionAction,
    MessageFormat,
    MessageSettings,
    OnResult,
    When,
)
from hipadmin.domain.subscription import RoomChoice, RoomNotification
from hipadmin.store import Database
from hipadmin.store.rows import UnreadableRow
from tests.store.builders import AT, LATER, integration, notification, raw, subscription, used

FULL = RoomNotification(
    "n1",
    "s1",
    "i1",
    "failures",
    RoomChoice(False, ("i1r2", "i1r1"), ("@ann", "Own “room”")),
    ("proj/a", "ü"),
    '[{"effect": "allow"}]',
    send_when_clears=True,
    enabled=False,
    when=When(on_failure=OnResult.NEVER, branches=Branches(("main",)), at_most_every=60),
    conditions=(Condition(ConditionAction.MENTION, "ü.*", "labels.team", "@ann"),),
    message=MessageSettings(MessageFormat.CARD, notify=True, sender="Bot"),
)


@pytest.fixture
def store(store: Database) -> Database:
    used(store)
    store.write(lambda unit: unit.integrations.insert(integration("i2", "Other"), AT))
    store.write(lambda unit: unit.subscriptions.insert(subscription("s2", "api"), AT))
    return store


def update(store: Database, after: RoomNotification, expected: int = 1) -> RoomNotification:
    return store.write(lambda unit: unit.notifications.update(after, expected, LATER))


def get(store: Database, key: str = "n1") -> RoomNotification:
    return store.read(lambda unit: unit.notifications.get(key))


def delete(store: Database, expected: int = 1) -> None:
    store.write(lambda unit: unit.notifications.delete("n1", expected, AT))


def restore(store: Database, expected: int = 2) -> RoomNotification:
    return store.write(lambda unit: unit.notifications.restore("n1", expected, AT))


def test_everything_comes_back_with_rooms_in_their_order(store: Database) -> None:
    assert update(store, FULL) == replace(FULL, version=2)
    assert get(store) == replace(FULL, version=2)
    fresh = replace(FULL, id="n2", name="other", version=8)
    store.write(lambda unit: unit.notifications.insert(fresh, AT))
    assert get(store, "n2") == replace(fresh, version=1)


def test_lists_are_sorted_by_name_and_chosen_by_parent(store: Database) -> None:
    for new in (
        notification("n2", "Alpha", rooms=("i1r1",)),
        notification("n3", "x", of="s2", to="i2"),
    ):
        store.write(lambda unit, new=new: unit.notifications.insert(new, AT))

    def ids(found: list[RoomNotification]) -> list[str]:
        return [one.id for one in found]

    assert ids(store.read(lambda unit: unit.notifications.all())) == ["n2", "n1", "n3"]
    of_s1 = store.read(lambda unit: unit.notifications.of_subscription("s1"))
    assert (ids(of_s1), of_s1[0].rooms.room_ids) == (["n2", "n1"], ("i1r1",))
    assert ids(store.read(lambda unit: unit.notifications.of_integration("i2"))) == ["n3"]
    assert ids(store.read(lambda unit: unit.notifications.of_integration("none"))) == []


def test_one_for_every_room_names_none(store: Database) -> None:
    after = update(store, replace(FULL, rooms=RoomChoice(True, ("i1r1",))))
    assert after.rooms == RoomChoice()
    assert get(store) == after
    assert store.read(lambda unit: unit.integrations.room_dependents("i1r1")) == []


def test_a_room_named_twice_is_kept_once(store: Database) -> None:
    after = update(store, notification(rooms=("i1r2", "i1r1", "i1r2")))
    assert after.rooms.room_ids == get(store).rooms.room_ids == ("i1r2", "i1r1")


def test_a_name_is_unique_within_its_subscription(store: Database) -> None:
    same = notification("n2", " FAILURES ")
    with pytest.raises(Invalid):
        store.write(lambda unit: unit.notifications.insert(same, AT))
    store.write(lambda unit: unit.notifications.insert(replace(same, subscription_id="s2"), AT))
    with pytest.raises(Invalid):
        update(store, replace(same, subscription_id="s1"))
    delete(store)
    update(store, replace(same, subscription_id="s1"))
    with pytest.raises(Invalid):
        restore(store)


@pytest.mark.parametrize(
    ("parent", "wrong"),
    [
        ("integration", notification("n2", "x", to="nothing")),
        ("subscription", notification("n2", "x", of="nothing")),
        ("room", notification("n2", "x", rooms=("i1r1", "nothing"))),
        ("room", notification("n2", "x", rooms=("i2r1",))),
    ],
)
def test_parents_must_be_live(store: Database, parent: str, wrong: RoomNotification) -> None:
    with pytest.raises(NotFound) as caught:
        store.write(lambda unit: unit.notifications.insert(wrong, AT))
    assert caught.value.entity == parent
    with pytest.raises(NotFound):
        update(store, replace(wrong, id="n1"))
    assert store.read(lambda unit: unit.notifications.all()) == [notification()]


def test_it_may_move_to_another_integration_with_other_rooms(store: Database) -> None:
    update(store, FULL)
    moved = replace(FULL, integration_id="i2", rooms=RoomChoice(False, ("i2r1",)))
    assert update(store, moved, 2) == replace(moved, version=3)
    assert store.read(lambda unit: unit.integrations.used_by()) == {"i2": 1}


def test_versions_guard_updates_and_deletes(store: Database) -> None:
    with pytest.raises(Conflict):
        update(store, FULL, 2)
    with pytest.raises(Conflict):
        delete(store, 2)
    delete(store)
    with pytest.raises(Conflict) as caught:
        update(store, FULL, 2)
    assert caught.value.gone
    with pytest.raises(NotFound):
        get(store)


def test_a_delete_can_be_taken_back_with_its_rooms(store: Database) -> None:
    update(store, FULL)
    delete(store, 2)
    with pytest.raises(Conflict):
        restore(store, 2)
    assert restore(store, 3) == replace(FULL, version=4)
    with pytest.raises(Conflict):
        restore(store, 4)


def test_without_a_parent_a_delete_stays(store: Database) -> None:
    update(store, FULL)
    delete(store, 2)
    store.write(lambda unit: unit.integrations.update(integration(rooms=1), 1, AT))
    with pytest.raises(NotFound, match="i1r2"):
        restore(store, 3)
    store.write(lambda unit: unit.integrations.delete("i1", 2, AT))
    with pytest.raises(NotFound, match="integration"):
        restore(store, 3)
    store.write(lambda unit: unit.subscriptions.delete("s1", 1, AT))
    with pytest.raises(NotFound, match="subscription"):
        restore(store, 3)


def test_settings_that_nobody_can_read_are_trouble_and_their_reason_is_kept(
    store: Database, path: Path
) -> None:
    with raw(path) as stranger:
        stranger.execute("""UPDATE notification SET settings = '{"when": {"on_moon": 1}}'""")
    with pytest.raises(UnreadableRow) as raised:
        get(store)
    assert "on_moon" in str(raised.value.__cause__)
