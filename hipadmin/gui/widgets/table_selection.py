"""What is selected in a table: where that stands when others come, and as text."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex
from PySide6.QtWidgets import QTableView

from hipadmin.gui.models.difference import spans
from hipadmin.gui.models.roles import Role
from hipadmin.gui.models.table import RowsModel

_Flag = QItemSelectionModel.SelectionFlag


class Place(NamedTuple):
    """Where a person is in a table, by keys: those stay while the positions of rows change.

    ``y`` is where the current row stands, in px from the top of what is seen; None out of sight.
    """

    selected: frozenset[Hashable]
    current: Hashable
    column: int
    y: int | None

    @classmethod
    def of(cls, table: QTableView, model: RowsModel[Any]) -> "Place":
        """Note where a person is in ``table``."""
        keys = model.keys
        selected = frozenset(keys[at] for at in selected_positions(table))
        index = table.currentIndex()
        if not index.isValid():
            return cls(selected, None, 0, None)
        rect = table.visualRect(index)
        seen = table.viewport().rect().intersects(rect)
        return cls(selected, keys[index.row()], index.column(), rect.top() if seen else None)

    def restore(self, table: QTableView, model: RowsModel[Any]) -> bool:
        """Be there again as far as the rows are; say whether other rows are selected now."""
        keys = model.keys
        found = [at for at, key in enumerate(keys) if key in self.selected]
        selection = table.selectionModel()
        if self.current in keys:
            index = model.index(keys.index(self.current), self.column)
            selection.setCurrentIndex(index, _Flag.NoUpdate)
            self._show(table, index)
        selection.select(selection_of(model, found), _Flag.ClearAndSelect)
        return len(found) != len(self.selected)

    def _show(self, table: QTableView, index: QModelIndex) -> None:
        if self.y is not None:
            table.scrollTo(index)
            bar = table.verticalScrollBar()
            bar.setValue(bar.value() + table.visualRect(index).top() - self.y)


def selected_positions(table: QTableView) -> list[int]:
    """Give the selected rows' positions, top to bottom."""
    # by ranges: Qt would make an index of each of some thousand rows
    selection = table.selectionModel().selection()
    ranges = [selection.at(at) for at in range(selection.count())]
    return sorted({row for r in ranges for row in range(r.top(), r.bottom() + 1)})


def selection_of(model: RowsModel[Any], positions: Sequence[int]) -> QItemSelection:
    """Give whole rows as a selection."""
    selection, right = QItemSelection(), model.columnCount() - 1
    for first, last in spans(positions, len(positions)):
        selection.append(QItemSelectionRange(model.index(first, 0), model.index(last, right)))
    return selection


def copied(table: QTableView, rows: Iterable[int]) -> str:
    """Give ``rows`` as text, a line each, facts parted by tabs in the order of their columns.

    Acts are left out.
    """
    return "\n".join(_line(table, row) for row in rows)


def _line(table: QTableView, row: int) -> str:
    model, head = table.model(), table.horizontalHeader()
    positions = [head.logicalIndex(place) for place in range(head.count())]
    facts = [model.index(row, position).data(Role.COPIED) for position in positions]
    return "\t".join(str(fact) for fact in facts if fact is not None)
