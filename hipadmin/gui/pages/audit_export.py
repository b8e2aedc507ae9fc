"""Writes what the audit log shows to a CSV file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from hipadmin.domain.change import ChangeFilter
from hipadmin.gui.acts.csv_export import CsvExport
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import JobContext
from hipadmin.gui.widgets.work_bar import WorkBar
from hipadmin.gui.words.changes import change_words


class AuditExport(CsvExport):
    """Asks for a file and fills it."""

    def __init__(self, context: Context, bar: WorkBar, page: QWidget) -> None:
        super().__init__(context, bar, page, "hipadmin-audit")

    def ask(self, wanted: ChangeFilter) -> None:
        """Let a person choose where ``wanted`` goes."""
        self.choose(self.tr("Export audit log"), lambda path, _kind: self.write(path, wanted))

    def write(self, path: Path, wanted: ChangeFilter) -> None:
        """Write ``wanted`` to ``path``; one file at a time."""
        audit, words = self._context.services.audit, change_words()

        def save(job: JobContext, progress: Callable[[int, int], None]) -> int:
            from hipadmin.services.history.audit_csv import save_csv  # written once in a while

            return save_csv(path, audit, words, wanted, progress=progress, cancel=job)

        one = self.tr("Exported 1 change to {path}.")
        self.run(save, path, one, self.tr("Exported {count} changes to {path}."))
