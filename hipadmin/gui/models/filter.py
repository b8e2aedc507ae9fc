"""Filter over a rows model: for lists of some thousand rows, not for logs."""

from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from hipadmin.gui.models.table import RowsModel


class RowsFilter(QSortFilterProxyModel):
    """Keeps the rows in which every word of the filter occurs somewhere."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The filter in force, words separated by one space."""
        return " ".join(self._words)

    def set_text(self, text: str) -> None:
        """Filter by the words of ``text``, without regard to case; empty shows everything."""
        words = tuple(text.casefold().split())
        # came with Qt 6.9 and costs no sorting; what it replaces is deprecated there
        if not hasattr(self, "beginFilterChange"):
            self._words = words
            self.invalidateFilter()
            return
        self.beginFilterChange()
        self._words = words
        self.endFilterChange()

    def filterAcceptsRow(
        self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex
    ) -> bool:
        """Say whether a row holds every word in one of its texts."""
        if not self._words:
            return True
        haystack = self._rows_model().words_of(source_row)
        return all(word in haystack for word in self._words)

    def _rows_model(self) -> RowsModel[Any]:
        model = self.sourceModel()
        if not isinstance(model, RowsModel):
            raise TypeError("a RowsFilter stands over a RowsModel")
        return model

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the rows model order its rows; this proxy keeps the order it is given."""
        self.sourceModel().sort(column, order)
