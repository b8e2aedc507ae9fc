import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.errors import StoreTrouble
from hipadmin.store import Database, open_store
from hipadmin.store.backup import backup_path, taken_at, thin_out, worth_keeping, write_backup
from tests.store.builders import AT, Open, clock, files, used

DAY = timedelta(days=1)


def test_a_backup_holds_what_only_the_log_has(store: Database, path: Path, tmp_path: Path) -> None:
    used(store)
    assert len(path.with_name("hipadmin.db-wal").read_bytes()) > 0
    target = tmp_path / "new folder" / "copy.db"
    store.backup_now(target)
    assert [p.name for p in target.parent.iterdir()] == ["copy.db"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700
    copy = open_store(target, clock=clock)
    try:
        assert copy.id == store.id
        assert copy.read(lambda u: u.notifications.all()) == store.read(
            lambda u: u.notifications.all()
        )
        assert copy.integrity() == []
    finally:
        copy.close()


def test_a_backup_replaces_an_older_one_but_never_the_database(
    store: Database, path: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy.db"
    target.write_text("older")
    store.backup_now(target)
    assert target.read_bytes().startswith(b"SQLite format 3\0")
    with pytest.raises(ValueError, match="replace the database"):
        store.backup_now(path.parent / ".." / path.parent.name / path.name)


def test_a_backup_that_cannot_be_written_is_told(store: Database) -> None:
    with pytest.raises(StoreTrouble, match="could not be written: "):
        store.backup_now(Path("/proc/self/copy.db"))
    assert store.read(lambda unit: unit.setting("key")) is None


def test_a_copy_that_is_not_sound_is_not_kept(opened: Open, path: Path, tmp_path: Path) -> None:
    store = opened()
    used(store)
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as source:
        source.execute("PRAGMA ignore_check_constraints = ON")
        source.execute("UPDATE integration SET version = 0")
        before = files(tmp_path)
        with pytest.raises(StoreTrouble, match="not kept"):
            write_backup(source, path.parent / "copy.db")
        assert {n for n in files(tmp_path) if n not in before} <= {
            "data/hipadmin.db-wal",
            "data/hipadmin.db-shm",
        }
        assert not source.in_transaction


def test_a_name_tells_when_it_was_made() -> None:
    made = backup_path(Path("/d/hipadmin.db"), AT, 3)
    assert made == Path("/d/backups/hipadmin-20260301T120000250000Z-v3.db")
    assert taken_at(made) == AT
    assert taken_at(Path("/d/backups/mine.db")) is None


def test_daily_backups_thin_out_to_days_weeks_and_months() -> None:
    newest = datetime(2026, 6, 30, 12, tzinfo=UTC)  # a Tuesday
    kept = sorted(worth_keeping(newest - n * DAY for n in range(400)), reverse=True)
    assert [f"{at:%m-%d}" for at in kept] == [
        *("06-30", "06-29", "06-28", "06-27", "06-26", "06-25", "06-24"),
        *("06-21", "06-14", "05-31", "04-30", "03-31", "02-28", "01-31"),
    ]


def test_of_a_day_the_newest_is_kept() -> None:
    hours = [AT + timedelta(hours=n) for n in range(5)]
    assert worth_keeping(hours) == {hours[-1]}
    assert worth_keeping([]) == set()


@given(st.lists(st.integers(0, 800), max_size=200))
def test_thinning_keeps_the_newest_and_is_stable(days: list[int]) -> None:
    times = {AT - n * DAY for n in days}
    kept = worth_keeping(times)
    assert kept <= times
    assert len(kept) <= 17
    assert worth_keeping(kept) == kept
    assert not times or max(times) in kept


def test_only_our_own_backups_are_removed(tmp_path: Path) -> None:
    database = tmp_path / "hipadmin.db"
    (tmp_path / "backups").mkdir()
    mine = [backup_path(database, AT - n * timedelta(hours=1), 1) for n in range(3)]
    others = [tmp_path / "backups" / name for name in ("hipadmin-before-v1.db", "notes.txt")]
    for path in (*mine, *others):
        path.write_text("")
    thin_out(database, AT + DAY)
    assert set((tmp_path / "backups").iterdir()) == {mine[0], *others}
