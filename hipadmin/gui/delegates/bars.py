"""A small chart in a cell: a bar for each hour, what failed on top of what went well."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from hipadmin.gui.delegates.base import Cell, CellDelegate
from hipadmin.gui.delegates.paint import Run, paint_runs
from hipadmin.gui.models.columns import ABSENT, Column
from hipadmin.gui.theme import FontRole

BARS, STEP, BAR, HEIGHT = 24, 4, 3, 18
"""How many bars a cell has room for; design px from one to the next, of one, and of the highest."""


class BarsDelegate(CellDelegate):
    """Paints them; the text of the cell says the same in words."""

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint the bars, or that there is nothing."""
        bars = cell.column.bars(cell.item) if cell.column.bars else ()
        most = max((good + bad for good, bad in bars), default=0)
        if not most:
            run = Run.of(self.look, ABSENT, FontRole.BODY, cell.ink("text2"))
            paint_runs(painter, cell.rect, cell.content, [run], 0, cell.direction)
            return
        self._paint_bars(painter, cell, bars, most)

    def _paint_bars(
        self, painter: QPainter, cell: Cell, bars: Sequence[tuple[int, int]], most: int
    ) -> None:
        px = self.look.px
        full, line = px(HEIGHT), max(self.look.hair, 1)
        bottom = cell.content.top() + (cell.content.height() + full) // 2
        for at, (good, bad) in enumerate(bars):
            left = cell.content.left() + at * px(STEP)
            if not good + bad:
                base = QRect(left, bottom - line, px(BAR), line)
                painter.fillRect(cell.visual(base), cell.ink("line"))
                continue
            whole = max(round(full * (good + bad) / most), line)
            failed = min(max(round(full * bad / most), 2 * line), whole) if bad else 0
            self._paint_part(painter, cell, left, bottom - whole, whole - failed, failed)

    def _paint_part(
        self, painter: QPainter, cell: Cell, left: int, top: int, good: int, bad: int
    ) -> None:
        width = self.look.px(BAR)
        for offset, height, token in ((0, bad, "danger"), (bad, good, "text2")):
            if height > 0:
                box = QRect(left, top + offset, width, height)
                painter.fillRect(cell.visual(box), cell.ink(token))

    def content_width(self, column: Column[Any], item: Any) -> int:
        """Give the width of all bars."""
        return self.look.px(BARS * STEP)
