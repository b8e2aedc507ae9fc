from dataclasses import replace

import pytest

from hipadmin.domain.errors import Conflict, Dependent, InUse, Invalid, NotFound
from hipadmin.domain.subscription import Subscription, SubscriptionKind
from hipadmin.store import Database
from tests.store.builders import AT, LATER, subscription, used


def insert(store: Database, *found: Subscription) -> None:
    for one in found:
        store.write(lambda unit, one=one: unit.subscriptions.insert(one, AT))


def delete(store: Database, expected: int = 1) -> None:
    store.write(lambda unit: unit.subscriptions.delete("s1", expected, LATER))


@pytest.mark.parametrize("kind", SubscriptionKind)
def test_everything_comes_back(store: Database, kind: SubscriptionKind) -> None:
    one = Subscription("s1", "Web", kind, version=5)
    insert(store, one)
    expected = replace(one, version=1)
    assert store.read(lambda unit: unit.subscriptions.get("s1")) == expected
    assert store.read(lambda unit: unit.subscriptions.by_name(" WEB ")) == expected
    assert store.read(lambda unit: unit.subscriptions.all()) == [expected]


def test_they_are_sorted_by_name_without_case(store: Database) -> None:
    insert(store, *(subscription(name, name) for name in ("b", "C", "a")))
    assert [s.name for s in store.read(lambda unit: unit.subscriptions.all())] == ["a", "b", "C"]
    assert store.read(lambda unit: unit.subscriptions.names(but="b")) == ["a", "C"]


def test_an_update_counts_and_an_old_one_is_a_conflict(store: Database) -> None:
    insert(store, subscription())
    wanted = Subscription("s1", "api", SubscriptionKind.FLAGS)
    after = store.write(lambda unit: unit.subscriptions.update(wanted, 1, LATER))
    assert after == replace(wanted, version=2)
    assert store.read(lambda unit: unit.subscriptions.get("s1")) == after
    with pytest.raises(Conflict):
        store.write(lambda unit: unit.subscriptions.update(wanted, 1, LATER))


def test_a_name_is_taken_once_among_the_live(store: Database) -> None:
    insert(store, subscription(), subscription("s2", "api"))
    with pytest.raises(Invalid):
        insert(store, subscription("s3", "WEB"))
    with pytest.raises(Invalid):
        store.write(lambda unit: unit.subscriptions.update(subscription("s2", "Web"), 1, AT))
    delete(store)
    insert(store, subscription("s3", "WEB"))
    with pytest.raises(Invalid):
        store.write(lambda unit: unit.subscriptions.restore("s1", 2, AT))


def test_one_with_notifications_cannot_be_deleted(store: Database) -> None:
    used(store)
    with pytest.raises(InUse) as caught:
        delete(store)
    assert caught.value.dependents == (Dependent("s1", "web", "ci", ("failures",)),)
    store.write(lambda unit: unit.notifications.delete("n1", 1, AT))
    delete(store)
    assert store.read(lambda unit: unit.subscriptions.by_name("web")) is None


def test_a_delete_can_be_taken_back(store: Database) -> None:
    insert(store, subscription())
    with pytest.raises(Conflict):
        delete(store, 2)
    delete(store)
    with pytest.raises(NotFound):
        store.read(lambda unit: unit.subscriptions.get("s1"))
    with pytest.raises(Conflict) as caught:
        delete(store, 2)
    assert caught.value.gone
    with pytest.raises(Conflict):
        store.write(lambda unit: unit.subscriptions.restore("s1", 1, AT))
    restored = store.write(lambda unit: unit.subscriptions.restore("s1", 2, AT))
    assert restored == replace(subscription(), version=3)
