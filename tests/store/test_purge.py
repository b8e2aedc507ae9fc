"""Purge: what was deleted long ago goes; what something refers to stays, and so does the rest."""

from datetime import timedelta
from pathlib import Path

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.domain.ports import Topic, Unit
from hipadmin.store import Database
from tests.store.builders import AT, LATER, integration, raw, subscription, used

LONG_AGO = AT - timedelta(days=100)


def count(path: Path, table: str) -> int:
    with raw(path) as stranger:
        return int(stranger.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def delete_all(store: Database, at=LONG_AGO) -> None:
    def work(unit: Unit) -> None:
        unit.notifications.delete("n1", 1, at)
        unit.integrations.delete("i1", 1, at)
        unit.subscriptions.delete("s1", 1, at)

    store.write(work)


def test_rows_deleted_before_go_with_all_that_is_theirs(store: Database, path: Path) -> None:
    used(store, rooms=("i1r1",))
    delete_all(store)
    assert store.write(lambda unit: unit.purge(AT, LONG_AGO)) == 3
    for table in ("integration", "room", "subscription", "notification", "notification_room"):
        assert count(path, table) == 0, table
    assert store.integrity() == []


def test_rows_deleted_since_and_live_ones_stay(store: Database, path: Path) -> None:
    used(store)
    store.write(lambda unit: unit.integrations.insert(integration("i2", "Other"), AT))
    delete_all(store, at=LATER)
    assert store.write(lambda unit: unit.purge(LATER, LATER)) == 0
    assert count(path, "integration") == 2
    assert store.write(lambda unit: unit.integrations.restore("i1", 2, LATER)).rooms


def test_a_room_that_was_removed_goes_alone(store: Database, path: Path) -> None:
    store.write(lambda unit: unit.integrations.insert(integration(), AT))
    store.write(lambda unit: unit.integrations.update(integration(rooms=1), 1, LONG_AGO))
    assert count(path, "room") == 2
    assert store.write(lambda unit: unit.purge(AT, LONG_AGO)) == 1
    assert [r.id for r in store.read(lambda unit: unit.integrations.get("i1")).rooms] == ["i1r1"]
    assert count(path, "room") == 1


def test_what_something_still_refers_to_stays_whole(store: Database, path: Path) -> None:
    used(store)
    delete_all(store)
    with raw(path) as stranger:  # a clock set back: deleted after its integration
        stranger.execute("UPDATE notification SET deleted_at = deleted_at + 864000000000")
    assert store.write(lambda unit: unit.purge(AT, LONG_AGO)) == 0
    assert (count(path, "integration"), count(path, "room"), count(path, "subscription")) == (
        1,
        2,
        1,
    )


def test_change_records_go_by_their_own_time(store: Database) -> None:
    def record(at, name: str) -> Change:
        return Change(
            at, "me", Action.CREATE_INTEGRATION, Entity.INTEGRATION, "i", name, None, {}, "b"
        )

    def work(unit: Unit) -> None:
        for at, name in ((LONG_AGO, "old"), (AT, "new")):
            unit.changes.add(record(at, name))

    store.write(work)
    before = store.revisions()[Topic.AUDIT]
    assert store.write(lambda unit: unit.purge(LONG_AGO, AT)) == 1
    assert [c.name for c in store.read(lambda unit: unit.changes.page(limit=9))] == ["new"]
    assert store.revisions()[Topic.AUDIT] == before + 1


def test_a_purge_of_nothing_counts_as_no_change(store: Database) -> None:
    used(store)
    before = store.revisions()
    assert store.write(lambda unit: unit.purge(AT, AT)) == 0
    assert store.revisions() == before


def test_a_table_to_come_that_refers_to_a_row_keeps_it(store: Database, path: Path) -> None:
    store.write(lambda unit: unit.subscriptions.insert(subscription(), LONG_AGO))
    store.write(lambda unit: unit.subscriptions.delete("s1", 1, LONG_AGO))
    with raw(path) as stranger:
        stranger.execute("CREATE TABLE later (of TEXT REFERENCES subscription (id))")
        stranger.execute("INSERT INTO later VALUES ('s1')")
    assert store.write(lambda unit: unit.purge(AT, LONG_AGO)) == 0
    with raw(path) as stranger:
        stranger.execute("DELETE FROM later")
    assert store.write(lambda unit: unit.purge(AT, LONG_AGO)) == 1


def test_what_was_purged_can_be_added_anew(store: Database) -> None:
    used(store)
    delete_all(store)
    store.write(lambda unit: unit.purge(AT, LONG_AGO))
    used(store)
    assert [n.id for n in store.read(lambda unit: unit.notifications.all())] == ["n1"]
