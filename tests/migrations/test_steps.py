import re
import sqlite3
import stat
from datetime import datetime
from pathlib import Path

import pytest

from hipadmin.domain.errors import StoreRefused, StoreTrouble
from hipadmin.store import open_store
from hipadmin.store.schema import STEPS
from tests.migrations.shapes import load_golden, rows, schema, versions
from tests.store.builders import AT, Open, clock, raw

TODAY = len(STEPS)
GOOD = (
    "CREATE TABLE later (integration_id TEXT REFERENCES integration (id)) STRICT",
    "INSERT INTO later SELECT id FROM integration",
    "UPDATE integration SET endpoint = endpoint || '?'",
)


def test_a_step_changes_everything_after_a_verified_backup(opened: Open, path: Path) -> None:
    load_golden(TODAY, path)
    before, shape = rows(path), schema(path)
    store = opened(steps=(*STEPS, GOOD, ("CREATE TABLE last (a INTEGER) STRICT",)))
    [ops] = store.read(lambda unit: unit.integrations.all())
    assert ops.endpoint.endswith("?")
    store.close()
    assert versions(path)[1] == TODAY + 2
    [backup] = (path.parent / "backups").iterdir()
    assert backup.name == f"hipadmin-{AT:%Y%m%dT%H%M%S%f}Z-v{TODAY}.db"
    assert (rows(backup), schema(backup)) == (before, shape)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_holds_what_only_the_log_has(opened: Open, path: Path, tmp_path: Path) -> None:
    opened().write(lambda unit: unit.set_setting("key", "in the log"))
    copied = tmp_path / "copied" / "data" / "hipadmin.db"
    copied.parent.mkdir(parents=True)
    for suffix in ("", "-wal"):
        source = path.with_name(path.name + suffix)
        copied.with_name(source.name).write_bytes(source.read_bytes())
    open_store(copied, clock=clock, steps=(*STEPS, GOOD)).close()
    [backup] = (copied.parent / "backups").iterdir()
    assert rows(backup)["setting"] == [("key", "in the log")]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("INSERT INTO unknown VALUES (1)", "no such table"),
        ("INSERT INTO later VALUES ('nobody')", "refers to one that does not exist"),
        ("UPDATE integration SET name = ''", "constraint"),
    ],
)
def test_a_failing_step_is_taken_back_and_names_the_backup(
    opened: Open, path: Path, bad: str, why: str
) -> None:
    load_golden(TODAY, path)
    before, shape = rows(path), schema(path)
    with pytest.raises(StoreTrouble, match=why) as caught:
        opened(steps=(*STEPS, (*GOOD, bad)))
    assert (rows(path), schema(path), versions(path)[1]) == (before, shape, TODAY)
    named = re.search(r"backup from before is at (.*)\.$", caught.value.text)
    assert named is not None
    assert rows(Path(named[1])) == before
    opened()


def test_good_steps_before_a_failing_one_stay(opened: Open, path: Path) -> None:
    load_golden(TODAY, path)
    with pytest.raises(StoreTrouble, match=f"format {TODAY + 2}"):
        opened(steps=(*STEPS, GOOD, ("nonsense",)))
    assert versions(path)[1] == TODAY + 1
    with pytest.raises(StoreRefused, match="newer"):
        opened()
    opened(steps=(*STEPS, GOOD))


def test_a_newer_hipadmin_that_was_quicker_is_noticed(opened: Open, path: Path) -> None:
    opened().close()

    def meanwhile() -> datetime:
        with raw(path) as stranger:
            stranger.execute("PRAGMA user_version = 99")
        return AT

    with pytest.raises(StoreRefused, match="newer"):
        open_store(path, clock=meanwhile, steps=(*STEPS, GOOD))
    assert versions(path)[1] == 99


def test_a_bug_in_making_a_database_leaves_none(opened: Open, path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="nonsense"):
        opened(steps=(*STEPS, ("nonsense",)))
    assert [p.name for p in path.parent.iterdir()] == ["hipadmin.db.lock"]
    opened()


def test_a_draft_left_by_a_crash_is_no_hindrance(opened: Open, path: Path) -> None:
    path.parent.mkdir()
    for suffix in ("", "-journal", "-wal"):
        path.with_name(f"hipadmin.db.new{suffix}").write_bytes(b"half written")
    opened().close()
    assert sorted(p.name for p in path.parent.iterdir()) == ["hipadmin.db", "hipadmin.db.lock"]
