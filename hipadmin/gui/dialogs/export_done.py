"""What an exported file does not hold: the tokens that have to be entered again."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import Column, Fit
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import primary
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.labels import ElidedLabel, Label
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table
from hipadmin.services.files.export import Exported, NeededToken

translate = QCoreApplication.translate


class ExportDone(DialogFrame):
    """Lists the tokens with the variables that the file names for them."""

    def __init__(
        self, look: Look, path: Path, exported: Exported, parent: QWidget | None = None
    ) -> None:
        title = translate("Export", "Export")
        super().__init__(look, title, width=680, min_height=440, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tokens = exported.tokens
        self.body.addWidget(Label(look, exported_words(exported), FontRole.OBJECT_TITLE, wrap=True))
        self.body.addWidget(ElidedLabel(look, str(path), FontRole.BODY, "text2"))
        text = self.tr(
            "Tokens are never written to a file. Where it is read, set these variables before "
            "“hipadmin apply”, or enter the tokens in the window after Import."
        )
        self.body.addWidget(Label(look, text, FontRole.BODY, "text2", wrap=True))
        self.body.addWidget(self._card(), 1)
        copy = self.add_test(self.tr("Copy variables"), Icon.COPY)
        copy.clicked.connect(self._on_copy_clicked)
        close = self.footer.add_right(primary(look, self.tr("Close")))
        close.setDefault(True)
        close.clicked.connect(self.leave)
        close.setFocus()

    def _card(self) -> Card:
        card = Card(self.look, self.tr("Tokens to enter again"))
        card.set_count(len(self._tokens))
        table = Table(self.look, self.tr("Tokens to enter again"), in_card=True)
        model: RowsModel[NeededToken] = RowsModel(_columns(), lambda row: row.variable, self)
        table.setModel(model)
        model.set_rows(self._tokens)
        card.content.addWidget(table)
        return card

    @Slot()
    def _on_copy_clicked(self) -> None:
        lines = [f"{token.variable}=" for token in self._tokens]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.strip.show_message(Message(Tone.OK, self.tr("Copied.")))


def exported_words(exported: Exported) -> str:
    """How much was exported."""
    one = translate("Export", "1 integration")
    many = translate("Export", "{count} integrations").format(count=exported.integrations)
    only = translate("Export", "1 subscription")
    several = translate("Export", "{count} subscriptions").format(count=exported.subscriptions)
    return translate("Export", "Exported {integrations} and {subscriptions}").format(
        integrations=one if exported.integrations == 1 else many,
        subscriptions=only if exported.subscriptions == 1 else several,
    )


def _columns() -> Sequence[Column[NeededToken]]:
    return (
        Column(
            "integration",
            translate("Export", "Integration"),
            lambda row: row.integration,
            strong=True,
        ),
        Column(
            "room",
            translate("Export", "Room"),
            lambda row: row.room or translate("Export", "Access token"),
            muted=lambda row: not row.room,
            fit=Fit(least=9),
        ),
        Column(
            "variable",
            translate("Export", "Variable"),
            lambda row: row.variable,
            mono=True,
            fit=Fit(most=60.0, stretch=True),
        ),
    )
