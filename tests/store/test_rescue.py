"""Rescue: what a backup that takes the place of a damaged database learns from it."""

from dataclasses import replace
from pathlib import Path

import pytest

from hipadmin.domain.alert import opened as alert_of
from hipadmin.domain.errors import StoreDamaged
from hipadmin.domain.event import EventState
from hipadmin.domain.token import RefState
from hipadmin.store import Database
from hipadmin.store.rescue import Rescue
from hipadmin.store.shelf import Shelf
from tests.store.builders import AT, LATER, Open, clock, raw, used
from tests.store.relay_rows import event


def lose_page(path: Path, table: str) -> None:
    with raw(path) as stranger:
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        [page] = stranger.execute(sql, (table,)).fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xaa" * 4096
    path.write_bytes(content)


def prepared(opened: Open) -> str:
    """A backup with two tokens; since then one was swept and another came."""
    store = opened()
    used(store)
    for ref in ("kept", "swept"):
        store.write(lambda unit, ref=ref: unit.tokens.add_pending(ref, "keyring", AT))
    store.write(lambda unit: unit.tokens.mark(["kept", "swept"], RefState.LIVE, AT))
    backup = Shelf(store, clock).make()
    store.write(lambda unit: unit.tokens.forget(["swept"]))
    store.write(lambda unit: unit.tokens.add_pending("new", "keyring", LATER))
    store.close()
    return backup.name


def states(opened: Open) -> dict[str, RefState]:
    refs = opened().read(lambda unit: unit.tokens.all())
    return {ref.id: ref.state for ref in refs.values()}


def test_tokens_that_came_and_went_since_are_known(opened: Open, path: Path) -> None:
    name = prepared(opened)
    lose_page(path, "change")
    with pytest.raises(StoreDamaged, match="damaged"):
        opened()
    Rescue(path, clock).restore(name)
    assert states(opened) == {
        "kept": RefState.LIVE,
        "swept": RefState.MISSING,
        "new": RefState.DEAD,
    }


def test_where_the_old_file_tells_nothing_all_is_as_backed_up(opened: Open, path: Path) -> None:
    name = prepared(opened)
    lose_page(path, "token_ref")
    aside = Rescue(path, clock).restore(name)
    assert states(opened) == {"kept": RefState.LIVE, "swept": RefState.LIVE}
    assert aside.exists()
    store = opened()
    assert store.integrity() == []
    assert [i.name for i in store.read(lambda unit: unit.integrations.all())] == ["Ops"]


def give_number(store: Database, correlation: str) -> int:
    new = alert_of(replace(event(state=EventState.TRIGGERED), correlation=correlation))
    return store.write(lambda unit: unit.alerts.add(new)).number


@pytest.mark.parametrize(("lost", "number"), [("change", 4), ("sqlite_sequence", 1_002)])
def test_the_number_of_an_alert_is_not_given_again(
    opened: Open, path: Path, lost: str, number: int
) -> None:
    """Rooms show messages about alerts 2 and 3, which the backup has not."""
    store = opened()
    used(store)
    assert give_number(store, "one") == 1
    backup = Shelf(store, clock).make()
    assert [give_number(store, each) for each in ("two", "three")] == [2, 3]
    store.close()
    lose_page(path, lost)
    Rescue(path, clock).restore(backup.name)
    assert give_number(opened(), "four") == number


def test_the_log_of_the_damaged_file_is_kept_with_it_and_not_read_into_the_backup(
    opened: Open, path: Path
) -> None:
    store = opened()
    backup = Shelf(store, clock).make()
    store.write(lambda unit: unit.set_setting("since", "the backup"))
    log = path.with_name("hipadmin.db-wal").read_bytes()
    store.close()
    path.write_bytes(b"damaged")
    path.with_name("hipadmin.db-wal").write_bytes(log)
    aside = Rescue(path, clock).restore(backup.name)
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == log
    store = opened()
    assert store.read(lambda unit: unit.setting("since")) is None
    assert store.integrity() == []
