"""A later start raises the window that is open and has its wish done."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hipadmin.gui.instance.doorbell import Doorbell
from hipadmin.gui.instance.single import Instance, claim
from hipadmin.gui.instance.wire import Raised, Wish
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.readiness import Readiness
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from hipadmin.services.session import Session
from tests.gui.fill import add_integration
from tests.gui.find import dialog


class Later:
    """A later start, on a thread because the window must answer it."""

    def __init__(self, folder: Path, wish: Wish) -> None:
        self.answer: object = None
        self._thread = threading.Thread(target=self._ring, args=(folder, wish))
        self._thread.start()

    def _ring(self, folder: Path, wish: Wish) -> None:
        self.answer = claim(folder, wish)

    def done(self) -> bool:
        return not self._thread.is_alive()


@pytest.fixture
def folder(tmp_path: Path, services: Services, window: MainWindow, jobs: Jobs) -> Iterator[Path]:
    """The folder of a window that listens."""
    instance = claim(tmp_path, Wish())
    assert isinstance(instance, Instance)
    Doorbell(instance, window, Readiness(window, jobs))
    yield tmp_path
    instance.release()


def ring(qtbot: QtBot, folder: Path, wish: Wish | None = None) -> object:
    later = Later(folder, wish or Wish())
    qtbot.waitUntil(later.done, timeout=20_000)
    return later.answer


def test_a_minimised_window_comes_back(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.showMinimized()
    assert window.isMinimized()
    assert isinstance(ring(qtbot, folder), Raised)
    assert not window.isMinimized()
    assert window.isVisible()
    qtbot.waitUntil(window.isActiveWindow)


def test_a_maximised_window_stays_so(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.showMaximized()
    window.setWindowState(window.windowState() | Qt.WindowState.WindowMinimized)
    assert isinstance(ring(qtbot, folder), Raised)
    assert window.isMaximized()
    assert not window.isMinimized()


def test_the_dialog_over_it_keeps_the_word(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    assert window.page
    window.page.add()
    opened = dialog(qtbot, "Add integration")
    assert isinstance(ring(qtbot, folder), Raised)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is opened)
    opened.reject()


def test_a_start_that_rings_just_after_the_first_list_is_told_too(
    qtbot: QtBot, services: Services, jobs: Jobs, look: Look, settings: Settings, tmp_path: Path
) -> None:
    window = MainWindow(look, jobs, settings)
    qtbot.addWidget(window)
    readiness, ready = Readiness(window, jobs), tmp_path / "ready"
    # what acts on the rows is loaded only after this moment
    window.first_list_shown.connect(lambda _rows: readiness.tell(ready, datetime.now(UTC)))
    window.show()
    with qtbot.waitSignal(window.furnished, timeout=20_000):
        window.show_session(Session(services, tmp_path, None, lambda: None))
    qtbot.waitUntil(ready.exists)
    window.close()


def test_a_ready_file_is_written_for_the_later_start(
    qtbot: QtBot, window: MainWindow, services: Services, folder: Path
) -> None:
    add_integration(services, "A", "1")
    assert window.page
    window.page.reload()
    qtbot.waitUntil(lambda: window.page is not None and window.page.count == 1)
    ready = folder / "ready"
    ring(qtbot, folder, Wish(str(ready), 1_000_000.0))
    qtbot.waitUntil(ready.exists)
    told = json.loads(ready.read_text(encoding="utf-8"))
    assert told["rows"] == 1
    assert told["seconds"] > 1_000_000


def test_the_desktop_s_permission_is_handed_on(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "old")
    ring(qtbot, folder, Wish(activation="of the launcher"))
    import os

    assert os.environ["XDG_ACTIVATION_TOKEN"] == "of the launcher"
