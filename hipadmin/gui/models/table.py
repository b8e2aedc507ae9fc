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

from hipadmin.gui.models.columns import CellKind, Column
from hipadmin.gui.models.roles import Role

R = TypeVar("R")

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Item = Qt.ItemDataRole


class RowsModel(QAbstractTableModel, Generic[R]):
    """Shows immutable rows through a list of columns.

    Signals:
        check_requested: (row, wanted) when assistive technology sets a check state; the model
            itself changes only with `set_rows`.
    """

    check_requested = Signal(object, bool)

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
        self._order: tuple[Column[R], bool] | None = None

    @property
    def columns(self) -> tuple[Column[R], ...]:
        """The columns, left to right."""
        return self._columns

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows in force, top to bottom."""
        return tuple(self._rows)

    def row_at(self, row: int) -> R:
        """Give the row at position ``row``.

        Raises:
            IndexError: there is none.
        """
        return self._rows[row]

    def words_of(self, row: int) -> str:
        """Give all texts of the row at position ``row``, folded, for a filter to search in."""
        shown = self._rows[row]
        found = [column.text(shown) for column in self._columns]
        for column in self._columns:
            if column.names:
                found.extend(column.names(shown))
        return "\n".join(found).casefold()

    def position_of(self, key: Hashable) -> int:
        """Give the position of the row with ``key``, -1 if there is none."""
        return next((i for i, row in enumerate(self._rows) if self._key(row) == key), -1)

    def column_position(self, key: str) -> int:
        """Give the position of the column called ``key``, -1 if there is none."""
        return next((i for i, column in enumerate(self._columns) if column.key == key), -1)

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show ``rows`` instead, telling views only what differs.

        Rows are the same when their keys are, and unchanged when they are equal.
        """
        rows = self._ordered(rows)
        keys = [self._key(row) for row in rows]
        if not self._rows:
            self._insert(0, rows)
            return
        self._remove_absent(set(keys))
        known = {self._key(row) for row in self._rows}
        position = 0
        while position < len(rows):
            fresh = position
            while fresh < len(rows) and keys[fresh] not in known:
                fresh += 1
            self._insert(position, rows[position:fresh])
            if fresh < len(rows):
                self._place(fresh, keys[fresh], rows[fresh])
            position = fresh + 1

    def add_rows(self, rows: Sequence[R], *, first: bool = False) -> None:
        """Add rows nobody has shown yet at the end, or before all others; for logs.

        Costs what ``rows`` cost, however many there are already.
        """
        self._insert(0 if first else len(self._rows), rows)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by what a column answers, now and whenever rows come; -1: as they come.

        Sorted here, by value and in one go: a proxy would ask back for every single comparison.
        """
        known = 0 <= column < len(self._columns)
        descending = order == Qt.SortOrder.DescendingOrder
        self._order = (self._columns[column], descending) if known else None
        before, after = self._rows, self._ordered(self._rows)
        if before == after:
            return
        self.layoutAboutToBeChanged.emit()
        position = {self._key(row): at for at, row in enumerate(after)}
        old = self.persistentIndexList()
        new = [self.index(position[self._key(before[i.row()])], i.column()) for i in old]
        self._rows = after
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _ordered(self, rows: Sequence[R]) -> list[R]:
        if self._order is None:
            return list(rows)
        column, descending = self._order
        return sorted(rows, key=lambda row: _rank(column, row), reverse=descending)

    def _remove_absent(self, wanted: set[Hashable]) -> None:
        for position in range(len(self._rows) - 1, -1, -1):
            if self._key(self._rows[position]) not in wanted:
                self.beginRemoveRows(_ROOT, position, position)
                del self._rows[position]
                self.endRemoveRows()

    def _place(self, position: int, key: Hashable, row: R) -> None:
        if position < len(self._rows) and self._key(self._rows[position]) == key:
            self._update(position, row)
            return
        found = self._find(key, position)
        self.beginMoveRows(_ROOT, found, found, _ROOT, position)
        self._rows.insert(position, self._rows.pop(found))
        self.endMoveRows()
        self._update(position, row)

    def _find(self, key: Hashable, start: int) -> int:
        return next(i for i in range(start, len(self._rows)) if self._key(self._rows[i]) == key)

    def _insert(self, position: int, rows: Sequence[R]) -> None:
        if rows:
            self.beginInsertRows(_ROOT, position, position + len(rows) - 1)
            self._rows[position:position] = rows
            self.endInsertRows()

    def _update(self, position: int, row: R) -> None:
        if self._rows[position] != row:
            self._rows[position] = row
            last = self.index(position, len(self._columns) - 1)
            self.dataChanged.emit(self.index(position, 0), last)

    def refresh(self) -> None:
        """Ask every cell again, when a text depends on something beside the rows (the clock)."""
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Say that switches can be checked and every cell selected."""
        flags = super().flags(index)
        if not index.isValid():
            return flags
        if self._columns[index.column()].kind is CellKind.SWITCH:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemNeverHasChildren

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Answer a column's title; act columns are read out by their key."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == _Item.DisplayRole:
            return column.title
        if role == _Item.AccessibleTextRole:
            return column.title or column.key
        return column if role == Role.COLUMN else None

    def data(self, index: AnyIndex, role: int = 0) -> Any:
        """Answer what a column says of a row."""
        if not index.isValid():
            return None
        answer = _ANSWERS.get(role)
        if answer is None:
            return None
        return answer(self._columns[index.column()], self._rows[index.row()])

    def setData(self, index: AnyIndex, value: Any, role: int = 0) -> bool:
        """Pass on a wish to check a cell; nothing changes until new rows come."""
        if role != _Item.CheckStateRole or not index.isValid():
            return False
        wanted = Qt.CheckState(value) == Qt.CheckState.Checked
        self.check_requested.emit(self._rows[index.row()], wanted)
        return True


_Answer = Callable[[Column[Any], Any], Any]


def _optional(name: str, default: Any = None) -> _Answer:
    def answer(column: Column[Any], row: Any) -> Any:
        ask = getattr(column, name)
        return ask(row) if ask else default

    return answer


def _check_state(column: Column[Any], row: Any) -> Any:
    if column.checked is None:
        return None
    return Qt.CheckState.Checked if column.checked(row) else Qt.CheckState.Unchecked


def _sort(column: Column[Any], row: Any) -> Any:
    return column.sort(row) if column.sort else column.text(row).casefold()


def _rank(column: Column[Any], row: Any) -> tuple[bool, Any]:
    """What a row is ordered by; rows without a value come first."""
    value = _sort(column, row)
    return (False, 0) if value is None else (True, value)


def _accessible(column: Column[Any], row: Any) -> str:
    if column.accessible:
        return column.accessible(row)
    facts = (column.text(row), column.secondary(row) if column.secondary else "")
    return ", ".join(fact for fact in facts if fact)


def _names(column: Column[Any], row: Any) -> Any:
    return tuple(column.names(row)) if column.names else None


_ANSWERS: dict[int, _Answer] = {
    int(_Item.DisplayRole): lambda column, row: column.text(row),
    int(_Item.CheckStateRole): _check_state,
    int(_Item.ToolTipRole): _optional("tooltip"),
    int(_Item.AccessibleTextRole): _accessible,
    Role.SORT: _sort,
    Role.ROW: lambda _column, row: row,
    Role.STATE: _optional("state"),
    Role.SECONDARY: _optional("secondary", ""),
    Role.MUTED: _optional("muted", False),
    Role.ICON: _optional("icon"),
    Role.ICON_TONE: _optional("icon_tone"),
    Role.LINK: lambda column, _row: column.kind is CellKind.LINK,
    Role.BUSY: _optional("busy", False),
    Role.EFFECT: _optional("effective", True),
    Role.NAMES: _names,
    Role.COLUMN: lambda column, _row: column,
}
