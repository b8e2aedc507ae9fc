"""A hand at the window: finds what is visible by accessible name, and clicks and types there."""

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QListView,
    QMenu,
    QMenuBar,
    QScrollArea,
    QTabBar,
    QTableView,
    QWidget,
)

_Key = Qt.Key
_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.KeyboardModifier.NoModifier


class NotThere(LookupError):
    """Nothing visible has this name."""


class Hand:
    """Acts only through key and mouse events, on what a person could see."""

    def find(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        """The topmost visible widget of this accessible name, a control before its label.

        Raises NotThere.
        """
        found = [w for w in self._visible() if isinstance(w, kind) and accessible_name(w) == name]
        if not found:
            raise NotThere(name)
        return min(found, key=lambda w: (w.window() is not found[0].window(), _is_label(w)))

    def sees(self, name: str) -> bool:
        """Whether something visible and enabled has this accessible name."""
        try:
            return self.find(name).isEnabled()
        except NotThere:
            return False

    def reads(self, part: str) -> bool:
        """Whether a visible text holds ``part``."""
        return any(part in accessible_name(w) for w in self._visible())

    def click(self, name: str) -> None:
        """Click the widget of this name."""
        widget = self.find(name)
        self._reveal(widget)
        QTest.mouseClick(widget, _LEFT, _NONE, widget.rect().center())

    def write(self, name: str, text: str) -> None:
        """Click into the field of this name, take out what stands there, and type."""
        target = self._enter(name)
        QTest.keyClick(target, _Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(target, _Key.Key_Delete)
        QTest.keyClicks(target, text)

    def paste(self, name: str) -> None:
        """Click into the field of this name and press Ctrl+V."""
        QTest.keyClick(self._enter(name), _Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def _enter(self, name: str) -> QWidget:
        """Click into a field; give what takes the keys there, also before its window is active."""
        field = self.find(name)
        self.click(name)
        return field.window().focusWidget() or field

    def press(self, name: str, key: Qt.Key) -> None:
        """Press a key on the widget of this name."""
        QTest.keyClick(self.find(name), key)

    def click_item(self, text: str) -> None:
        """Click the line ``text`` of a visible list, such as the sidebar."""
        for widget in self._visible():
            if isinstance(widget, QListView) and widget.isEnabled():
                model = widget.model()
                for row in range(model.rowCount()):
                    index = model.index(row, 0)
                    if index.data(Qt.ItemDataRole.DisplayRole) == text:
                        _click_item(widget, index)
                        return
        raise NotThere(text)

    def click_tab(self, text: str) -> None:
        """Click the tab ``text`` of a visible row of tabs."""
        for widget in self._visible():
            if isinstance(widget, QTabBar):
                for at in range(widget.count()):
                    if widget.tabText(at).replace("&", "") == text:
                        QTest.mouseClick(widget, _LEFT, _NONE, widget.tabRect(at).center())
                        return
        raise NotThere(text)

    def click_cell(self, table: str, text: str, column: str) -> None:
        """In the table of this name, click the row that says ``text``, in ``column``."""
        view, index = self._cell(table, text, column)
        QTest.mouseClick(view.viewport(), _LEFT, _NONE, view.visualRect(index).center())

    def shows_row(self, table: str, text: str) -> bool:
        """Whether the table of this name has a visible row that says ``text``."""
        try:
            view = self.find(table, QTableView)
        except NotThere:
            return False
        return isinstance(view, QTableView) and _row_of(view, text) >= 0

    def _cell(self, table: str, text: str, column: str) -> tuple[QTableView, QModelIndex]:
        view = self.find(table, QTableView)
        if not isinstance(view, QTableView):
            raise NotThere(table)
        row = _row_of(view, text)
        for at in range(view.model().columnCount()):
            title = view.model().headerData(at, Qt.Orientation.Horizontal)
            if row >= 0 and title == column:
                index = view.model().index(row, at)
                view.scrollTo(index)
                return view, index
        raise NotThere(f"{text} in {table}")

    def offers(self, combo: str, text: str) -> bool:
        """Whether the visible combo box of this name has an entry ``text``."""
        try:
            box = self.find(combo, QComboBox)
        except NotThere:
            return False
        return isinstance(box, QComboBox) and box.findText(text) >= 0

    def choose(self, combo: str, text: str) -> None:
        """Open the list of the combo box of this name and walk to ``text`` with the keyboard."""
        box = self.find(combo, QComboBox)
        if not isinstance(box, QComboBox):
            raise NotThere(combo)
        wanted = box.findText(text)
        if wanted < 0:
            raise NotThere(f"{text} in {combo}")
        box.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(box, _Key.Key_F4)
        view = box.view()
        QTest.keyClick(view, _Key.Key_Home)
        for _ in range(wanted):
            QTest.keyClick(view, _Key.Key_Down)
        QTest.keyClick(view, _Key.Key_Return)

    def menu(self, *path: str) -> None:
        """Click through the menu bar: menu, submenu, action."""
        bar = self._menu_bar()
        first, *rest = path
        action = _action(bar, first)
        QTest.mouseClick(bar, _LEFT, _NONE, bar.actionGeometry(action).center())
        menu = action.menu()
        for word in rest:
            if not isinstance(menu, QMenu):
                raise NotThere(word)
            action = _action(menu, word)
            QTest.mouseClick(menu, _LEFT, _NONE, menu.actionGeometry(action).center())
            menu = action.menu()

    def _menu_bar(self) -> QMenuBar:
        for widget in self._visible():
            if isinstance(widget, QMenuBar):
                return widget
        raise NotThere("menu bar")

    def _reveal(self, widget: QWidget) -> None:
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()

    def _visible(self) -> Iterator[QWidget]:
        """Visible widgets, those of the topmost window first."""
        for top in reversed(_stacked()):
            yield top
            for child in top.findChildren(QWidget):
                if child.isVisible() and child.window() is top and not _hidden(child):
                    yield child


def _is_label(widget: QWidget) -> bool:
    return isinstance(widget, QLabel) or widget.focusPolicy() == Qt.FocusPolicy.NoFocus


def _stacked() -> list[QWidget]:
    """Visible windows from the lowest to the topmost."""
    tops = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    modal, popup = QApplication.activeModalWidget(), QApplication.activePopupWidget()
    active = QApplication.activeWindow()
    return sorted(tops, key=lambda w: (w is active, w is modal, w is popup))


def _hidden(widget: QWidget) -> bool:
    return widget.visibleRegion().isEmpty() and not _in_scroll_area(widget)


def _in_scroll_area(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def accessible_name(widget: QWidget) -> str:
    """What a screen reader calls the widget."""
    if isinstance(widget, QAbstractItemView):
        return widget.accessibleName()
    interface: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else widget.accessibleName()


def _row_of(view: QTableView, text: str) -> int:
    model = view.model()
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            if model.index(row, column).data(Qt.ItemDataRole.DisplayRole) == text:
                return row
    return -1


def _action(owner: QMenu | QMenuBar, word: str) -> QAction:
    for action in owner.actions():
        if action.isVisible() and action.text().replace("&", "") == word:
            return action
    raise NotThere(word)


def _click_item(view: QAbstractItemView, index: QModelIndex) -> None:
    view.scrollTo(index)
    rect: QRect = view.visualRect(index)
    spot: QPoint = rect.center()
    QTest.mouseClick(view.viewport(), _LEFT, _NONE, spot)
