"""A person at the main window, over a real database, a vault in memory and a real sandbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from hipadmin.gui.jobs import Jobs
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.window import MainWindow
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from hipadmin.services.sandbox_child import SandboxInfo
from hipadmin.services.session import Session
from tests.documents.outside import Outside, outside_of
from tests.documents.person import Person
from tests.documents.sight import Browser
from tests.gui.conftest import (
    everything_loaded,
    jobs,
    look,
    other,
    sandbox,
    sandbox_info,
    services,
    settings,
)

__all__ = [
    "everything_loaded",
    "jobs",
    "look",
    "other",
    "sandbox",
    "sandbox_info",
    "services",
    "settings",
]


@pytest.fixture
def browser(qapp: object) -> Iterator[Browser]:
    """Where links lead; nothing is opened."""
    browser = Browser()
    for scheme in ("http", "https"):
        QDesktopServices.setUrlHandler(scheme, browser, "open")
    yield browser
    for scheme in ("http", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def person(
    qtbot: QtBot,
    services: Services,
    jobs: Jobs,
    look: Look,
    settings: Settings,
    sandbox_info: SandboxInfo,
    browser: Browser,
    tmp_path: Path,
) -> Iterator[Person]:
    """Somebody in front of the window on its first list, the sandbox's as after `--sandbox`."""
    window = MainWindow(look, jobs, settings)
    qtbot.addWidget(window)
    window.show()
    window.resize(look.px(1200), look.px(760))  # more than the offscreen screen has
    session = Session(services, tmp_path, sandbox_info, lambda: None)
    with qtbot.waitSignal(window.furnished, timeout=5000):
        window.show_session(session)
    yield Person(qtbot, window, browser)
    window.close()


@pytest.fixture
def room_tokens(sandbox: Sandbox) -> dict[str, str]:
    """The token of each room of the sandbox, by the room's name."""
    names = {room.id: room.name for room in sandbox.state.rooms()}
    return {names[room]: token for room, token in sandbox.tokens.rooms.items()}


@pytest.fixture
def outside(qtbot: QtBot, person: Person, other: Services, sandbox: Sandbox) -> Iterator[Outside]:
    """A relay beside the window, and whoever speaks to it or listens in a room."""
    with outside_of(qtbot, other, sandbox) as outside:
        yield outside
