"""Diagnostics: what the program runs on, with one button that copies all of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.message_bar import Message

Fact = tuple[str, str]


class DiagnosticsDialog(DialogFrame):
    """Shows facts as they are found out."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, self.tr("Diagnostics"), width=560, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._values: dict[str, Label] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(24))
        self._grid.setVerticalSpacing(look.px(8))
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self.copy_button = standard(look, self.tr("Copy"), Icon.COPY)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.footer.add_left(self.copy_button)
        close = standard(look, self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.leave)
        self.footer.add_right(close)
        self.copy_button.setFocus()

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show ``facts`` below those that are there."""
        for name, value in facts:
            row = self._grid.rowCount()
            self._values[name] = Label(self.look, value, FontRole.BODY, "text2", wrap=True)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(Label(self.look, name, FontRole.NAME), row, 0, top)
            self._grid.addWidget(self._values[name], row, 1)

    def told(self) -> str:
        """Everything that is shown, a line each."""
        return "\n".join(f"{name}: {value.text()}" for name, value in self._values.items())

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.told())
        self.strip.show_message(Message(Tone.OK, self.tr("Copied.")))
