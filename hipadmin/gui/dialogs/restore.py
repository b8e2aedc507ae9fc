"""Dialog **Restore a backup**: which one, what would be replaced, and then it is done."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.domain.backup import Backup
from hipadmin.domain.errors import HipadminError
from hipadmin.domain.ports import Topic
from hipadmin.gui.dialogs.slow_note import SlowNote
from hipadmin.gui.jobs import Job, Jobs, Lane
from hipadmin.gui.models.backup_columns import backup_columns
from hipadmin.gui.models.import_columns import NumberedStep, step_columns
from hipadmin.gui.models.roles import Role, Tone
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.undertaking import Undertaking
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.changes import change_words
from hipadmin.services.files.apply_work import StepsChanged, same_steps
from hipadmin.services.files.restore import Restored
from hipadmin.services.wanted import Wanted

translate = QCoreApplication.translate

TOPICS = frozenset((Topic.INTEGRATIONS, Topic.SUBSCRIPTIONS, Topic.NOTIFICATIONS))
BACKUPS_HEIGHT, STEPS_HEIGHT = 176, 150


class Source(Protocol):
    """Where backups come from and what restoring one does. Blocking.

    ``intro`` says what happens to what is there now.
    """

    intro: str

    def all(self) -> Sequence[Backup]:
        """Every backup, newest first."""

    def rehearse(self, name: str) -> Restored | None:
        """What it would do; None where that cannot be told."""

    def restore(self, name: str, wanted: Wanted, shown: Restored | None) -> object:
        """Do it unless ``wanted`` is given up; gives what `RestoreDialog.restored` carries.

        Raises StepsChanged if it would do something else than was ``shown``.
        """


class RestoreDialog(DialogFrame):
    """Lists the backups of a `Source`; the chosen one is restored in a job.

    Signals:
        restored: what restoring gave; the dialog closes by itself.
        broke: an exception that is no trouble of the environment.
    """

    restored = Signal(object)
    broke = Signal(object)

    def __init__(self, look: Look, jobs: Jobs, source: Source, parent: QWidget) -> None:
        title = translate("Restore", "Restore a backup")
        super().__init__(look, title, width=680, min_height=520, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self._jobs = jobs
        self._source = source
        self._looking: Job | None = None
        self._planned: Restored | None = None
        self._restoring = Undertaking(jobs, self)
        self._slow = SlowNote(self)
        self.backups = Table(look, self.tr("Backups"), in_card=True)
        self.steps = Table(look, self.tr("What would change"), in_card=True)
        self._found: RowsModel[Backup] = RowsModel(backup_columns(), lambda row: row.name, self)
        self._names: dict[str, str] = {}
        columns = step_columns(change_words(), self._names)
        self._told: RowsModel[NumberedStep] = RowsModel(columns, lambda row: row[0], self)
        self.headline = Label(look, "", FontRole.SECTION, wrap=True)
        self.tokens = Label(look, "", FontRole.BODY, "warn", wrap=True)
        self._arrange()
        self.go, self.cancel = self.add_confirm(self.tr("Restore"))
        self.go.clicked.connect(self._on_restore_clicked)
        self._refresh(None)
        self._read()

    def _arrange(self) -> None:
        look = self.look
        self.backups.setModel(self._found)
        self.backups.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.backups.selection_changed.connect(self._on_selection_changed)
        self.steps.setModel(self._told)
        self.body.addWidget(Label(look, self._source.intro, FontRole.BODY, "text2", wrap=True))
        self.body.addWidget(_card(look, self.backups, BACKUPS_HEIGHT), 1)
        self.body.addWidget(self.headline)
        self.body.addWidget(self.tokens)
        self._steps_card = _card(look, self.steps, STEPS_HEIGHT)
        self.body.addWidget(self._steps_card, 1)
        for widget in (self.headline, self.tokens, self._steps_card):
            widget.hide()

    # reading

    def _read(self) -> None:
        source = self._source
        self.set_note(self.tr("Reading …"))
        self._jobs.run(
            lambda _job: source.all(),
            then=self._on_read,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_read(self, found: Sequence[Backup]) -> None:
        self._found.set_rows(found)
        if found:
            self.backups.selectRow(0)
            self.backups.setFocus()
        else:
            self.cancel.setFocus()
            text = self.tr("There is no backup yet. One is made on each day something changed.")
            self.set_note(text)

    @property
    def chosen(self) -> Backup | None:
        """The selected backup."""
        rows = self.backups.selectionModel().selectedRows()
        found: Backup | None = rows[0].data(Role.ROW) if rows else None
        return found

    @Slot()
    def _on_selection_changed(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        self._refresh(None)
        backup = self.chosen
        if backup is None or backup.trouble:
            self.set_note(self._against(backup))
            return
        self.set_note(self.tr("Looking what would change …"))
        self._rehearse(backup, self._on_rehearsed)

    def _rehearse(self, backup: Backup, then: Callable[[Restored | None], None]) -> None:
        source = self._source
        if self._looking is not None:
            self._looking.cancel()
        self._looking = self._jobs.run(
            lambda _job: source.rehearse(backup.name),
            then=then,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    @Slot(object)
    def on_moved(self, topics: frozenset[Topic]) -> None:
        """Somebody changed what is there now: look once more what restoring would do."""
        if not topics & TOPICS or self._restoring.busy:
            return
        if self._planned is not None:
            self._look_again()
        elif self._looking is not None:
            self._on_selection_changed()  # what it has read may be old already

    def _look_again(self) -> None:
        backup = self.chosen
        if backup is not None:
            self._rehearse(backup, self._on_rehearsed_again)

    def _on_rehearsed_again(self, planned: Restored | None) -> None:
        old = self._planned
        if planned and old and same_steps(planned.steps, old.steps):
            self._looking = None
            return
        self._on_rehearsed(planned)
        cause, text = self.tr("Changed meanwhile."), self.tr("The steps are what would happen now.")
        self.strip.show_message(Message(Tone.INFO, cause, text))

    def _against(self, backup: Backup | None) -> str:
        if backup is None:
            return self.tr("Choose a backup.")
        return self.tr("This backup {why} Choose another.").format(why=backup.trouble)

    def _on_rehearsed(self, planned: Restored | None) -> None:
        self._looking = None
        self.strip.clear()
        self.set_note("")
        self._refresh(planned)
        needless = planned is not None and not planned.changes
        self.go.setEnabled(not needless)
        if needless:
            self.set_note(self.tr("Everything is as this backup has it."))

    def _refresh(self, planned: Restored | None) -> None:
        self._planned = planned
        self.go.setEnabled(False)
        changes = planned.changes if planned is not None else ()
        self._names.clear()
        self._names.update(planned.names if planned is not None else {})
        self._told.set_rows(tuple(enumerate(changes)))
        self.headline.set_text(_headline(len(changes)))
        for widget in (self.headline, self._steps_card):
            widget.setVisible(bool(changes))
        names = ", ".join(f"“{name}”" for name in planned.tokenless) if planned else ""
        text = self.tr("The tokens of {names} are gone and must be entered again.")
        self.tokens.set_text(text.format(names=names))
        self.tokens.setVisible(bool(names))

    # restoring

    @Slot()
    def _on_restore_clicked(self) -> None:
        backup, source = self.chosen, self._source
        if backup is None:
            return
        if self._looking is not None:  # it was looking once more what would change
            self._looking.cancel()
        shown = self._planned
        self._set_busy(True)
        self._restoring.run(
            lambda wanted: source.restore(backup.name, wanted, shown),
            then=self._on_restored,
            failed=self._on_not_restored,
            given_up=self._on_given_up,
            lane=Lane.VAULT,
            title=self.tr("Restoring a backup"),
        )

    def _set_busy(self, busy: bool) -> None:
        self.body_widget.setEnabled(not busy)
        self.go.setEnabled(not busy)
        self.strip.clear()
        self.set_note(self.tr("Restoring …") if busy else "")
        if busy:
            self._slow.start()
            self.cancel.setFocus()
        else:
            self._slow.stop()

    def _on_restored(self, outcome: object) -> None:
        self._set_busy(False)
        self.restored.emit(outcome)
        self.leave()

    def _on_not_restored(self, error: Exception) -> None:
        self._set_busy(False)
        self.backups.setFocus()
        if isinstance(error, StepsChanged):
            self._look_again()
        else:
            self._say(self.tr("Nothing was restored."), error)

    def _on_failed(self, error: Exception) -> None:
        self._looking = None
        self.set_note("")
        self._say(self.tr("Not read."), error)

    def _say(self, cause: str, error: Exception) -> None:
        if isinstance(error, HipadminError):
            self.strip.show_message(Message(Tone.DANGER, cause, error.text))
        else:
            self.broke.emit(error)

    def _on_given_up(self) -> None:
        self._set_busy(False)
        self.backups.setFocus()
        text = self.tr("It was cancelled, and nothing has changed.")
        cause = self.tr("Nothing was restored.")
        self.strip.show_message(Message(Tone.WARN, cause, text))
        self._look_again()

    def reject(self) -> None:
        """Close; while something is restored, give that up."""
        if self._restoring.busy:
            self._restoring.give_up()
        else:
            super().reject()


def _card(look: Look, table: Table, height: int) -> Card:
    card = Card(look)
    table.setMinimumHeight(look.px(height))
    card.content.addWidget(table)
    return card


def _headline(changes: int) -> str:
    if changes == 1:
        return translate("Restore", "1 thing would change")
    return translate("Restore", "{count} things would change").format(count=changes)
