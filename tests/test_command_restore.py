"""`hipadmin restore`: as a person calls it, over a sound database, a damaged one, and none."""

from pathlib import Path

import pytest

from hipadmin.domain.errors import NotFound, StoreDamaged, StoreTrouble
from hipadmin.parts import clock
from hipadmin.store import open_store
from hipadmin.store.rescue import Rescue
from tests.test_cli import Shell

FILE = """
version: 1
integrations: [{name: Ops, endpoint: "http://127.0.0.1:9", rooms: [{room: 1}]}]
subscriptions: [{name: web, kind: ci}]
"""
OTHER = FILE.replace("Ops", "Added").replace("web", "api")


@pytest.fixture
def hipadmin(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    for name, text in (("file", FILE), ("other", OTHER)):
        (tmp_path / name).write_text(text)
    shell("apply", str(tmp_path / "file"))
    shell("apply", str(tmp_path / "other"))
    return shell


def database(shell: Shell) -> Path:
    return shell.folder / "data" / "hipadmin.db"


def names(shell: Shell) -> str:
    return " ".join(line.split()[0] for line in shell("list").splitlines())


def test_applying_makes_the_days_backup_first(hipadmin: Shell) -> None:
    listed = hipadmin("restore")
    assert "1 integration, 1 subscription, 0 room notifications  hipadmin-2" in listed
    assert len(listed.splitlines()) == 1
    assert "ok      backup: newest of 2" in hipadmin("doctor", code=1)


def test_a_rehearsal_then_the_restore_and_back(hipadmin: Shell) -> None:
    said = hipadmin("restore", "newest", "--dry-run")
    assert said.splitlines() == ["delete: integration Added", "delete: subscription api"]
    assert names(hipadmin) == "Added Ops"
    said = hipadmin("restore", "newest")
    assert "What was there before is in hipadmin-" in said
    assert names(hipadmin) == "Ops"
    saved = said.rsplit(" ", 1)[1].strip().rstrip(".")
    assert "add: integration Added" in hipadmin("restore", saved.removesuffix(".db") + ".db")
    assert names(hipadmin) == "Added Ops"
    assert "Nothing to change" in hipadmin("restore", saved.removesuffix(".db") + ".db")


def test_one_that_is_not_there_is_told(hipadmin: Shell) -> None:
    assert "There is no backup “x.db”" in hipadmin("restore", "x.db", code=1)


def test_a_damaged_database_gives_its_place_to_a_backup(hipadmin: Shell) -> None:
    file = database(hipadmin)
    file.write_bytes(file.read_bytes()[:-5000])
    for leftover in file.parent.glob("hipadmin.db-*"):
        leftover.unlink()
    damaged = file.read_bytes()
    refused = hipadmin("list", code=3)
    assert "is damaged" in refused
    assert "“hipadmin restore” lists the backups." in refused
    listed = hipadmin("restore", code=3)
    assert "1 integration," in listed
    said = hipadmin("restore", "newest")
    assert "Restored hipadmin-" in said
    [aside] = file.parent.glob("hipadmin-replaced-*.db")
    assert str(aside) in said
    assert aside.read_bytes() == damaged
    assert names(hipadmin) == "Ops"


def test_a_database_that_is_gone_is_not_begun_anew_beside_its_backups(hipadmin: Shell) -> None:
    file = database(hipadmin)
    for leftover in file.parent.glob("hipadmin.db*"):
        leftover.unlink()
    assert "is gone, but the folder" in hipadmin("list", code=3)
    assert not file.exists()
    assert "Restored hipadmin-" in hipadmin("restore", "newest")
    assert names(hipadmin) == "Ops"


def test_without_any_backup_the_list_says_so(tmp_path: Path) -> None:
    assert "There is no backup yet" in Shell(tmp_path)("restore")


def test_a_rescue_waits_for_whoever_has_the_database_open(tmp_path: Path) -> None:
    path = tmp_path / "hipadmin.db"
    store = open_store(path, clock=clock)
    try:
        store.backup_now(tmp_path / "backups" / "hipadmin-20260101T000000000000Z-v2.db")
        rescue = Rescue(path, clock, busy_s=0.05)
        with pytest.raises(StoreTrouble, match="another hipadmin has it open"):
            rescue.restore("hipadmin-20260101T000000000000Z-v2.db")
    finally:
        store.close()


def test_a_rescue_takes_only_a_sound_backup_of_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "hipadmin.db"
    (tmp_path / "backups").mkdir()
    spoilt = tmp_path / "backups" / "hipadmin-20260101T000000000000Z-v2.db"
    spoilt.write_bytes(b"nothing")
    with pytest.raises(StoreDamaged, match="gone"):
        open_store(path, clock=clock)
    rescue = Rescue(path, clock)
    with pytest.raises(StoreTrouble, match="is damaged"):
        rescue.restore(spoilt.name)
    with pytest.raises(NotFound):
        rescue.restore("../hipadmin.db")
    assert not path.exists()
