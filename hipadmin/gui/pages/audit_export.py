"""Writes what the audit log shows to a CSV file, with progress and a way to stop."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from hipadmin.domain.change import ChangeFilter
from hipadmin.gui.changes import change_words
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, JobContext, Lane
from hipadmin.gui.widgets.file_chooser import FileChooser
from hipadmin.gui.widgets.work_bar import WorkBar


@dataclass(frozen=True, slots=True)
class Step:
    """How many of how many records are written."""

    done: int
    total: int


class AuditExport(QObject):
    """Asks for a file and fills it.

    Signals:
        running_changed: whether a file is being written.
    """

    running_changed = Signal(bool)

    def __init__(self, context: Context, bar: WorkBar, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._bar = bar
        self._page = page
        self._job: Job | None = None
        bar.cancelled.connect(self.cancel)

    def ask(self, wanted: ChangeFilter) -> None:
        """Let a person choose where ``wanted`` goes."""
        chooser = FileChooser(self._context.look, self._page.window(), self.tr("Export audit log"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters(
            [self.tr("Comma-separated values (*.csv)"), self.tr("All files (*)")]
        )
        chooser.setDefaultSuffix("csv")
        chooser.selectFile(f"hipadmin-audit-{date.today():%Y-%m-%d}.csv")  # noqa: DTZ011 (its name)
        chooser.fileSelected.connect(lambda path: self.write(Path(path), wanted))
        chooser.open()

    def write(self, path: Path, wanted: ChangeFilter) -> None:
        """Write ``wanted`` to ``path``; one file at a time."""
        if self._job is not None:
            return
        audit, words = self._context.services.audit, change_words()

        def work(job: JobContext) -> int:
            from hipadmin.services.audit_csv import save_csv  # written once in a while

            def progress(done: int, total: int) -> None:
                job.raise_if_cancelled()
                job.report(Step(done, total))

            return save_csv(path, audit, words, wanted, progress=progress, cancel=job)

        self._bar.show_step(0, 0)
        self._job = self._context.jobs.run(
            work,
            then=lambda count: self._on_written(path, count),
            failed=self._on_failed,
            progress=self._on_progress,
            lane=Lane.READ,
            owner=self,
            title=self.tr("Exporting"),
        )
        self._show_running(True)

    def cancel(self) -> None:
        """Stop; the file stays as it was."""
        if self._job is not None:
            self._job.cancel()
            self._end(self.tr("The export was cancelled; no file was written."))

    def _on_progress(self, step: object) -> None:
        if isinstance(step, Step):
            self._bar.show_step(step.done, step.total)

    def _on_written(self, path: Path, count: int) -> None:
        text = self.tr("Exported {count} changes to {path}.")
        self._end(text.format(count=QLocale().toString(count), path=path))

    def _on_failed(self, error: Exception) -> None:
        self._end("")
        self._context.navigator.explain(error)

    def _end(self, said: str) -> None:
        self._job = None
        self._show_running(False)
        if said:
            self._context.navigator.note(said)

    def _show_running(self, running: bool) -> None:
        self._bar.setVisible(running)
        self.running_changed.emit(running)
