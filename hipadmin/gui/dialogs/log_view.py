"""The log inside the program: by level and words, to be read, copied or opened as a folder."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.gui.dialogs.token_help import Opener
from hipadmin.gui.jobs import Job, JobContext, Jobs, Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.fields import ComboBox, SearchField
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.gui.widgets.read_text import ReadText
from hipadmin.recovery.log_file import LogFile
from hipadmin.recovery.log_page import LogPage, read

TYPED_MS = 200
"""How long somebody pauses before what was typed is looked for."""
WRITE_S = 1.0
"""How long the view waits for what was said just now to reach the file."""


class LogView(DialogFrame):
    """Shows the log in ``folder``; ``log`` is what writes it, None if nothing does."""

    def __init__(
        self,
        look: Look,
        jobs: Jobs,
        folder: Path,
        log: LogFile | None,
        parent: QWidget | None = None,
        *,
        opener: Opener | None = None,
    ) -> None:
        title = self.tr("Log")
        super().__init__(look, title, width=960, min_height=560, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._jobs = jobs
        self._folder = folder
        self._log = log
        self._open = opener or QDesktopServices.openUrl
        self._reading: Job | None = None
        self.level = ComboBox(look)
        self.search = SearchField(look, self.tr("Search the log"))
        self.count = Label(look, "", FontRole.SMALL, "text2")
        self.shown = ReadText(look, title)
        self.shown.setPlaceholderText(self.tr("Nothing to show."))
        self._typed = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._arrange()
        self._add_buttons()
        self._connect()
        self.read()

    def _arrange(self) -> None:
        levels = (
            (self.tr("Everything"), "DEBUG"),
            (self.tr("Warnings and errors"), "WARNING"),
            (self.tr("Errors"), "ERROR"),
        )
        for text, level in levels:
            self.level.addItem(text, level)
        self.level.setAccessibleName(self.tr("Level"))
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        for widget in (self.level, self.search, self.count):
            row.addWidget(widget)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.shown, 1)

    def _add_buttons(self) -> None:
        look = self.look
        self.copy_button = standard(look, self.tr("Copy"), Icon.COPY)
        self.folder_button = standard(look, self.tr("Open folder"))
        self.reload_button = standard(look, self.tr("Reload"), Icon.RETRY)
        for button in (self.copy_button, self.folder_button, self.reload_button):
            self.footer.add_left(button)
        close = standard(look, self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.leave)
        self.footer.add_right(close)
        self.search.setFocus()

    def _connect(self) -> None:
        self.level.currentIndexChanged.connect(self.read)
        self.search.textChanged.connect(self._typed.start)
        self._typed.timeout.connect(self.read)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.folder_button.clicked.connect(self._on_folder_clicked)
        self.reload_button.clicked.connect(self.read)

    @Slot()
    def read(self) -> None:
        """Read what is in the files now, by the level and the words chosen."""
        if self._reading is not None:
            self._reading.cancel()
        chosen = (str(self.level.currentData()), self.search.text())
        self._reading = self._jobs.run(
            partial(_read, self._folder, self._log, *chosen),
            then=self._on_read,
            failed=self._on_not_read,
            lane=Lane.READ,
            owner=self,
        )

    def _on_read(self, page: LogPage) -> None:
        self.shown.setPlainText(page.text)
        self.shown.moveCursor(QTextCursor.MoveOperation.End)
        words = self.tr("{found} records")
        if page.found == 1:
            words = self.tr("1 record")
        elif page.shown < page.found:
            words = self.tr("the newest {shown} of {found} records")
        self.count.set_text(words.format(shown=page.shown, found=page.found))

    def _on_not_read(self, error: Exception) -> None:
        message = Message(Tone.DANGER, self.tr("The log could not be read."), str(error))
        self.strip.show_message(message)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.shown.toPlainText())
        self.strip.show_message(Message(Tone.OK, self.tr("Copied.")))

    @Slot()
    def _on_folder_clicked(self) -> None:
        self._open(QUrl.fromLocalFile(str(self._folder)))


def _read(folder: Path, log: LogFile | None, level: str, words: str, _job: JobContext) -> LogPage:
    if log is not None:
        log.flush_within(WRITE_S)
    return read(folder, level, words)
