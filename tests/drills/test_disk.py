"""A full disk, a read-only folder: each step says what, why and what to do, and saves nothing half.

At the level of services and commands; `test_disk_window.py` does the same in the window.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipadmin import app
from hipadmin.domain.errors import HipadminError, StoreTrouble
from hipadmin.domain.token import RefState
from hipadmin.services.bundle import Services
from hipadmin.services.files.config_file import read_config
from hipadmin.store import Database, open_store
from hipadmin.store.schema import STEPS
from hipadmin.vault.session_vault import SessionVault
from tests.gui.fill import add_integration
from tests.migrations.shapes import load_golden, rows, versions
from tests.places import Disk, read_only, small_disk
from tests.test_cli import Shell

MOUNTED = r"the disk is full\. Free some space, then try again"
LIMITED = r"disk is full.*then try again"
"""Where only files are limited there is room, so another sentence says that it may be full."""


def full(disk: Disk) -> str:
    """What is said of ``disk``, which is full."""
    return MOUNTED if type(disk) is Disk else LIMITED


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def store(disk: Disk) -> Iterator[Database]:
    store = open_store(disk.folder / "hipadmin.db", clock=app.clock)
    yield store
    disk.free()
    store.close()


@pytest.fixture
def services(store: Database) -> Services:
    return app.build(store, SessionVault("for this test"))


def everything(services: Services) -> dict[str, object]:
    found = services.views.integrations()
    refs = services.store.read(lambda unit: unit.tokens.all())
    return {
        "rows": [(r.integration.name, r.integration.version) for r in found],
        "refs": sorted(r.state for r in refs.values()),
        "changes": services.store.read(lambda unit: unit.changes.count()),
    }


def test_no_verb_saves_half_of_anything(services: Services, store: Database, disk: Disk) -> None:
    ops = add_integration(services, "Ops", "1", room_tokens={"1": "RoomToken"})
    free = add_integration(services, "Free", "2")
    config = read_config(b'{"version": 1, "integrations": [{"name": "B", "endpoint": "http://h"}]}')
    before = everything(services)
    disk.fill()
    verbs = services.integrations
    for verb in (
        lambda: add_integration(services, "New", "1"),
        lambda: verbs.set_enabled(ops.id, 1, False),
        lambda: verbs.delete(free.id, 1),
        lambda: services.apply.apply(config),
        lambda: services.undo.undo(),
        lambda: services.backups.make(),
        lambda: services.upkeep.run(),
    ):
        with pytest.raises(StoreTrouble, match=full(disk)):
            verb()
        assert everything(services) == before
    assert store.integrity() == []
    assert list((disk.folder / "backups").iterdir()) == []
    disk.free()
    add_integration(services, "New", "1")
    assert services.upkeep.run() is not None
    assert set(everything(services)["refs"]) == {RefState.LIVE}


def test_a_database_on_a_full_disk_is_told_and_opens_once_there_is_room(
    disk: Disk, tmp_path: Path
) -> None:
    path = disk.folder / "hipadmin.db"
    open_store(path, clock=app.clock).close()
    disk.fill()
    with pytest.raises(StoreTrouble, match=full(disk)):
        open_store(path, clock=app.clock)
    with pytest.raises(StoreTrouble, match=full(disk)):
        open_store(disk.folder / "new" / "hipadmin.db", clock=app.clock)
    assert not (disk.folder / "new" / "hipadmin.db").exists()
    disk.free()
    open_store(path, clock=app.clock).close()


def test_a_migration_without_room_for_its_backup_leaves_the_old_format(disk: Disk) -> None:
    path = disk.folder / "hipadmin.db"
    load_golden(1, path)
    before = rows(path)
    disk.fill()
    with pytest.raises(StoreTrouble, match=full(disk)):
        open_store(path, clock=app.clock)
    disk.free()
    assert (versions(path)[1], rows(path)) == (1, before)
    open_store(path, clock=app.clock).close()
    assert versions(path)[1] == len(STEPS)


def test_a_migration_that_runs_out_of_room_is_taken_back_and_names_the_backup(
    tmp_path: Path,
) -> None:
    grow = tuple(f"CREATE TABLE t{n} AS SELECT randomblob(400000) AS x" for n in range(6))
    with small_disk(tmp_path / "disk", 2 * 1024 * 1024) as disk:
        path = disk.folder / "hipadmin.db"
        load_golden(len(STEPS), path)
        before = rows(path)
        if type(disk) is not Disk:
            pytest.skip("a limit on the size of files would refuse the backup first")
        with pytest.raises(StoreTrouble, match=r"full.*taken back whole.*backup from before is at"):
            open_store(path, clock=app.clock, steps=(*STEPS, grow))
        assert rows(path) == before
        [backup] = (disk.folder / "backups").iterdir()
        assert rows(backup) == before
        open_store(path, clock=app.clock).close()


def test_an_audit_log_that_finds_no_room_keeps_the_file_that_was_there(
    services: Services, disk: Disk
) -> None:
    from hipadmin.domain.change import ChangeFilter
    from hipadmin.services.configuration.change_words import ChangeWords
    from hipadmin.services.history.audit_csv import save_csv

    for n in range(50):
        add_integration(services, f"Integration {n}", "1")
    target = disk.folder / "audit.csv"
    target.write_text("older")
    disk.fill()
    with pytest.raises(HipadminError, match=r"audit.csv.*could not be written.*full.*Nothing was"):
        save_csv(target, services.audit, ChangeWords(), ChangeFilter())
    assert target.read_text() == "older"
    assert [f.name for f in disk.folder.iterdir() if f.name.startswith(".audit")] == []


def test_output_that_finds_no_room_is_told(tmp_path: Path) -> None:
    hipadmin = Shell(tmp_path)
    hipadmin("list")
    for command in (["export"], ["export", "--json"], ["list", "--json"]):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "hipadmin", *command],
                env=hipadmin.env,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                timeout=60,
                check=False,
            )
        assert done.returncode == 1
        assert "could not be written: the disk is full. Free some space" in done.stderr
        assert "Traceback" not in done.stderr


def test_commands_on_a_full_disk_say_so_and_change_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        hipadmin = Shell(disk.folder)
        file = tmp_path / "file"
        file.write_text('{"version": 1, "integrations": [{"name": "A", "endpoint": "http://h"}]}')
        hipadmin("apply", str(file))
        listed = hipadmin("list")
        file.write_text(file.read_text().replace('"A"', '"B"'))
        disk.fill()
        for command in (["apply", str(file)], ["off", "A"], ["list"]):
            said = hipadmin(*command, code=1)
            assert "disk" in said
            assert "full" in said
        disk.free()
        assert hipadmin("list") == listed


@pytest.mark.parametrize("command", [["list"], ["on", "A"], ["doctor"]])
def test_commands_in_a_read_only_folder_say_so(tmp_path: Path, command: list[str]) -> None:
    hipadmin = Shell(tmp_path)
    hipadmin("list")
    with read_only(tmp_path / "data") as hipadmin.before:
        said = hipadmin(*command, code=1)
    hipadmin.before = []
    assert "is read-only. Allow writing" in said or "access is denied. Allow" in said
    hipadmin("list")


def test_a_read_only_folder_is_told_whether_there_is_a_database_or_not(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    open_store(tmp_path / "old" / "hipadmin.db", clock=app.clock).close()
    for name in ("old", "new"):
        with (
            read_only(tmp_path / name),
            pytest.raises(StoreTrouble, match=r"(read-only|denied)\. Allow .*try again"),
        ):
            open_store(tmp_path / name / "hipadmin.db", clock=app.clock)
    assert list((tmp_path / "new").iterdir()) == []


def test_a_file_cannot_be_exported_into_a_read_only_folder(tmp_path: Path) -> None:
    hipadmin = Shell(tmp_path)
    hipadmin("list")
    (tmp_path / "fixed").mkdir()
    with read_only(tmp_path / "fixed") as hipadmin.before:
        said = hipadmin("audit", "--csv", str(tmp_path / "fixed" / "a.csv"), code=1)
    assert "could not be written" in said
    assert "read-only" in said or "denied" in said
