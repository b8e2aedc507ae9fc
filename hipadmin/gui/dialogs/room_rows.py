"""The rows of the room chooser: a room to check, one of its own, one to be matched."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.domain.integration import Room
from hipadmin.gui.keyboard.letters import says_data
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.fields import CheckBox, ComboBox
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import Label


class _CheckRow(QWidget):
    """A check box and a fact after it.

    Signals:
        changed: a person checked or unchecked it.
    """

    changed = Signal()

    def __init__(self, look: Look, name: str, fact: str, *, chosen: bool) -> None:
        super().__init__()
        self.box = CheckBox(look, name.replace("&", "&&"))
        self.box.setAccessibleName(name)
        self.box.setAccessibleDescription(fact)
        says_data(self.box)
        self.box.setChecked(chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.box)
        row.addWidget(Label(look, fact, FontRole.BODY, "text2"))
        row.addStretch(1)
        self.box.clicked.connect(self.changed)

    def chosen(self) -> bool:
        """Whether it is checked."""
        return self.box.isChecked()

    def choose(self) -> None:
        """Check it."""
        self.box.setChecked(True)
        self.changed.emit()


class RoomRow(_CheckRow):
    """A room of the integration."""

    def __init__(self, look: Look, room: Room, *, chosen: bool) -> None:
        self.room = room
        super().__init__(look, room.shown, self._fact(room), chosen=chosen)
        self._before = chosen

    def _fact(self, room: Room) -> str:
        known = room.room if room.name and room.room != room.name else ""
        off = "" if room.enabled else self.tr("off")
        return ", ".join(part for part in (known, off) if part)

    def set_whole(self, every: bool) -> None:
        """Show that all rooms are meant: checked, and not to be unchecked one by one."""
        if every != self.box.isEnabled():
            return
        if every:
            self._before = self.box.isChecked()
        self.box.setChecked(True if every else self._before)
        self.box.setEnabled(not every)


class OwnRoomRow(_CheckRow):
    """A room or @user that only this notification knows."""

    def __init__(self, look: Look, room: str) -> None:
        self.room = room
        super().__init__(look, room, self._fact(room), chosen=True)

    def _fact(self, room: str) -> str:
        if room.startswith("@"):
            return self.tr("person, only in this notification")
        return self.tr("only in this notification")


class UnmatchedRow(QWidget):
    """A room of the integration before, and which of the new one's rooms is meant instead.

    Signals:
        changed: a person chose.
    """

    changed = Signal()

    def __init__(self, look: Look, old: Room, rooms: Sequence[Room]) -> None:
        super().__init__()
        self.name = old.shown
        self.combo = ComboBox(look)
        text = self.tr("Instead of {room}").format(room=self.name)
        self.combo.setAccessibleName(text)
        self.combo.addItem(self.tr("Choose a room"), None)
        for room in rooms:
            self.combo.addItem(room.shown, room.id)
        self.combo.addItem(self.tr("Leave out"), "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(IconView(look, Icon.CHANGED, "warn"))
        label = Label(look, text)
        label.setMinimumWidth(look.px(136))
        row.addWidget(label)
        row.addWidget(self.combo)
        row.addStretch(1)
        self.combo.activated.connect(self.changed)

    def resolved(self) -> bool:
        """Whether a person has chosen, if only to leave it out."""
        return self.combo.currentData() is not None

    def picked(self) -> str:
        """Give the id of the room that was chosen, or an empty text."""
        return str(self.combo.currentData() or "")
