"""How a table paints itself: the cells in sight, row by row, and no more than what has changed."""

from typing import Any, cast

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QWidget

from hipadmin.gui.delegates.bars import BarsDelegate
from hipadmin.gui.delegates.base import Cell, CellDelegate
from hipadmin.gui.delegates.cells import (
    LinkDelegate,
    NamesDelegate,
    StateDelegate,
    SwitchDelegate,
    TextDelegate,
)
from hipadmin.gui.delegates.check import CheckDelegate
from hipadmin.gui.delegates.ground import Ground
from hipadmin.gui.models.columns import CellKind, Column
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.column_widths import column_of
from hipadmin.gui.widgets.header import Header

AnyIndex = QModelIndex | QPersistentModelIndex
SWITCHED = (CellKind.SWITCH, CellKind.CHECK)
CONTROLS = (*SWITCHED, CellKind.LINK)
_ACTIVATION = (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate)


class TableView(QTableView):
    """A view of a `RowsModel`, without what people do with it.

    Qt's own view asks the model for each cell and each role of it, and paints every row anew when
    the focus comes or goes.

    Signals:
        toggle_requested: index of a switch or check box that was clicked or spaced; nothing
            changed yet.
        link_activated: index of a link cell that was clicked, entered or spaced.
    """

    toggle_requested = Signal(object)
    link_activated = Signal(object)

    def __init__(
        self, look: Look, name: str, parent: QWidget | None = None, *, in_card: bool = False
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._in_card = in_card
        self._hovered = -1
        self.setAccessibleName(name)
        self._head = Header(look, self, in_card=in_card)
        self.setHorizontalHeader(self._head)
        self._delegates = self._make_delegates()

    def _make_delegates(self) -> dict[CellKind, CellDelegate]:
        switch = SwitchDelegate(self.look, self, self)
        switch.toggled.connect(self.toggle_requested)
        check = CheckDelegate(self.look, self, self)
        check.toggled.connect(self.toggle_requested)
        link = LinkDelegate(self.look, self, self)
        link.activated.connect(self.link_activated)
        return {
            CellKind.TEXT: TextDelegate(self.look, self, self),
            CellKind.NAMES: NamesDelegate(self.look, self, self),
            CellKind.STATE: StateDelegate(self.look, self, self),
            CellKind.SWITCH: switch,
            CellKind.CHECK: check,
            CellKind.LINK: link,
            CellKind.BARS: BarsDelegate(self.look, self, self),
        }

    # what delegates ask

    def cell_at(self, row: int, column: int) -> tuple[Column[Any], Any]:
        """Give the description of a column and a row."""
        model = self._rows_model()
        return model.columns[column], model.row_at(row)

    @property
    def in_card(self) -> bool:
        """Whether the table lies in a card."""
        return self._in_card

    @property
    def edges(self) -> tuple[int, int]:
        """The columns shown first and last."""
        return self._head.edges

    # what subclasses ask

    def _rows_model(self) -> RowsModel[Any]:
        return cast("RowsModel[Any]", self.model())

    def _kind(self, index: AnyIndex) -> CellKind | None:
        column = column_of(self, index.column()) if index.isValid() else None
        return column.kind if column else None

    def _repaint(self, row: int) -> None:
        if row >= 0:
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            self.viewport().update(0, top, self.viewport().width(), height)

    # painting

    def _make_ground(self) -> Ground:
        index = self.currentIndex()
        return Ground(
            self.look,
            in_card=self._in_card,
            edges=self.edges,
            focus=(index.row(), index.column()) if self.hasFocus() else (-1, -1),
            ring_on_row=self._kind(index) not in CONTROLS,
            hovered=self._hovered,
            last_row=self.model().rowCount() - 1,
            # a window that is not shown yet counts as having the focus
            active=not self.isVisible() or self.isActiveWindow(),
            enabled=self.isEnabled(),
            direction=self.layoutDirection(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells in sight, row by row, with what they have in common."""
        if self.model() is None:
            return
        painter, region = QPainter(self.viewport()), event.region()
        ground, columns = self._make_ground(), self._columns_in(region.boundingRect())
        model, whole = self._rows_model(), region.rectCount() == 1
        for row in self._rows_in(region.boundingRect()):
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            selected = self.selectionModel().isRowSelected(row, QModelIndex())
            item = model.row_at(row)
            for at, column, left, width in columns:
                rect = QRect(left, top, width, height)
                if whole or region.intersects(rect):
                    delegate = self._delegates[column.kind]
                    place, content = (row, at), (column, item)
                    cell = Cell(ground, delegate.painted(rect), place, content, selected=selected)
                    delegate.paint_cell(painter, cell)
        painter.end()

    def _columns_in(self, rect: QRect) -> list[tuple[int, Column[Any], int, int]]:
        found = []
        for at, column in enumerate(self._rows_model().columns):
            left, width = self.columnViewportPosition(at), self.columnWidth(at)
            if width and left <= rect.right() and left + width > rect.left():
                found.append((at, column, left, width))
        return found

    def _rows_in(self, rect: QRect) -> range:
        first, last = self.rowAt(rect.top()), self.rowAt(rect.bottom())
        return range(max(first, 0), last + 1 if last >= 0 else self.model().rowCount())

    # what has to be painted anew

    def viewportEvent(self, event: QEvent) -> bool:
        """Paint nothing but selected rows anew when the window gets or loses the focus."""
        if event.type() not in _ACTIVATION:
            return super().viewportEvent(event)
        selection = self.selectionModel()
        for row in self._rows_in(self.viewport().rect()) if selection is not None else ():
            if selection.isRowSelected(row, QModelIndex()):
                self._repaint(row)
        return False

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        """Let the ring go from one row to another."""
        super().currentChanged(current, previous)
        self._repaint(previous.row())
        self._repaint(current.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the row under the pointer."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row())
        hand = self._kind(index) is CellKind.LINK
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the row under the pointer."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            before, self._hovered = self._hovered, row
            self._repaint(before)
            self._repaint(row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the focus is; Qt's own answer would paint every row."""
        self._repaint(self.currentIndex().row())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._repaint(self.currentIndex().row())
