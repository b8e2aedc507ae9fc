"""The shared base of all delegates: grounds, lines, accent bar and focus ring of a row."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hipadmin.gui.delegates.ground import CellHost, Ground, padding
from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.models.columns import Column
from hipadmin.gui.theme import Look

AnyIndex = QModelIndex | QPersistentModelIndex
_LTR = Qt.LayoutDirection.LeftToRight


class Cell:
    """One cell while it is painted: ``item`` is its row, ``column`` says what to ask of it."""

    def __init__(
        self,
        ground: Ground,
        rect: QRect,
        place: tuple[int, int],
        content: tuple[Column[Any], Any],
        *,
        selected: bool,
    ) -> None:
        self.ground = ground
        self.row, position = place
        self.column, self.item = content
        self.rect = rect
        self.direction = ground.direction
        self.selected = selected
        self.enabled = ground.enabled
        self.first = position == ground.first
        self.last = position == ground.last
        self.focused = place == ground.focus
        self.ink = ground.selected_ink if selected else ground.ink
        left, right = ground.paddings(position)
        self.content = self.rect.adjusted(left, 0, -right, 0)

    @property
    def mirrored(self) -> bool:
        """Whether the text runs from right to left."""
        return self.direction is not _LTR

    def visual(self, rect: QRect) -> QRect:
        """Mirror a left-to-right rectangle where the text runs from right to left."""
        return QStyle.visualRect(self.direction, self.rect, rect) if self.mirrored else rect


class CellDelegate(QStyledItemDelegate):
    """Paints the ground of a cell and leaves the content to its children.

    The table calls it and it asks the column about the row itself: the ways of Qt, from its view
    here and from here through the model's roles, each cost more than the painting.
    """

    def __init__(self, look: Look, host: CellHost, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.host = host

    def painted(self, rect: QRect) -> QRect:
        """Give the part of a cell that is painted into: all of it."""
        return rect

    def paint_cell(self, painter: QPainter, cell: Cell) -> None:
        """Paint ground, content, line and ring of one cell."""
        painter.save()
        self._paint_ground(painter, cell)
        self.paint_content(painter, cell)
        if cell.row == cell.ground.ring_row:
            self._paint_ring(painter, cell)
        painter.restore()

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint what stands in the cell; children say what."""
        raise NotImplementedError

    def content_width(self, column: Column[Any], item: Any) -> int:
        """Give the width the content wants, in px, without padding; children say."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Give the width the cell wants and the height of a row."""
        row, column = index.row(), index.column()
        width = self.content_width(*self.host.cell_at(row, column))
        left, right = padding(self.look, column, self.host.edges, in_card=self.host.in_card)
        return QSize(width + left + right, self.look.px(32 if self.host.in_card else 36))

    def column_width(self, position: int, rows: Iterable[int]) -> int:
        """Give the width that the cells of ``rows`` in a column want, 0 without rows."""
        cells = (self.host.cell_at(row, position) for row in rows)
        widest = max((self.content_width(*cell) for cell in cells), default=-1)
        return widest + self._around(position) if widest >= 0 else 0

    def taken_width(self, position: int, rows: Iterable[int], width: int) -> int:
        """Give what the cells of ``rows`` make use of where a column is ``width`` px: all of it."""
        return width

    def _around(self, position: int) -> int:
        return sum(padding(self.look, position, self.host.edges, in_card=self.host.in_card))

    def displayText(self, value: object, locale: object) -> str:
        """Give plain text; numbers are not grouped behind our back."""
        return str(value)

    def _paint_ground(self, painter: QPainter, cell: Cell) -> None:
        ground, rect = cell.ground, cell.rect
        if cell.selected:
            painter.fillRect(rect, ground.selected)
        elif cell.row == ground.hovered:
            painter.fillRect(rect, ground.hover)
        if cell.row != ground.unlined:
            self._paint_line(painter, cell)
        if cell.selected and cell.first:
            bar = QRect(rect.left(), rect.top(), ground.bar, rect.height())
            painter.fillRect(cell.visual(bar), cell.ink("accent"))

    def _paint_line(self, painter: QPainter, cell: Cell) -> None:
        rect, inset = cell.rect, cell.ground.line_inset
        left = inset if cell.first else 0
        right = inset if cell.last else 0
        line = QRect(rect.left() + left, rect.bottom(), rect.width() - left - right, 1)
        painter.fillRect(cell.visual(line), cell.ground.line)

    def _paint_ring(self, painter: QPainter, cell: Cell) -> None:
        ring = self.look.ring
        rect = QRectF(cell.rect).adjusted(1, 1, -1, -1)
        # the ring of a row is drawn cell by cell: the sides lie outside all but the end cells
        over = self.look.px(12)
        start, end = (0 if cell.first else -over), (0 if cell.last else over)
        if cell.mirrored:
            start, end = -end, -start
        painter.setClipRect(cell.rect)
        shape = rect.adjusted(start, 0, end, 0)
        rounded(painter, shape, self.look.px(4), border=cell.ink("focus"), width=ring)
        painter.setClipping(False)
