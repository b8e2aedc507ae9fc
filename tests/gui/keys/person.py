"""A person without a mouse: presses keys in the active window, and sees where the focus is."""

from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QTabBar,
    QWidget,
)

from hipadmin.gui.keyboard.letters import letter_of, plain
from tests.gallery.stage import Stage, until
from tests.gui.find import name_of

Key, Mod = Qt.Key, Qt.KeyboardModifier
_MOST_TABS = 60


@dataclass
class Person:
    """Every key goes to the window that has the focus, as from a keyboard."""

    stage: Stage

    def window(self) -> QWidget:
        """The window that gets the keys."""
        found = QApplication.activePopupWidget() or QApplication.activeWindow()
        if found is None:
            self._activate_next()
            until(lambda: QApplication.activeWindow() is not None, "an active window")
            found = QApplication.activeWindow()
        assert found is not None
        return found

    def _keyboard(self) -> QWindow:
        """Where the keys go; Qt leads them on to a menu or a list that is open."""
        window = self.window()
        if QGuiApplication.focusWindow() is None:  # a menu has just gone
            window.activateWindow()
            until(lambda: QGuiApplication.focusWindow() is not None, "the keys")
        found = QGuiApplication.focusWindow()
        assert found is not None, "no window has the focus"
        return found

    def _activate_next(self) -> None:
        """Do what a window manager does when the active window has gone."""
        tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
        dialogs = [top for top in tops if isinstance(top, QDialog)]
        (QApplication.activeModalWidget() or (dialogs or [self.stage.window])[-1]).activateWindow()

    def press(self, *keys: str | Qt.Key) -> None:
        """Press keys one after the other: "Ctrl+N", "Tab", or one of Qt's."""
        for key in keys:
            combination = QKeySequence(key)[0]
            QTest.keyClick(self._keyboard(), combination.key(), combination.keyboardModifiers())
            QTest.qWait(0)

    def type(self, text: str) -> None:
        """Type a text."""
        for letter in text:
            QTest.keyClick(self._keyboard(), letter)

    def paste(self, text: str) -> None:
        """Paste a text."""
        QGuiApplication.clipboard().setText(text)
        self.press("Ctrl+V")

    def alt(self, name: str) -> None:
        """Press the letter that the label, button or tab called ``name`` underlines."""
        window, keyboard = self.window(), self._keyboard()
        QTest.keyPress(
            keyboard, Key.Key_Alt, Mod.AltModifier
        )  # letters are there at the latest now
        self.press(f"Alt+{self.letter(name)}")
        if QGuiApplication.focusWindow() is keyboard:
            QTest.keyRelease(keyboard, Key.Key_Alt)
        # Qt lets people see that a button is pressed before it acts
        until(lambda: not shiboken6.isValid(window) or not _pressed(window), "the press")
        self.stage.settle()

    def letter(self, name: str) -> str:
        """The letter that is underlined in ``name``, which comes after what it stands in."""

        def found() -> list[str]:
            return [letter_of(text) for text in _texts(self.window()) if plain(text) == name]

        assert found(), f"nothing is called “{name}”"
        until(lambda: bool(found()[0]), f"a letter of “{name}”")
        return found()[0]

    def menu(self, *path: str) -> None:
        """Go through the menu bar by letters: "File", "Import…"."""
        main = self.stage.window
        head = next(a for a in main.menuBar().actions() if plain(a.text()) == path[0])
        self.press(f"Alt+{letter_of(head.text())}")
        for word in path[1:]:
            until(lambda: QApplication.activePopupWidget() is not None, f"menu of {word}")
            popup = QApplication.activePopupWidget()
            entries = {plain(a.text()): a for a in popup.actions()}
            assert word in entries, f"“{word}” is not among {list(entries)}"
            self.press(letter_of(entries[word].text()))
        self.stage.settle()

    def tab_to(self, name: str, key: str = "Tab") -> QWidget:
        """Press Tab until what is called ``name`` has the focus."""
        for _step in range(_MOST_TABS):
            if self.focus() == name:
                return self.focused()
            self.press(key)
        raise AssertionError(f"Tab never comes to “{name}”")

    def focused(self) -> QWidget:
        """What has the focus."""
        found = QApplication.focusWidget()
        assert found is not None, "nothing has the focus"
        return found

    def focus(self) -> str:
        """The name of what has the focus."""
        return name_of(self.focused())

    def cell(self) -> str:
        """What is read out of the current cell or entry."""
        view = self.focused()
        assert isinstance(view, QAbstractItemView), f"“{self.focus()}” has no cells"
        index = view.currentIndex()
        said = index.data(Qt.ItemDataRole.AccessibleTextRole)
        return str(said or index.data() or "")

    def row(self) -> str:
        """What is read out of the current row."""
        view = self.focused()
        assert isinstance(view, QAbstractItemView), f"“{self.focus()}” has no rows"
        index = view.currentIndex()
        cells = (index.siblingAtColumn(at) for at in range(view.model().columnCount()))
        return " ".join(str(cell.data() or "") for cell in cells)

    def dialog(self, title: str) -> QDialog:
        """Wait for the dialog with this title to have the keys."""
        until(lambda: self.window().windowTitle() == title, f"dialog “{title}”")
        self.stage.settle()
        found = self.window()
        assert isinstance(found, QDialog)
        return found

    def main(self) -> None:
        """Wait for the main window to have the keys again."""
        until(lambda: self.window() is self.stage.window, "the main window")
        self.stage.settle()

    def sees(self, what: Callable[[], bool], text: str = "") -> None:
        """Wait for something to be true."""
        until(what, text)
        self.stage.settle()


def _pressed(window: QWidget) -> bool:
    return any(button.isDown() for button in window.findChildren(QAbstractButton))


def _texts(window: QWidget) -> list[str]:
    found = [w for w in window.findChildren(QWidget) if w.isVisible() and w.window() is window]
    labels = [w.text() for w in found if isinstance(w, QLabel) and w.buddy()]
    buttons = [w.text() for w in found if isinstance(w, QAbstractButton)]
    bars = [w for w in found if isinstance(w, QTabBar)]
    return [*labels, *buttons, *(bar.tabText(at) for bar in bars for at in range(bar.count()))]
