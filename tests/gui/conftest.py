"""Widgets on Qt's offscreen platform, over real parts.

Fixtures, from small to large: ``look``, ``jobs``, ``settings``, ``services`` (SQLite in a folder
of the test, vault in memory), ``other`` (the same database and vault in other hands), ``sandbox``
(a HipChat server over real HTTP), ``sandbox_info`` (what the window is told of it), ``navigator``
(notes where a page wants to lead), ``context`` (for a page or dialog alone) and ``window`` (the
whole main window, opened).
"""

import importlib
import os
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import hipadmin.gui
from hipadmin.gui.context import Context
from hipadmin.gui.drafts.keeper import Drafts
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.watch import Watch
from hipadmin.services.bundle import Services
from hipadmin.services.sandbox_child import SandboxInfo
from hipadmin.services.session import Session
from tests.gui.wishes import Wishes

if TYPE_CHECKING:
    from hipadmin.gui.window import MainWindow
    from hipadmin.sandbox.server import Sandbox

STOP_S = 5.0


@pytest.fixture(scope="session", autouse=True)
def everything_loaded(qapp: QApplication) -> None:
    """Every part of the window is loaded: none opens later in the test that is the first to ask.

    The application stands too: without one Qt ends the process where it asks for the system's keys.
    """
    for module in pkgutil.walk_packages(hipadmin.gui.__path__, "hipadmin.gui."):
        importlib.import_module(module.name)


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light look, in force for the whole application and without motion."""
    look = Look()
    look.set_reduced_motion(True)
    look.apply(qapp, "light")
    return look


@pytest.fixture(autouse=True)
def clipboard() -> Iterator[None]:
    """What a test copied is gone after it, and so is the timer of a copied secret."""
    yield
    if QApplication.instance() is not None:
        QApplication.clipboard().clear()


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """Jobs whose workers have ended when the test has."""
    jobs = Jobs()
    yield jobs
    assert jobs.shutdown(STOP_S), "work went on after its test"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """What a window remembers, in the test's folder."""
    return Settings(tmp_path / "window.ini")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """The use cases over a real database and a vault in memory."""
    from hipadmin.app import build, clock
    from hipadmin.store import open_store
    from hipadmin.vault.session_vault import SessionVault

    store = open_store(tmp_path / "hipadmin.db", clock=clock)
    vault = SessionVault("There is no keyring in this test.")
    yield build(store, vault)
    vault.close()
    store.close()


@pytest.fixture
def other(tmp_path: Path, services: Services) -> Iterator[Services]:
    """Somebody else's program on the same database and vault."""
    from hipadmin.app import build, clock
    from hipadmin.store import open_store

    store = open_store(tmp_path / "hipadmin.db", clock=clock)
    yield build(store, services.vault)
    store.close()


@pytest.fixture
def sandbox() -> Iterator["Sandbox"]:
    """A HipChat v2 server over real HTTP that never says 429: ``url``, ``state``, ``tokens``."""
    from hipadmin.sandbox.server import running

    with running(unlimited=True) as box:
        yield box


@pytest.fixture
def sandbox_info(sandbox: "Sandbox") -> SandboxInfo:
    """What the window is told of the sandbox."""
    return SandboxInfo.parse(sandbox.ready_line())


@pytest.fixture
def navigator() -> Wishes:
    """A navigator that notes where a page wants to lead."""
    return Wishes()


@pytest.fixture
def context(
    services: Services,
    jobs: Jobs,
    look: Look,
    settings: Settings,
    navigator: Wishes,
    sandbox_info: SandboxInfo,
    tmp_path: Path,
) -> Iterator[Context]:
    """What a page or dialog is given when it stands alone, with a sandbox to talk to."""
    owner = QObject()
    store = services.store
    watch = Watch(store.revisions, store.first_revisions, jobs, owner)
    watch.start()
    drafts = Drafts(tmp_path, jobs, owner)
    yield Context(services, jobs, look, settings, watch, navigator, sandbox_info, drafts)
    watch.stop()


@pytest.fixture
def window(
    qtbot: QtBot,
    services: Services,
    jobs: Jobs,
    look: Look,
    settings: Settings,
    sandbox_info: SandboxInfo,
    tmp_path: Path,
) -> Iterator["MainWindow"]:
    """The main window, open on its first list, with a sandbox to talk to but not `--sandbox`."""
    from hipadmin.gui.window import MainWindow

    main = MainWindow(look, jobs, settings)
    qtbot.addWidget(main)
    main.resize(look.px(1200), look.px(760))
    main.show()
    session = Session(services, tmp_path, None, lambda: None)
    with qtbot.waitSignal(main.furnished, timeout=20_000):
        main.show_session(session)
    yield main
    main.close()
