"""Asks into whose hands alerts are put."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.domain.alert import assignee_problem
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.fields import LineEdit
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.words.texts import problem_text


class AssignDialog(DialogFrame):
    """One field and Assign.

    Signals:
        chosen: the name that was entered, "" for nobody.
    """

    chosen = Signal(str)

    def __init__(self, look: Look, what: str, assignee: str, parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("Assign"), width=560, parent=parent)
        self._field = LineEdit(look, self.tr("for example @oncall"))
        self._field.setText(assignee)
        form = Form(look)
        help_ = self.tr("Who shall see to {what}: a name or @mention, empty for nobody.").format(
            what=what
        )
        self._row = form.add_row(self.tr("Assign to"), self._field, help_)
        self.body.addWidget(form)
        self.body.addStretch(1)
        assign, _cancel = self.add_confirm(self.tr("Assign"))
        assign.clicked.connect(self._on_assign_clicked)
        self._field.textEdited.connect(lambda: self._row.set_problem(None))
        self._field.selectAll()
        self._field.setFocus()

    @Slot()
    def _on_assign_clicked(self) -> None:
        name = self._field.text().strip()
        problem = assignee_problem(name)
        if problem is not None:
            self._row.set_problem(problem_text(problem))
            self._field.setFocus()
            return
        self.chosen.emit(name)
        self.accept()
