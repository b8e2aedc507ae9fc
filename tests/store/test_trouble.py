"""What the environment does becomes a sentence: what, why, and what to do."""

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from hipadmin.domain.errors import StoreTrouble
from hipadmin.store import open_store
from hipadmin.store.trouble import ReadCancelled, is_damage, is_sound, translated, trouble
from tests.store.builders import AT, Open, clock, integration, raw, used

LONG = 60.0


def test_a_locked_database_is_said_to_be_locked(opened: Open, path: Path) -> None:
    store = opened(busy_ms=20)
    with raw(path) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreTrouble, match="another program is writing") as caught:
            store.write(lambda unit: unit.set_setting("key", "value"))
        assert str(path) in caught.value.text
        assert store.read(lambda unit: unit.setting("key")) is None
        stranger.execute("ROLLBACK")
    store.write(lambda unit: unit.set_setting("key", "value"))


def test_a_database_held_by_another_program_cannot_be_opened(opened: Open, path: Path) -> None:
    opened().close()
    with raw(path) as stranger:
        stranger.execute("PRAGMA locking_mode = EXCLUSIVE")
        stranger.execute("INSERT INTO setting VALUES ('key', 'theirs')")
        with pytest.raises(StoreTrouble, match="another program is writing"):
            opened(busy_ms=20)
    assert opened().read(lambda unit: unit.setting("key")) == "theirs"


def test_a_short_lock_is_waited_for(opened: Open, path: Path) -> None:
    one, other = opened(), opened()
    used(one)
    for number in range(20):
        for store, name in ((one, "one"), (other, "other")):
            new = integration(f"{name}{number}", f"{name} {number}")
            store.write(lambda unit, new=new: unit.integrations.insert(new, AT))
    assert len(one.read(lambda unit: unit.integrations.all())) == 41
    assert one.revisions() == other.revisions()


def test_a_folder_that_takes_no_files_is_told(tmp_path: Path) -> None:
    for folder in (Path("/proc/self"), Path("/proc/hipadmin")):
        with pytest.raises(StoreTrouble, match="cannot be used"):
            open_store(folder / "hipadmin.db", clock=clock)
    (tmp_path / "file").write_text("in the way")
    for inside in ("file", "file/deeper"):
        with pytest.raises(StoreTrouble, match="not a folder"):
            open_store(tmp_path / inside / "hipadmin.db", clock=clock)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


FULL = """
import sys, pathlib, resource, signal
from hipadmin.domain.errors import StoreTrouble
from hipadmin.store import open_store
from tests.store.builders import AT, clock, integration
path = pathlib.Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
if sys.argv[2] == "new":
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
try:
    store = open_store(path, clock=clock)
except StoreTrouble as trouble:
    sys.exit(f"opening: {trouble}")
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
done = 0
try:
    for number in range(5000):
        new = integration(f"i{number}", f"Name {number}", rooms=5)
        store.write(lambda unit: unit.integrations.insert(new, AT))
        done += 1
except StoreTrouble as trouble:
    found = len(store.read(lambda unit: unit.integrations.all()))
    store.close()
    sys.exit(f"{done} {found} {trouble}")
"""


def in_a_small_place(path: Path, kind: str) -> str:
    command = [sys.executable, "-W", "error", "-c", FULL, str(path), kind]
    child = subprocess.run(command, capture_output=True, text=True, timeout=LONG, check=False)
    assert child.returncode == 1
    return child.stderr


def test_a_write_without_room_fails_whole_and_is_told(path: Path) -> None:
    done, found, said = in_a_small_place(path, "old").split(maxsplit=2)
    assert int(done) == int(found) > 0
    assert "disk" in said
    assert "Traceback" not in said
    store = open_store(path, clock=clock)
    try:
        assert store.integrity() == []
        assert len(store.read(lambda unit: unit.integrations.all())) == int(done)
    finally:
        store.close()


def test_a_database_that_cannot_be_made_leaves_nothing(path: Path) -> None:
    said = in_a_small_place(path, "new")
    assert said.startswith("opening: ")
    assert "disk" in said
    assert [p.name for p in path.parent.iterdir()] == ["hipadmin.db.lock"]


def test_damage_met_while_running_is_told(opened: Open, path: Path) -> None:
    store = opened()
    store.close()
    content = path.read_bytes()
    store = opened()
    root = 4096
    path.write_bytes(content[:root] + b"\xaa" * (len(content) - root))
    with pytest.raises(StoreTrouble, match="damaged"):
        store.read(lambda unit: unit.integrations.all())


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "try again"),
        (sqlite3.SQLITE_FULL, "Free some space"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "Allow writing"),
        (sqlite3.SQLITE_IOERR_WRITE, "failing or unplugged"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "restore a backup"),
        (sqlite3.SQLITE_NOTADB, "restore a backup"),
        (sqlite3.SQLITE_CANTOPEN, "folder exists"),
        (sqlite3.SQLITE_PERM, "access is denied"),
    ],
)
def test_each_failure_of_sqlite_has_its_sentence(code: int, remedy: str) -> None:
    error = sqlite3.OperationalError("raw words")
    error.sqlite_errorcode = code
    found = trouble(error, Path("/d/hipadmin.db"))
    assert found is not None
    assert "/d/hipadmin.db" in found.text
    assert remedy in found.text
    assert "raw words" not in found.text


def test_an_interrupt_is_no_fault(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("interrupted")
    error.sqlite_errorcode = sqlite3.SQLITE_INTERRUPT
    assert isinstance(trouble(error, tmp_path), ReadCancelled)


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "access is denied"),
        (errno.ENOTDIR, "another place"),
        (errno.EMFILE, os.strerror(errno.EMFILE)),
    ],
)
def test_each_failure_of_the_system_has_its_sentence(number: int, remedy: str) -> None:
    found = trouble(OSError(number, os.strerror(number)), Path("/d/hipadmin.db"))
    assert found is not None
    assert remedy in found.text


def test_a_schema_whose_names_are_no_text_is_damage(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "damaged.db")) as connection:
        connection.executescript("""
            CREATE TABLE named (x);
            PRAGMA writable_schema = ON;
            UPDATE sqlite_master SET name = CAST(x'ff' AS TEXT), sql = 'CREATE nothing';
        """)
    with closing(sqlite3.connect(tmp_path / "damaged.db")) as connection:
        assert not is_sound(connection)


def test_words_that_are_no_text_are_damage(tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        for sql in ("SELECT CAST(x'ff' AS TEXT)", "SELECT json_extract('{', '$')"):
            with pytest.raises(sqlite3.OperationalError) as caught:
                connection.execute(sql).fetchone()
            assert is_damage(caught.value)
            found = trouble(caught.value, tmp_path / "hipadmin.db")
            assert found is not None
            assert "Restore a backup" in found.text


def test_what_is_our_bug_passes(tmp_path: Path) -> None:
    bug = sqlite3.IntegrityError("a constraint")
    bug.sqlite_errorcode = sqlite3.SQLITE_CONSTRAINT_CHECK
    with pytest.raises(sqlite3.IntegrityError), translated(tmp_path, sqlite3.Error):
        raise bug
    with pytest.raises(OSError, match="not asked for"), translated(tmp_path, sqlite3.Error):
        raise OSError("not asked for")
