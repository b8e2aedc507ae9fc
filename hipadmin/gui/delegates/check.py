"""The delegate for check boxes: what is chosen in a list, which is no switch."""

from typing import Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from hipadmin.gui.delegates.base import Cell
from hipadmin.gui.delegates.cells import SwitchDelegate
from hipadmin.gui.delegates.ground import Ink
from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.models.columns import Column
from hipadmin.gui.theme import Look

SIZE = 18


class CheckDelegate(SwitchDelegate):
    """Paints a check box; a click anywhere in the cell asks for the other state."""

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint the box at the start of the cell."""
        column, item, side = cell.column, cell.item, self.look.px(SIZE)
        top = cell.rect.top() + (cell.rect.height() - side) // 2
        box = QRectF(cell.visual(QRect(cell.content.left(), top, side, side)))
        free = cell.enabled and not (column.busy is not None and column.busy(item))
        on = column.checked is not None and column.checked(item)
        paint_check(painter, self.look, cell.ink, box, on=on, enabled=free)
        if cell.focused:
            gap = self.look.px(3)
            ring = box.adjusted(-gap, -gap, gap, gap)
            ink = cell.ink("focus")
            rounded(painter, ring, self.look.px(4) + gap, border=ink, width=self.look.ring)

    def content_width(self, column: Column[Any], item: Any) -> int:
        """Give the width of a check box."""
        return self.look.px(SIZE)


def paint_check(
    painter: QPainter, look: Look, ink: Ink, box: QRectF, *, on: bool, enabled: bool
) -> None:
    """Draw a check box into ``box``."""
    tone = "disabled" if not enabled else "accent" if on else "control"
    fill, border = ink(tone if on else "base"), ink(tone)
    rounded(painter, box, look.px(4), fill=fill, border=border, width=look.hair)
    if on:
        gap = look.px(1)
        paint_icon(painter, Icon.CHECK, box.adjusted(gap, gap, -gap, -gap), ink("on_accent"))
