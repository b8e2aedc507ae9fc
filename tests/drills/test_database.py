"""A database that is locked, damaged, moved or gone while it is open, and a clock set back."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from hipadmin import app
from hipadmin.domain.change import ChangeFilter, every_kind
from hipadmin.domain.errors import StoreTrouble
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.change_words import ChangeWords
from hipadmin.store import Database, open_store
from hipadmin.store.files import beside
from hipadmin.vault.session_vault import SessionVault
from tests.drills.another import damage, writing_to
from tests.gui.fill import add_integration, add_subscription
from tests.test_cli import Shell

BUSY_MS = 200


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    store = open_store(tmp_path / "data" / "hipadmin.db", clock=app.clock, busy_ms=BUSY_MS)
    yield store
    store.close()


@pytest.fixture
def services(store: Database) -> Services:
    return app.build(store, SessionVault("for this test"))


def names(services: Services) -> list[str]:
    return [row.integration.name for row in services.views.integrations()]


def test_while_another_process_writes_reading_goes_on_and_saving_is_told(
    services: Services, store: Database
) -> None:
    ops = add_integration(services, "Ops", "1", room_tokens={"1": "RoomToken"})
    refs = store.read(lambda unit: unit.tokens.all())
    with writing_to(store.path):
        for verb in (
            lambda: add_integration(services, "New", "1"),
            lambda: services.integrations.delete(ops.id, 1),
            lambda: services.undo.undo(),
        ):
            with pytest.raises(StoreTrouble, match=r"another program is writing.*try again"):
                verb()
        assert names(services) == ["Ops"]
        assert services.backups.make().contents is not None
    assert store.read(lambda unit: unit.tokens.all()) == refs
    add_integration(services, "New", "1")
    assert names(services) == ["New", "Ops"]


def test_commands_wait_for_another_process_and_then_say_so(tmp_path: Path) -> None:
    hipadmin = Shell(tmp_path)
    file = tmp_path / "file"
    file.write_text('{"version": 1, "integrations": [{"name": "A", "endpoint": "http://h"}]}')
    hipadmin("apply", str(file))
    with writing_to(tmp_path / "data" / "hipadmin.db"):
        said = hipadmin("off", "A", code=1)
        assert "another program is writing to it. Close that program or wait a moment" in said
        assert hipadmin("list").startswith("A ")
    hipadmin("off", "A")


def test_a_page_that_was_overwritten_is_told_and_the_rest_goes_on(
    services: Services, store: Database
) -> None:
    add_integration(services, "Ops", "1")
    add_subscription(services, "web")
    damage(store.path, "integration")
    with pytest.raises(StoreTrouble, match=r"is damaged.*start it again.*restore a backup"):
        services.views.integrations()
    with pytest.raises(StoreTrouble, match="is damaged"):
        add_integration(services, "New", "1")
    assert [s.name for s in store.read(lambda unit: unit.subscriptions.all())] == ["web"]
    first = next(services.doctor.run())
    assert (first.subject, first.good) == ("store", False)


BROKEN_JSON = """INSERT INTO change
    (at, actor, action, entity, entity_id, name, before, after, batch, search) VALUES
    (1, 'ann', 'updateOn', 'integration', 'i', 'Ops', '{}', '{"na', 'b', '')"""
SPOILT: dict[str, tuple[str, Callable[[Services], object]]] = {
    "a word": ("UPDATE token_ref SET state = 'hive'", lambda s: s.views.integrations()),
    "bytes": (
        "UPDATE subscription SET name = CAST(x'77ff' AS TEXT)",
        lambda s: s.views.subscriptions(),
    ),
    "a number": ("UPDATE subscription SET kind = 7", lambda s: s.views.subscriptions()),
    "JSON": (BROKEN_JSON, lambda s: s.audit.page(ChangeWords(), limit=9)),
    "JSON that is asked for": (
        BROKEN_JSON,
        lambda s: s.audit.count(ChangeFilter(kinds=frozenset(every_kind()))),
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_a_damaged_page_says_now_is_trouble_and_no_fault_of_ours(
    services: Services, store: Database, what: str
) -> None:
    add_integration(services, "Ops", "1")
    add_subscription(services, "web")
    statement, read = SPOILT[what]
    with closing(sqlite3.connect(store.path, isolation_level=None)) as stranger:
        stranger.execute("PRAGMA ignore_check_constraints = ON")
        stranger.execute(statement)

    with pytest.raises(StoreTrouble, match=r"something in it cannot be read.*Restore a backup"):
        read(services)


@pytest.mark.parametrize("suffix", ["", "-wal"])
def test_a_file_that_vanishes_is_told_before_anything_is_lost_in_it(
    services: Services, store: Database, suffix: str
) -> None:
    add_integration(services, "Ops", "1")
    file = beside(store.path, suffix)
    aside = file.with_name("aside")
    file.rename(aside)
    for verb in (lambda: add_integration(services, "New", "1"), lambda: names(services)):
        with pytest.raises(StoreTrouble, match=r"moved, deleted or replaced.*start hipadmin again"):
            verb()
    aside.rename(file)
    add_integration(services, "New", "1")
    assert names(services) == ["New", "Ops"]
    assert store.integrity() == []


def test_a_folder_that_vanishes_is_told_and_never_made_anew(
    services: Services, store: Database
) -> None:
    add_integration(services, "Ops", "1")
    shutil.rmtree(store.path.parent)
    with pytest.raises(StoreTrouble, match="moved, deleted or replaced"):
        add_integration(services, "New", "1")
    assert not store.path.parent.exists()


def test_a_file_put_in_its_place_meanwhile_is_not_written_over(
    services: Services, store: Database
) -> None:
    add_integration(services, "Ops", "1")
    store.path.unlink()
    store.path.write_bytes(b"somebody else's")
    with pytest.raises(StoreTrouble, match="moved, deleted or replaced"):
        add_integration(services, "New", "1")
    store.close()
    assert store.path.read_bytes() == b"somebody else's"


SET_BACK = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
import time_machine
from hipadmin import app
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.gui.fill import add_integration

start = datetime(2026, 6, 15, 12, tzinfo=UTC)
with time_machine.travel(start, tick=True) as clock:
    store = open_store(Path(sys.argv[1]), clock=app.clock)
    services = app.build(store, SessionVault("for this test"))
    ops = add_integration(services, "Ops", "1", room_tokens={"1": "RoomToken"})
    assert services.upkeep.run() is not None
    clock.move_to(start - timedelta(days=400))
    services.integrations.set_enabled(ops.id, 1, False)
    services.integrations.delete(ops.id, 2)
    assert services.tokens.sweep() == 0
    assert services.upkeep.run() is not None
    assert services.upkeep.run() is None
    assert len(services.backups.all()) == 2
    actions = [c.action for c in store.read(lambda unit: unit.changes.page(limit=9))]
    assert actions == ["deleteIntegration", "updateOn", "createIntegration"], actions
    services.undo.undo()
    services.undo.undo()
    [row] = services.views.integrations()
    assert row.integration.enabled
    assert services.tokens.reveal(ops.rooms[0].token_ref).reveal() == "RoomToken"
    newest = services.backups.all()[0]
    services.restore.restore(newest.name)
    assert [r.integration.name for r in services.views.integrations()] == ["Ops"]
    store.close()
print("fine")
"""


def test_a_clock_set_back_loses_nothing_and_stops_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SET_BACK, str(tmp_path / "hipadmin.db")],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "fine\n", done.stderr


def test_the_audit_log_stays_in_the_order_of_what_was_done(
    services: Services, store: Database
) -> None:
    from hipadmin.domain.change import Action, Change, Entity

    at = app.clock()
    for name, when in (("first", at), ("second", at - timedelta(days=3))):
        change = Change(
            when, "me", Action.CREATE_INTEGRATION, Entity.INTEGRATION, "i", name, None, {}, "b"
        )
        store.write(lambda unit, change=change: unit.changes.add(change))
    assert [c.name for c in store.read(lambda u: u.changes.page(limit=2))] == ["second", "first"]
