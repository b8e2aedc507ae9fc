"""The rooms of an integration being edited: a table, and under it the fields of the chosen room."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.gui.dialogs.room_line import RoomLine, room_columns
from hipadmin.gui.dialogs.room_panel import RoomPanel
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Role
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Edge, link, standard
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table

MOST_ROWS = 8
"""Rows shown at once; more are scrolled to."""


class RoomsEditor(QWidget):
    """The table **Rooms**, the fields of the selected one, **Add room** and **Remove room**.

    It shows what it is given and says what a person wants.

    Signals:
        edited: a `RoomEntry` that takes the place of the one with its key.
        add_wanted: a new row is asked for.
        browse_wanted: the server's rooms shall be listed, to choose some.
        remove_wanted: the key of the row to take out.
        check_wanted: the key of the row about whose token the server shall be asked.
        reveal_wanted: the key of the row whose stored token shall be shown.
        field_left: (key, part) a field of that row was left; problems may show.
    """

    edited = Signal(object)
    add_wanted = Signal()
    browse_wanted = Signal()
    remove_wanted = Signal(int)
    check_wanted = Signal(int)
    reveal_wanted = Signal(int)
    field_left = Signal(int, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._showing = False
        self._model: RowsModel[RoomLine] = RowsModel(room_columns(), lambda r: r.entry.key, self)
        self.table = Table(look, self.tr("Rooms"), in_card=True)
        self.panel = RoomPanel(look)
        self.add_button = standard(look, self.tr("Add room"), Icon.PLUS)
        self.remove_button = standard(look, self.tr("Remove room"))
        self.browse_button = link(look, self.tr("Browse rooms…"), leans=Edge.END)
        self._build()
        self._connect()
        self.setFocusProxy(self.table)

    # build

    def _build(self) -> None:
        self.table.setModel(self._model)
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self._empty = Label(self.look, self.tr("No room yet."), FontRole.BODY, "text2")
        self._card = Card(self.look)
        self._card.content.setSpacing(0)
        self._card.content.addWidget(self.table)
        self._card.content.addWidget(self._empty)
        self._card.content.addWidget(self.panel)
        buttons = QHBoxLayout()
        buttons.setSpacing(self.look.px(8))
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        buttons.addWidget(self.browse_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(8))
        column.addWidget(self._card)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.table.toggle_requested.connect(self._on_table_toggled)
        self._model.check_requested.connect(self._on_check_requested)
        self.table.activated_row.connect(self._on_row_activated)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.panel.edited.connect(self.edited)
        self.panel.check_wanted.connect(self.check_wanted)
        self.panel.reveal_wanted.connect(self.reveal_wanted)
        self.panel.field_left.connect(self.field_left)
        self.add_button.clicked.connect(self.add_wanted)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.browse_button.clicked.connect(self.browse_wanted)

    # what it shows

    def show_rooms(self, rows: Sequence[RoomLine]) -> None:
        """Show ``rows``; the selection stays, or goes to a neighbour of a row that went."""
        place = max(0, self._place())
        self._showing = True  # the selection wanders while rows go; nobody chose it
        self._model.set_rows(rows)
        self._measure()
        if rows and self._place() < 0:
            self.table.select_positions([min(place, len(rows) - 1)])
        self._showing = False
        self._refill()

    def select(self, key: int, *, edit: bool = False) -> None:
        """Select a row, and with ``edit`` put the focus into its first field."""
        position = self._model.position_of(key)
        if position >= 0:
            self.table.select_positions([position])
        if edit:
            self.panel.room_edit.setFocus()

    def current(self) -> RoomLine | None:
        """The selected row."""
        place = self._place()
        return self._model.row_at(place) if place >= 0 else None

    def _place(self) -> int:
        selected = self.table.selected_positions()
        return selected[0] if selected else -1

    def _measure(self) -> None:
        count = self._model.rowCount()
        look, shown = self.look, max(1, min(count, MOST_ROWS))
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(head + shown * self.table.verticalHeader().defaultSectionSize())
        if not count:
            self.table.setFixedHeight(head)
        self._empty.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(4))
        self._empty.setVisible(not count)

    def _refill(self) -> None:
        row = self.current()
        self.panel.show_line(row)
        self.remove_button.setEnabled(row is not None)

    # what a person does

    @Slot(object)
    def _on_table_toggled(self, index: QModelIndex) -> None:
        row: RoomLine = index.data(Role.ROW)
        self.edited.emit(replace(row.entry, enabled=not row.entry.enabled))

    @Slot(object, bool)
    def _on_check_requested(self, row: RoomLine, wanted: bool) -> None:
        self.edited.emit(replace(row.entry, enabled=wanted))

    @Slot(object)
    def _on_row_activated(self, _index: QModelIndex) -> None:
        self.panel.room_edit.setFocus()
        self.panel.room_edit.selectAll()

    @Slot()
    def _on_selection_changed(self) -> None:
        if self._showing:
            return
        self._refill()
        row = self.current()
        if row is not None:
            self.field_left.emit(row.entry.key, "")

    @Slot()
    def _on_remove_clicked(self) -> None:
        row = self.current()
        if row is not None:
            self.remove_wanted.emit(row.entry.key)
