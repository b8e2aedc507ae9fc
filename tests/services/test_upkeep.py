"""Upkeep: the backup comes before the purge, and without it nothing is purged."""

from datetime import timedelta
from pathlib import Path

import pytest

from hipadmin import app
from hipadmin.domain.backup import CHANGES_KEPT, DELETED_KEPT
from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.integration import IntegrationDraft
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.reversal import NotUndone
from hipadmin.services.upkeep import Upkeep
from hipadmin.store import Database
from hipadmin.store.shelf import Shelf

HOUR = timedelta(hours=1)


class Later:
    """A clock ahead of the one the rows were written by."""

    def __init__(self, by: timedelta) -> None:
        self.by = by

    def __call__(self):
        return app.clock() + self.by


def upkeep(store: Database, by: timedelta) -> Upkeep:
    later = Later(by)
    return Upkeep(store, Shelf(store, later), later)


def delete_one(services: Services) -> None:
    row = services.integrations.add(IntegrationDraft("Gone", "https://hipchat.example.com"))
    services.integrations.delete(row.id, row.version)


def test_it_backs_up_what_changed_and_purges_what_is_old(
    services: Services, store: Database, tmp_path: Path
) -> None:
    delete_one(services)
    backup = upkeep(store, DELETED_KEPT - HOUR).run()
    assert backup is not None
    assert services.store.read(lambda unit: unit.changes.count()) == 2
    assert upkeep(store, DELETED_KEPT + HOUR).run() is None
    assert [f.name for f in (tmp_path / "backups").iterdir()] == [backup.name]
    upkeep(store, CHANGES_KEPT + HOUR).run()
    assert services.store.read(lambda unit: unit.changes.count()) == 0
    with pytest.raises(NotUndone):
        services.undo.undo()


def test_without_the_backup_nothing_is_purged(services: Services, store: Database) -> None:
    delete_one(services)
    (store.path.parent / "backups").write_text("in the way")
    with pytest.raises(StoreTrouble, match=r"backup .* could not be written"):
        upkeep(store, CHANGES_KEPT + HOUR).run()
    assert services.store.read(lambda unit: unit.changes.count()) == 2


def test_doctor_tells_the_newest_backup(services: Services, store: Database) -> None:
    def told() -> tuple[bool | None, str]:
        found = next(f for f in services.doctor.run() if f.subject == "backup")
        return found.good, found.text

    good, text = told()
    assert good is None
    assert "none yet" in text
    delete_one(services)
    backup = services.upkeep.back_up()
    assert backup is not None
    good, text = told()
    assert good is True
    assert f"{backup.at.astimezone():%Y-%m-%d %H:%M}, 1 kept" in text
    (store.path.parent / "backups" / backup.name).write_bytes(b"nothing")
    good, text = told()
    assert good is None
