"""Delegates for Activity: messages stand on sunken ground below events, some rows are tall."""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from hipadmin.gui.delegates.base import AnyIndex, Cell, CellDelegate
from hipadmin.gui.delegates.cells import StateDelegate, TextDelegate
from hipadmin.gui.delegates.paint import paint_runs
from hipadmin.gui.models.activity_columns import TIME, WHAT, WHY, is_alarming
from hipadmin.gui.models.activity_lines import EventLine
from hipadmin.gui.models.columns import Column
from hipadmin.gui.models.roles import Role
from hipadmin.gui.theme import FontRole

ROW = 36
SIGN = 22
"""Design px of the disclosure arrow, or of a room's icon, and the gap after it."""
BELOW = 14
"""Design px by which a room stands further in than its event."""


class _FeedDelegate(CellDelegate):
    """Paints into the first line of a row that is taller: below it stands a reason."""

    def painted(self, rect: QRect) -> QRect:
        """Give what is as high as an ordinary row."""
        height = min(rect.height(), self.look.px(ROW))
        return QRect(rect.left(), rect.top(), rect.width(), height)

    def _paint_ground(self, painter: QPainter, cell: Cell) -> None:
        if not isinstance(cell.item, EventLine):
            painter.fillRect(cell.rect, self.look.color("sunken"))
        super()._paint_ground(painter, cell)


class FeedStateDelegate(_FeedDelegate, StateDelegate):
    """Paints states."""


class FeedTextDelegate(_FeedDelegate, TextDelegate):
    """Paints texts; a click on the arrow of an event asks to open or close it.

    Signals:
        turned: the index whose arrow was clicked.
    """

    turned = Signal(object)

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint arrow or icon, the fact, and a second one."""
        column, item = cell.column, cell.item
        cell.content.adjust(self._indent(column, item), 0, 0, 0)
        rect = self._paint_icon(painter, cell) if column.icon else cell.content
        runs = [self._run(cell, column.text(item), _role(column, item), _token(column, item))]
        second = column.secondary(item) if column.secondary else ""
        if second:
            runs.append(self._run(cell, second, FontRole.BODY, "text2"))
        paint_runs(painter, cell.rect, rect, runs, self.look.px(8), cell.direction)

    def content_width(self, column: Column[Any], item: Any) -> int:
        """Add the indent to what stands there."""
        return super().content_width(column, item) + self._indent(column, item)

    def _indent(self, column: Column[Any], item: Any) -> int:
        sign = 0 if column.icon and column.icon(item) else SIGN
        if column.key == TIME:
            return self.look.px(sign)
        if column.key == WHAT and not isinstance(item, EventLine):
            return self.look.px(BELOW) + self.look.px(sign)
        return 0

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: AnyIndex,
    ) -> bool:
        """Take clicks on the arrow."""
        if not isinstance(event, QMouseEvent) or not self._is_on_arrow(event, option, index):
            return False
        if event.type() == QEvent.Type.MouseButtonRelease:
            self.turned.emit(index)
        return True

    def _is_on_arrow(
        self, event: QMouseEvent, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        column, item = self.host.cell_at(index.row(), index.column())
        if column.key != TIME or event.button() != Qt.MouseButton.LeftButton:
            return False
        if not isinstance(item, EventLine) or item.opened is None:
            return False
        reach, rect = self.look.px(24 + SIGN), option.rect
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        x = event.position().x()
        return bool(rect.right() - x <= reach if mirrored else x - rect.left() <= reach)


def arrow_of(index: AnyIndex) -> EventLine | None:
    """The event whose arrow stands in this row, None without one."""
    item = index.data(Role.ROW)
    return item if isinstance(item, EventLine) and item.opened is not None else None


def _role(column: Column[Any], item: Any) -> FontRole:
    return FontRole.NAME if column.strong and isinstance(item, EventLine) else FontRole.BODY


def _token(column: Column[Any], item: Any) -> str:
    if column.key == WHY and is_alarming(item):
        return "danger"
    return "text2" if column.muted and column.muted(item) else "text"
