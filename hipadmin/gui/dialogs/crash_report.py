"""The dialog that shows crash reports: to be read, judged and copied."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from hipadmin.gui.dialogs.token_help import Opener
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.fields import ComboBox
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.gui.widgets.read_text import ReadText


class CrashReportDialog(DialogFrame):
    """Shows ``reports``, each the time it was made and its text, the newest first.

    ``folder`` is where they lie, None if they do not.
    """

    def __init__(
        self,
        look: Look,
        reports: Sequence[tuple[str, str]],
        folder: Path | None,
        parent: QWidget | None = None,
        *,
        opener: Opener | None = None,
    ) -> None:
        title = self.tr("Crash report")
        super().__init__(look, title, width=760, min_height=520, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._reports = tuple(reports)
        self._folder = folder
        self._open = opener or QDesktopServices.openUrl
        self.choice = ComboBox(look)
        self.shown = ReadText(look, title)
        self._arrange()
        self._add_buttons()
        self._show(0)

    def _arrange(self) -> None:
        text = self.tr(
            "It names versions and the places in the program; tokens and your name are left out. "
            "Pass it on to whoever looks after hipadmin."
        )
        self.body.addWidget(Label(self.look, text, FontRole.BODY, "text2", wrap=True))
        self.choice.setAccessibleName(self.tr("Report"))
        self.choice.addItems([title for title, _text in self._reports])
        self.choice.currentIndexChanged.connect(self._show)
        self.body.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignLeft)
        self.choice.setVisible(len(self._reports) > 1)
        self.body.addWidget(self.shown, 1)

    def _add_buttons(self) -> None:
        self.copy_button = standard(self.look, self.tr("Copy report"), Icon.COPY)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.footer.add_left(self.copy_button)
        if self._folder is not None:
            folder = standard(self.look, self.tr("Open folder"))
            folder.clicked.connect(self._on_folder_clicked)
            self.footer.add_left(folder)
        close = standard(self.look, self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.leave)
        self.footer.add_right(close)
        self.copy_button.setFocus()

    @Slot(int)
    def _show(self, place: int) -> None:
        self.strip.clear()
        self.shown.setPlainText(self._reports[place][1] if self._reports else "")

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.shown.toPlainText())
        self.strip.show_message(Message(Tone.OK, self.tr("Copied.")))

    @Slot()
    def _on_folder_clicked(self) -> None:
        self._open(QUrl.fromLocalFile(str(self._folder)))
