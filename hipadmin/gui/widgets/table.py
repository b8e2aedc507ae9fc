"""The table: quiet, edge to edge, every act within reach of the keyboard."""

from typing import Any, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
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
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

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
from hipadmin.gui.keyboard.shortcuts import Shortcut, matches
from hipadmin.gui.models.columns import CellKind, Column
from hipadmin.gui.models.roles import Role
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.column_widths import ColumnWidths, column_of
from hipadmin.gui.widgets.header import Header
from hipadmin.gui.widgets.table_copy import copied
from hipadmin.gui.widgets.table_place import Place, selected_positions, selection_of

AnyIndex = QModelIndex | QPersistentModelIndex
_Flag = QItemSelectionModel.SelectionFlag
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SWITCHED = (CellKind.SWITCH, CellKind.CHECK)
_CONTROLS = (*_SWITCHED, CellKind.LINK)
_ACTIVATION = (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate)


LEAST_ROWS, LEAST_WIDTH = 2, 160


class Table(QTableView):
    """A table of rows over a `RowsModel`.

    Signals:
        activated_row: index of a row that was double-clicked or entered.
        toggle_requested: index of a switch or check box that was clicked or spaced; nothing
            changed yet.
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
        self._place: Place | None = None
        self._let_go = False
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

    def minimumSizeHint(self) -> QSize:
        """Some rows can always be seen."""
        rows = LEAST_ROWS * self.verticalHeader().defaultSectionSize()
        return QSize(self.look.px(LEAST_WIDTH), self._head.sizeHint().height() + rows)

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

    def _make_ground(self) -> Ground:
        index = self.currentIndex()
        return Ground(
            self.look,
            in_card=self._in_card,
            edges=self.edges,
            focus=(index.row(), index.column()) if self.hasFocus() else (-1, -1),
            ring_on_row=self._kind(index) not in _CONTROLS,
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

    def viewportEvent(self, event: QEvent) -> bool:
        """Paint nothing but selected rows anew when the window gets or loses the focus."""
        if event.type() not in _ACTIVATION:
            return super().viewportEvent(event)
        selection = self.selectionModel()
        for row in self._rows_in(self.viewport().rect()) if selection is not None else ():
            if selection.isRowSelected(row, QModelIndex()):
                self._repaint(row)
        return False

    def _rows_in(self, rect: QRect) -> range:
        first, last = self.rowAt(rect.top()), self.rowAt(rect.bottom())
        return range(max(first, 0), last + 1 if last >= 0 else self.model().rowCount())

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

    def _rows_model(self) -> RowsModel[Any]:
        return cast("RowsModel[Any]", self.model())

    def let_go(self) -> None:
        """What was selected has gone, and nobody chose the row where the focus is now.

        Space, where it would act on that row, selects it first.
        """
        self._let_go = True

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        """Let the ring go from one row to another."""
        super().currentChanged(current, previous)
        self._repaint(previous.row())
        self._repaint(current.row())

    def _repaint(self, row: int) -> None:
        if row >= 0:
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            self.viewport().update(0, top, self.viewport().width(), height)

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
            if column is None or column.kind not in _CONTROLS:
                return position
        return 0

    def _kind(self, index: AnyIndex) -> CellKind | None:
        column = column_of(self, index.column()) if index.isValid() else None
        return column.kind if column else None

    def switch_index(self, row: int) -> QModelIndex:
        """Give the index of the row's switch or check box; invalid where there is none."""
        for position in range(self.model().columnCount()):
            column = column_of(self, position)
            if column is not None and column.kind in _SWITCHED:
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
        """Show where the focus is, on the first row if nowhere yet.

        Qt's own answers to this and to the loss would paint every row anew.
        """
        if not self.currentIndex().isValid() and self.model() and self.model().rowCount():
            index = self.model().index(0, self._text_column())
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        self._repaint(self.currentIndex().row())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._repaint(self.currentIndex().row())

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
