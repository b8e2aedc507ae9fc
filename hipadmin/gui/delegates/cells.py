"""Delegates for text, lists of names, states, switches and links."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from hipadmin.gui.delegates.base import AnyIndex, Cell, CellDelegate
from hipadmin.gui.delegates.names import joined, shortened
from hipadmin.gui.delegates.paint import (
    Run,
    SwitchFace,
    paint_runs,
    paint_state,
    paint_switch,
    rounded,
    state_width,
)
from hipadmin.gui.look.icons import paint_icon
from hipadmin.gui.models.columns import Column
from hipadmin.gui.models.roles import Role
from hipadmin.gui.theme import FontRole

_Display = Qt.ItemDataRole.DisplayRole


class TextDelegate(CellDelegate):
    """Paints a fact and, after it in text2, a second one."""

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint icon, text and second fact; the second one is elided first."""
        column, item = cell.column, cell.item
        rect = self._paint_icon(painter, cell) if column.icon else cell.content
        role = _role(column)
        token = "text2" if column.muted and column.muted(item) else "text"
        text = self.text_in(column, item, rect.width())
        runs = [self._run(cell, text, role, token)]
        second = column.secondary(item) if column.secondary else ""
        if second:
            runs.append(self._run(cell, second, FontRole.BODY, "text2"))
        paint_runs(painter, cell.rect, rect, runs, self.look.px(8), cell.direction)

    def text_in(self, column: Column[Any], item: Any, width: int) -> str:
        """Give the first fact as it stands in ``width`` px; longer ones are elided."""
        return column.text(item)

    def content_width(self, column: Column[Any], item: Any) -> int:
        """Add up icon, text and second fact."""
        width = self.look.width(_role(column), self.full_text(column, item))
        second = column.secondary(item) if column.secondary else ""
        if second:
            width += self.look.px(8) + self.look.width(FontRole.BODY, second)
        if column.icon and column.icon(item):
            width += self.look.px(16 + 6)
        return width + 1

    def full_text(self, column: Column[Any], item: Any) -> str:
        """Give the first fact in full."""
        return column.text(item)

    def _run(self, cell: Cell, text: str, role: FontRole, token: str) -> Run:
        ink = cell.ink(token if cell.enabled else "disabled")
        return Run.of(self.look, text, role, ink)

    def _paint_icon(self, painter: QPainter, cell: Cell) -> QRect:
        column, item, box = cell.column, cell.item, cell.content
        icon = column.icon(item) if column.icon else None
        if icon is None:
            return box
        tone = column.icon_tone(item) if column.icon_tone else None
        size = self.look.px(16)
        spot = QRect(box.left(), box.top() + (box.height() - size) // 2, size, size)
        ink = cell.ink(tone.token if tone else "text2")
        paint_icon(painter, icon, QRectF(cell.visual(spot)), ink, mirrored=cell.mirrored)
        return box.adjusted(size + self.look.px(6), 0, 0, 0)


def _role(column: Column[Any]) -> FontRole:
    if column.mono:
        return FontRole.MONO
    return FontRole.NAME if column.strong else FontRole.BODY


class NamesDelegate(TextDelegate):
    """Paints a list of names, shortened by names: "Builds, Ops, +2"."""

    def text_in(self, column: Column[Any], item: Any, width: int) -> str:
        """Give as many names as fit, and how many more there are."""
        names = column.names(item) if column.names else ()
        if not names:
            return super().text_in(column, item, width)
        return shortened(names, self.look.metrics(_role(column)), width)

    def taken_width(self, position: int, rows: Iterable[int], width: int) -> int:
        """Leave what is too little for another name."""
        around = self._around(position)
        cells = (self.host.cell_at(row, position) for row in rows)
        widths = (self._shown_width(column, item, width - around) for column, item in cells)
        return min(width, max(widths, default=0) + around)

    def _shown_width(self, column: Column[Any], item: Any, width: int) -> int:
        return self.look.width(_role(column), self.text_in(column, item, width)) + 1

    def full_text(self, column: Column[Any], item: Any) -> str:
        """Give all names."""
        names = column.names(item) if column.names else ()
        return joined(names) if names else super().full_text(column, item)


class StateDelegate(CellDelegate):
    """Paints a `StateMark`: quiet as icon and word, loud as a filled chip."""

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint the state, if the cell has one."""
        mark = cell.column.state(cell.item) if cell.column.state else None
        if mark is not None:
            box = cell.visual(cell.content)
            paint_state(painter, self.look, cell.ink, box, mark, cell.direction)

    def content_width(self, column: Column[Any], item: Any) -> int:
        """Give the width of icon, word and chip."""
        mark = column.state(item) if column.state else None
        return state_width(self.look, mark) if mark is not None else 0


class PressedDelegate(CellDelegate):
    """A cell that acts: a click anywhere in it does."""

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: AnyIndex,
    ) -> bool:
        """Take clicks anywhere in the cell."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return True
        return _is_left_release(event) and self.press(index)

    def press(self, index: AnyIndex) -> bool:
        """Act; say whether the click was for the cell."""
        raise NotImplementedError


class SwitchDelegate(PressedDelegate):
    """Paints a switch; a click anywhere in the cell asks for the other state.

    Signals:
        toggled: the index whose switch was clicked; nothing has changed yet.
    """

    toggled = Signal(object)

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint the switch at the start of the cell."""
        column, item = cell.column, cell.item
        width = self.look.px(32)
        spot = QRect(cell.content.left(), cell.rect.top(), width, cell.rect.height())
        face = SwitchFace(
            on=column.checked is not None and column.checked(item),
            effective=column.effective is None or column.effective(item),
            busy=column.busy is not None and column.busy(item),
            focus=cell.focused,
            enabled=cell.enabled,
            mirrored=cell.mirrored,
        )
        paint_switch(painter, self.look, cell.ink, cell.visual(spot), face)

    def content_width(self, column: Column[Any], item: Any) -> int:
        """Give the width of a switch; the On column is 72 wide on a page, 52 in a card."""
        return self.look.px(32 if self.host.in_card else 40)

    def press(self, index: AnyIndex) -> bool:
        """Ask for the other state, unless it is on its way already."""
        if not index.data(Role.BUSY):
            self.toggled.emit(index)
        return True


class LinkDelegate(PressedDelegate):
    """Paints a link-coloured word; a click on the cell acts.

    Signals:
        activated: the index whose word was clicked.
    """

    activated = Signal(object)

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint the word and, when it is current, a ring round it."""
        word = cell.column.text(cell.item)
        if not word:
            return
        ink = cell.ink("link" if cell.enabled else "disabled")
        run = Run.of(self.look, word, FontRole.NAME, ink)
        if cell.focused:
            self._paint_word_ring(painter, cell, run.width)
        paint_runs(painter, cell.rect, cell.content, [run], 0, cell.direction)

    def content_width(self, column: Column[Any], item: Any) -> int:
        """Give the width of the word."""
        return self.look.width(FontRole.NAME, column.text(item)) + 1

    def _paint_word_ring(self, painter: QPainter, cell: Cell, width: int) -> None:
        gap, height = self.look.px(5), self.look.px(24)
        top = cell.content.top() + (cell.content.height() - height) // 2
        box = QRect(cell.content.left() - gap, top, width + 2 * gap, height)
        shown = QRectF(cell.visual(box))
        rounded(painter, shown, self.look.px(4), border=cell.ink("focus"), width=self.look.ring)

    def press(self, index: AnyIndex) -> bool:
        """Act, where a word stands."""
        if not index.data(_Display):
            return False
        self.activated.emit(index)
        return True


def _is_left_release(event: QEvent) -> bool:
    return (
        event.type() == QEvent.Type.MouseButtonRelease
        and isinstance(event, QMouseEvent)
        and event.button() == Qt.MouseButton.LeftButton
    )
