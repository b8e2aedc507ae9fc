"""Restore a backup: from the menu over an open profile, and in place of a damaged database."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog
from pytestqt.qtbot import QtBot

from hipadmin.app import clock
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from hipadmin.store import open_store
from hipadmin.store.rescue import Rescue
from tests.gui.fill import add_integration, add_subscription
from tests.gui.find import (
    action,
    all_named,
    button,
    click,
    dialog,
    name_of,
    no_dialog,
    select_row,
    shown,
    table,
    texts,
    until,
)

TITLE = "Restore a backup"


def names(services: Services) -> list[str]:
    return [row.integration.name for row in services.views.integrations()]


def asked(qtbot: QtBot, window: MainWindow) -> QDialog:
    action(window, "File", TITLE).trigger()
    found = dialog(qtbot, TITLE)
    qtbot.waitUntil(lambda: not window.context.jobs.busy)
    return found


def test_it_says_what_would_be_replaced_and_does_it(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    ops = add_integration(services, "Ops", "1", token="")
    services.backups.make()
    services.integrations.set_enabled(ops.id, 1, False)
    add_integration(services, "Added", "1", token="")
    add_subscription(services, "web")
    restore = asked(qtbot, window)
    assert "3 things would change" in texts(restore)
    steps = table(restore, "What would change")
    assert shown(steps, "Added", "Change") == "delete"
    assert shown(steps, "Ops", "Change") == "change"
    assert shown(steps, "Ops", "Details") == "On/Off: Off → On"
    assert shown(steps, "web", "What") == "subscription"
    assert shown(table(restore, "Backups"), "OK", "Integrations") == "1"
    qtbot.keyClick(restore, Qt.Key.Key_Return)
    until(qtbot, lambda: "The backup is restored." in texts(window))
    assert no_dialog(TITLE)
    assert names(services) == ["Ops"]
    assert len(services.backups.all()) == 2
    click(qtbot, window.messages, "Undo")
    until(qtbot, lambda: names(services) == ["Added", "Ops"])


def test_one_that_changes_nothing_or_is_damaged_cannot_be_restored(
    qtbot: QtBot, window: MainWindow, services: Services, tmp_path: Path
) -> None:
    add_integration(services, "Ops", "1")
    spoilt = services.backups.make()
    services.backups.make()
    (tmp_path / "backups" / spoilt.name).write_bytes(b"nothing")
    restore = asked(qtbot, window)
    until(qtbot, lambda: "Everything is as this backup has it." in texts(restore))
    assert not button(restore, "Restore").isEnabled()
    select_row(qtbot, table(restore, "Backups"), "Unusable")
    assert "This backup is damaged. Choose another." in texts(restore)
    assert not button(restore, "Restore").isEnabled()
    click(qtbot, restore, "Cancel")


def test_without_a_backup_it_says_so(qtbot: QtBot, window: MainWindow) -> None:
    restore = asked(qtbot, window)
    assert "There is no backup yet." in texts(restore)
    assert restore.focusWidget() is button(restore, "Cancel")
    click(qtbot, restore, "Cancel")


def test_tokens_that_are_gone_are_named_before_and_after(
    qtbot: QtBot, window: MainWindow, services: Services
) -> None:
    ops = add_integration(services, "Ops", "1")
    services.backups.make()
    services.integrations.delete(ops.id, 1)
    services.store.write(lambda unit: unit.tokens.forget(ops.token_refs))
    restore = asked(qtbot, window)
    assert "The tokens of “Ops” are gone and must be entered again." in texts(restore)
    click(qtbot, restore, "Restore")
    until(qtbot, lambda: "Enter the tokens of “Ops” again." in texts(window))


def test_what_goes_wrong_is_said_in_the_dialog(
    qtbot: QtBot, window: MainWindow, services: Services, tmp_path: Path
) -> None:
    ops = add_integration(services, "Ops", "1")
    made = services.backups.make()
    services.integrations.delete(ops.id, 1)
    restore = asked(qtbot, window)
    file = tmp_path / "backups" / made.name
    file.write_bytes(b"nothing")
    click(qtbot, restore, "Restore")
    until(qtbot, lambda: "Nothing was restored." in texts(restore))
    assert "is damaged. Choose another." in texts(restore)
    assert restore.focusWidget() is table(restore, "Backups")
    assert names(services) == []
    click(qtbot, restore, "Cancel")


@pytest.fixture
def closed_window(qtbot: QtBot, look: Look, jobs: Jobs, settings: Settings) -> MainWindow:
    window = MainWindow(look, jobs, settings)
    qtbot.addWidget(window)
    window.show()
    return window


def test_a_backup_takes_the_place_of_a_damaged_database(
    qtbot: QtBot, closed_window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "data" / "hipadmin.db"
    store = open_store(path, clock=clock)
    store.backup_now(path.parent / "backups" / "hipadmin-20260101T000000000000Z-v2.db")
    store.close()
    path.write_bytes(b"damaged")
    closed_window.show_trouble("It is damaged.", can_retry=False, rescue=Rescue(path, clock))
    assert name_of(closed_window.focusWidget()) == "Restore a backup…"
    click(qtbot, closed_window, "Restore a backup…")
    rescue = dialog(qtbot, TITLE)
    assert "takes the place of the database" in texts(rescue)
    until(qtbot, lambda: button(rescue, "Restore").isEnabled())
    with qtbot.waitSignal(closed_window.retry_asked):
        click(qtbot, rescue, "Restore")
    again = open_store(path, clock=clock)
    again.close()
    [aside] = path.parent.glob("hipadmin-replaced-*.db")
    assert aside.read_bytes() == b"damaged"


def test_trouble_that_a_backup_would_not_mend_offers_none(
    qtbot: QtBot, closed_window: MainWindow
) -> None:
    closed_window.show_trouble("It is locked.", can_retry=True)
    assert name_of(closed_window.focusWidget()) == "Try again"
    assert not all_named(closed_window, "Restore a backup…", QAbstractButton)
    with qtbot.waitSignal(closed_window.retry_asked):
        click(qtbot, closed_window, "Try again")


def test_what_would_be_replaced_follows_what_somebody_else_changes(
    qtbot: QtBot, window: MainWindow, services: Services, other: Services
) -> None:
    add_integration(services, "Ops", "1", token="")
    services.backups.make()
    add_integration(services, "Added", "1", token="")
    restore = asked(qtbot, window)
    assert "1 thing would change" in texts(restore)
    add_subscription(other, "web")
    until(qtbot, lambda: "2 things would change" in texts(restore))
    assert "Changed meanwhile. The steps are what would happen now." in texts(restore)
    click(qtbot, restore, "Restore")
    until(qtbot, lambda: no_dialog(TITLE))
    assert (names(services), services.subscriptions.names()) == (["Ops"], ())


def test_nothing_is_replaced_but_what_was_shown(
    qtbot: QtBot, window: MainWindow, services: Services, other: Services
) -> None:
    add_integration(services, "Ops", "1", token="")
    services.backups.make()
    added = add_integration(services, "Added", "1", token="")
    restore = asked(qtbot, window)
    assert window.context is not None
    window.context.watch.stop()  # Restore comes before the next look
    other.integrations.set_enabled(added.id, added.version, False)
    click(qtbot, restore, "Restore")
    until(qtbot, lambda: "Changed meanwhile." in texts(restore))
    assert names(services) == ["Added", "Ops"]
    click(qtbot, restore, "Restore")
    until(qtbot, lambda: no_dialog(TITLE))
    assert names(services) == ["Ops"]
