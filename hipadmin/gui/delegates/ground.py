"""What cells have in common while a table is painted, asked once; and the ink on such ground."""

from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from hipadmin.gui.models.columns import Column
from hipadmin.gui.theme import Look

_NOWHERE = -1


class Ink:
    """Answers tokens with colours; on the yellow of high contrast everything is black."""

    def __init__(self, look: Look, *, on_yellow: bool = False) -> None:
        self._look = look
        self._on_yellow = on_yellow

    @property
    def on_yellow(self) -> bool:
        """Whether the ground is the selection of high contrast."""
        return self._on_yellow

    def __call__(self, token: str) -> QColor:
        """Give the colour for ``token`` on this ground."""
        if not self._on_yellow:
            return self._look.color(token)
        ground = token in ("base", "on_accent") or token.endswith("_bg")
        return self._look.color("selected" if ground else "on_selected")


class CellHost(Protocol):
    """What a delegate asks the table it paints for."""

    def cell_at(self, row: int, column: int) -> tuple[Column[Any], Any]:
        """Give the description of a column and a row."""

    @property
    def in_card(self) -> bool:
        """Whether the table lies in a card: narrower insets, no line under the last row."""

    @property
    def edges(self) -> tuple[int, int]:
        """The columns shown first and last."""


class Ground:
    """Sizes and colours of a table, and where focus, pointer and ends of rows are.

    Args:
        in_card, edges: see `CellHost`.
        focus: row and column of the current cell while the table has the focus, else -1.
        ring_on_row: whether the focus ring goes round the row, not round something in the cell.
        hovered: the row under the pointer, or -1.
        last_row: the last row there is.
        active: whether the window has the focus.
        enabled: whether anything can be done with the table.
        direction: that of its texts.
    """

    def __init__(
        self,
        look: Look,
        *,
        in_card: bool,
        edges: tuple[int, int],
        focus: tuple[int, int],
        ring_on_row: bool,
        hovered: int,
        last_row: int,
        active: bool,
        enabled: bool,
        direction: Qt.LayoutDirection,
    ) -> None:
        self.look = look
        self.in_card = in_card
        self.edges = self.first, self.last = edges
        self.focus = focus
        self.ring_row = focus[0] if ring_on_row else _NOWHERE
        self.hovered = hovered
        self.unlined = last_row if in_card else _NOWHERE
        self.active = active
        self.enabled = enabled
        self.direction = direction
        self.ink = Ink(look)
        self.selected_ink = Ink(look, on_yellow=look.theme.high_contrast and active)
        self.selected = look.color("selected" if active else "selected_off")
        self.hover = look.color("hover")
        self.line = look.color("row")
        self.line_inset = look.px(12) if in_card else 0
        self.bar = look.px(3)

    def paddings(self, column: int) -> tuple[int, int]:
        """Give the room left and right of a cell's content."""
        return padding(self.look, column, self.edges, in_card=self.in_card)


def padding(look: Look, column: int, edges: tuple[int, int], *, in_card: bool) -> tuple[int, int]:
    """Give the room left and right of the content of the cells in a column."""
    inset, inner = look.px(12 if in_card else 24), look.px(8)
    return (inset if column == edges[0] else inner), (inset if column == edges[1] else inner)
