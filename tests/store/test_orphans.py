"""What other programs try with plain SQL, foreign keys switched on or (SQLite's default) off."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipadmin.store import Database
from tests.store.builders import AT, integration, notification, raw, subscription, used

NEW = """INSERT INTO notification SELECT 'n9', {subscription}, {integration}, 'x', 'x', every_room,
    own_rooms, projects, policy, send_when_clears, enabled, 1, 1, 1, {deleted}, settings
    FROM notification"""


@pytest.fixture(params=["OFF", "ON"])
def stranger(
    store: Database, path: Path, request: pytest.FixtureRequest
) -> Iterator[sqlite3.Connection]:
    used(store, rooms=("i1r1",))
    store.write(lambda unit: unit.integrations.insert(integration("gone", "Gone"), AT))
    store.write(lambda unit: unit.integrations.delete("gone", 1, AT))
    store.write(lambda unit: unit.subscriptions.insert(subscription("gone", "Gone"), AT))
    store.write(lambda unit: unit.subscriptions.delete("gone", 1, AT))
    with raw(path) as connection:
        connection.execute(f"PRAGMA foreign_keys = {request.param}")
        yield connection


@pytest.mark.parametrize("table", ["integration", "subscription", "room"])
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM {table}",
        "UPDATE {table} SET deleted_at = 5",
        "UPDATE {table} SET id = id || 'x'",
        "INSERT OR REPLACE INTO {table} SELECT {deleted} FROM {table}",
    ],
)
def test_what_a_notification_needs_cannot_go(
    stranger: sqlite3.Connection, table: str, sql: str
) -> None:
    before = list(stranger.execute(f"SELECT * FROM {table}"))
    columns = [row[1] for row in stranger.execute(f"PRAGMA table_info({table})")]
    deleted = ", ".join("5" if name == "deleted_at" else name for name in columns)
    with pytest.raises(sqlite3.IntegrityError):
        stranger.execute(sql.format(table=table, deleted=deleted))
    assert list(stranger.execute(f"SELECT * FROM {table}")) == before


@pytest.mark.parametrize("table", ["integration", "subscription", "room"])
def test_what_a_notification_needs_cannot_be_replaced_by_name(
    stranger: sqlite3.Connection, table: str
) -> None:
    before = list(stranger.execute(f"SELECT * FROM {table}"))
    columns = [row[1] for row in stranger.execute(f"PRAGMA table_info({table})")]
    other = ", ".join("id || 'x'" if name == "id" else name for name in columns)
    live = f"FROM {table} WHERE deleted_at IS NULL"
    with pytest.raises(sqlite3.IntegrityError, match="has this name"):
        stranger.execute(f"INSERT OR REPLACE INTO {table} SELECT {other} {live}")
    key = "room_key" if table == "room" else "name_key"
    newer = ", ".join({"id": "'newer'", key: "'newer'"}.get(name, name) for name in columns)
    stranger.execute(f"INSERT INTO {table} SELECT {newer} {live} LIMIT 1")
    with pytest.raises(sqlite3.IntegrityError, match="has this name"):
        stranger.execute(f"UPDATE OR REPLACE {table} SET {key} = (SELECT {key} {live})")
    assert [
        row for row in stranger.execute(f"SELECT * FROM {table}") if row[0] != "newer"
    ] == before


@pytest.mark.parametrize(
    ("of", "to"), [("'gone'", "'i1'"), ("'s1'", "'gone'"), ("'none'", "'i1'"), ("'s1'", "'none'")]
)
def test_a_notification_needs_live_parents(stranger: sqlite3.Connection, of: str, to: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        stranger.execute(NEW.format(subscription=of, integration=to, deleted="NULL"))
    with pytest.raises(sqlite3.IntegrityError):
        stranger.execute(f"UPDATE notification SET subscription_id = {of}, integration_id = {to}")


def test_a_notification_cannot_come_back_to_deleted_parents(stranger: sqlite3.Connection) -> None:
    stranger.execute(NEW.format(subscription="'s1'", integration="'gone'", deleted="5"))
    with pytest.raises(sqlite3.IntegrityError, match="needs its subscription"):
        stranger.execute("UPDATE notification SET deleted_at = NULL WHERE id = 'n9'")


def test_a_notification_cannot_leave_the_integration_of_its_rooms(
    store: Database, stranger: sqlite3.Connection
) -> None:
    store.write(lambda unit: unit.integrations.insert(integration("i2", "Other"), AT))
    with pytest.raises(sqlite3.IntegrityError, match="rooms"):
        stranger.execute("UPDATE notification SET integration_id = 'i2'")
    for room in ("i2r1", "goner1", "none"):
        with pytest.raises(sqlite3.IntegrityError, match="rooms of its integration"):
            stranger.execute("INSERT INTO notification_room VALUES ('n1', ?, 1)", (room,))
        with pytest.raises(sqlite3.IntegrityError, match="rooms of its integration"):
            stranger.execute("UPDATE notification_room SET room_id = ?", (room,))


def test_once_let_go_everything_may_be_deleted(
    store: Database, stranger: sqlite3.Connection
) -> None:
    store.write(lambda unit: unit.notifications.delete("n1", 1, AT))
    for table in ("room", "integration", "subscription"):
        stranger.execute(f"UPDATE {table} SET deleted_at = 5")


def test_a_change_record_is_final(store: Database, stranger: sqlite3.Connection) -> None:
    stranger.execute(
        """INSERT INTO change (at, actor, action, entity, entity_id, name, batch, search)
            VALUES (1, 'a', 'b', 'c', 'd', 'e', 'f', 'g')"""
    )
    with pytest.raises(sqlite3.IntegrityError, match="final"):
        stranger.execute("UPDATE change SET actor = 'somebody else'")


@pytest.mark.parametrize(
    "change",
    [
        "integration SET name = ''",
        "integration SET name = replace(hex(zeroblob(51)), '0', 'x')",
        "integration SET enabled = 2",
        "integration SET version = 0",
        "integration SET updated_at = 'yesterday'",
        "room SET room = ''",
        "room SET position = -1",
        "room SET room_key = 'same'",
        "subscription SET kind = 'unheard of'",
        "subscription SET name_key = NULL",
        "notification SET own_rooms = 'Ops'",
        "notification SET projects = '{}'",
        "notification SET send_when_clears = 7",
    ],
)
def test_values_out_of_range_are_refused(stranger: sqlite3.Connection, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        stranger.execute(f"UPDATE {change}")


def test_notifications_with_one_name_are_refused(store: Database, path: Path) -> None:
    used(store)
    store.write(lambda unit: unit.notifications.insert(notification("n2", "x"), AT))
    with raw(path) as stranger, pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        stranger.execute("UPDATE notification SET name_key = 'x'")
