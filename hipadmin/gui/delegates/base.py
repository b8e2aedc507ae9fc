"""The shared base of all delegates: grounds, lines, accent bar and focus ring of a row."""

from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hipadmin.gui.delegates.ink import Ink
from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.theme import Look

AnyIndex = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag


class CellHost(Protocol):
    """What a delegate asks the table it paints for."""

    @property
    def in_card(self) -> bool:
        """Whether the table lies in a card: narrower insets, no line under the last row."""

    def is_hovered(self, row: int) -> bool:
        """Whether the pointer is over the row."""

    def is_first(self, column: int) -> bool:
        """Whether the column is the first one shown."""

    def is_last(self, column: int) -> bool:
        """Whether the column is the last one shown."""

    def is_last_row(self, row: int) -> bool:
        """Whether the row is the last one."""

    def current_in_row(self, row: int) -> bool:
        """Whether the row holds the current cell and the table has the focus."""

    def ring_on_row(self) -> bool:
        """Whether the focus ring goes round the row, not round something in the current cell."""


class Cell:
    """One cell while it is painted."""

    def __init__(
        self, look: Look, host: CellHost, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        self.index = index
        self.rect: QRect = option.rect
        self.direction: Qt.LayoutDirection = option.direction
        state: QStyle.StateFlag = option.state
        self.selected = bool(state & _State.State_Selected)
        self.enabled = bool(state & _State.State_Enabled)
        self.active = _is_active(option)
        self.first = host.is_first(index.column())
        self.last = host.is_last(index.column())
        self.focused = host.current_in_row(index.row()) and bool(state & _State.State_HasFocus)
        yellow = look.theme.high_contrast and self.selected and self.active
        self.ink = Ink(look, on_yellow=yellow)
        self.content = self.rect.adjusted(*_padding(look, host, self.first, self.last))

    def visual(self, rect: QRect) -> QRect:
        """Mirror a left-to-right rectangle where the text runs from right to left."""
        return QStyle.visualRect(self.direction, self.rect, rect)


class CellDelegate(QStyledItemDelegate):
    """Paints the ground of a cell and leaves the content to its children."""

    def __init__(self, look: Look, host: CellHost, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.host = host

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint ground, content, line and ring of one cell."""
        painter.save()
        cell = Cell(self.look, self.host, option, index)
        self._paint_ground(painter, cell)
        self.paint_content(painter, cell)
        self._paint_ring(painter, cell)
        painter.restore()

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint what stands in the cell; children say what."""
        raise NotImplementedError

    def content_width(self, index: AnyIndex) -> int:
        """Give the width the content wants, in px, without padding; children say."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Give the width the cell wants and the height of a row."""
        first, last = self.host.is_first(index.column()), self.host.is_last(index.column())
        left, _top, right, _bottom = _padding(self.look, self.host, first, last)
        height = self.look.px(32 if self.host.in_card else 36)
        return QSize(self.content_width(index) + left - right, height)

    def displayText(self, value: object, locale: object) -> str:
        """Give plain text; numbers are not grouped behind our back."""
        return str(value)

    def _paint_ground(self, painter: QPainter, cell: Cell) -> None:
        row = cell.index.row()
        if cell.selected:
            token = "selected" if cell.active else "selected_off"
            painter.fillRect(cell.rect, self.look.color(token))
        elif self.host.is_hovered(row):
            painter.fillRect(cell.rect, self.look.color("hover"))
        self._paint_line(painter, cell)
        if cell.selected and cell.first:
            width = self.look.px(3)
            bar = QRect(cell.rect.left(), cell.rect.top(), width, cell.rect.height())
            painter.fillRect(cell.visual(bar), cell.ink("accent"))

    def _paint_line(self, painter: QPainter, cell: Cell) -> None:
        card = self.host.in_card
        if card and self.host.is_last_row(cell.index.row()):
            return
        inset = self.look.px(12) if card else 0
        left = inset if cell.first else 0
        right = inset if cell.last else 0
        line = QRect(
            cell.rect.left() + left, cell.rect.bottom(), cell.rect.width() - left - right, 1
        )
        painter.fillRect(cell.visual(line), self.look.color("row"))

    def _paint_ring(self, painter: QPainter, cell: Cell) -> None:
        if not (self.host.current_in_row(cell.index.row()) and self.host.ring_on_row()):
            return
        ring = self.look.ring
        rect = QRectF(cell.rect).adjusted(1, 1, -1, -1)
        # the ring of a row is drawn cell by cell: the sides lie outside all but the end cells
        over = self.look.px(12)
        start, end = (0 if cell.first else -over), (0 if cell.last else over)
        if cell.direction != Qt.LayoutDirection.LeftToRight:
            start, end = -end, -start
        painter.setClipRect(cell.rect)
        shape = rect.adjusted(start, 0, end, 0)
        rounded(painter, shape, self.look.px(4), border=cell.ink("focus"), width=ring)
        painter.setClipping(False)


def _padding(look: Look, host: CellHost, first: bool, last: bool) -> tuple[int, int, int, int]:
    inset, inner = look.px(12 if host.in_card else 24), look.px(8)
    return (inset if first else inner, 0, -(inset if last else inner), 0)


def _is_active(option: QStyleOptionViewItem) -> bool:
    """Whether the window has the focus; one that is not shown yet counts as having it."""
    widget = getattr(option, "widget", None)
    if not isinstance(widget, QWidget) or not widget.isVisible():
        return True
    return widget.isActiveWindow()
