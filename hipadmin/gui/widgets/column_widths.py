"""Keeps a table's columns as wide as their contents ask, and what a person changed by hand."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QObject, Qt, QTimer
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QTableView

from hipadmin.gui.delegates.base import CellDelegate
from hipadmin.gui.models.columns import Column
from hipadmin.gui.models.roles import Role
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.column_fit import Wish, fitted, leaving
from hipadmin.gui.widgets.header import Header

_MEASURED_ROWS = 24
"""Rows whose contents decide a column's width: the first ones, and some of all the others."""


def column_of(table: QTableView, position: int) -> Column[Any] | None:
    """Give the description of the column at ``position``, if the model has one."""
    model: QAbstractItemModel | None = table.model()
    if model is None:
        return None
    found = model.headerData(position, Qt.Orientation.Horizontal, Role.COLUMN)
    return found if isinstance(found, Column) else None


def _sample(count: int) -> Iterable[int]:
    """Positions to measure out of ``count`` rows: half from the top, half spread over the rest."""
    if count <= _MEASURED_ROWS:
        return range(count)
    half = _MEASURED_ROWS // 2
    step = (count - half) // half
    return (*range(half), *range(half, count, step))


class ColumnWidths(QObject):
    """Fits the columns of ``table``; one sized by hand stays as it is."""

    def __init__(self, look: Look, table: QTableView, head: Header) -> None:
        super().__init__(table)
        self._look = look
        self._table = table
        self._head = head
        self._font = look.font(FontRole.BODY)
        self._by_hand: dict[str, int] = {}
        self._contents: dict[int, int] = {}
        self._fitting = False
        self._dropped: set[int] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fit)
        head.sectionResized.connect(self._on_section_resized)

    def fit_soon(self) -> None:
        """Measure and fit once, after whatever is changing now has changed."""
        self._contents.clear()
        self._soon.start()

    def follow_font(self) -> None:
        """Measure and fit again if the font changed; colours change no width."""
        font = self._look.font(FontRole.BODY)
        if font != self._font:
            self._font = font
            self.fit_soon()

    def fit(self) -> None:
        """Give every column its width now."""
        model: QAbstractItemModel | None = self._table.model()
        if model is None or not model.columnCount():
            return
        room = self._table.viewport().width()
        self._fitting = True
        shown = self._drop(self._wanted(model.columnCount()), room)
        for position, width in zip(shown, self._shared(shown, room), strict=True):
            self._table.setColumnWidth(position, width)
        self._fitting = False

    def _shared(self, shown: Sequence[int], room: int) -> list[int]:
        """Share ``room``, once more without what a column has too little of to make use of it."""
        wishes, breath = [self._wish(position) for position in shown], self._look.px(36)
        widths = fitted(wishes, room, breath)
        content = list(map(self._content_with, shown, wishes, widths))
        return widths if content == wishes else fitted(content, room, breath)

    def _content_with(self, position: int, wish: Wish, width: int) -> Wish:
        if width >= wish.wanted:
            return wish
        delegate = self._table.itemDelegateForColumn(position)
        if not isinstance(delegate, CellDelegate):
            return wish
        rows = _sample(self._table.model().rowCount())
        taken = max(delegate.taken_width(position, rows, width), wish.least)
        return wish._replace(wanted=taken) if taken < width else wish

    def _wanted(self, count: int) -> list[int]:
        """The columns nobody has hidden; those that only found no room are among them."""
        self._dropped = {i for i in self._dropped if self._table.isColumnHidden(i)}
        return [i for i in range(count) if i in self._dropped or not self._table.isColumnHidden(i)]

    def _drop(self, wanted: list[int], room: int) -> list[int]:
        """Hide who finds no room, show who finds some again, and give who is shown."""
        gone = {wanted[at] for at in leaving([self._wish(i) for i in wanted], room)}
        for position in self._dropped ^ gone:
            self._table.setColumnHidden(position, position in gone)
        self._dropped = gone
        return [position for position in wanted if position not in gone]

    def _wish(self, position: int) -> Wish:
        column = column_of(self._table, position)
        if column is None:
            width = self._table.columnWidth(position)
            return Wish(width, width, 0, False)
        if column.key in self._by_hand:
            width = self._by_hand[column.key]
            return Wish(width, width, 0, column.fit.stretch, column.fit.drop)
        em = QFontInfo(self._look.font(FontRole.BODY)).pixelSize()
        head = self._head.word_width(position) if column.title else 0
        content = min(self._content_width(position), round(column.fit.most * em))
        least = max(head, min(content, round(column.fit.least * em)))
        least = max(head, content) if not column.fit.give else least
        fit = column.fit
        return Wish(least, max(head, content), fit.give, fit.stretch, fit.drop)

    def _content_width(self, position: int) -> int:
        # a window that is being resized asks often; contents are measured when they change
        if position not in self._contents:
            self._contents[position] = self._measured(position)
        return self._contents[position]

    def _measured(self, position: int) -> int:
        # the delegate itself: the way through indexes and size hints takes longer than measuring
        delegate = self._table.itemDelegateForColumn(position)
        rows = _sample(self._table.model().rowCount())
        return delegate.column_width(position, rows) if isinstance(delegate, CellDelegate) else 0

    def _on_section_resized(self, position: int, old: int, new: int) -> None:
        column = column_of(self._table, position)
        # hiding and showing a column resizes it too, and that is nobody's hand
        by_hand = new > 0 and old > 0 and not self._head.isSectionHidden(position)
        if by_hand and not self._fitting and column is not None and self._table.isVisible():
            self._by_hand[column.key] = new

    def save(self) -> str:
        """Give order, hidden columns, sort and hand-made widths as text."""
        head = self._head
        keys = [self._key(head.logicalIndex(place)) for place in range(head.count())]
        state = {
            "order": keys,
            "hidden": [self._key(i) for i in range(head.count()) if self._is_hidden(i)],
            "widths": self._by_hand,
            "sort": self._key(head.sortIndicatorSection())
            if self._table.isSortingEnabled()
            else "",
            "descending": head.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
        }
        return json.dumps(state)

    def _is_hidden(self, position: int) -> bool:
        return self._head.isSectionHidden(position) and position not in self._dropped

    def restore(self, text: str) -> bool:
        """Bring back what `save` gave; unknown columns are skipped, unreadable text is refused."""
        try:
            state = json.loads(text)
            self._by_hand = {str(key): int(width) for key, width in state["widths"].items()}
            order, hidden = list(state["order"]), set(state["hidden"])
            sort, descending = str(state["sort"]), bool(state["descending"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return False
        positions = {self._key(i): i for i in range(self._head.count())}
        self._restore_order([positions[key] for key in order if key in positions])
        for key, position in positions.items():
            self._table.setColumnHidden(position, key in hidden)
        if sort in positions:
            order_ = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            self._table.sortByColumn(positions[sort], order_)
        self.fit()
        return True

    def _restore_order(self, positions: list[int]) -> None:
        for place, position in enumerate(positions):
            self._head.moveSection(self._head.visualIndex(position), place)

    def _key(self, position: int) -> str:
        column = column_of(self._table, position)
        return column.key if column else str(position)
