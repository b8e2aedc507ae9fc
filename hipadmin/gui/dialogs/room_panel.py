"""The fields of one room of an integration being edited, under the table of all.

They are a panel and not editors in the cells: both are there at once for the keyboard and for
assistive technology, and a problem can stand under its field.
"""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hipadmin.domain.token import MASK, Secret
from hipadmin.gui.dialogs.integration_words import token_told, trimmed_text
from hipadmin.gui.dialogs.room_line import RoomLine
from hipadmin.gui.dialogs.stored_token import StoredTokenField
from hipadmin.gui.drafts.entries import TokenState
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import link
from hipadmin.gui.widgets.fields import LineEdit
from hipadmin.gui.widgets.form import FormRow
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import line


class RoomPanel(QWidget):
    """Shows the line it is given and says what a person wants of it.

    Signals:
        edited: a `RoomEntry` that takes the place of the one with its key.
        check_wanted: the key of the room about whose token the server shall be asked.
        reveal_wanted: the key of the room whose stored token shall be shown.
        field_left: (key, part) a field was left; problems may show.
    """

    edited = Signal(object)
    check_wanted = Signal(int)
    reveal_wanted = Signal(int)
    field_left = Signal(int, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._line: RoomLine | None = None
        self._filling = False
        self._filled_with = 0
        self.room_edit = LineEdit(look, self.tr("17 or Builds"))
        self.token_field = StoredTokenField(look)
        self.token_field.show_button.setAccessibleName(self.tr("Show room token"))
        self.check_link = link(look, self.tr("Check room token"))
        self.remove_token = link(look, self.tr("Remove room token"))
        self.room_row = self._row(self.tr("Room ID or name"), self.room_edit, self.room_edit)
        self.token_row = self._row(self.tr("Room token"), self.token_field, self.token_field.edit)
        self._build()
        self._connect()

    # build

    def _row(self, text: str, field: QWidget, buddy: QWidget) -> FormRow:
        label = Label(self.look, text, FontRole.NAME)
        label.setBuddy(buddy)
        buddy.setAccessibleName(text)
        return FormRow(self.look, label, field, buddy)

    def _build(self) -> None:
        px = self.look.px
        column = QVBoxLayout(self)
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

    def _connect(self) -> None:
        self.room_edit.textChanged.connect(self._on_room_typed)
        self.token_field.changed.connect(self._on_token_typed)
        self.token_field.reveal_wanted.connect(self._on_reveal_wanted)
        self.room_edit.left.connect(self._on_room_left)
        self.token_field.left.connect(self._on_token_left)
        self.check_link.clicked.connect(self._on_check_clicked)
        self.remove_token.clicked.connect(self._on_remove_token_clicked)

    # what it shows

    def show_line(self, row: RoomLine | None) -> None:
        """Show this room, None: nothing."""
        self._line = row
        self.setVisible(row is not None)
        if row is None:
            return
        self._filling = True
        if row.entry.key != self._filled_with:
            self._filled_with = row.entry.key
            self.token_field.hide_token()
        if self.room_edit.text().strip() != row.entry.room.strip():
            self.room_edit.setText(row.entry.room)
        self._show_token(row)
        self._filling = False

    def _show_token(self, row: RoomLine) -> None:
        stored = row.token is TokenState.STORED
        hint = MASK if stored else self._hint(row)
        self.token_field.set_entry(row.entry.token.typed, stored=stored, hint=hint)
        self.token_row.set_ok(trimmed_text() if self.token_field.trimmed else None)
        self.check_link.setVisible(row.token in (TokenState.STORED, TokenState.TYPED))
        has_ref = row.entry.token.ref is not None and row.token is not TokenState.OTHER_SERVER
        self.remove_token.setVisible(has_ref and row.token is not TokenState.TYPED)
        self.remove_token.setText(self._remove_word(removed=row.entry.token.removed))
        self.token_row.set_help(token_told(row.entry.info) if row.entry.info else "")

    def _hint(self, row: RoomLine) -> str:
        if row.token is TokenState.OTHER_SERVER:
            return self.tr("Enter again for this server")
        return self.tr("Uses Access token")

    def _remove_word(self, *, removed: bool) -> str:
        return self.tr("Keep room token") if removed else self.tr("Remove room token")

    def show_problems(self, problems: Mapping[str, str], warnings: Mapping[str, str]) -> None:
        """Say what is wrong with ``room`` and ``token``."""
        self.room_row.set_problem(problems.get("room"))
        self.token_row.set_problem(problems.get("token"))
        self.token_row.set_warning(warnings.get("token"))

    def show_stored(self, key: int, secret: Secret | None) -> None:
        """Show a stored token that was asked for, if its room is still shown."""
        if self._line is None or self._line.entry.key != key or secret is None:
            self.token_field.hide_token()
        else:
            self.token_field.show_stored(secret)

    # what a person does

    def _change(self, **changes: object) -> None:
        if self._line is not None and not self._filling:
            self.edited.emit(replace(self._line.entry, **changes))  # type: ignore[arg-type]  # callers name fields

    @Slot(str)
    def _on_room_typed(self, text: str) -> None:
        self._change(room=text)

    @Slot()
    def _on_token_typed(self) -> None:
        if self._line is not None:
            typed = self.token_field.entered()
            self._change(token=replace(self._line.entry.token, typed=typed))

    @Slot()
    def _on_check_clicked(self) -> None:
        if self._line is not None:
            self.check_wanted.emit(self._line.entry.key)

    @Slot()
    def _on_remove_token_clicked(self) -> None:
        if self._line is not None:
            token = self._line.entry.token
            self._change(token=replace(token, removed=not token.removed))

    @Slot()
    def _on_reveal_wanted(self) -> None:
        if self._line is not None:
            self.reveal_wanted.emit(self._line.entry.key)

    @Slot()
    def _on_room_left(self) -> None:
        self._left("room")

    @Slot()
    def _on_token_left(self) -> None:
        self._left("token")

    def _left(self, part: str) -> None:
        if self._line is not None:
            self.field_left.emit(self._line.entry.key, part)


def _stacked(row: FormRow, gap: int) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(gap)
    label: QLabel = row.label
    column.addWidget(label)
    column.addWidget(row.cell)
    column.addStretch(1)
    return column
