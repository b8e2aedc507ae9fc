"""The shelf: when a backup is due, what is listed of each, and what a look into one shows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hipadmin.domain.backup import Contents
from hipadmin.domain.errors import NotFound, StoreTrouble
from hipadmin.store import Database, open_store
from hipadmin.store.backup import backup_path, backups_of, thin_out
from hipadmin.store.schema import STEPS
from hipadmin.store.shelf import Shelf
from tests.migrations.shapes import load_golden
from tests.store.builders import AT, Open, clock, integration, raw, used

DAY = timedelta(days=1)


class Days:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def shelf(store: Database, days: Days) -> Shelf:
    return Shelf(store, days)


def change(store: Database, value: str = "x") -> None:
    store.write(lambda unit: unit.integrations.insert(integration(value, value, 0), AT))


def test_a_backup_is_due_once_a_day_and_only_after_a_change(
    store: Database, shelf: Shelf, days: Days
) -> None:
    assert not shelf.due()
    change(store, "one")
    assert shelf.due()
    shelf.make()
    change(store, "two")
    assert not shelf.due()
    days.now += DAY
    assert shelf.due()
    shelf.make()
    days.now += DAY
    assert not shelf.due()
    change(store, "three")
    assert shelf.due()


def test_a_clock_set_back_neither_stops_backups_nor_loses_them(
    store: Database, shelf: Shelf, days: Days
) -> None:
    days.now = AT + 1000 * DAY
    for n in range(20):
        change(store, f"ahead {n}")
        shelf.make()
        days.now += DAY
    days.now = AT
    made = []
    for n in range(7):
        change(store, f"again {n}")
        assert shelf.due()
        made.append(shelf.make())
        assert not shelf.due()
        days.now += DAY
    assert {b.name for b in made} <= {b.name for b in shelf.all()}
    assert len([b for b in shelf.all() if b.at > days.now]) >= 7


def test_each_is_listed_with_what_it_holds_newest_first(
    store: Database, shelf: Shelf, days: Days
) -> None:
    used(store)
    first = shelf.make()
    store.write(lambda unit: unit.notifications.delete("n1", 1, AT))
    days.now += timedelta(minutes=1)
    second = shelf.make()
    assert shelf.all() == [second, first]
    days.now += DAY
    third = shelf.make()
    assert shelf.all() == [third, second]
    assert first.contents == Contents(1, 1, 1)
    assert second.contents == Contents(1, 1, 0)
    assert second.at == AT + timedelta(minutes=1)
    assert second.size > 4096
    assert second.trouble == ""


def test_looking_into_one_shows_that_time_and_changes_no_file(
    store: Database, shelf: Shelf, path: Path
) -> None:
    used(store)
    backup = shelf.make()
    file = path.parent / "backups" / backup.name
    before = file.read_bytes()
    store.write(lambda unit: unit.notifications.delete("n1", 1, AT))
    assert [n.id for n in shelf.read(backup.name, lambda unit: unit.notifications.all())] == ["n1"]
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_an_older_format_is_read_too(opened: Open, path: Path, days: Days) -> None:
    load_golden(1, path)
    store = opened()
    shelf = Shelf(store, days)
    [backup] = shelf.all()
    assert "-v1" in backup.name
    assert backup.contents == Contents(1, 2, 2)
    names = shelf.read(backup.name, lambda unit: [i.name for i in unit.integrations.all()])
    assert names == ["Ops"]


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    file.write_bytes(content)


def make_newer(file: Path) -> None:
    with raw(file) as stranger:
        stranger.execute(f"PRAGMA user_version = {len(STEPS) + 1}")


@pytest.mark.parametrize(("spoil", "why"), [(damage, "damaged"), (make_newer, "newer hipadmin")])
def test_one_that_cannot_be_restored_says_why(
    store: Database, shelf: Shelf, path: Path, spoil: Callable[[Path], None], why: str
) -> None:
    used(store)
    backup = shelf.make()
    spoil(path.parent / "backups" / backup.name)
    [found] = shelf.all()
    assert why in found.trouble
    assert found.contents is None
    with pytest.raises(StoreTrouble, match=why):
        shelf.read(backup.name, lambda unit: unit.integrations.all())


def test_damage_that_only_reading_finds_is_told(store: Database, shelf: Shelf, path: Path) -> None:
    used(store)
    backup = shelf.make()
    file = path.parent / "backups" / backup.name
    with raw(file) as stranger:
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'change'"
        [page] = stranger.execute(sql).fetchone()
    content = bytearray(file.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xaa" * 4096
    file.write_bytes(content)
    with pytest.raises(StoreTrouble, match="is damaged"):
        shelf.read(backup.name, lambda unit: unit.integrations.all())


def test_another_databases_backup_is_refused(
    store: Database, shelf: Shelf, tmp_path: Path, path: Path
) -> None:
    other = open_store(tmp_path / "other" / "hipadmin.db", clock=clock)
    try:
        change(other)
        theirs = Shelf(other, clock).make()
    finally:
        other.close()
    folder = path.parent / "backups"
    folder.mkdir()
    (tmp_path / "other" / "backups" / theirs.name).rename(folder / theirs.name)
    with pytest.raises(StoreTrouble, match="another database"):
        shelf.read(theirs.name, lambda unit: unit.integrations.all())


@pytest.mark.parametrize("name", ["../hipadmin.db", "absent.db", "/etc/passwd"])
def test_only_a_backup_of_the_folder_is_read(shelf: Shelf, name: str) -> None:
    with pytest.raises(NotFound, match="no backup"):
        shelf.read(name, lambda unit: unit.integrations.all())


def test_what_is_ahead_of_the_clock_is_thinned_by_itself(tmp_path: Path) -> None:
    database, now = tmp_path / "hipadmin.db", datetime(2026, 6, 30, 12, tzinfo=UTC)
    (tmp_path / "backups").mkdir()
    times = [now - n * DAY for n in range(9)] + [now + (1000 + n) * DAY for n in range(9)]
    for at in times:
        backup_path(database, at, 1).write_text("")
    thin_out(database, now)
    kept = set(backups_of(database).values())
    assert {now - n * DAY for n in range(7)} <= kept
    assert {now + (1008 - n) * DAY for n in range(7)} <= kept
