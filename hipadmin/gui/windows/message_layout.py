"""How the parts of a message stand to each other: below, beside, in rows.

What holds parts lays them out left to right and mirrors their places within its own.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter

from hipadmin.gui.windows.message_parts import NARROW, Canvas, Part

Places = list[tuple[Part, QRect]]


class _Holder:
    """Holds parts; a kind of holder says where they stand."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._known: tuple[int, Places] = (-1, [])

    def places(self, width: int) -> Places:
        """Where each part stands, left to right from 0, 0."""
        raise NotImplementedError

    def _places(self, width: int) -> Places:
        """The places for this width, computed once: every paint and move of the mouse asks."""
        if self._known[0] != width:
            self._known = width, self.places(width)
        return self._known[1]

    def size(self, width: int) -> QSize:
        """As high and wide as what it holds."""
        boxes = [box for _, box in self._places(width)]
        wide = max((box.right() + 1 for box in boxes), default=0)
        return QSize(wide, max((box.bottom() + 1 for box in boxes), default=0))

    def paint(self, painter: QPainter, rect: QRect) -> None:
        """Draw every part."""
        for part, box in self._placed(rect):
            part.paint(painter, box)

    def link_at(self, rect: QRect, spot: QPoint) -> str:
        """Ask the part under the pointer."""
        found = (p.link_at(box, spot) for p, box in self._placed(rect) if box.contains(spot))
        return next((link for link in found if link), "")

    def _placed(self, rect: QRect) -> Places:
        start = rect.topLeft()
        moved = [(part, box.translated(start)) for part, box in self._places(rect.width())]
        return [(part, self._canvas.place(rect, box)) for part, box in moved]


class Stack(_Holder):
    """Parts below each other, ``gap`` px apart."""

    def __init__(self, canvas: Canvas, parts: Sequence[Part], gap: int = 4) -> None:
        super().__init__(canvas)
        self._parts = parts
        self._gap = canvas.look.px(gap)

    def places(self, width: int) -> Places:
        """Below each other."""
        top, found = 0, []
        for part in self._parts:
            size = part.size(width)
            found.append((part, QRect(QPoint(0, top), size)))
            top += size.height() + self._gap
        return found


class Beside(_Holder):
    """A small part, a main one that takes the rest, and perhaps one at the far end.

    ``centred`` levels their middles instead of their tops; ``tight`` leaves the rest unused.
    """

    def __init__(
        self,
        canvas: Canvas,
        first: Part | None,
        main: Part,
        last: Part | None = None,
        gap: int = 12,
        *,
        centred: bool = False,
        tight: bool = False,
    ) -> None:
        super().__init__(canvas)
        self._parts = [part for part in (first, main, last) if part is not None]
        self._main = main
        self._gap = canvas.look.px(gap)
        self._centred = centred
        self._tight = tight

    def places(self, width: int) -> Places:
        """Beside each other; the main part gets what the others leave."""
        others = [
            part.size(width).width() + self._gap for part in self._parts if part is not self._main
        ]
        rest, left, found = max(NARROW, width - sum(others)), 0, []
        for part in self._parts:
            size = part.size(rest) if part is self._main else part.size(width)
            stretched = part is self._main and not self._tight
            wide = rest if stretched else size.width()
            found.append((part, QRect(left, 0, wide, size.height())))
            left += wide + self._gap
        return _levelled(found) if self._centred else found


def _levelled(found: Places) -> Places:
    high = max(box.height() for _, box in found)
    return [(part, box.translated(0, (high - box.height()) // 2)) for part, box in found]


class Flow(_Holder):
    """Parts beside each other as far as they fit, then in the next row."""

    def __init__(
        self, canvas: Canvas, parts: Sequence[Part], across: int = 28, down: int = 8
    ) -> None:
        super().__init__(canvas)
        self._parts = parts
        self._across, self._down = canvas.look.px(across), canvas.look.px(down)

    def places(self, width: int) -> Places:
        """Row by row."""
        left = top = high = 0
        found: Places = []
        for part in self._parts:
            size = part.size(width)
            if left and left + size.width() > width:
                left, top, high = 0, top + high + self._down, 0
            found.append((part, QRect(QPoint(left, top), size)))
            left += size.width() + self._across
            high = max(high, size.height())
        return found
