"""A window that starts in trouble says why and what to do, and goes on once it is mended."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hipadmin.app import build, clock
from hipadmin.gui.application import WindowOptions
from hipadmin.gui.running import Running
from hipadmin.gui.threads.turns import Rota
from hipadmin.gui.top_bar import TopBar
from hipadmin.recovery.places import Recovery
from hipadmin.services.session import Session
from hipadmin.store import open_store
from hipadmin.store.rescue import Rescue
from hipadmin.vault.session_vault import SessionVault
from tests.gui.fill import add_integration
from tests.gui.find import button, click, dialog, name_of, table, texts, until
from tests.places import read_only, small_disk

Start = Callable[..., Running]


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Iterator[Start]:
    """Start a window over a folder, as the program does."""
    running: list[Running] = []
    sessions: list[Session] = []

    def open_session(folder: Path) -> Session:
        store = open_store(folder / "hipadmin.db", clock=clock)
        services = build(store, SessionVault("for this test"))
        sessions.append(Session(services, folder, None, store.close))
        return sessions[-1]

    def begin(folder: Path, ready: Path | None = None) -> Running:
        options = WindowOptions(
            recovery=Recovery(tmp_path / "recovery", 1),
            settings=tmp_path / "window.ini",
            sandbox=False,
            named_profile="",
            ready_file=ready,
            started=datetime.now(UTC),
            rescue=lambda: Rescue(folder / "hipadmin.db", clock),
        )
        running.append(Running(options, lambda: open_session(folder)))
        running[-1].window.show()
        return running[-1]

    yield begin
    for one in running:
        if shiboken6.isValid(one.window):
            one.window.close()
        assert one.jobs.shutdown(5.0)
        if shiboken6.isValid(one.window):
            shiboken6.delete(one.window)
    for session in sessions:
        session.close()


def filled(folder: Path) -> None:
    store = open_store(folder / "hipadmin.db", clock=clock)
    add_integration(build(store, SessionVault("for this test")), "Ops", "1")
    store.close()


@pytest.mark.logs("the profile could not be opened")
def test_a_read_only_folder_is_told_and_tried_again(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    filled(folder)
    with read_only(folder):
        running = start(folder)
        window = running.window
        until(qtbot, lambda: "The database could not be opened" in texts(window))
        assert "read-only. Allow writing" in texts(window) or "denied. Allow" in texts(window)
        assert name_of(window.focusWidget()) == "Try again"
        click(qtbot, window, "Try again")
        until(qtbot, lambda: not running.jobs.busy)
        assert "The database could not be opened" in texts(window)
    with qtbot.waitSignal(window.first_list_shown):
        click(qtbot, window, "Try again")


def test_what_waits_for_its_turn_goes_with_the_window(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    filled(tmp_path / "data")
    running = start(tmp_path / "data")
    with qtbot.waitSignal(running.window.first_list_shown):
        pass
    shiboken6.delete(running.window)
    until(qtbot, lambda: not Rota.of_the_window().busy)


def test_all_that_is_half_built_goes_with_the_window(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    """After whatever turn of its furnishing it is taken away."""
    filled(tmp_path / "data")
    before = set(map(id, QApplication.topLevelWidgets()))
    furnished = False
    for turns in range(200):
        window = start(tmp_path / "data").window
        done = QSignalSpy(window.furnished)
        with qtbot.waitSignal(window.first_list_shown):
            pass
        for _ in range(turns):
            QCoreApplication.processEvents()
        furnished = done.count() > 0
        shiboken6.delete(window)
        left = [w for w in QApplication.topLevelWidgets() if id(w) not in before]
        assert not left, f"after {turns} turns: {left}"
        if furnished:
            break
    assert furnished


@pytest.mark.logs("the profile could not be opened")
def test_a_full_disk_is_told_and_tried_again(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        filled(disk.folder)
        disk.fill()
        running = start(disk.folder)
        window = running.window
        until(qtbot, lambda: "The database could not be opened" in texts(window))
        assert "full" in texts(window)
        disk.free()
        with qtbot.waitSignal(window.first_list_shown):
            click(qtbot, window, "Try again")
        until(qtbot, lambda: not running.jobs.busy)
        window.close()
        assert running.jobs.shutdown(5.0)


@pytest.mark.logs("the profile could not be opened")
def test_a_damaged_database_is_replaced_and_opened(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    filled(folder)
    store = open_store(folder / "hipadmin.db", clock=clock)
    store.backup_now(folder / "backups" / "hipadmin-20260101T000000000000Z-v2.db")
    store.close()
    (folder / "hipadmin.db").write_bytes(b"damaged")
    window = start(folder).window
    until(qtbot, lambda: "is not a database" in texts(window))
    click(qtbot, window, "Restore a backup…")
    restore = dialog(qtbot, "Restore a backup")
    until(qtbot, lambda: button(restore, "Restore").isEnabled())
    with qtbot.waitSignal(window.first_list_shown) as shown:
        click(qtbot, restore, "Restore")
    assert shown.args == [1]


class _Activation(QObject):
    """Puts the focus where a window manager's activation would, once a bar can take it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, TopBar):
            watched.combo.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        return False


def test_the_list_has_the_focus_when_it_comes(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    filled(folder)
    window = start(folder).window
    activation = _Activation(window)
    window.top_bar.installEventFilter(activation)
    qtbot.waitSignal(window.first_list_shown).wait()
    assert window.focusWidget() is table(window, "Integrations")


def test_a_ready_file_without_room_is_told_and_the_window_goes_on(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    filled(folder)
    with small_disk(tmp_path / "disk") as disk:
        disk.fill()
        window = start(folder, disk.folder / "ready").window
        until(qtbot, lambda: "That did not work." in texts(window.messages), timeout=10000)
        assert "could not be written: the disk is full. Free some space" in texts(window.messages)
        assert not (disk.folder / "ready").exists()
        assert "Integrations" in texts(window.places.page)
