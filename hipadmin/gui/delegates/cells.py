"""Delegates for text, lists of names, states, switches and links."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter
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
from hipadmin.gui.icons import Icon, paint_icon
from hipadmin.gui.models.columns import Column
from hipadmin.gui.models.roles import Role, StateMark, Tone
from hipadmin.gui.theme import FontRole

_Display = Qt.ItemDataRole.DisplayRole


class TextDelegate(CellDelegate):
    """Paints a fact and, after it in text2, a second one."""

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint icon, text and second fact; the second one is elided first."""
        rect = self._paint_icon(painter, cell)
        runs = [self._run(cell, self.text_in(cell.index, rect.width()))]
        second = str(cell.index.data(Role.SECONDARY) or "")
        if second:
            runs.append(Run(second, self.look.font(FontRole.BODY), self._ink(cell, "text2")))
        paint_runs(painter, cell.rect, rect, runs, self.look.px(8), cell.direction)

    def text_in(self, index: AnyIndex, width: int) -> str:
        """Give the first fact as it stands in ``width`` px; longer ones are elided."""
        return str(index.data(_Display) or "")

    def content_width(self, index: AnyIndex) -> int:
        """Add up icon, text and second fact."""
        width = QFontMetrics(self._font(index)).horizontalAdvance(self.full_text(index))
        second = str(index.data(Role.SECONDARY) or "")
        if second:
            metrics = QFontMetrics(self.look.font(FontRole.BODY))
            width += self.look.px(8) + metrics.horizontalAdvance(second)
        if index.data(Role.ICON):
            width += self.look.px(16 + 6)
        return width + 1

    def full_text(self, index: AnyIndex) -> str:
        """Give the first fact in full."""
        return str(index.data(_Display) or "")

    def _run(self, cell: Cell, text: str) -> Run:
        token = "text2" if cell.index.data(Role.MUTED) else "text"
        return Run(text, self._font(cell.index), self._ink(cell, token))

    def _ink(self, cell: Cell, token: str) -> QColor:
        return cell.ink(token if cell.enabled else "disabled")

    def _font(self, index: AnyIndex) -> QFont:
        column = index.data(Role.COLUMN)
        if isinstance(column, Column) and column.mono:
            return self.look.font(FontRole.MONO)
        strong = isinstance(column, Column) and column.strong
        return self.look.font(FontRole.NAME if strong else FontRole.BODY)

    def _paint_icon(self, painter: QPainter, cell: Cell) -> QRect:
        # Qt turns enums of text into plain text on their way through a model
        icon, tone = cell.index.data(Role.ICON), cell.index.data(Role.ICON_TONE)
        if not icon:
            return cell.content
        token = Tone(tone).token if tone else "text2"
        size = self.look.px(16)
        box = cell.content
        spot = QRect(box.left(), box.top() + (box.height() - size) // 2, size, size)
        mirrored = cell.direction != Qt.LayoutDirection.LeftToRight
        shown = QRectF(cell.visual(spot))
        paint_icon(painter, Icon(icon), shown, cell.ink(token), mirrored=mirrored)
        return box.adjusted(size + self.look.px(6), 0, 0, 0)


class NamesDelegate(TextDelegate):
    """Paints a list of names, shortened by names: "Builds, Ops, +2"."""

    def text_in(self, index: AnyIndex, width: int) -> str:
        """Give as many names as fit, and how many more there are."""
        names = index.data(Role.NAMES)
        if not names:
            return super().text_in(index, width)
        return shortened(names, QFontMetrics(self._font(index)), width)

    def full_text(self, index: AnyIndex) -> str:
        """Give all names."""
        names = index.data(Role.NAMES)
        return joined(names) if names else super().full_text(index)


class StateDelegate(CellDelegate):
    """Paints a `StateMark`: quiet as icon and word, loud as a filled chip."""

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint the state, if the cell has one."""
        mark = cell.index.data(Role.STATE)
        if isinstance(mark, StateMark):
            paint_state(painter, self.look, cell.ink, cell.content, mark, cell.direction)

    def content_width(self, index: AnyIndex) -> int:
        """Give the width of icon, word and chip."""
        mark = index.data(Role.STATE)
        return state_width(self.look, mark) if isinstance(mark, StateMark) else 0


class SwitchDelegate(CellDelegate):
    """Paints a switch; a click anywhere in the cell asks for the other state.

    Signals:
        toggled: the index whose switch was clicked; nothing has changed yet.
    """

    toggled = Signal(object)

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint the switch at the start of the cell."""
        index = cell.index
        width = self.look.px(32)
        spot = QRect(cell.content.left(), cell.rect.top(), width, cell.rect.height())
        face = SwitchFace(
            on=Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked,
            effective=index.data(Role.EFFECT) is not False,
            busy=bool(index.data(Role.BUSY)),
            focus=cell.focused,
            enabled=cell.enabled,
            mirrored=cell.direction != Qt.LayoutDirection.LeftToRight,
        )
        paint_switch(painter, self.look, cell.ink, cell.visual(spot), face)

    def content_width(self, index: AnyIndex) -> int:
        """Give the width of a switch; the On column is 72 wide on a page, 52 in a card."""
        return self.look.px(32 if self.host.in_card else 40)

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
        if not _is_left_release(event):
            return False
        if not index.data(Role.BUSY):
            self.toggled.emit(index)
        return True


class LinkDelegate(CellDelegate):
    """Paints a link-coloured word; a click on the cell acts.

    Signals:
        activated: the index whose word was clicked.
    """

    activated = Signal(object)

    def paint_content(self, painter: QPainter, cell: Cell) -> None:
        """Paint the word and, when it is current, a ring round it."""
        word = str(cell.index.data(_Display) or "")
        if not word:
            return
        ink = cell.ink("link" if cell.enabled else "disabled")
        run = Run(word, self.look.font(FontRole.NAME), ink)
        if cell.focused:
            self._paint_word_ring(painter, cell, run.width)
        paint_runs(painter, cell.rect, cell.content, [run], 0, cell.direction)

    def content_width(self, index: AnyIndex) -> int:
        """Give the width of the word."""
        word = str(index.data(_Display) or "")
        return QFontMetrics(self.look.font(FontRole.NAME)).horizontalAdvance(word) + 1

    def _paint_word_ring(self, painter: QPainter, cell: Cell, width: int) -> None:
        gap, height = self.look.px(5), self.look.px(24)
        top = cell.content.top() + (cell.content.height() - height) // 2
        box = QRect(cell.content.left() - gap, top, width + 2 * gap, height)
        shown = QRectF(cell.visual(box))
        rounded(painter, shown, self.look.px(4), border=cell.ink("focus"), width=self.look.ring)

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
        if not _is_left_release(event) or not index.data(_Display):
            return False
        self.activated.emit(index)
        return True


def _is_left_release(event: QEvent) -> bool:
    return (
        event.type() == QEvent.Type.MouseButtonRelease
        and isinstance(event, QMouseEvent)
        and event.button() == Qt.MouseButton.LeftButton
    )
