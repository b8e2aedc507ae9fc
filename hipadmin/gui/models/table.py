"""A table model over immutable rows, changed by difference so that a selection survives."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from hipadmin.gui.models.answers import ANSWERS
from hipadmin.gui.models.columns import CellKind, Column
from hipadmin.gui.models.difference import Insert, Remove, Step, difference, spans
from hipadmin.gui.models.preparation import Order, Preparation, Prepared, Words, words_of
from hipadmin.gui.models.roles import Role

R = TypeVar("R")

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Item = Qt.ItemDataRole
_LAYOUT = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"
_ROWS_ONLY = QAbstractTableModel.LayoutChangeHint.VerticalSortHint

MOST_STEPS = 40
"""More steps than this from one list to another are not told one by one."""


class RowsModel(QAbstractTableModel, Generic[R]):
    """Shows immutable rows through a list of columns, ordered and filtered.

    Order and filter are its own: a proxy would ask back for every row and every comparison, and
    tell a view of each row that comes or goes.

    Signals:
        about_to_replace, replaced: around a change too large to be told step by step; a view
            keeps selection and place by the rows' keys.
        check_requested: (row, wanted) when assistive technology sets a check state; the model
            itself changes only with `set_rows`.
    """

    check_requested = Signal(object, bool)
    about_to_replace = Signal()
    replaced = Signal()

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._key = key
        self._rows: list[R] = []
        self._shown: list[R] = []
        self._order: Order | None = None
        self._sought: tuple[str, ...] = ()
        self._texts: list[str] | None = None
        self._words: dict[Hashable, Words] = {}
        self._finds_words = False
        self._flags = [_flags_of(column) for column in self._columns]

    @property
    def columns(self) -> tuple[Column[R], ...]:
        """The columns, left to right."""
        return self._columns

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows in force, top to bottom, those included that the filter hides."""
        return tuple(self._rows)

    @property
    def shown(self) -> tuple[R, ...]:
        """The rows that the filter lets through, top to bottom."""
        return tuple(self._shown)

    @property
    def keys(self) -> list[Hashable]:
        """The keys of the rows that are shown, top to bottom."""
        return list(map(self._key, self._shown))

    @property
    def text(self) -> str:
        """The filter in force, words separated by one space."""
        return " ".join(self._sought)

    def row_at(self, row: int) -> R:
        """Give the shown row at position ``row``.

        Raises:
            IndexError: there is none.
        """
        return self._shown[row]

    def key_of(self, row: R) -> Hashable:
        """Give what tells ``row`` from all others."""
        return self._key(row)

    def position_of(self, key: Hashable) -> int:
        """Give the position of the shown row with ``key``, -1 if there is none."""
        return next((i for i, row in enumerate(self._shown) if self._key(row) == key), -1)

    def holds(self, key: Hashable) -> bool:
        """Whether there is a row with ``key``, shown or hidden by the filter."""
        return any(self._key(row) == key for row in self._rows)

    def column_position(self, key: str) -> int:
        """Give the position of the column called ``key``, -1 if there is none."""
        return next((i for i, column in enumerate(self._columns) if column.key == key), -1)

    # rows

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show ``rows`` instead, telling views only what differs.

        Rows are the same when their keys are, and unchanged when they are equal.
        """
        self.show_prepared(self.preparation()(rows))

    def preparation(self) -> Preparation[R]:
        """Give what prepares rows for this model as it is now, on any thread."""
        known = {self._key(row): row for row in self._rows}
        words = self._words if self._finds_words else None
        return Preparation(self._columns, self._key, self._order, known, words)

    def show_prepared(self, prepared: Prepared[R]) -> None:
        """Show rows that a `preparation` gave."""
        in_order = prepared.order == self._order
        self._rows = list(prepared.rows) if in_order else self._order_of(prepared.rows)
        self._words = prepared.words or self._words
        self._texts = None
        self._change_to(self._matching(), self._key)

    def find_words(self) -> Preparation[R]:
        """Have the words of all rows at hand for the filter from now on.

        Give what finds them for the rows that are here already: call it with `rows` on any
        thread, and hand what it gives to `learn`.
        """
        self._finds_words = True
        return self.preparation()

    def learn(self, prepared: Prepared[R]) -> None:
        """Keep the words that were found; those of rows that went meanwhile do no harm."""
        self._words = prepared.words | self._words

    def add_rows(self, rows: Sequence[R], *, first: bool = False) -> None:
        """Add rows nobody has shown yet at the end, or before all others; for logs.

        Costs what ``rows`` cost, however many there are already.
        """
        at = 0 if first else len(self._rows)
        self._rows[at:at] = rows
        self._texts = None
        shown = [row for row in rows if self._matches(row)]
        self._insert(0 if first else len(self._shown), shown)

    def set_text(self, text: str) -> None:
        """Show only rows in which every word of ``text`` occurs, without regard to case."""
        self._sought = tuple(text.casefold().split())
        # the rows stay the very objects they are, which tells them apart sooner than their keys
        self._change_to(self._matching(), id)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by what a column answers, now and whenever rows come; -1: as they come.

        Sorted here, by value and in one go: a proxy would ask back for every single comparison.
        """
        known = 0 <= column < len(self._columns)
        descending = order == Qt.SortOrder.DescendingOrder
        self._order = Order(self._columns[column], descending) if known else None
        self._rows = self._order_of(self._rows)
        self._texts = None
        before, after = self._shown, self._matching()
        if all(a is b for a, b in zip(before, after, strict=True)):
            return
        _whole(self.layoutAboutToBeChanged).emit([], _ROWS_ONLY)
        position = {self._key(row): at for at, row in enumerate(after)}
        old = self.persistentIndexList()
        new = [self.index(position[self._key(before[i.row()])], i.column()) for i in old]
        self._shown = after
        self.changePersistentIndexList(old, new)
        _whole(self.layoutChanged).emit([], _ROWS_ONLY)

    def _order_of(self, rows: Sequence[R]) -> list[R]:
        return list(rows) if self._order is None else self._order.of(rows)

    def _matching(self) -> list[R]:
        if not self._sought:
            return list(self._rows)
        if self._texts is None:
            self._texts = [self._text_of(row) for row in self._rows]
        found = list(zip(self._rows, self._texts, strict=True))
        for word in self._sought:
            found = [(row, text) for row, text in found if word in text]
        return [row for row, _text in found]

    def _matches(self, row: R) -> bool:
        return not self._sought or all(word in self._text_of(row) for word in self._sought)

    def _text_of(self, row: R) -> str:
        key = self._key(row)
        words = self._words[key] = words_of(self._columns, row, self._words.get(key))
        return words.text

    # from what is shown to what shall be

    def _change_to(self, rows: list[R], key: Callable[[R], Hashable]) -> None:
        before, after = list(map(key, self._shown)), list(map(key, rows))
        if before != after:
            steps = difference(before, after, MOST_STEPS)
            if steps is None:
                self._replace(rows)
                return
            for step in steps:
                self._take(step, rows)
        self._update(rows)

    def _take(self, step: Step, rows: list[R]) -> None:
        if isinstance(step, Remove):
            self._remove(step.first, step.last)
        elif isinstance(step, Insert):
            self._insert(step.first, rows[step.first : step.last + 1])
        else:
            # Qt names the row before which the moved one shall stand, as rows stand before
            target = step.target + (1 if step.target > step.source else 0)
            self.beginMoveRows(_ROOT, step.source, step.source, _ROOT, target)
            self._shown.insert(step.target, self._shown.pop(step.source))
            self.endMoveRows()

    def _replace(self, rows: list[R]) -> None:
        # thousands of small steps would each be told to every view; a reset would lose the
        # columns' order and widths
        self.about_to_replace.emit()
        self._remove(0, len(self._shown) - 1)
        self._insert(0, rows)
        self.replaced.emit()

    def _remove(self, first: int, last: int) -> None:
        if last >= first:
            self.beginRemoveRows(_ROOT, first, last)
            del self._shown[first : last + 1]
            self.endRemoveRows()

    def _insert(self, position: int, rows: Sequence[R]) -> None:
        if rows:
            self.beginInsertRows(_ROOT, position, position + len(rows) - 1)
            self._shown[position:position] = rows
            self.endInsertRows()

    def _update(self, rows: list[R]) -> None:
        pairs = zip(self._shown, rows, strict=True)
        changed = [at for at, (old, new) in enumerate(pairs) if old is not new and old != new]
        self._shown = rows
        for first, last in spans(changed, MOST_STEPS):
            self._tell(first, last)

    def _tell(self, first: int, last: int) -> None:
        right = self.index(last, len(self._columns) - 1)
        self.dataChanged.emit(self.index(first, 0), right)

    def refresh(self) -> None:
        """Ask every cell again, when a text depends on something beside the rows (the clock)."""
        if self._shown:
            self._tell(0, len(self._shown) - 1)

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Say that switches can be checked and every cell selected."""
        return self._flags[index.column()] if index.isValid() else Qt.ItemFlag.NoItemFlags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Answer a column's title; act columns are read out by their act."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == _Item.DisplayRole:
            return column.title
        if role == _Item.AccessibleTextRole:
            return column.title or column.called
        return column if role == Role.COLUMN else None

    def data(self, index: AnyIndex, role: int = 0) -> Any:
        """Answer what a column says of a row."""
        if not index.isValid():
            return None
        answer = ANSWERS.get(role)
        if answer is None:
            return None
        return answer(self._columns[index.column()], self._shown[index.row()])

    def setData(self, index: AnyIndex, value: Any, role: int = 0) -> bool:
        """Pass on a wish to check a cell; nothing changes until new rows come."""
        if role != _Item.CheckStateRole or not index.isValid():
            return False
        wanted = Qt.CheckState(value) == Qt.CheckState.Checked
        self.check_requested.emit(self._shown[index.row()], wanted)
        return True


def _flags_of(column: Column[Any]) -> Qt.ItemFlag:
    flag = Qt.ItemFlag
    flags = flag.ItemIsSelectable | flag.ItemIsEnabled | flag.ItemNeverHasChildren
    checkable = column.kind in (CellKind.SWITCH, CellKind.CHECK)
    return flags | flag.ItemIsUserCheckable if checkable else flags


def _whole(signal: Any) -> Any:
    """The overload that says that whole rows move: the selection then keeps rows, not cells."""
    return signal[_LAYOUT]
