"""What a file would change, step by step, before it does."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from hipadmin.gui.icons import Icon
from hipadmin.gui.models.columns import Column, Fit, state_column
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table
from hipadmin.services.apply import Applied
from hipadmin.services.apply_work import Step

translate = QCoreApplication.translate

_Numbered = tuple[int, Step]


class ImportPreview(DialogFrame):
    """Lists the steps; it is accepted when they shall be done."""

    def __init__(self, look: Look, planned: Applied, parent: QWidget | None = None) -> None:
        super().__init__(
            look, translate("Import", "Import"), width=680, min_height=440, parent=parent
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        changes = planned.changes
        self.body.addWidget(Label(look, _headline(planned), FontRole.OBJECT_TITLE, wrap=True))
        if changes:
            self.body.addWidget(self._card(planned), 1)
        for warning in planned.warnings:
            self.body.addWidget(Label(look, warning, FontRole.BODY, "warn", wrap=True))
        go, cancel = self.add_confirm(translate("Import", "Import"))
        go.setEnabled(bool(changes))
        go.clicked.connect(self.accept)
        (go if changes else cancel).setFocus()
        if not changes:
            self.set_note(translate("Import", "Everything is as the file says."))

    def _card(self, planned: Applied) -> Card:
        card = Card(self.look)
        table = Table(self.look, translate("Import", "Steps"), in_card=True)
        model: RowsModel[_Numbered] = RowsModel(_columns(), lambda row: row[0], self)
        table.setModel(model)
        model.set_rows(tuple(enumerate(planned.changes)))
        table.setMinimumHeight(self.look.px(200))
        card.content.addWidget(table)
        return card


def _headline(planned: Applied) -> str:
    changes = len(planned.changes)
    same = len(planned.steps) - changes
    if not changes:
        return translate("Import", "Nothing to change")
    if changes == 1:
        text = translate("Import", "1 change; {same} things stay as they are")
    else:
        text = translate("Import", "{count} changes; {same} things stay as they are")
    return text.format(count=changes, same=same)


def _columns() -> tuple[Column[_Numbered], ...]:
    return (
        state_column(
            lambda row: _mark(row[1].verb),
            key="verb",
            title=translate("Import", "Change"),
            fit=Fit(give=0),
        ),
        Column(
            "thing",
            translate("Import", "What"),
            lambda row: row[1].thing,
            fit=Fit(most=60.0, stretch=True),
        ),
    )


def _mark(verb: str) -> StateMark:
    return {
        "add": StateMark(Icon.PLUS, Tone.OK, translate("Import", "add")),
        "change": StateMark(Icon.PENCIL, Tone.INFO, translate("Import", "change")),
        "delete": StateMark(Icon.TRASH, Tone.DANGER, translate("Import", "delete")),
    }.get(verb, StateMark(Icon.CHECK, Tone.NEUTRAL, verb))
