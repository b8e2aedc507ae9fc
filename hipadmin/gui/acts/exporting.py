"""Export: the configuration as a file that Import and `hipadmin apply` take, without tokens."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.export_done import ExportDone, exported_words
from hipadmin.gui.jobs import Lane
from hipadmin.gui.widgets.file_chooser import FileChooser
from hipadmin.services.files.export import Exported


class Exporter(QObject):
    """Asks for a file, writes it, and says what is not in it."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def ask(self) -> None:
        """Let a person choose where the configuration goes."""
        chooser = FileChooser(self._context.look, self._window, self.tr("Export"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([self.tr("YAML (*.yaml *.yml)"), self.tr("JSON (*.json)")])
        chooser.filterSelected.connect(
            lambda kind: chooser.setDefaultSuffix("json" if "json" in kind else "yaml")
        )
        chooser.setDefaultSuffix("yaml")
        chooser.selectFile("hipadmin.yaml")
        chooser.fileSelected.connect(lambda path: self.write(Path(path)))
        chooser.open()

    def write(self, path: Path) -> None:
        """Write the configuration to ``path``."""
        export = self._context.services.export
        self._context.jobs.run(
            lambda _job: export.save(path),
            then=lambda exported: self._on_written(path, exported),
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
            title=self.tr("Exporting"),
        )

    def _on_written(self, path: Path, exported: Exported) -> None:
        if exported.tokens:
            ExportDone(self._context.look, path, exported, self._window).open()
            return
        text = self.tr("{exported} to {path}.")
        self._context.navigator.note(text.format(exported=exported_words(exported), path=path))
