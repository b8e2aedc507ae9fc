"""What assistive technology is told: nothing without name, role and state."""

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QListView,
    QMenu,
    QProgressBar,
    QTableView,
    QWidget,
)

from hipadmin.gui.models.columns import CellKind, Column
from hipadmin.gui.models.roles import Role

_Role, _Text = QAccessible.Role, QAccessible.Text
_NOTHING = (_Role.NoRole, _Role.Client, _Role.Pane, _Role.Whitespace)
_CHECKS = (_Role.CheckBox, _Role.RadioButton, _Role.Switch)
_MOST_ROWS = 6
"""Rows of a table that are asked; they are all made the same way."""


def faults_of_names(window: QWidget) -> list[str]:
    """Say what a screen reader would stumble over in ``window``."""
    found: list[str] = []
    popup = window.windowType() == Qt.WindowType.Popup
    if window.isWindow() and not (popup and not isinstance(window, QMenu)) and not _name(window):
        found.append(f"{type(window).__name__}: a window without a name")
    labels = {label.buddy(): label for label in window.findChildren(QLabel) if label.buddy()}
    for widget in [window, *visible_in(window)]:
        seen = QAccessible.queryAccessibleInterface(widget)
        if seen is None:
            found.append(f"{shown(widget)}: unknown to assistive technology")
            continue
        found += _of_widget(widget, seen, labels.get(widget))
        if isinstance(widget, QTableView | QListView) and widget.model() is not None:
            found += _of_view(widget, seen)
        if isinstance(widget, QMenu):
            found += _of_menu(widget, seen)
    return found


def _name(window: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(window).text(_Text.Name).strip()


def visible_in(window: QWidget) -> list[QWidget]:
    """The visible widgets of a window, without those of its dialogs and popups."""
    children = window.findChildren(QWidget)
    return [w for w in children if w.isVisible() and w.window() is window.window()]


def is_control(widget: QWidget) -> bool:
    """Whether a person can do something with it."""
    if isinstance(widget.parentWidget(), QComboBox) and isinstance(widget, QAbstractScrollArea):
        return False
    if isinstance(widget.parentWidget(), QAbstractSpinBox):
        return False  # the box itself is what assistive technology sees
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QAbstractButton)


def plain(text: str) -> str:
    """A text without the marks of its mnemonic."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def shown(widget: QWidget) -> str:
    """A widget as a fault names it."""
    words = widget.accessibleName() or plain(getattr(widget, "text", lambda: "")() or "")
    return f"{type(widget).__name__} “{words[:40]}”"


def _of_widget(widget: QWidget, seen: QAccessibleInterface, label: QLabel | None) -> Iterator[str]:
    name, role, state = seen.text(_Text.Name), seen.role(), seen.state()
    if isinstance(widget, QLabel) and not widget.buddy() and widget.text():
        yield from _differs(widget, name)
    if not (is_control(widget) or isinstance(widget, QProgressBar)):
        return
    if not name.strip():
        yield f"{shown(widget)}: no name"
    if role in _NOTHING:
        yield f"{shown(widget)}: no role"
    if state.invalid or bool(state.disabled) == widget.isEnabled():
        yield f"{shown(widget)}: its state does not say whether it is enabled"
    focusable = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    if focusable and widget.isEnabled() and not state.focusable:
        yield f"{shown(widget)}: its state does not say that it takes the focus"
    if isinstance(widget, QAbstractButton):
        yield from _of_button(widget, seen, name)
    yield from _differs_from_label(widget, label, name)


def _of_button(button: QAbstractButton, seen: QAccessibleInterface, name: str) -> Iterator[str]:
    if button.text() and not _tells_apart(button, name):
        yield from _differs(button, name)
    state = seen.state()
    if button.isCheckable() and not (state.checkable and bool(state.checked) == button.isChecked()):
        yield f"{shown(button)}: its state does not say whether it is checked"
    act = seen.actionInterface()
    if button.isEnabled() and (act is None or not act.actionNames()):
        yield f"{shown(button)}: it cannot be pressed by assistive technology"


def _tells_apart(button: QAbstractButton, name: str) -> bool:
    """Whether ``name`` says more than the label because the window has the label twice."""
    text = plain(button.text())
    bare = str.maketrans("", "", "⟦⟧")  # the marks of the long language stand around the whole
    if not name.translate(bare).startswith(f"{text.translate(bare)} "):
        return False
    others = button.window().findChildren(QAbstractButton)
    return any(b is not button and plain(b.text()) == text for b in others)


def _differs(widget: QWidget, name: str) -> Iterator[str]:
    text = getattr(widget, "text", lambda: "")()
    if isinstance(widget, QLabel) and widget.textFormat() == Qt.TextFormat.RichText:
        text = widget.accessibleName()
    if isinstance(widget, QLabel) and widget.textFormat() == Qt.TextFormat.PlainText:
        text = text if widget.buddy() is None else plain(text)
    if name not in (text, plain(text)):
        yield f"{shown(widget)}: is called “{name}” but reads “{plain(text)}”"


def _differs_from_label(widget: QWidget, label: QLabel | None, name: str) -> Iterator[str]:
    if label is not None and plain(label.text()) != name:
        yield f"{shown(widget)}: is called “{name}” but its label is “{plain(label.text())}”"


def _of_view(view: QAbstractItemView, seen: QAccessibleInterface) -> Iterator[str]:
    in_a_box = isinstance(view.parentWidget().parentWidget(), QComboBox)
    if not in_a_box and not seen.text(_Text.Name).strip():
        yield f"{shown(view)}: no name"
    for at in range(_columns(view) + 1 if isinstance(view, QTableView) else 0):
        head = seen.child(at)
        if head.role() == _Role.ColumnHeader and not head.text(_Text.Name).strip():
            yield f"{shown(view)}: a column head without a name"
    for index in _cells(view):
        yield from _of_cell(view, index, _interface(seen, view, index))


def _cells(view: QAbstractItemView) -> Iterator[QModelIndex]:
    model = view.model()
    for row in range(min(model.rowCount(), _MOST_ROWS)):
        for column in range(_columns(view)):
            if not (isinstance(view, QTableView) and view.isColumnHidden(column)):
                yield model.index(row, column)


def _columns(view: QAbstractItemView) -> int:
    return view.model().columnCount() if isinstance(view, QTableView) else 1


def _interface(
    seen: QAccessibleInterface, view: QAbstractItemView, index: QModelIndex
) -> QAccessibleInterface | None:
    if not isinstance(view, QTableView):
        return seen.child(index.row())
    # a corner and the column heads come first, then for each row its head and its cells
    across = _columns(view) + 1
    child = seen.child((index.row() + 1) * across + index.column() + 1)
    cell = child.tableCellInterface() if child is not None else None
    if cell is None or (cell.rowIndex(), cell.columnIndex()) != (index.row(), index.column()):
        return None
    return child


def _of_cell(
    view: QAbstractItemView, index: QModelIndex, cell: QAccessibleInterface | None
) -> Iterator[str]:
    where = f"{shown(view)} row {index.row()} column {index.column()}"
    if cell is None:
        yield f"{where}: unknown to assistive technology"
        return
    name, state = cell.text(_Text.Name), cell.state()
    column = index.data(Role.COLUMN)
    kind = column.kind if isinstance(column, Column) else CellKind.TEXT
    checkable = kind in (CellKind.SWITCH, CellKind.CHECK)
    empty = not checkable and not index.data(Qt.ItemDataRole.DisplayRole)
    if not name.strip() and not empty:
        yield f"{where}: no name"
    if checkable:
        checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        on = checked == Qt.CheckState.Checked
        if not state.checkable or bool(state.checked) != on:
            yield f"{where}: its state does not say whether it is on"
        says_so = kind is CellKind.CHECK or name.startswith("On, " if on else "Off, ")
        if not says_so and name.isascii():
            yield f"{where}: “{name}” does not say whether it is on"
    if kind is CellKind.LINK and not empty and len(name.split(" ", 1)) < 2:
        yield f"{where}: “{name}” does not say with what"


def _of_menu(menu: QMenu, seen: QAccessibleInterface) -> Iterator[str]:
    actions = [action for action in menu.actions() if action.isVisible()]
    for at, action in enumerate(actions):
        child = seen.child(at)
        if action.isSeparator():
            continue
        name = child.text(_Text.Name) if child is not None else ""
        if name != plain(action.text()):
            yield f"{shown(menu)}: “{plain(action.text())}” is called “{name}”"
