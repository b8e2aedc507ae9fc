"""A person who follows a document: reads what is visible, and acts with mouse and keyboard.

Everything is found by its accessible name in the window on top; what a modal dialog covers is out
of reach, as for a real person. Every verb waits for what it needs, for at most `PATIENCE_MS`.
"""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QMainWindow,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.tour.hand import Hand, accessible_name
from tests.coming import is_one_coming
from tests.documents.sight import Browser, has_row, reveal, seen, spoken
from tests.gui.find import LEFT, cell, click_cell, select_row

PATIENCE_MS = 8000
FIELDS = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)
Key = Qt.Key


class Person:
    """Somebody in front of the main window."""

    def __init__(self, qtbot: QtBot, window: QMainWindow, browser: Browser) -> None:
        self._qtbot = qtbot
        self._window = window
        self._browser = browser
        self._hand = Hand()

    # going somewhere

    def opens_account_settings(self) -> None:
        """The gear at the top right."""
        self.clicks("Account Settings")

    def goes_to(self, place: str) -> None:
        """An entry of the sidebar."""
        self._until(lambda: self._list_with(place) is not None, f"a list with “{place}”")
        self._hand.click_item(place)
        self._waits_for_what_comes()

    def opens_integrations(self) -> None:
        """Account Settings, then Integrations in the sidebar."""
        self.opens_account_settings()
        self.goes_to("Integrations")

    def opens_subscription(self, name: str) -> None:
        """The drop-down at the top left."""
        self._waits_for_item("Subscription", name)
        self._hand.choose("Subscription", name)
        self._waits_for_what_comes()

    def clicks_tab(self, name: str) -> None:
        """A tab at the top, of the dialog if there is one."""
        top = self._top()
        bars = [bar for bar in top.findChildren(QTabBar) if seen(bar) and bar.window() is top]
        places = [(b, at) for b in bars for at in range(b.count()) if plain(b.tabText(at)) == name]
        assert len(places) == 1, f"{len(places)} × tab “{name}”"
        bar, at = places[0]
        self._qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(at).center())

    # acting

    def clicks(self, name: str) -> None:
        """A button, a link or a check box."""
        found = self._control(name, QAbstractButton)
        self._until(found.isEnabled, f"“{name}” can be pressed")
        self._qtbot.mouseClick(found, LEFT)
        self._waits_for_what_comes()

    def waits_for(self, name: str) -> None:
        """A button, a link or a check box that is still to come."""
        self._control(name, QAbstractButton)

    def enters(self, field: str, text: str) -> None:
        """Type into a field instead of what stands there."""
        edit = self._focused(field)
        self._qtbot.keyClick(edit, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self._qtbot.keyClick(edit, Key.Key_Delete)
        self._qtbot.keyClicks(edit, text)

    def types_into(self, field: str, text: str) -> None:
        """Go on typing where the text ends."""
        edit = self._focused(field)
        self._qtbot.keyClick(edit, Key.Key_End)
        self._qtbot.keyClicks(edit, text)

    def pastes_into(self, field: str, text: str) -> None:
        """Ctrl+V over what stands there."""
        edit = self._focused(field)
        QGuiApplication.clipboard().setText(text)
        self._qtbot.keyClick(edit, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self._qtbot.keyClick(edit, Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def copies(self, button: str) -> str:
        """Press a button that copies; what it put on the clipboard is taken from there."""
        clipboard = QGuiApplication.clipboard()
        clipboard.clear()
        self.clicks(button)
        self._until(lambda: bool(clipboard.text()), f"“{button}” copied")
        copied = clipboard.text()
        clipboard.clear()
        return copied

    def leaves(self, field: str) -> None:
        """Tab to what comes next."""
        self._qtbot.keyClick(self._control(field, QLineEdit), Key.Key_Tab)

    def chooses(self, combo: str, text: str) -> None:
        """An entry of a combo box, with the keyboard."""
        self._waits_for_item(combo, text)
        self._hand.choose(combo, text)
        self._waits_for_what_comes()

    def chooses_in_menu(self, *path: str) -> None:
        """Menu, submenu, entry."""
        self._hand.menu(*path)

    def selects(self, table: str, row: str) -> None:
        """A row of a table."""
        self.sees_in(table, row)
        select_row(self._qtbot, self._table(table), row)

    def clicks_in(self, table: str, row: str, column: str) -> None:
        """A switch or a link in a table; ``column`` by its title, or by its key without one."""
        self.sees_in(table, row)
        view = self._table(table)
        click_cell(self._qtbot, view, cell(view, row, column))

    def presses_space_on(self, table: str, row: str) -> None:
        """Select a row, then the space bar."""
        self.selects(table, row)
        self._qtbot.keyClick(self._table(table), Key.Key_Space)

    # reading

    def sees(self, *parts: str) -> None:
        """Every part stands somewhere in the window on top."""
        for part in parts:
            self._until(partial(self._says, part), f"“{part}” on the page")

    def sees_no_more(self, part: str) -> None:
        """It stands nowhere in the window on top."""
        self._until(lambda: not self._says(part), f"“{part}” is gone")

    def sees_in(self, table: str, row: str, column: str = "", text: str = "") -> None:
        """The table has a row that shows ``row``, with ``text`` in ``column``."""
        self._until(lambda: has_row(self._table(table), row), f"“{row}” in {table}")
        if column:
            self._until(lambda: text in self.reads(table, row, column), f"{column}: {text}")

    def sees_nothing_of(self, table: str, row: str) -> None:
        """No visible table of that name has such a row."""
        self._until(
            lambda: not any(has_row(view, row) for view in self._named(table, QTableView)),
            f"no “{row}” in {table}",
        )

    def sees_dialog(self, title: str) -> None:
        """The dialog of that title is on top."""
        self._until(lambda: self._top().windowTitle() == title, f"dialog “{title}”")

    def sees_no_dialog(self) -> None:
        """The main window is on top again."""
        self._until(lambda: self._top() is self._window, "no dialog")

    def reads(self, table: str, row: str, column: str) -> str:
        """What a screen reader says of a cell."""
        index = cell(self._table(table), row, column)
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return "\n".join(str(index.data(role) or "") for role in shown)

    def is_on(self, table: str, row: str) -> bool:
        """Whether the switch of a row is on."""
        index = cell(self._table(table), row, "On")
        return Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked

    def sees_switch(self, table: str, row: str, *, on: bool) -> None:
        """The switch of a row goes there."""
        self.sees_in(table, row)
        self._until(lambda: self.is_on(table, row) is on, f"{row} is {'on' if on else 'off'}")

    def field(self, name: str) -> str:
        """What a field or combo box shows; a masked one shows its mask."""
        found = self._control(name, (QLineEdit, QComboBox))
        return found.currentText() if isinstance(found, QComboBox) else found.displayText()

    def sees_field(self, name: str, text: str) -> None:
        """A field or combo box shows exactly this."""
        self._until(lambda: self.field(name) == text, f"“{text}” in {name}")

    def can_press(self, name: str) -> bool:
        """Whether a button is there and can be pressed."""
        return any(button.isEnabled() for button in self._named(name, QAbstractButton))

    def has_focus(self, name: str) -> bool:
        """Whether the keyboard is with a button."""
        return self._control(name, QAbstractButton).hasFocus()

    def sees_message(self, room: str, *parts: str) -> None:
        """The room view's transcript has a message with all these parts, its sender included."""

        def there() -> bool:
            tops = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
            views = [v for top in tops for v in top.findChildren(QListView) if v.isVisible()]
            named = [v for v in views if accessible_name(v) == f"Transcript of {room}"]
            lines = [line for view in named for line in spoken(view)]
            return any(all(part in line for part in parts) for line in lines)

        self._until(there, f"a message with {parts} in {room}")

    def finds_explanation(self, title: str, *words: str) -> None:
        """“Where do I get this?” unfolds; there is a chapter of that title with these words."""
        link = self._control("Where do I get this?", QAbstractButton)
        if not link.isChecked():
            self.clicks("Where do I get this?")
        chapters = self._page()
        self.sees(title)
        for word in words:
            assert word in chapters[chapters.index(f"{title}\n") :], f"nothing of “{word}”"

    def follows_link(self, name: str) -> str:
        """Where a link would have led the browser."""
        before = len(self._browser.visited)
        self.clicks(name)
        self._until(lambda: len(self._browser.visited) > before, "the browser opens")
        return self._browser.visited[-1]

    def _waits_for_what_comes(self) -> None:
        """A dialog that is on its way takes the keys and clicks that follow."""
        self._until(lambda: not is_one_coming(), "the page or the dialog is there")

    # finding

    def _top(self) -> QWidget:
        return QApplication.activeModalWidget() or self._window

    def _named(self, name: str, kind: type | tuple[type, ...]) -> list[QWidget]:
        top = self._top()
        found = [w for w in top.findChildren(QWidget) if isinstance(w, kind) and w.isVisible()]
        return [w for w in found if w.window() is top and accessible_name(w) == name]

    def _control(self, name: str, kind: type | tuple[type, ...]) -> QWidget:
        self._until(lambda: len(self._named(name, kind)) > 0, f"“{name}”")
        found = self._named(name, kind)
        assert len(found) == 1, f"{len(found)} × “{name}”"
        reveal(found[0])
        self._until(lambda: seen(found[0]), f"“{name}” is in sight")
        return found[0]

    def _focused(self, field: str) -> QWidget:
        edit = self._control(field, FIELDS)
        self._until(edit.isEnabled, f"“{field}” can be filled")
        self._until(partial(self._clicks_into, edit), f"the keyboard is with “{field}”")
        return edit

    def _clicks_into(self, edit: QWidget) -> bool:
        """Click as often as it takes: a popup that has just closed leaves no window active."""
        if not edit.window().isActiveWindow():
            edit.window().activateWindow()  # as a window manager does with a clicked window
        elif not edit.hasFocus():
            self._qtbot.mouseClick(edit, LEFT)
        return edit.hasFocus()

    def _table(self, name: str) -> QTableView:
        found = [view for view in self._named(name, QTableView) if seen(view)]
        assert len(found) == 1, f"{len(found)} × table “{name}”"
        return found[0]

    def _list_with(self, text: str) -> QListView | None:
        for view in self._top().findChildren(QListView):
            model = view.model()
            words = [model.index(row, 0).data() for row in range(model.rowCount())] if model else []
            if view.isVisible() and view.isEnabled() and text in words:
                return view
        return None

    def _waits_for_item(self, combo: str, text: str) -> None:
        def there() -> bool:
            boxes = self._named(combo, QComboBox)
            return bool(boxes) and boxes[0].isEnabled() and boxes[0].findText(text) >= 0

        self._until(there, f"“{text}” in {combo}")

    def _page(self) -> str:
        """Everything that can be read in the window on top, one text a line."""
        top = self._top()
        shown = [w for w in top.findChildren(QWidget) if w.isVisible() and w.window() is top]
        said = [text for w in shown for text in (accessible_name(w), w.accessibleDescription())]
        return "\n".join(text for text in said if text) + "\n"

    def _says(self, part: str) -> bool:
        return part in self._page()

    def _until(self, condition: Callable[[], bool], what: str) -> None:
        try:
            self._qtbot.waitUntil(condition, timeout=PATIENCE_MS)
        except self._qtbot.TimeoutError:
            pytest.fail(f"not so: {what}; the window says:\n{self._page()}")
