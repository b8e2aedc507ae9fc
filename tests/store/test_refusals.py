"""Files that are not ours to open stay as they are, with nothing new beside them."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from hipadmin.domain.errors import StoreRefused
from hipadmin.store import open_store
from hipadmin.store.schema import APPLICATION_ID, STEPS
from tests.store.builders import Open, clock, files, raw, used


def ours(opened: Open) -> None:
    store = opened()
    used(store)
    store.close()


def change(path: Path, *statements: str) -> None:
    with raw(path) as stranger:
        for statement in statements:
            stranger.execute(statement)


def foreign(path: Path) -> None:
    change(path, "PRAGMA user_version = 1", "PRAGMA application_id = 7")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def scribble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:8192] = b"\xaa" * 4096
    path.write_bytes(content)


def misspell(path: Path) -> None:
    """Something is wrong in a table, and the name of that is no text."""
    change(
        path,
        "CREATE TABLE later (a TEXT)",
        "INSERT INTO later VALUES (NULL)",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE later (a TEXT NOT NULL)'"
        " WHERE name = 'later'",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    )
    path.write_bytes(path.read_bytes().replace(b"later", b"l\xf2ter"))


def rename(path: Path) -> None:
    """The name of a table is no text."""
    change(path, "CREATE TABLE later (a TEXT)", "PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(path.read_bytes().replace(b"later", b"l\xf2ter"))


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "newer": (lambda p: change(p, "PRAGMA user_version = 99"), "newer hipadmin"),
    "foreign": (foreign, "another program"),
    "versionless": (lambda p: change(p, "PRAGMA user_version = 0"), "another program"),
    "garbage": (lambda p: p.write_bytes(b"garbage" * 1000), "not a database"),
    "short": (lambda p: p.write_bytes(b"SQLite format 3\0"), "not a database"),
    "empty": (lambda p: p.write_bytes(b""), "empty"),
    "truncated": (cut, "damaged"),
    "page lost": (scribble, "damaged"),
    "table lost": (lambda p: change(p, "DROP TABLE room_result"), "damaged"),
    "wrong by name": (misspell, "damaged"),
    "no name": (rename, "damaged"),
    "id lost": (lambda p: change(p, "DELETE FROM meta WHERE key = 'store_id'"), "damaged"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_it_is_refused_and_left_alone(opened: Open, path: Path, kind: str) -> None:
    ours(opened)
    spoil, why = SPOILT[kind]
    spoil(path)
    for leftover in path.parent.glob("hipadmin.db-*"):
        leftover.unlink()
    path.with_name("hipadmin.db.lock").unlink()
    before = files(path.parent)
    with pytest.raises(StoreRefused, match=why) as caught:
        opened()
    assert files(path.parent) == before
    assert str(path) in caught.value.text


def test_a_folder_in_its_place_is_refused(opened: Open, path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreRefused, match="not a file"):
        opened()
    assert list(path.parent.iterdir()) == [path]


def test_a_newer_version_in_the_log_only_is_seen(opened: Open, path: Path) -> None:
    store = opened()
    change(path, "PRAGMA user_version = 99")
    before = path.read_bytes(), path.with_name("hipadmin.db-wal").read_bytes()
    assert int.from_bytes(before[0][60:64], "big") == len(STEPS)
    with pytest.raises(StoreRefused, match="newer"):
        opened()
    assert (path.read_bytes(), path.with_name("hipadmin.db-wal").read_bytes()) == before
    store.close()


def test_a_log_left_by_a_crash_is_read(opened: Open, path: Path, tmp_path: Path) -> None:
    store = opened()
    used(store)
    crashed = tmp_path / "crashed" / "hipadmin.db"
    crashed.parent.mkdir()
    for suffix in ("", "-wal"):
        source = path.with_name(path.name + suffix)
        crashed.with_name(source.name).write_bytes(source.read_bytes())
    assert int.from_bytes(crashed.read_bytes()[68:72], "big") == APPLICATION_ID
    again = open_store(crashed, clock=clock)
    try:
        assert len(again.read(lambda unit: unit.notifications.all())) == 1
    finally:
        again.close()


def test_a_foreign_database_is_not_even_opened(path: Path, opened: Open) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    before = files(path.parent)
    with pytest.raises(StoreRefused, match="another program"):
        opened()
    assert files(path.parent) == before


@pytest.mark.parametrize("target", ["disk/hipadmin.db", "hipadmin.db"])
def test_a_link_that_leads_nowhere_gives_its_place_to_no_new_database(
    path: Path, target: str
) -> None:
    path.parent.mkdir()
    path.symlink_to(path.parent / target)

    with pytest.raises(StoreRefused, match="leads nowhere"):
        open_store(path, clock=clock)

    assert list(path.parent.iterdir()) == [path]
    assert path.is_symlink()
