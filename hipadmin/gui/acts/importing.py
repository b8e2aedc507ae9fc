"""Import: a file as `hipadmin apply` reads it, shown step by step before anything changes."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.ports import Topic
from hipadmin.gui.acts.dropping import SUFFIXES
from hipadmin.gui.context import Context, Done
from hipadmin.gui.dialogs.import_file import ImportDialog
from hipadmin.gui.jobs import Job, JobContext, Lane
from hipadmin.gui.widgets.file_chooser import FileChooser
from hipadmin.services.files.apply import Applied
from hipadmin.services.files.apply_work import StepsChanged, same_steps
from hipadmin.services.files.config_file import ConfigFile, read_config
from hipadmin.services.files.import_file import read_file
from hipadmin.services.wanted import Wanted

Read = tuple[ConfigFile, Applied]
TOPICS = frozenset((Topic.INTEGRATIONS, Topic.SUBSCRIPTIONS, Topic.NOTIFICATIONS))


class Importer(QObject):
    """Asks for a file, shows what it would do, and does it when told to."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def ask(self) -> None:
        """Let a person choose the file."""
        chooser = FileChooser(self._context.look, self._window, self.tr("Import"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        name = self.tr("Configuration")
        chooser.setNameFilters([f"{name} ({kinds})", self.tr("All files (*)")])
        chooser.fileSelected.connect(self.preview)
        chooser.open()

    def preview(self, path: str) -> None:
        """Read the file and show what it would change; nothing changes yet."""
        dialog = ImportDialog(self._context.look, Path(path), self._window)
        _Import(self._context, Path(path), dialog).read()
        dialog.open()


class _Import(QObject):
    """One file on its way in, as long as its dialog is open."""

    def __init__(self, context: Context, path: Path, dialog: ImportDialog) -> None:
        super().__init__(dialog)
        self._context = context
        self._path = path
        self._dialog = dialog
        self._config: ConfigFile | None = None
        self._planned: Applied | None = None
        self._job: Job | None = None
        self._stale = False
        self._wanted = Wanted()
        dialog.giving_up_wanted.connect(self._give_up)
        dialog.reading_wanted.connect(self.read)
        dialog.import_wanted.connect(self._apply)
        dialog.finished.connect(self._on_finished)
        context.watch.moved.connect(self._on_moved)

    def read(self) -> None:
        """Read the file and find out what it would do."""
        apply, path = self._context.services.apply, self._path

        def work(job: JobContext) -> Read:
            config = read_config(read_file(path), job.raise_if_cancelled)
            job.raise_if_cancelled()
            return config, apply.apply(config, dry_run=True)

        self._config, self._stale = None, False
        self._dialog.show_reading()
        self._job = self._context.jobs.run(
            work,
            then=self._on_read,
            failed=self._on_failed,
            # comparing a token of the file with the stored one asks the vault
            lane=Lane.VAULT,
            owner=self,
            title=self.tr("Reading the file"),
        )

    def _on_read(self, read: Read) -> None:
        self._job = None
        self._config, self._planned = read
        self._dialog.show_steps(self._planned)
        self._catch_up()

    # somebody else changes what the steps were found out from

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if topics & TOPICS:
            self._stale = True
            self._catch_up()

    def _catch_up(self) -> None:
        """Find out once more what would happen, unless the file is still being read or imported."""
        config = self._config
        if config is None or self._job is not None or not self._stale:
            return
        self._stale = False
        apply = self._context.services.apply
        self._job = self._context.jobs.run(
            lambda _job: apply.apply(config, dry_run=True),
            then=self._on_planned_again,
            failed=self._on_failed,
            lane=Lane.VAULT,
            owner=self,
        )

    def _on_planned_again(self, planned: Applied) -> None:
        self._job = None
        if self._planned is None or not same_steps(planned.steps, self._planned.steps):
            self._planned = planned
            self._dialog.show_steps(planned)
            self._dialog.say_changed()
        self._catch_up()

    def _apply(self) -> None:
        config, planned = self._config, self._planned
        if config is None:
            return
        if self._job is not None:  # it was finding out once more what would happen
            self._job.cancel()
        apply, wanted = self._context.services.apply, Wanted()
        self._wanted = wanted
        self._dialog.show_importing()
        self._job = self._context.jobs.run(
            lambda _job: apply.apply(config, shown=planned, wanted=wanted),
            then=self._on_applied,
            failed=self._on_failed,
            lane=Lane.VAULT,
            owner=self,
            title=self.tr("Importing"),
        )

    def _give_up(self) -> None:
        job, planned = self._job, self._planned
        if job is None or planned is None:  # nothing is being done any more
            self._dialog.done(ImportDialog.DialogCode.Rejected)
            return
        if not self._wanted.drop():
            return
        job.cancel()
        self._job = None
        self._dialog.show_steps(planned)
        self._dialog.say_given_up()
        self._catch_up()

    def _on_applied(self, applied: Applied) -> None:
        self._dialog.accept()
        self._context.watch.look()
        count = len(applied.changes)
        text = self.tr("Imported 1 change.") if count == 1 else self.tr("Imported {count} changes.")
        self._context.navigator.offer_undo(Done(text.format(count=count), applied.rows))

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self._planned = None  # whatever can be done next is shown again
        if isinstance(error, StepsChanged):
            self._stale = True
            self._catch_up()
            return
        if isinstance(error, HipadminError):
            self._dialog.show_failure(error)
            return
        self._dialog.leave()
        self._context.navigator.explain(error)

    def _on_finished(self) -> None:
        self._context.watch.moved.disconnect(self._on_moved)
        self._config = None
        if self._job is not None:
            self._job.cancel()
