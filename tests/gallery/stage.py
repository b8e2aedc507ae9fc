"""A window over a filled store and a real sandbox, to be looked at: for pictures and for sweeps.

Nothing here needs pytest, so that ``python -m tests.gallery`` works without it.
"""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QWidget

from hipadmin.app import build, clock
from hipadmin.gui.acts.deleting_bar import DeletingBar
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look, ThemeChoice
from hipadmin.gui.threads.turns import Rota
from hipadmin.gui.window import MainWindow
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.services.bundle import Services
from hipadmin.services.sandbox_child import SandboxInfo
from hipadmin.services.session import Session
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.coming import is_one_coming
from tests.gui import find

W = TypeVar("W", bound=QWidget)
LIMIT_S = 10.0
STOP_S = 5.0
PAUSE_MS = 5
REST_TURNS = 10
"""What a job brought is laid out and fitted within so many turns after it."""


class NotSeen(AssertionError):
    """Something that was waited for did not come."""


def until(seen: Callable[[], bool], what: str = "", limit_s: float = LIMIT_S) -> None:
    """Let Qt work until ``seen``. Raises NotSeen."""
    end = time.monotonic() + limit_s
    while not seen():
        if time.monotonic() > end:
            raise NotSeen(what or "what was waited for did not come")
        QTest.qWait(PAUSE_MS)


@dataclass
class Stage:
    """What a scene plays on.

    ``say`` gives a text of ours as the window shows it, ``shown`` are the windows that were opened.
    """

    look: Look
    jobs: Jobs
    settings: Settings
    services: Services
    sandbox: Sandbox
    folder: Path
    window: MainWindow
    say: Callable[[str], str]
    shown: list[QWidget] = field(default_factory=list)

    @property
    def context(self) -> Context:
        """What pages and dialogs are given."""
        assert self.window.context is not None
        return self.window.context

    def button(self, root: QWidget, name: str) -> QAbstractButton:
        """Give the visible button called ``name``."""
        return find.button(root, self.say(name))

    def field(self, root: QWidget, name: str) -> QLineEdit:
        """Give the visible field called ``name``."""
        return find.field(root, self.say(name))

    def show(self, widget: W) -> W:
        """Open a dialog or window and wait until it is at rest."""
        self.shown.append(widget)
        getattr(widget, "open", widget.show)()
        self.settle()
        return widget

    def popup(self, menu: QMenu) -> QMenu:
        """Open a menu."""
        self.shown.append(menu)
        menu.popup(self.window.mapToGlobal(QPoint(40, 40)))
        until(menu.isVisible)
        return menu

    def opened(self, kind: type[W]) -> W:
        """Wait for the top-level widget of this kind that something else opens."""
        until(lambda: bool(self._visible(kind)), f"no {kind.__name__}")
        found: W = self._visible(kind)[-1]
        self.shown.append(found)
        self.settle()
        return found

    def _visible(self, kind: type[W]) -> list[W]:
        tops = QApplication.topLevelWidgets()
        return [top for top in tops if isinstance(top, kind) and top.isVisible()]

    def settle(self) -> None:
        """Wait until nothing runs and what it brought is laid out and fitted."""
        quiet, end = 0, time.monotonic() + LIMIT_S
        while quiet < REST_TURNS:
            if time.monotonic() > end:
                raise NotSeen("work goes on")
            QCoreApplication.sendPostedEvents()
            QTest.qWait(PAUSE_MS)
            goes_on = self.jobs.busy or Rota.of_the_window().busy or is_one_coming()
            quiet = 0 if goes_on else quiet + 1

    def reload(self) -> None:
        """Let the window notice what was stored behind its back."""
        self.context.watch.look()
        self.settle()

    def go(self, key: str) -> QWidget:
        """Show a page of Account Settings."""
        self.window.places.show_account(key, focus=True)
        self.settle()
        page: QWidget = self.window.places.page_called(key)
        return page

    def subscription(self, name: str) -> str:
        """The id of a subscription."""
        rows = self.services.views.subscriptions()
        return next(row.id for row in rows if row.subscription.name == name)

    def integration(self, name: str) -> str:
        """The id of an integration."""
        rows = self.services.views.integrations()
        return next(row.id for row in rows if row.integration.name == name)

    def tidy(self) -> None:
        """Close what the scene opened and go back to the list."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        for widget in reversed(self.shown):
            if shiboken6.isValid(widget) and widget.isVisible():
                getattr(widget, "leave", widget.close)()
        self.shown.clear()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for bar in self.window.findChildren(DeletingBar):
            bar.end()
        self.window.messages.clear_all()
        self.window.activateWindow()
        until(self.window.isActiveWindow, "the main window is not active again")
        if self.window.context is not None:
            self.settle()


@contextlib.contextmanager
def stage(
    app: QApplication,
    folder: Path,
    *,
    theme: ThemeChoice = "light",
    font: float = 1.0,
    size: tuple[int, int] = (1200, 760),
    fill: Callable[[Services, Sandbox], None] | None = None,
    in_sandbox: bool = False,
    is_open: bool = True,
    painted: bool = True,
    say: Callable[[str], str] = str,
) -> Iterator[Stage]:
    """Open the main window in ``theme`` and ``size`` (px) over what ``fill`` stores.

    ``font`` enlarges the letters; ``is_open`` is False for a window that still waits for its data;
    ``painted`` is False if nobody looks, which saves half the time.
    """
    with contextlib.ExitStack() as stack:
        look, jobs = Look(), Jobs()
        stack.callback(jobs.shutdown, STOP_S)
        look.set_reduced_motion(True)
        look.apply(app, theme)
        stack.enter_context(_letters(app, font))
        store = stack.enter_context(contextlib.closing(open_store(folder / "s.db", clock=clock)))
        vault = SessionVault("There is no keyring in this test.")
        stack.callback(vault.close)
        services = build(store, vault)
        sandbox = stack.enter_context(running(unlimited=True))
        if fill is not None:
            fill(services, sandbox)
        settings = Settings(folder / "window.ini")
        window = MainWindow(look, jobs, settings)
        stack.callback(_end, window)
        window.setGeometry(QRect(0, 0, *size))
        window.show()
        window.activateWindow()
        until(window.isActiveWindow, "the main window is not active")
        found = Stage(look, jobs, settings, services, sandbox, folder, window, say)
        info = SandboxInfo.parse(sandbox.ready_line()) if in_sandbox else None
        if is_open:
            _open(found, info)
        window.setUpdatesEnabled(painted)
        yield found


@contextlib.contextmanager
def _letters(app: QApplication, factor: float) -> Iterator[None]:
    before, larger = app.font(), app.font()
    larger.setPointSizeF(before.pointSizeF() * factor)
    app.setFont(larger)
    try:
        yield
    finally:
        app.setFont(before)


def _open(stage: Stage, info: SandboxInfo | None) -> None:
    window, told = stage.window, list[bool]()
    window.furnished.connect(lambda: told.append(True))
    relay = (sys.executable, "-c", "")  # offered, and never started
    window.show_session(Session(stage.services, stage.folder, info, lambda: None, relay))
    until(lambda: bool(told), "the window is furnished")
    assert window.page is not None
    window.page.default_focus().setFocus()
    stage.settle()


def _end(window: MainWindow) -> None:
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
