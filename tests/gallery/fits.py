"""Whether everything that should be read can be read: nothing cut, nothing outside, no overlap."""

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSplitterHandle,
    QStackedWidget,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QTableView,
    QWidget,
)

from hipadmin.gui.models.columns import CellKind, Column
from hipadmin.gui.models.roles import Role
from hipadmin.gui.widgets.header import Header
from hipadmin.gui.widgets.labels import ElidedLabel
from hipadmin.gui.widgets.table import Table
from tests.gallery.names import plain, shown, visible_in

_BY_PIXEL = QTableView.ScrollMode.ScrollPerPixel
TOLERANCE = 1
"""Px by which rounding may be off."""


def faults_of_fit(window: QWidget) -> list[str]:
    """Say what is cut, sticks out or overlaps in ``window``."""
    found: list[str] = []
    for widget in visible_in(window):
        found += _of_place(widget)
        found += _of_words(widget)
        if widget.layout() is not None:
            found += _of_layout(widget)
    return found


def faults_of_screen(window: QWidget) -> list[str]:
    """Say whether ``window`` is larger than its screen, or lies outside."""
    room, box = window.screen().availableGeometry(), window.frameGeometry()
    if box.width() > room.width() or box.height() > room.height():
        return [f"{_size(box.size())} is larger than the screen, {_size(room.size())}"]
    if not room.contains(box):
        return [f"it lies outside the screen: {box.x()}, {box.y()}, {_size(box.size())}"]
    return []


def _size(size: QSize) -> str:
    return f"{size.width()} × {size.height()}"


# places


def _of_place(widget: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or isinstance(widget, QSplitterHandle):
        return
    box, room = widget.geometry(), parent.rect()
    scrolled = isinstance(parent.parentWidget(), QScrollArea) or _can_come(widget, parent)
    sideways = box.left() < room.left() - TOLERANCE or box.right() > room.right() + TOLERANCE
    upright = box.top() < room.top() - TOLERANCE or box.bottom() > room.bottom() + TOLERANCE
    if _is_inner(parent):
        return
    if sideways or (upright and not scrolled):
        yield f"{_path(widget)} sticks out of its parent by {_overhang(box, room)}"


def _can_come(widget: QWidget, viewport: QWidget) -> bool:
    """Whether what stands among the rows of a table can be scrolled into sight, bit by bit."""
    view = viewport.parentWidget()
    if not isinstance(view, QTableView) or view.verticalScrollMode() != _BY_PIXEL:
        return False
    bar = view.verticalScrollBar()
    return widget.geometry().bottom() - viewport.rect().bottom() <= bar.maximum() - bar.value()


def _is_inner(parent: QWidget) -> bool:
    """Whether Qt places the children itself: the head of a table, the list of a combo box."""
    return isinstance(parent, QAbstractScrollArea | QHeaderView | QAbstractSpinBox | QTabBar)


def _overhang(box: QRect, room: QRect) -> str:
    sides = {
        "left": room.left() - box.left(),
        "top": room.top() - box.top(),
        "right": box.right() - room.right(),
        "bottom": box.bottom() - room.bottom(),
    }
    return ", ".join(f"{px} px at the {side}" for side, px in sides.items() if px > TOLERANCE)


def _path(widget: QWidget) -> str:
    parent = widget.parentWidget()
    return f"{shown(widget)} in {type(parent).__name__}" if parent else shown(widget)


def _of_layout(widget: QWidget) -> Iterator[str]:
    children = [c for c in widget.children() if isinstance(c, QWidget) and _is_placed(c, widget)]
    for at, one in enumerate(children):
        for other in children[at + 1 :]:
            shared = one.geometry().intersected(other.geometry())
            if shared.width() > TOLERANCE and shared.height() > TOLERANCE:
                yield f"{_path(one)} overlaps {shown(other)} by {_size(shared.size())}"


def _is_placed(child: QWidget, parent: QWidget) -> bool:
    layout = parent.layout()
    return (
        child.isVisible()
        and not child.isWindow()
        and layout is not None
        and (layout.indexOf(child) >= 0 or not isinstance(parent, QStackedWidget))
    )


# words


def _of_words(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        yield from _of_elided(widget)
    elif isinstance(widget, QLabel) and widget.text():
        yield from _of_label(widget)
    elif isinstance(widget, QAbstractButton):
        yield from _of_button(widget)
    elif isinstance(widget, QComboBox):
        yield from _of_box(widget)
    elif isinstance(widget, QLineEdit):
        yield from _of_field(widget)
    elif isinstance(widget, QTabBar):
        yield from _of_tabs(widget)
    elif isinstance(widget, QTableView):
        yield from _of_table(widget)


def _of_label(label: QLabel) -> Iterator[str]:
    if label.wordWrap():
        need, room = label.heightForWidth(label.width()), label.height()
        if need > room + TOLERANCE:
            yield f"{shown(label)} needs {need} px of height and has {room}"
        word = max(plain(label.text()).split(), key=len, default="")
        wide = QFontMetrics(label.font()).horizontalAdvance(word)
        if label.textFormat() == Qt.TextFormat.PlainText and wide > label.width() + TOLERANCE:
            yield f"{shown(label)} breaks the word “{word}”"
        return
    need_size, size = label.sizeHint(), label.size()
    if need_size.width() > size.width() + TOLERANCE:
        yield f"{shown(label)} needs {need_size.width()} px and has {size.width()}"
    if need_size.height() > size.height() + TOLERANCE:
        yield f"{shown(label)} needs {need_size.height()} px of height and has {size.height()}"


def _of_elided(label: ElidedLabel) -> Iterator[str]:
    cut = label.sizeHint().width() > label.width()
    if cut and label.toolTip() != label.text():
        yield f"{shown(label)} is cut and nothing says the rest"
    if cut and label.width() < label.look.px(24):
        yield f"{shown(label)} has no room at all"
    if QFontMetrics(label.font()).height() > label.height() + TOLERANCE:
        yield f"{shown(label)} is too low for its letters"


def _of_button(button: QAbstractButton) -> Iterator[str]:
    need, size = button.sizeHint(), button.size()
    if button.property("is_link"):  # it has no frame to be cut
        need.setHeight(button.fontMetrics().height())
    gives_way = button.property("gives_way") is True and button.toolTip()
    if need.width() > size.width() + TOLERANCE and not gives_way:
        yield f"{shown(button)} needs {need.width()} px and has {size.width()}"
    if need.height() > size.height() + TOLERANCE:
        yield f"{shown(button)} needs {need.height()} px of height and has {size.height()}"


def _of_box(box: QComboBox) -> Iterator[str]:
    text = box.currentText() or box.placeholderText()
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
    icon = 0 if box.itemIcon(box.currentIndex()).isNull() else box.iconSize().width() + 4
    need = QFontMetrics(box.font()).horizontalAdvance(text) + icon
    if need > room.width() + TOLERANCE and not box.toolTip():
        yield f"{shown(box)} needs {need} px for “{text}” and has {room.width()}"


def _of_field(field: QLineEdit) -> Iterator[str]:
    hint = field.placeholderText()
    if field.text() or not hint or isinstance(field.parent(), QComboBox):
        return
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    part = QStyle.SubElement.SE_LineEditContents
    room = field.style().subElementRect(part, option, field).width()
    need = QFontMetrics(field.font()).horizontalAdvance(hint)
    if need > room + TOLERANCE and not field.toolTip():
        yield f"{shown(field)} has {room} px for its hint “{hint}”, which needs {need}"


def _of_tabs(bar: QTabBar) -> Iterator[str]:
    for at in range(bar.count()):
        need, box = bar.tabSizeHint(at).width(), bar.tabRect(at)
        if need > box.width() + TOLERANCE or box.right() > bar.rect().right() + TOLERANCE:
            yield f"tab “{bar.tabText(at)}” needs {need} px and has {box.width()}"


def _of_table(table: QTableView) -> Iterator[str]:
    head, model = table.horizontalHeader(), table.model()
    if model is None or not isinstance(table, Table):
        return
    for at in range(model.columnCount()):
        if not table.isColumnHidden(at) and isinstance(head, Header):
            yield from _of_column(table, head, at)
    over = head.length() - table.viewport().width()
    if over > TOLERANCE:
        yield f"{shown(table)} is {over} px wider than it can be seen"


def _of_column(table: Table, head: Header, at: int) -> Iterator[str]:
    word, width = head.word_width(at), head.sectionSize(at)
    title = str(table.model().headerData(at, Qt.Orientation.Horizontal) or "")
    if title and word > width + TOLERANCE:
        yield f"{shown(table)}: head “{title}” needs {word} px and has {width}"
    column = table.model().headerData(at, Qt.Orientation.Horizontal, Role.COLUMN)
    if not isinstance(column, Column) or column.kind not in (CellKind.LINK, CellKind.STATE):
        return
    for row in range(min(table.model().rowCount(), 12)):
        index = table.model().index(row, at)
        need = table.itemDelegateForColumn(at).sizeHint(None, index).width()
        if need > width + TOLERANCE:
            yield f"{shown(table)}: “{index.data()}” needs {need} px and has {width}"
