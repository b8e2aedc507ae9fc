"""The rooms of an integration being edited: a table, and under it the fields of the chosen room.

The fields are a panel and not editors in the cells: both are there at once for the keyboard and
for assistive technology, and a problem can stand under its field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hipadmin.domain.token import MASK, Secret
from hipadmin.gui.dialogs.integration_words import token_told, trimmed_text
from hipadmin.gui.dialogs.room_line import RoomLine, room_columns
from hipadmin.gui.dialogs.stored_token import StoredTokenField
from hipadmin.gui.drafts.entries import TokenState
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Role
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import link, standard
from hipadmin.gui.widgets.fields import LineEdit
from hipadmin.gui.widgets.form import FormRow
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import Card, line
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
        self._filling = False
        self._showing = False
        self._filled_with = 0
        self._model: RowsModel[RoomLine] = RowsModel(room_columns(), lambda r: r.entry.key, self)
        self.table = Table(look, self.tr("Rooms"), in_card=True)
        self.room_edit = LineEdit(look, self.tr("17 or Builds"))
        self.token_field = StoredTokenField(look)
        self.token_field.show_button.setAccessibleName(self.tr("Show room token"))
        self.check_link = link(look, self.tr("Check room token"))
        self.remove_token = link(look, self.tr("Remove room token"))
        self.add_button = standard(look, self.tr("Add room"), Icon.PLUS)
        self.remove_button = standard(look, self.tr("Remove room"))
        self.browse_button = link(look, self.tr("Browse rooms…"))
        self.room_row = self._row(self.tr("Room ID or name"), self.room_edit, self.room_edit)
        self.token_row = self._row(self.tr("Room token"), self.token_field, self.token_field.edit)
        self._build()
        self._connect()
        self.setFocusProxy(self.table)

    # build

    def _row(self, text: str, field: QWidget, buddy: QWidget) -> FormRow:
        label = Label(self.look, text, FontRole.NAME)
        label.setBuddy(buddy)
        buddy.setAccessibleName(text)
        return FormRow(self.look, label, field, buddy)

    def _build(self) -> None:
        self.table.setModel(self._model)
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self._empty = Label(self.look, self.tr("No room yet."), FontRole.BODY, "text2")
        self._card = Card(self.look)
        self._card.content.setSpacing(0)
        self._card.content.addWidget(self.table)
        self._card.content.addWidget(self._empty)
        self._card.content.addWidget(self._make_panel())
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

    def _make_panel(self) -> QWidget:
        px = self.look.px
        self._panel = QWidget()
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(0, 0, 0, px(6))
        column.setSpacing(0)
        column.addWidget(line(self.look))
        row = QHBoxLayout()
        row.setContentsMargins(px(12), px(8), px(12), 0)
        row.setSpacing(px(12))
        for form_row, share in ((self.room_row, 1), (self.token_row, 2)):
            row.addLayout(_stacked(form_row, px(4)), share)
        column.addLayout(row)
        self.token_row.add_link(self.check_link)
        self.token_row.add_link(self.remove_token)
        return self._panel

    def _connect(self) -> None:
        self.table.toggle_requested.connect(self._on_table_toggled)
        self._model.check_requested.connect(self._on_check_requested)
        self.table.activated_row.connect(self._on_row_activated)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.room_edit.textChanged.connect(self._on_room_typed)
        self.token_field.changed.connect(self._on_token_typed)
        self.token_field.reveal_wanted.connect(self._on_reveal_wanted)
        self.room_edit.left.connect(self._on_room_left)
        self.token_field.left.connect(self._on_token_left)
        self.check_link.clicked.connect(self._on_check_clicked)
        self.remove_token.clicked.connect(self._on_remove_token_clicked)
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

    def show_problems(self, problems: Mapping[str, str], warnings: Mapping[str, str]) -> None:
        """Say what is wrong with ``room`` and ``token`` of the selected row."""
        self.room_row.set_problem(problems.get("room"))
        self.token_row.set_problem(problems.get("token"))
        self.token_row.set_warning(warnings.get("token"))

    def select(self, key: int, *, edit: bool = False) -> None:
        """Select a row, and with ``edit`` put the focus into its first field."""
        position = self._model.position_of(key)
        if position >= 0:
            self.table.select_positions([position])
        if edit:
            self.room_edit.setFocus()

    def current(self) -> RoomLine | None:
        """The selected row."""
        place = self._place()
        return self._model.row_at(place) if place >= 0 else None

    def show_stored(self, key: int, secret: Secret | None) -> None:
        """Show a stored token that was asked for, if its row is still selected."""
        row = self.current()
        if row is None or row.entry.key != key or secret is None:
            self.token_field.hide_token()
            return
        self.token_field.show_stored(secret)

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
        self._panel.setVisible(row is not None)
        self.remove_button.setEnabled(row is not None)
        if row is None:
            return
        self._filling = True
        if row.entry.key != self._filled_with:
            self._filled_with = row.entry.key
            self.token_field.hide_token()
        if self.room_edit.text().strip() != row.entry.room.strip():
            self.room_edit.setText(row.entry.room)
        stored = row.token is TokenState.STORED
        hint = MASK if stored else self._hint(row)
        self.token_field.set_entry(row.entry.token.typed, stored=stored, hint=hint)
        self.token_row.set_ok(trimmed_text() if self.token_field.trimmed else None)
        self.check_link.setVisible(row.token in (TokenState.STORED, TokenState.TYPED))
        has_ref = row.entry.token.ref is not None and row.token is not TokenState.OTHER_SERVER
        self.remove_token.setVisible(has_ref and row.token is not TokenState.TYPED)
        self.remove_token.setText(self._remove_word(removed=row.entry.token.removed))
        told = token_told(row.entry.info) if row.entry.info else ""
        self.token_row.set_help(told)
        self._filling = False

    def _hint(self, row: RoomLine) -> str:
        if row.token is TokenState.OTHER_SERVER:
            return self.tr("Enter again for this server")
        return self.tr("Uses Access token")

    def _remove_word(self, *, removed: bool) -> str:
        return self.tr("Keep room token") if removed else self.tr("Remove room token")

    # what a person does

    def _change(self, **changes: object) -> None:
        row = self.current()
        if row is not None and not self._filling:
            self.edited.emit(replace(row.entry, **changes))  # type: ignore[arg-type]  # callers name fields

    @Slot(str)
    def _on_room_typed(self, text: str) -> None:
        self._change(room=text)

    @Slot()
    def _on_token_typed(self) -> None:
        row = self.current()
        if row is not None:
            typed = self.token_field.entered()
            self._change(token=replace(row.entry.token, typed=typed))

    @Slot()
    def _on_check_clicked(self) -> None:
        row = self.current()
        if row is not None:
            self.check_wanted.emit(row.entry.key)

    @Slot()
    def _on_remove_token_clicked(self) -> None:
        row = self.current()
        if row is not None:
            token = row.entry.token
            self._change(token=replace(token, removed=not token.removed))

    @Slot(object)
    def _on_table_toggled(self, index: QModelIndex) -> None:
        row: RoomLine = index.data(Role.ROW)
        self.edited.emit(replace(row.entry, enabled=not row.entry.enabled))

    @Slot(object, bool)
    def _on_check_requested(self, row: RoomLine, wanted: bool) -> None:
        self.edited.emit(replace(row.entry, enabled=wanted))

    @Slot(object)
    def _on_row_activated(self, _index: QModelIndex) -> None:
        self.room_edit.setFocus()
        self.room_edit.selectAll()

    @Slot()
    def _on_selection_changed(self) -> None:
        if self._showing:
            return
        self._refill()
        row = self.current()
        if row is not None:
            self.field_left.emit(row.entry.key, "")

    @Slot()
    def _on_reveal_wanted(self) -> None:
        row = self.current()
        if row is not None:
            self.reveal_wanted.emit(row.entry.key)

    @Slot()
    def _on_room_left(self) -> None:
        self._left("room")

    @Slot()
    def _on_token_left(self) -> None:
        self._left("token")

    def _left(self, part: str) -> None:
        row = self.current()
        if row is not None:
            self.field_left.emit(row.entry.key, part)

    @Slot()
    def _on_remove_clicked(self) -> None:
        row = self.current()
        if row is not None:
            self.remove_wanted.emit(row.entry.key)


def _stacked(row: FormRow, gap: int) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(gap)
    label: QLabel = row.label
    column.addWidget(label)
    column.addWidget(row.cell)
    column.addStretch(1)
    return column
