"""Import: a file as `hipadmin apply` reads it, shown step by step before anything changes."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from hipadmin.domain.errors import HipadminError
from hipadmin.gui.context import Context, Done
from hipadmin.gui.dialogs.import_preview import ImportPreview
from hipadmin.gui.jobs import JobContext, Lane
from hipadmin.services.apply import Applied
from hipadmin.services.config_file import ConfigFile, read_config


class UnreadableFile(HipadminError):
    """The file could not be read."""


class Importer(QObject):
    """Asks for a file, shows what it would do, and does it when told to."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def ask(self) -> None:
        """Let a person choose the file."""
        chooser = QFileDialog(self._window, self.tr("Import"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters(
            [self.tr("Configuration (*.yaml *.yml *.json)"), self.tr("All files (*)")]
        )
        chooser.fileSelected.connect(self.preview)
        chooser.open()

    def preview(self, path: str) -> None:
        """Read the file and show what it would change; nothing changes yet."""
        apply = self._context.services.apply

        def work(_job: JobContext) -> tuple[ConfigFile, Applied]:
            config = read_config(_read(Path(path)))
            return config, apply.apply(config, dry_run=True)

        self._context.jobs.run(
            work,
            then=lambda found: self._show(*found),
            failed=self._context.navigator.explain,
            # comparing a token of the file with the stored one asks the vault
            lane=Lane.VAULT,
            owner=self,
            title=self.tr("Reading the file"),
        )

    def _show(self, config: ConfigFile, planned: Applied) -> None:
        dialog = ImportPreview(self._context.look, planned, self._window)
        dialog.accepted.connect(lambda: self._apply(config))
        dialog.open()

    def _apply(self, config: ConfigFile) -> None:
        apply = self._context.services.apply
        self._context.jobs.run(
            lambda _job: apply.apply(config),
            then=self._on_applied,
            failed=self._context.navigator.explain,
            lane=Lane.VAULT,
            owner=self,
            title=self.tr("Importing"),
        )

    def _on_applied(self, applied: Applied) -> None:
        self._context.watch.look()
        count = len(applied.changes)
        text = self.tr("Imported 1 change.") if count == 1 else self.tr("Imported {count} changes.")
        self._context.navigator.offer_undo(Done(text.format(count=count), applied.rows))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror}.") from error
