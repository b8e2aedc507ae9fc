"""Rows brought back from a backup, and rows that give up their names for a moment."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hipadmin.domain.errors import Invalid, NotFound
from hipadmin.domain.ports import Unit
from hipadmin.store import Database
from tests.store.builders import AT, integration, notification, subscription, used

EARLIER = AT - timedelta(days=1)


def delete_everything(unit: Unit) -> None:
    unit.notifications.delete("n1", 1, EARLIER)
    unit.integrations.delete("i1", 1, EARLIER)
    unit.subscriptions.delete("s1", 1, EARLIER)


def bring_back_everything(unit: Unit) -> list[int]:
    back = (
        unit.integrations.bring_back(integration(name="Ops 2", rooms=1), AT),
        unit.subscriptions.bring_back(subscription(name="web 2"), AT),
        unit.notifications.bring_back(notification(name="all", rooms=("i1r1",)), AT),
    )
    return [row.version for row in back]


def everything(store: Database) -> list[object]:
    def work(unit: Unit) -> list[object]:
        return [*unit.integrations.all(), *unit.subscriptions.all(), *unit.notifications.all()]

    return store.read(work)


def test_deleted_rows_come_back_with_other_contents_and_versions_go_on(store: Database) -> None:
    used(store, rooms=("i1r2",))
    store.write(delete_everything)
    assert store.write(bring_back_everything) == [3, 3, 3]
    assert everything(store) == [
        replace(integration(name="Ops 2", rooms=1), version=3),
        replace(subscription(name="web 2"), version=3),
        replace(notification(name="all", rooms=("i1r1",)), version=3),
    ]
    assert store.integrity() == []


def test_purged_rows_come_back_as_new_ones(store: Database) -> None:
    used(store)
    store.write(delete_everything)
    store.write(lambda unit: unit.purge(AT, AT))
    assert store.write(bring_back_everything) == [1, 1, 1]


def test_a_name_that_is_taken_stays_so(store: Database) -> None:
    used(store)
    store.write(delete_everything)
    store.write(lambda unit: unit.integrations.insert(integration("i2", "Ops 2"), AT))
    with pytest.raises(Invalid, match="exists already"):
        store.write(bring_back_everything)
    assert [row.id for row in store.read(lambda unit: unit.integrations.all())] == ["i2"]


def test_a_notification_does_not_come_back_without_its_parents(store: Database) -> None:
    used(store)
    store.write(delete_everything)
    with pytest.raises(NotFound, match="no subscription"):
        store.write(lambda unit: unit.notifications.bring_back(notification(), AT))


def test_two_rows_trade_names(store: Database) -> None:
    def work(unit: Unit) -> None:
        unit.integrations.insert(integration("i1", "One"), AT)
        unit.integrations.insert(integration("i2", "Two"), AT)
        unit.integrations.step_aside(["i1", "i2"])
        unit.integrations.update(integration("i1", "Two"), 1, AT)
        unit.integrations.update(integration("i2", "One"), 1, AT)

    store.write(work)
    names = store.read(lambda unit: {i.id: i.name for i in unit.integrations.all()})
    assert names == {"i1": "Two", "i2": "One"}


def test_one_that_is_deleted_meanwhile_has_its_own_name_again(store: Database) -> None:
    def work(unit: Unit) -> None:
        unit.subscriptions.insert(subscription("s1", "web"), AT)
        unit.subscriptions.step_aside(["s1"])
        unit.subscriptions.insert(subscription("s2", "Web"), AT)
        unit.subscriptions.delete("s1", 1, AT)

    store.write(work)
    store.write(lambda unit: unit.subscriptions.delete("s2", 1, AT))
    assert store.write(lambda unit: unit.subscriptions.restore("s1", 2, AT)).name == "web"
