"""Rows one under the other that a person adds and removes: conditions, hours."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import standard


class Row(QWidget):
    """One row; ``first`` is the field that a new one is entered at.

    Signals:
        changed: a person changed it.
        removed: it is to go.
    """

    changed = Signal()
    removed = Signal()
    first: QWidget


R = TypeVar("R", bound=Row)
V = TypeVar("V")


class RowList(QWidget, Generic[R, V]):
    """Rows of values; ``make`` gives the row of a value and its number, ``read`` its value.

    What is said of them has its place in ``said``: below the last row, above the button for more.

    Signals:
        changed: a person changed them.
    """

    changed = Signal()

    def __init__(
        self,
        look: Look,
        make: Callable[[V, int], R],
        read: Callable[[R], V],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._make = make
        self._read = read
        self._rows: list[R] = []

    def _build(self, add: str, new: V) -> None:
        """Lay it out, with a button called ``add`` for a row of ``new``."""
        self._new = new
        self.add_button = standard(self.look, add, Icon.PLUS)
        self.add_button.clicked.connect(self._on_add_clicked)
        self.setFocusProxy(self.add_button)
        self._list = QVBoxLayout()
        self._list.setSpacing(self.look.px(8))
        self.said = QVBoxLayout()
        self.said.setSpacing(self.look.px(4))
        self.said.addLayout(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(8))
        column.addLayout(self.said)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def values(self) -> tuple[V, ...]:
        """What is entered."""
        return tuple(self._read(row) for row in self._rows)

    def show_values(self, values: Sequence[V]) -> None:
        """Show these."""
        if tuple(values) != self.values():
            self._show(values)

    def _show(self, values: Sequence[V]) -> None:
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._make(value, n) for n, value in enumerate(values, 1)]
        for row in self._rows:
            row.changed.connect(self.changed)
            row.removed.connect(self._on_removed)
            self._list.addWidget(row)
            row.show()  # at once, not with the next event

    @Slot()
    def _on_add_clicked(self) -> None:
        self._show((*self.values(), self._new))
        self._rows[-1].first.setFocus()
        self.changed.emit()

    @Slot()
    def _on_removed(self) -> None:
        gone = self.sender()
        self._show([self._read(row) for row in self._rows if row is not gone])
        self.add_button.setFocus()
        self.changed.emit()
