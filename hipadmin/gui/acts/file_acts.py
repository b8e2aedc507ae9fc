"""What is done once in a while from the window's menu: import, export, restore, try the sandbox."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Jobs

if TYPE_CHECKING:
    from hipadmin.gui.window import MainWindow


class FileActs(QObject):
    """Does nothing while no store is open; each act is loaded when it is wanted first."""

    def __init__(self, jobs: Jobs, window: "MainWindow") -> None:
        super().__init__(window)
        self._jobs = jobs
        self._window = window

    @property
    def _context(self) -> Context | None:
        return self._window.context

    @Slot()
    def import_file(self, path: str = "") -> None:
        """Ask for a file, unless ``path`` names one, and show what it would change."""
        ask = partial(self._import, path)
        self._jobs.when_loaded(("hipadmin.gui.acts.importing",), ask, owner=self)

    def _import(self, path: str) -> None:
        from hipadmin.gui.acts.importing import Importer

        if self._context is None:
            return
        importer = Importer(self._context, self._window)
        if path:
            importer.preview(path)
        else:
            importer.ask()

    def export_file(self) -> None:
        """Ask where to write the configuration."""
        self._jobs.when_loaded(("hipadmin.gui.acts.exporting",), self._export, owner=self)

    def _export(self) -> None:
        from hipadmin.gui.acts.exporting import Exporter

        if self._context is not None:
            Exporter(self._context, self._window).ask()

    def restore_backup(self) -> None:
        """Ask which backup to go back to."""
        self._jobs.when_loaded(("hipadmin.gui.acts.restoring",), self._restore, owner=self)

    def _restore(self) -> None:
        from hipadmin.gui.acts.restoring import Restoring

        if self._context is not None:
            Restoring(self._context, self._window).ask()

    @Slot()
    def try_sandbox(self) -> None:
        """Start hipadmin over the sandbox beside this window."""
        modules = ("hipadmin.gui.sandbox.menu", "hipadmin.gui.starting")
        self._jobs.when_loaded(modules, self._try_sandbox, owner=self)

    def _try_sandbox(self) -> None:
        from hipadmin.gui.sandbox.menu import try_sandbox
        from hipadmin.gui.starting import start_detached

        if self._context is not None:
            try_sandbox(self._context, start_detached)
