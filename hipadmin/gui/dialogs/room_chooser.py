"""Which rooms a notification goes to: all, some, and others that only it knows."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.integration import Integration, Room, room_problems
from hipadmin.domain.problems import blocking
from hipadmin.domain.subscription import RoomChoice
from hipadmin.gui.dialogs.room_rows import OwnRoomRow, RoomRow, UnmatchedRow
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.fields import LineEdit, RadioButton
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import Card

Line = TypeVar("Line", RoomRow, OwnRoomRow, UnmatchedRow)


class RoomChooser(QWidget):
    """Radio buttons, a check list of the integration's rooms, and a field for another one.

    Signals:
        changed: a person changed the choice.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.every = RadioButton(look, self.tr("All rooms, also future ones"))
        self.some = RadioButton(look, self.tr("Only these"))
        self.card = Card(look)
        self.hint = Label(look, "", color="text2", wrap=True)
        self.other = _OtherRoom(look, self.tr("Another room or @user"))
        self.add_button = standard(look, self.tr("Add room"), Icon.PLUS)
        self._rooms: list[RoomRow] = []
        self._own: list[OwnRoomRow] = []
        self._unmatched: list[UnmatchedRow] = []
        self._build()
        self._connect()

    def _build(self) -> None:
        px = self.look.px
        self.setFocusProxy(self.every)
        self.other.setAccessibleName(self.tr("Another room or @user"))
        self._group = QButtonGroup(self)
        self._group.addButton(self.every)
        self._group.addButton(self.some)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(px(12), px(8), px(12), px(4))
        self._list.setSpacing(px(4))
        self._list.addWidget(self.hint)
        self.card.content.addLayout(self._list)
        self.card.content.addStretch(1)  # few rooms stand at the top
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(4), 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self.every)
        column.addWidget(self.some)
        column.addSpacing(px(4))
        column.addWidget(self.card)
        column.addSpacing(px(4))
        column.addLayout(self._other_row())

    def _other_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        row.addWidget(self.other, 1)
        row.addWidget(self.add_button)
        return row

    def _connect(self) -> None:
        self._group.buttonClicked.connect(self._on_reach_chosen)
        self.add_button.clicked.connect(self._on_add_clicked)
        self.other.entered.connect(self._on_add_clicked)
        self.other.textChanged.connect(self._on_other_changed)
        self._on_other_changed()

    # what is shown

    def show_choice(
        self, integration: Integration | None, choice: RoomChoice, unmatched: Sequence[Room] = ()
    ) -> None:
        """Show the rooms of ``integration`` with ``choice``; ``unmatched`` want to be chosen."""
        rooms = integration.rooms if integration else ()
        (self.every if choice.every else self.some).setChecked(True)
        self._clear()
        for old in unmatched:
            self._unmatched.append(self._put(UnmatchedRow(self.look, old, rooms)))
        for room in rooms:
            chosen = choice.every or room.id in choice.room_ids
            self._rooms.append(self._put(RoomRow(self.look, room, chosen=chosen)))
        for own in choice.own:
            self._own.append(self._put(OwnRoomRow(self.look, own)))
        self._show_hint(integration)
        self._enable()

    def _put(self, row: Line) -> Line:
        row.changed.connect(self.changed)
        self._list.addWidget(row)
        row.show()  # at once, not with the next event
        return row

    def _clear(self) -> None:
        for row in (*self._rooms, *self._own, *self._unmatched):
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rooms, self._own, self._unmatched = [], [], []

    def _show_hint(self, integration: Integration | None) -> None:
        if integration is None:
            self.hint.set_text(self.tr("Choose an integration to see its rooms."))
        else:
            text = self.tr("“{name}” has no room yet. Name one below.")
            self.hint.set_text(text.format(name=integration.name))
        self.hint.setVisible(not (self._rooms or self._own))

    def _enable(self) -> None:
        every = self.every.isChecked()
        for row in self._rooms:
            row.set_whole(every)

    # what is chosen

    def choice(self) -> RoomChoice:
        """Give the choice, a room that is typed but not yet added included."""
        typed = self.other.text().strip()
        own = [row.room for row in self._own if row.chosen()]
        own += [typed] if typed and typed not in own else []
        if self.every.isChecked():
            return RoomChoice(every=True, own=tuple(own))
        ids = [row.room.id for row in self._rooms if row.chosen()]
        ids += [row.picked() for row in self._unmatched if row.picked()]
        return RoomChoice(every=False, room_ids=tuple(dict.fromkeys(ids)), own=tuple(own))

    def unresolved(self) -> tuple[str, ...]:
        """Give the names of rooms for which another one is still to be chosen."""
        if self.every.isChecked():
            return ()
        return tuple(row.name for row in self._unmatched if not row.resolved())

    # what people do

    @Slot()
    def _on_reach_chosen(self) -> None:
        self._enable()
        self.changed.emit()

    @Slot()
    def _on_other_changed(self) -> None:
        self.add_button.setEnabled(bool(self.other.text().strip()))
        self.changed.emit()

    @Slot()
    def _on_add_clicked(self) -> None:
        room = self.other.text().strip()
        if not room or blocking(tuple(room_problems(room, "room"))):
            return  # what is wrong with it is said as long as it stands there
        if not self._take(room):
            self._own.append(self._put(OwnRoomRow(self.look, room)))
        self.hint.hide()
        self.other.clear()
        self.other.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, room: str) -> bool:
        """Check a room that is in the list already."""
        key = room.casefold()
        for own in self._own:
            if own.room.casefold() == key:
                own.choose()
                return True
        for row in self._rooms:
            if key in (row.room.room.casefold(), row.room.name.casefold()):
                row.choose()
                return True
        return False


class _OtherRoom(LineEdit):
    """Enter adds what is typed; in an empty field it is the dialog's, which saves."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.text().strip():
            self.entered.emit()
            return
        super().keyPressEvent(event)
