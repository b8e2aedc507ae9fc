"""The table of Activity: events that open and close, and a block that stands under one row."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from hipadmin.gui.delegates.base import CellDelegate
from hipadmin.gui.delegates.feed import FeedStateDelegate, FeedTextDelegate, arrow_of
from hipadmin.gui.models.activity_columns import WHAT
from hipadmin.gui.models.activity_lines import DeliveryLine, EventLine, HeldLine
from hipadmin.gui.models.columns import CellKind
from hipadmin.gui.models.roles import Role
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.table import Table

GAP, INSET = 6, 24


class ActivityTable(Table):
    """Right and Left open and close an event, Left on a message goes to its event.

    Signals:
        turn_asked: (number of an event, whether it shall be open).
    """

    turn_asked = Signal(int, bool)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        self._block: QWidget | None = None
        self._block_key: Hashable = None
        self._tall = QPersistentModelIndex()
        super().__init__(look, name, parent)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.place_block)
        self.horizontalHeader().sectionResized.connect(self._soon.start)
        look.changed.connect(self._soon.start)

    def _make_delegates(self) -> dict[CellKind, CellDelegate]:
        text = FeedTextDelegate(self.look, self, self)
        text.turned.connect(self._on_turned)
        states = FeedStateDelegate(self.look, self, self)
        return super()._make_delegates() | {CellKind.TEXT: text, CellKind.STATE: states}

    # opening and closing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open and close events with the arrows that point along and against the reading."""
        along, against = Qt.Key.Key_Right, Qt.Key.Key_Left
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            along, against = against, along
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() in (along, against):
            self._turn(self.currentIndex(), event.key() == along)
        else:
            super().keyPressEvent(event)

    def _turn(self, index: QModelIndex, opened: bool) -> None:
        line = index.data(Role.ROW) if index.isValid() else None
        if isinstance(line, EventLine):
            self.turn_asked.emit(line.story.id, opened)
        elif isinstance(line, DeliveryLine | HeldLine) and not opened:
            self._go_to_key(("event", line.event_id))

    def _go_to_key(self, key: Hashable) -> None:
        position = self._rows_model().position_of(key)
        if position >= 0:
            self.setCurrentIndex(self.model().index(position, self.currentIndex().column()))

    @Slot(object)
    def _on_turned(self, index: QModelIndex) -> None:
        line = arrow_of(index)
        if line is not None:
            self.turn_asked.emit(line.story.id, not line.opened)

    # staying where one is

    @contextmanager
    def staying(self, *, at_current: bool = False) -> Iterator[None]:
        """Keep what is seen in its place while rows come and go above it.

        Whoever has not scrolled sees what comes in; ``at_current`` keeps the current row instead.
        """
        model, bar = self._rows_model(), self.verticalScrollBar()
        row = self.currentIndex().row() if at_current else self.rowAt(0)
        if row < 0 or (not at_current and not bar.value()):
            yield
            return
        key, y = model.key_of(model.row_at(row)), self.rowViewportPosition(row)
        seen = 0 <= y < self.viewport().height()
        yield
        self.place_block()
        position = model.position_of(key)
        if position >= 0 and (seen or not at_current):
            self.executeDelayedItemsLayout()
            bar.setValue(bar.value() + self.rowViewportPosition(position) - y)

    # the block

    def show_block(self, block: QWidget | None, key: Hashable = None) -> None:
        """Let ``block`` stand under the row with ``key``, or none."""
        if self._block is not None and self._block is not block:
            self._block.hide()
        self._block, self._block_key = block, key
        if block is not None:
            block.setParent(self.viewport())
        self.place_block()

    @property
    def block_key(self) -> Hashable:
        """Under which row a block stands, None without one."""
        return self._block_key

    def reveal_block(self) -> None:
        """Scroll as far as it needs to be seen, but not past its row."""
        if self._block is None or self._block.isHidden():
            return
        self.updateGeometries()
        hidden = self._block.geometry().bottom() + self.look.px(GAP) - self.viewport().height()
        step = min(hidden, self.rowViewportPosition(self._tall.row()))
        if step > 0:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + step)

    @Slot()
    def place_block(self) -> None:
        """Put the block where its row is now, and make room for it there."""
        row = self._rows_model().position_of(self._block_key) if self._block is not None else -1
        self._shrink(row)
        if self._block is None:
            return
        if row < 0:
            self._block.hide()
            return
        left, width = self._block_span()
        height = self._block.heightForWidth(width)
        ordinary = self.verticalHeader().defaultSectionSize()
        gap = self.look.px(GAP)
        self.verticalHeader().resizeSection(row, ordinary + height + 2 * gap)
        self._tall = QPersistentModelIndex(self.model().index(row, 0))
        top = self.rowViewportPosition(row) + ordinary + gap
        self._block.setGeometry(left, top, width, height)
        self._block.show()

    def _shrink(self, but: int) -> None:
        row = self._tall.row() if self._tall.isValid() else -1
        if row >= 0 and row != but:
            ordinary = self.verticalHeader().defaultSectionSize()
            self.verticalHeader().resizeSection(row, ordinary)
        self._tall = QPersistentModelIndex()

    def _block_span(self) -> tuple[int, int]:
        column = self._rows_model().column_position(WHAT)
        start, inset = self.columnViewportPosition(column), self.look.px(INSET)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            end = start + self.columnWidth(column)
            return inset, max(end - inset, 1)
        return start, max(self.viewport().width() - start - inset, 1)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Take the block along."""
        super().scrollContentsBy(dx, dy)
        self.place_block()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the block the new width."""
        super().resizeEvent(event)
        if self.model() is not None:
            self._soon.start()

    def setModel(self, model: Any) -> None:
        """Follow rows that come and go."""
        super().setModel(model)
        for changed in (model.rowsInserted, model.rowsRemoved, model.rowsMoved):
            changed.connect(self._soon.start)
