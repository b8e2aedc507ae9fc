"""Finds widgets the way people and screen readers do: by role and accessible name, if visible."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.models.roles import Role

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton


def name_of(widget: QWidget) -> str:
    """Give the accessible name; a button's and label's text serves where none was set."""
    if widget.accessibleName():
        return widget.accessibleName()
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return plain(text)


def all_named(root: QWidget, name: str, kind: type[W]) -> list[W]:
    """Give every visible widget of ``kind`` under ``root`` that is called ``name``."""
    found = root.findChildren(kind)
    return [w for w in found if w.isVisible() and name_of(w) == name]


def named(root: QWidget, name: str, kind: type[W]) -> W:
    """Give the one visible widget of ``kind`` under ``root`` that is called ``name``."""
    found = all_named(root, name, kind)
    names = sorted({name_of(w) for w in root.findChildren(kind) if w.isVisible()})
    assert len(found) == 1, f"{len(found)} × {kind.__name__} “{name}” among {names}"
    return found[0]


def button(root: QWidget, name: str) -> QAbstractButton:
    """Give the button, check box or radio button called ``name``."""
    return named(root, name, QAbstractButton)


def field(root: QWidget, name: str) -> QLineEdit:
    """Give the one-line field called ``name``."""
    return named(root, name, QLineEdit)


def combo(root: QWidget, name: str) -> QComboBox:
    """Give the combo box called ``name``."""
    return named(root, name, QComboBox)


def table(root: QWidget, name: str) -> QTableView:
    """Give the table called ``name``."""
    return named(root, name, QTableView)


def texts(root: QWidget) -> str:
    """Give all visible label texts, one a line."""
    labels = [w for w in root.findChildren(QLabel) if w.isVisible()]
    return "\n".join(name_of(w) for w in labels)


def cell(view: QTableView, text: str, column: str) -> QModelIndex:
    """Give the cell in the row that shows ``text`` and the column titled or keyed ``column``."""
    return view.model().index(row_of(view, text), column_of(view, column))


def row_of(view: QTableView, text: str) -> int:
    """Give the position of the first row one of whose cells shows exactly ``text``."""
    model = view.model()
    shown = [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    for row, facts in enumerate(shown):
        if text in facts:
            return row
    raise AssertionError(f"no row “{text}” in {shown}")


def column_of(view: QTableView, column: str) -> int:
    """Give the position of the column with that title or key."""
    model = view.model()
    for position in range(model.columnCount()):
        described = model.headerData(position, Qt.Orientation.Horizontal, Role.COLUMN)
        if column in (described.title, described.key):
            return position
    raise AssertionError(f"no column “{column}”")


def shown(view: QTableView, text: str, column: str) -> str:
    """Give what stands in a cell."""
    return str(cell(view, text, column).data() or "")


def click_cell(qtbot: QtBot, view: QAbstractItemView, index: QModelIndex, **more: Any) -> None:
    """Click a cell where its contents begin, as soon as its column has been given room."""
    qtbot.waitUntil(lambda: view.visualRect(index).width() > 2, timeout=20_000)
    view.scrollTo(index)
    rect = view.visualRect(index)
    spot = QPoint(rect.left() + min(rect.width() - 2, 20), rect.center().y())
    qtbot.mouseClick(view.viewport(), LEFT, pos=spot, **more)


def select_row(qtbot: QtBot, view: QTableView, text: str, **more: Any) -> None:
    """Click into the row that shows ``text``, beside its switches and links."""
    index = view.model().index(row_of(view, text), _text_column(view))
    click_cell(qtbot, view, index, **more)


def _text_column(view: QTableView) -> int:
    return 1 if view.model().columnCount() > 1 else 0


def click(qtbot: QtBot, root: QWidget, name: str) -> None:
    """Click the button called ``name``, as soon as it is there."""
    qtbot.waitUntil(lambda: bool(all_named(root, name, QAbstractButton)), timeout=20_000)
    found = button(root, name)
    assert found.isEnabled(), f"“{name}” is disabled"
    qtbot.mouseClick(found, LEFT)


def dialog(qtbot: QtBot, title: str, timeout: int = 20_000) -> QDialog:
    """Wait for the visible dialog titled ``title``."""
    qtbot.waitUntil(lambda: bool(_dialogs(title)), timeout=timeout)
    return _dialogs(title)[0]


def no_dialog(title: str) -> bool:
    """Say whether no such dialog is open."""
    return not _dialogs(title)


def _dialogs(title: str) -> list[QDialog]:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]
    return [w for w in found if w.isVisible() and w.windowTitle() == title]


def action(window: QMainWindow, menu: str, text: str) -> QAction:
    """Give the action of a menu by the words people see."""
    bar = window.menuBar()
    for head in bar.actions():
        if _plain(head.text()) == menu:
            return _action_in(head.menu(), text)
    raise AssertionError(f"no menu “{menu}”")


def _action_in(menu: Any, text: str) -> QAction:
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    for entry in menu.actions():
        if _plain(entry.text()) == text:
            return entry
    raise AssertionError(f"no entry “{text}” in {[_plain(e.text()) for e in menu.actions()]}")


def _plain(text: str) -> str:
    return plain(text).rstrip("…")


def until(qtbot: QtBot, condition: Callable[[], bool], timeout: int = 20_000) -> None:
    """Wait until ``condition`` holds."""
    qtbot.waitUntil(condition, timeout=timeout)
