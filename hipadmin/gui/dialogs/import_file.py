"""Dialog **Import**: what a file would change, before it does; or all that is wrong with it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.gui.dialogs.slow_note import SlowNote
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import Column
from hipadmin.gui.models.import_columns import problem_columns, step_columns, text_columns
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.labels import ElidedLabel, Label
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.gui.widgets.states import EmptyState, LoadingState
from hipadmin.gui.widgets.surface import Card, Stack
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.changes import change_words
from hipadmin.services.files.apply import Applied
from hipadmin.services.files.config_file import FileError, FileProblem

translate = QCoreApplication.translate
T = TypeVar("T")


class ImportDialog(DialogFrame):
    """Shows what reading a file gave; whoever opened it reads and imports.

    Signals:
        import_wanted: the steps shall be done.
        reading_wanted: the file was mended and shall be read again.
        giving_up_wanted: the steps that are being done shall not be, if there is time.
    """

    import_wanted = Signal()
    reading_wanted = Signal()
    giving_up_wanted = Signal()

    def __init__(self, look: Look, path: Path, parent: QWidget | None = None) -> None:
        title = translate("Import", "Import")
        super().__init__(look, title, width=820, min_height=520, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._copied = ""
        self._busy = False
        self._slow = SlowNote(self)
        self.headline = Label(look, "", FontRole.OBJECT_TITLE, wrap=True)
        self.fact = ElidedLabel(look, str(path), FontRole.BODY, "text2")
        self.loading = LoadingState(look, self.tr("Reading the file …"))
        self.steps = _Listing(look, self.tr("Steps"))
        self.warnings = _Listing(look, self.tr("Warnings"))
        self.problems = _Listing(look, self.tr("Problems"))
        self.nothing = EmptyState(
            look,
            self.tr("The file names nothing"),
            self.tr("No integration and no subscription stands in it."),
            icons=(Icon.IMPORT,),
        )
        self._arrange()
        self._add_buttons()
        self.show_reading()

    def _arrange(self) -> None:
        plan = QWidget()
        column = QVBoxLayout(plan)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(12))
        column.addWidget(self.steps, 3)
        column.addWidget(self.warnings, 2)
        self._plan = plan
        self._stack = Stack()
        for page in (self.loading, plan, self.problems, self.nothing):
            self._stack.addWidget(page)
        self.body.addWidget(self.headline)
        self.body.addWidget(self.fact)
        self.body.addWidget(self._stack, 1)

    def _add_buttons(self) -> None:
        self.copy_button = self.add_test(self.tr("Copy"), Icon.COPY)
        self.again_button = self.footer.add_left(
            standard(self.look, self.tr("Read again"), Icon.RETRY)
        )
        self.import_button, self.cancel_button = self.add_confirm(
            self.tr("Import"), self.tr("Cancel")
        )
        self.cancel_button.clicked.disconnect(self.leave)
        self.cancel_button.clicked.connect(self.reject)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.again_button.clicked.connect(self.reading_wanted)
        self.import_button.clicked.connect(self.import_wanted)

    # what is shown

    def show_reading(self) -> None:
        """The file is being read."""
        self.headline.set_text(self.tr("Reading the file"))
        self._show(self.loading, can_import=False, copied="")
        self.loading.start()
        self.cancel_button.setFocus()

    def show_steps(self, planned: Applied) -> None:
        """The file can be imported: this is what would happen."""
        first = (*planned.changes, *(s for s in planned.steps if s.verb == "same"))
        self.steps.show_rows(step_columns(change_words(), planned.names), first)
        self._show_warnings(planned.warnings)
        self.headline.set_text(_headline(planned))
        page = self._plan if planned.steps or planned.warnings else self.nothing
        self._show(page, can_import=bool(planned.changes), copied="\n".join(planned.warnings))
        if planned.changes:
            self.set_note(self.tr("Undo takes all of it back, until hipadmin is closed."))
        else:
            self.set_note(self.tr("Everything is as the file says."))
        (self.import_button if planned.changes else self.cancel_button).setFocus()

    def say_changed(self) -> None:
        """Say that the steps are others than those shown before."""
        cause, text = self.tr("Changed meanwhile."), self.tr("The steps are what would happen now.")
        self.strip.show_message(Message(Tone.INFO, cause, text))

    def say_given_up(self) -> None:
        """Say that the steps were not done."""
        cause = self.tr("Nothing was imported.")
        text = self.tr("It was cancelled, and nothing has changed.")
        self.strip.show_message(Message(Tone.WARN, cause, text))

    def _show_warnings(self, warnings: Sequence[str]) -> None:
        self.warnings.show_rows(text_columns(self.tr("What to see to")), warnings)
        self.warnings.setVisible(bool(warnings))

    def show_failure(self, error: Exception) -> None:
        """The file cannot be imported, or was not: nothing has changed."""
        if isinstance(error, FileError):
            problems, more = error.problems, error.more
        else:
            problems, more = (FileProblem("", str(error)),), 0
        self.problems.show_rows(problem_columns(), problems)
        self.headline.set_text(self.tr("Nothing was imported"))
        self._show(self.problems, can_import=False, copied=str(error))
        self.set_note(_problem_count(len(problems) + more))
        self.again_button.setFocus()

    def _show(self, page: QWidget, *, can_import: bool, copied: str) -> None:
        self._busy = False
        self._slow.stop()
        self.loading.stop()
        self.set_note("")
        self.strip.clear()
        self._copied = copied
        self._stack.setCurrentWidget(page)
        failed = page is self.problems
        self.again_button.setVisible(failed)
        self.copy_button.setVisible(bool(copied))
        self.copy_button.setText(self.tr("Copy problems") if failed else self.tr("Copy warnings"))
        self.import_button.setVisible(not failed)
        self.import_button.setEnabled(can_import)
        self.cancel_button.setText(self.tr("Close") if failed else self.tr("Cancel"))

    def show_importing(self) -> None:
        """The steps are being done; they can be given up while the keyring is asked."""
        self._busy = True
        self._slow.start()
        self.strip.clear()
        self.import_button.setEnabled(False)
        self.cancel_button.setFocus()
        self.set_note(self.tr("Importing …"))

    def reject(self) -> None:
        """Close; while the steps are being done, give them up."""
        if self._busy:
            self.giving_up_wanted.emit()
        else:
            super().reject()

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._copied)
        self.strip.show_message(Message(Tone.OK, self.tr("Copied.")))


class _Listing(Card):
    """A card with a titled table; its columns come with its rows."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__(look, title)
        self.table = Table(look, title, in_card=True)
        self.content.addWidget(self.table, 1)
        self.setMinimumHeight(look.px(132))

    def show_rows(self, columns: Sequence[Column[tuple[int, T]]], rows: Sequence[T]) -> None:
        """Show these rows, numbered, instead of what was there."""
        model: RowsModel[tuple[int, T]] = RowsModel(columns, lambda row: row[0], self)
        old = self.table.model()
        self.table.setModel(model)
        model.set_rows(tuple(enumerate(rows)))
        self.set_count(QLocale().toString(len(rows)))
        if old is not None:
            old.deleteLater()


def _headline(planned: Applied) -> str:
    changes = len(planned.changes)
    if not changes:
        return translate("Import", "Nothing to change")
    parts = (_changes(changes), _stays(len(planned.steps) - changes))
    return "; ".join(part for part in parts if part)


def _changes(count: int) -> str:
    if count == 1:
        return translate("Import", "1 change")
    return translate("Import", "{count} changes").format(count=QLocale().toString(count))


def _stays(count: int) -> str:
    if count == 1:
        return translate("Import", "1 thing stays as it is")
    text = translate("Import", "{count} things stay as they are")
    return text.format(count=QLocale().toString(count)) if count else ""


def _problem_count(count: int) -> str:
    if count == 1:
        return translate("Import", "1 problem stands in the way.")
    text = translate("Import", "{count} problems stand in the way.")
    return text.format(count=QLocale().toString(count))
