"""The fields of a room notification: name, integration, rooms, On/Off."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.gui.dialogs.integration_combo import IntegrationCombo
from hipadmin.gui.dialogs.room_chooser import RoomChooser
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import LineEdit, Switch
from hipadmin.gui.widgets.form import Form


class NotificationFields(QWidget):
    """A form; problems stand beside the field they concern."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = LineEdit(look, self.tr("For example “broken builds”"))
        self.integration = IntegrationCombo(look)
        self.rooms = RoomChooser(look)
        self.on = Switch(look, self.tr("On/Off"))
        form = Form(look)
        self._name_row = form.add_row(self.tr("&Name"), self.name)
        form.add_row(self.tr("&Integration"), self.integration)
        self._rooms_row = form.add_row(self.tr("&Rooms"), self.rooms, buddy=self.rooms)
        form.add_row(
            self.tr("&On/Off"),
            self.on,
            self.tr("While it is off nothing is sent, and nothing is sent later for that time."),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form)

    def show_problems(self, name: str, rooms: str) -> None:
        """Say what is wrong beside the name and beside the rooms; empty texts take it back."""
        self._name_row.set_problem(name or None)
        self._rooms_row.set_problem(rooms or None)
