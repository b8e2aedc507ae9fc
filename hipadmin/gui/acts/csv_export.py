"""Writes what a page lists to a CSV file, with progress and a way to stop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, JobContext, Lane
from hipadmin.gui.widgets.file_chooser import FileChooser
from hipadmin.gui.widgets.work_bar import WorkBar

Save = Callable[[JobContext, Callable[[int, int], None]], int]
"""Writes the file, told whom to ask for Cancel and to tell of progress; gives how many records."""


@dataclass(frozen=True, slots=True)
class Step:
    """How many of how many records are written."""

    done: int
    total: int


class CsvExport(QObject):
    """Asks for a file and fills it; ``stem`` begins the name it offers.

    Signals:
        running_changed: whether a file is being written.
    """

    running_changed = Signal(bool)

    def __init__(self, context: Context, bar: WorkBar, page: QWidget, stem: str) -> None:
        super().__init__(page)
        self._context = context
        self._bar = bar
        self._page = page
        self._stem = stem
        self._job: Job | None = None
        bar.cancelled.connect(self.cancel)

    def choose(
        self, title: str, then: Callable[[Path, str], object], kinds: Sequence[str] = ()
    ) -> None:
        """Let a person choose a file, and one of ``kinds`` where there are some."""
        chooser = FileChooser(self._context.look, self._page.window(), title)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        plain = (self.tr("Comma-separated values (*.csv)"), self.tr("All files (*)"))
        chooser.setNameFilters(list(kinds or plain))
        chooser.setDefaultSuffix("csv")
        chooser.selectFile(f"{self._stem}-{date.today():%Y-%m-%d}.csv")  # noqa: DTZ011 (its name)
        chooser.fileSelected.connect(lambda path: then(Path(path), chooser.selectedNameFilter()))
        chooser.open()

    def run(self, save: Save, path: Path, one: str, many: str) -> None:
        """Write ``path``, one file at a time; then note ``one`` or ``many`` of {count}, {path}."""
        if self._job is not None:
            return

        def work(job: JobContext) -> int:
            def progress(done: int, total: int) -> None:
                job.raise_if_cancelled()
                job.report(Step(done, total))

            return save(job, progress)

        def then(count: int) -> None:
            said = one if count == 1 else many
            self._end(said.format(count=QLocale().toString(count), path=path))

        self._bar.show_step(0, 0)
        self._job = self._context.jobs.run(
            work,
            then=then,
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
