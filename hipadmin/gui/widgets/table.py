"""The table: quiet, edge to edge, every act within reach of the keyboard."""

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QWidget

from hipadmin.gui.keyboard.shortcuts import Shortcut, matches
from hipadmin.gui.models.columns import CellKind
from hipadmin.gui.models.roles import Role
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.column_widths import ColumnWidths, column_of
from hipadmin.gui.widgets.table_selection import (
    Place,
    copied,
    selected_positions,
    selection_of,
)
from hipadmin.gui.widgets.table_view import CONTROLS, SWITCHED, AnyIndex, TableView

_Flag = QItemSelectionModel.SelectionFlag
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

LEAST_ROWS, LEAST_WIDTH = 2, 160


class Table(TableView):
    """A table of rows over a `RowsModel`.

    Signals:
        activated_row: index of a row that was double-clicked or entered.
        context_menu_requested: global position for a menu about the selection.
        selection_changed: the set of selected rows changed.
    """

    activated_row = Signal(object)
    context_menu_requested = Signal(QPoint)
    selection_changed = Signal()

    def __init__(
        self, look: Look, name: str, parent: QWidget | None = None, *, in_card: bool = False
    ) -> None:
        super().__init__(look, name, parent, in_card=in_card)
        self._place: Place | None = None
        self._let_go = False
        self._configure()
        self.widths = ColumnWidths(look, self, self._head)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _configure(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
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

    def minimumSizeHint(self) -> QSize:
        """Some rows can always be seen."""
        rows = LEAST_ROWS * self.verticalHeader().defaultSectionSize()
        return QSize(self.look.px(LEAST_WIDTH), self._head.sizeHint().height() + rows)

    # model

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show ``model``, a `RowsModel`; its columns choose the delegates and the widths."""
        super().setModel(model)
        if model is None:
            return
        for position in range(model.columnCount()):
            column = column_of(self, position)
            if column is not None:
                self.setItemDelegateForColumn(position, self._delegates[column.kind])
        self._rows_model().about_to_replace.connect(self._on_about_to_replace)
        self._rows_model().replaced.connect(self._on_replaced)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.dataChanged):
            changed.connect(self.widths.fit_soon)
        self.widths.fit_soon()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Say that the selection changed."""
        super().selectionChanged(selected, deselected)
        self._let_go = self._let_go and selected.isEmpty()
        if self._place is None:
            self.selection_changed.emit()

    def let_go(self) -> None:
        """What was selected has gone, and nobody chose the row where the focus is now.

        Space, where it would act on that row, selects it first.
        """
        self._let_go = True

    @Slot()
    def _on_about_to_replace(self) -> None:
        self._place = Place.of(self, self._rows_model())

    @Slot()
    def _on_replaced(self) -> None:
        moved = self._place is not None and self._place.restore(self, self._rows_model())
        self._place = None
        if moved:
            self.selection_changed.emit()

    def selected_positions(self) -> list[int]:
        """Give the selected rows' positions, top to bottom."""
        return selected_positions(self)

    def selected_rows(self) -> list[Any]:
        """Give the selected rows themselves, top to bottom."""
        shown = self._rows_model().shown
        return [shown[position] for position in self.selected_positions()]

    def select_positions(self, positions: list[int]) -> None:
        """Select exactly these rows; the first becomes current and is scrolled to."""
        model, selection = self._rows_model(), self.selectionModel()
        selection.select(selection_of(model, positions), _Flag.ClearAndSelect)
        if positions:
            index = model.index(positions[0], self._text_column())
            selection.setCurrentIndex(index, _Flag.NoUpdate)
            self.scrollTo(index)

    def _text_column(self) -> int:
        """The first column that is not a control, so that the ring goes round the row."""
        for position in range(self.model().columnCount()):
            column = column_of(self, position)
            if column is None or column.kind not in CONTROLS:
                return position
        return 0

    def switch_index(self, row: int) -> QModelIndex:
        """Give the index of the row's switch or check box; invalid where there is none."""
        for position in range(self.model().columnCount()):
            column = column_of(self, position)
            if column is not None and column.kind in SWITCHED:
                return self.model().index(row, position)
        return QModelIndex()

    # what people do

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and last row; Space switches; Enter acts or opens."""
        index = self.currentIndex()
        key = event.key()
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self._go_to(0 if key == Qt.Key.Key_Home else self.model().rowCount() - 1)
        elif matches(event, Shortcut.COPY):
            self.copy_selected()
        elif matches(event, Shortcut.MENU):
            self._show_menu_at_row()
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
        link, switch = self._kind(index) is CellKind.LINK, self.switch_index(index.row())
        if self._let_go and (link or switch.isValid()):
            self.setCurrentIndex(index)
        elif link:
            self.link_activated.emit(index)
        elif switch.isValid() and not switch.data(Role.BUSY):
            self.toggle_requested.emit(switch)

    def _enter(self, index: QModelIndex) -> None:
        if self._kind(index) is CellKind.LINK:
            self.link_activated.emit(index)
        else:
            self.activated_row.emit(index)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if self._kind(index) not in CONTROLS:
            self.activated_row.emit(index)

    def selectionCommand(
        self, index: AnyIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Leave a selection of several alone when one of its switches is clicked."""
        pressed = isinstance(event, QMouseEvent) and not event.modifiers()
        if pressed and index.isValid() and self._kind(index) in CONTROLS:
            row = self.model().index(index.row(), 0)
            if self.selectionModel().isRowSelected(row.row(), QModelIndex()):
                return _Flag.NoUpdate
        return super().selectionCommand(index, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu where the pointer is, or at the row for the menu key."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._show_menu_at_row()
        else:
            self.context_menu_requested.emit(event.globalPos())

    def _show_menu_at_row(self) -> None:
        rect = self.visualRect(self.currentIndex())
        self.context_menu_requested.emit(self.viewport().mapToGlobal(rect.bottomLeft()))

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard as a table."""
        text = copied(self, self.selected_positions())
        if text:
            QGuiApplication.clipboard().setText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the focus is, on the first row if nowhere yet."""
        if not self.currentIndex().isValid() and self.model() and self.model().rowCount():
            index = self.model().index(0, self._text_column())
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        self.widths.fit()

    def _on_look_changed(self) -> None:
        self.setFont(self.look.font(FontRole.BODY))
        self.verticalHeader().setDefaultSectionSize(self.look.px(32 if self._in_card else 36))
        self.verticalHeader().setMinimumSectionSize(1)
        self.widths.follow_font()
        self.viewport().update()
