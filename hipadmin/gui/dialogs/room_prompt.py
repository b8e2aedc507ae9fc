"""Asks for the room of a test when an integration has none."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from hipadmin.domain.integration import room_problems
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.fields import LineEdit
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.words.texts import problem_text

translate = QCoreApplication.translate


class RoomPrompt(DialogFrame):
    """One field and Test.

    Signals:
        chosen: the room that was entered, by id or name.
    """

    chosen = Signal(str)

    def __init__(self, look: Look, integration: str, parent: QWidget | None = None) -> None:
        super().__init__(look, translate("Test", "Test"), width=560, parent=parent)
        self._field = LineEdit(look, translate("Test", "for example 17 or Builds"))
        form = Form(look)
        self._row = form.add_row(
            translate("Test", "Room ID or name"),
            self._field,
            translate("Test", "“{name}” has no room yet. The message goes to this one.").format(
                name=integration
            ),
        )
        self.body.addWidget(form)
        self.body.addStretch(1)
        send, _cancel = self.add_confirm(translate("Test", "Test"))
        send.clicked.connect(self._on_send_clicked)
        self._field.textEdited.connect(lambda: self._row.set_problem(None))
        self._field.setFocus()

    def _on_send_clicked(self) -> None:
        room = self._field.text().strip()
        problems = tuple(room_problems(room, "room"))
        if problems:
            self._row.set_problem(problem_text(problems[0]))
            self._field.setFocus()
            return
        self.chosen.emit(room)
        self.accept()
