"""The table: quiet, edge to edge, every act within reach of the keyboard."""

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from hipadmin.gui.delegates.base import CellDelegate
from hipadmin.gui.delegates.cells import (
    LinkDelegate,
    NamesDelegate,
    StateDelegate,
    SwitchDelegate,
    TextDelegate,
)
from hipadmin.gui.models.columns import CellKind
from hipadmin.gui.models.roles import Role
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.column_widths import ColumnWidths, column_of
from hipadmin.gui.widgets.header import Header

AnyIndex = QModelIndex | QPersistentModelIndex
_Flag = QItemSelectionModel.SelectionFlag
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROLS = (CellKind.SWITCH, CellKind.LINK)


LEAST_ROWS, LEAST_WIDTH = 2, 160


class Table(QTableView):
    """A table of rows over a `RowsModel`, or a proxy of one.

    Signals:
        activated_row: index of a row that was double-clicked or entered.
        toggle_requested: index of a switch that was clicked or spaced; nothing changed yet.
        link_activated: index of a link cell that was clicked, entered or spaced.
        context_menu_requested: global position for a menu about the selection.
        selection_changed: the set of selected rows changed.
    """

    activated_row = Signal(object)
    toggle_requested = Signal(object)
    link_activated = Signal(object)
    context_menu_requested = Signal(QPoint)
    selection_changed = Signal()

    def __init__(
        self, look: Look, name: str, parent: QWidget | None = None, *, in_card: bool = False
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._in_card = in_card
        self._hovered = -1
        self.setAccessibleName(name)
        self._configure()
        self._head = Header(look, self, in_card=in_card)
        self.setHorizontalHeader(self._head)
        self.widths = ColumnWidths(look, self, self._head)
        self._delegates = self._make_delegates()
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _configure(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self._on_double_clicked)

    def _make_delegates(self) -> dict[CellKind, CellDelegate]:
        switch = SwitchDelegate(self.look, self, self)
        switch.toggled.connect(self.toggle_requested)
        link = LinkDelegate(self.look, self, self)
        link.activated.connect(self.link_activated)
        return {
            CellKind.TEXT: TextDelegate(self.look, self, self),
            CellKind.NAMES: NamesDelegate(self.look, self, self),
            CellKind.STATE: StateDelegate(self.look, self, self),
            CellKind.SWITCH: switch,
            CellKind.LINK: link,
        }

    def minimumSizeHint(self) -> QSize:
        """Some rows can always be seen."""
        rows = LEAST_ROWS * self.verticalHeader().defaultSectionSize()
        return QSize(self.look.px(LEAST_WIDTH), self._head.sizeHint().height() + rows)

    # what delegates ask

    @property
    def in_card(self) -> bool:
        """Whether the table lies in a card."""
        return self._in_card

    def is_hovered(self, row: int) -> bool:
        """Whether the pointer is over ``row``."""
        return row == self._hovered

    def is_first(self, column: int) -> bool:
        """Whether ``column`` is the first one shown."""
        return self._head.visualIndex(column) == 0

    def is_last(self, column: int) -> bool:
        """Whether ``column`` is the last one shown."""
        return self._head.visualIndex(column) == self._head.count() - 1

    def is_last_row(self, row: int) -> bool:
        """Whether ``row`` is the last one."""
        return row == self.model().rowCount() - 1

    def current_in_row(self, row: int) -> bool:
        """Whether ``row`` holds the current cell and the table has the focus."""
        return self.hasFocus() and self.currentIndex().row() == row

    def ring_on_row(self) -> bool:
        """Whether the focus ring goes round the row; switches and links have their own."""
        return self._kind(self.currentIndex()) not in _CONTROLS

    # model

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show ``model``; its columns choose the delegates and the widths."""
        super().setModel(model)
        if model is None:
            return
        for position in range(model.columnCount()):
            column = column_of(self, position)
            if column is not None:
                self.setItemDelegateForColumn(position, self._delegates[column.kind])
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.dataChanged):
            changed.connect(self.widths.fit_soon)
        self.widths.fit_soon()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Say that the selection changed."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()
        self.selection_changed.emit()

    def selected_positions(self) -> list[int]:
        """Give the selected rows' positions, top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def selected_rows(self) -> list[Any]:
        """Give the selected rows themselves, top to bottom."""
        model = self.model()
        return [model.index(row, 0).data(Role.ROW) for row in self.selected_positions()]

    def select_positions(self, positions: list[int]) -> None:
        """Select exactly these rows; the first becomes current and is scrolled to."""
        model, selection = self.model(), self.selectionModel()
        selection.clearSelection()
        for place, row in enumerate(positions):
            index = model.index(row, self._text_column())
            selection.select(index, _Flag.Select | _Flag.Rows)
            if place == 0:
                selection.setCurrentIndex(index, _Flag.NoUpdate)
                self.scrollTo(index)

    def _text_column(self) -> int:
        """The first column that is not a control, so that the ring goes round the row."""
        for position in range(self.model().columnCount()):
            column = column_of(self, position)
            if column is None or column.kind not in _CONTROLS:
                return position
        return 0

    def _kind(self, index: AnyIndex) -> CellKind | None:
        column = column_of(self, index.column()) if index.isValid() else None
        return column.kind if column else None

    def switch_index(self, row: int) -> QModelIndex:
        """Give the index of the row's switch; invalid where there is none."""
        for position in range(self.model().columnCount()):
            column = column_of(self, position)
            if column is not None and column.kind is CellKind.SWITCH:
                return self.model().index(row, position)
        return QModelIndex()

    # what people do

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and last row; Space switches; Enter acts or opens."""
        index = self.currentIndex()
        key = event.key()
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self._go_to(0 if key == Qt.Key.Key_Home else self.model().rowCount() - 1)
        elif key == Qt.Key.Key_Space and index.isValid() and not event.modifiers():
            self._act(index)
        elif key in _ENTER and index.isValid():
            self._enter(index)
        else:
            super().keyPressEvent(event)

    def _go_to(self, row: int) -> None:
        index = self.model().index(row, self.currentIndex().column())
        if index.isValid():
            self.setCurrentIndex(index)

    def _act(self, index: QModelIndex) -> None:
        if self._kind(index) is CellKind.LINK:
            self.link_activated.emit(index)
            return
        switch = self.switch_index(index.row())
        if switch.isValid() and not switch.data(Role.BUSY):
            self.toggle_requested.emit(switch)

    def _enter(self, index: QModelIndex) -> None:
        if self._kind(index) is CellKind.LINK:
            self.link_activated.emit(index)
        else:
            self.activated_row.emit(index)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if self._kind(index) not in _CONTROLS:
            self.activated_row.emit(index)

    def selectionCommand(
        self, index: AnyIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Leave a selection of several alone when one of its switches is clicked."""
        pressed = isinstance(event, QMouseEvent) and not event.modifiers()
        if pressed and index.isValid() and self._kind(index) in _CONTROLS:
            row = self.model().index(index.row(), 0)
            if self.selectionModel().isRowSelected(row.row(), QModelIndex()):
                return _Flag.NoUpdate
        return super().selectionCommand(index, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu where the pointer is, or at the row for the menu key."""
        spot = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            rect = self.visualRect(self.currentIndex())
            spot = self.viewport().mapToGlobal(rect.bottomLeft())
        self.context_menu_requested.emit(spot)

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
            self._hovered = row
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the focus is, on the first row if nowhere yet."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model() and self.model().rowCount():
            index = self.model().index(0, self._text_column())
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        self.widths.fit()

    def _on_look_changed(self) -> None:
        self.setFont(self.look.font(FontRole.BODY))
        self.verticalHeader().setDefaultSectionSize(self.look.px(32 if self._in_card else 36))
        self.verticalHeader().setMinimumSectionSize(1)
        self.widths.fit_soon()
        self.viewport().update()
