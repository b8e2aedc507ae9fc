"""A hand in the real window of this very process: it waits, types, clicks, and looks for traces."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.threads.turns import Rota
from hipadmin.gui.window import MainWindow
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from tests.canary.showing import traces_shown
from tests.canary.traces import Trace
from tests.gui import find

D = TypeVar("D", bound=QDialog)
WAIT_S = 20.0
TICK_MS = 10
CONTROL = Qt.KeyboardModifier.ControlModifier


class Bot:
    """What tests.gui.find needs of a bot, without a test around it."""

    def mouseClick(self, widget: QWidget, *more: Any, **options: Any) -> None:
        """Click into a widget."""
        QTest.mouseClick(widget, *more, **options)

    def waitUntil(self, condition: Callable[[], bool], timeout: int = 0) -> None:
        """Let the window live until ``condition`` holds."""
        end = time.monotonic() + max(timeout / 1000, WAIT_S)
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("the window never came to it")
            loop = QEventLoop()
            QTimer.singleShot(TICK_MS, loop.quit)
            loop.exec()


class Hand:
    """Verbs for the places; ``sandbox`` is a server, ``echo`` the address of one that repeats all.

    Attributes:
        data: the data directory.
        inputs: a folder for files that hold a token because a person wrote it there.
        planted: every token that was given to the window so far, by its label.
        found: traces that could be seen.
    """

    def __init__(self, window: MainWindow, sandbox: Sandbox, echo: str) -> None:
        self.window = window
        self.sandbox = sandbox
        self.echo = echo
        self.bot: Any = Bot()
        self.data = Path()
        self.inputs = Path()
        self.planted: dict[str, str] = {}
        self.found: list[Trace] = []
        self._shown_on_purpose: set[str] = set()

    @property
    def context(self) -> Context:
        """The window's context."""
        assert self.window.context is not None
        return self.window.context

    @property
    def services(self) -> Services:
        """The window's use cases."""
        return self.context.services

    # looking

    def look(self) -> None:
        """Note every trace that can be seen, heard or pasted now."""
        shown = self._shown_on_purpose
        hidden = {label: token for label, token in self.planted.items() if label not in shown}
        self.found += [trace for trace in traces_shown(hidden) if trace not in self.found]

    @contextmanager
    def showing(self, token: str) -> Iterator[None]:
        """Within this, a person has asked to see or copy the token."""
        labels = {label for label, planted in self.planted.items() if planted == token}
        self._shown_on_purpose |= labels
        yield
        self._shown_on_purpose -= labels
        self.look()

    # waiting

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for ``condition``."""
        self.bot.waitUntil(condition)

    def idle(self) -> None:
        """Wait until no job runs and no step waits."""
        self.until(lambda: not (self.context.jobs.busy or Rota.of_the_window().busy))

    def settle(self) -> None:
        """End what a place may have left open, and look again."""
        self.idle()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.done(0)
        self.until(lambda: not _open_dialogs())
        # within a slot Qt keeps what is to be deleted until the slot has ended
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.window.messages.clear_all()
        self.look()

    # working

    def paste(self, root: QWidget, name: str, text: str) -> QLineEdit:
        """Paste over what stands in a field; the harness's own clipboard is emptied again."""
        edit = find.field(root, name)
        edit.setFocus()
        edit.selectAll()
        QGuiApplication.clipboard().setText(text)
        QTest.keyClick(edit, Qt.Key.Key_V, CONTROL)
        QGuiApplication.clipboard().clear()
        return edit

    def write(self, root: QWidget, name: str, text: str) -> QLineEdit:
        """Type over what stands in a field."""
        edit = find.field(root, name)
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text)
        return edit

    def leave(self, edit: QLineEdit) -> None:
        """Leave a field by Tab, and look."""
        QTest.keyClick(edit, Qt.Key.Key_Tab)
        self.idle()
        self.look()

    def press(self, root: QWidget, name: str) -> None:
        """Press a button by key."""
        self.until(lambda: bool(find.all_named(root, name, find.QAbstractButton)))
        button = find.button(root, name)
        self.until(button.isEnabled)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)

    def dialog_of(self, kind: type[D]) -> D:
        """Wait for a dialog of this kind, and for what it reads."""
        self.until(lambda: bool([d for d in _open_dialogs() if isinstance(d, kind)]))
        self.idle()
        return next(d for d in _open_dialogs() if isinstance(d, kind))

    def menu(self, menu: str, text: str) -> None:
        """Choose from the menu bar."""
        find.action(self.window, menu, text).trigger()

    def dialog(self, title: str) -> QDialog:
        """Wait for a dialog, and for what it reads."""
        found = find.dialog(self.bot, title)
        self.idle()
        return found

    def add_integration(self, name: str = "") -> QDialog:
        """Open Add integration, with everything unfolded and one room."""
        self.menu("File", "Add Integration")
        dialog = self.dialog("Add integration")
        if name:
            self.write(dialog, "Name", name)
        self.paste(dialog, "API endpoint", self.sandbox.url)
        self.press(dialog, "Advanced")
        self.press(dialog, "Add room")
        self.write(dialog, "Room ID or name", "1")
        return dialog

    def save(self, dialog: QDialog) -> None:
        """Save and wait until it is done."""
        self.press(dialog, "Save")
        self.until(lambda: not _is_open(dialog))
        self.idle()

    def page(self, key: str) -> QWidget:
        """Go to a page of Account Settings."""
        self.window.places.show_account(key, focus=True)
        self.idle()
        page: QWidget = self.window.places.page_called(key)
        return page


def _open_dialogs() -> list[QDialog]:
    tops = QApplication.topLevelWidgets()
    return [w for w in tops if isinstance(w, QDialog) and w.isVisible()]


def _is_open(dialog: QDialog) -> bool:
    try:
        return dialog.isVisible()
    except RuntimeError:  # it is gone altogether
        return False
