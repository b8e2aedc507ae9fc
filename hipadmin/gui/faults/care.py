"""Takes care of a running window: faults, what earlier runs left, the log, help to find trouble."""

import logging
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hipadmin.gui.faults.fault_desk import FaultDesk, screen_facts
from hipadmin.gui.faults.fault_hooks import FaultHooks
from hipadmin.gui.jobs import JobContext, Jobs, Lane
from hipadmin.gui.process import Process
from hipadmin.gui.window import MainWindow
from hipadmin.recovery.places import Recovery

if TYPE_CHECKING:
    from hipadmin.gui.faults.aftermath import Aftermath

_log = logging.getLogger(__name__)


class Care(QObject):
    """One per window; ``process`` is None where the window is not the process's purpose.

    Signals:
        ended: the interpreter is not to be trusted any more; end without a question.
    """

    ended = Signal()

    def __init__(
        self, window: MainWindow, jobs: Jobs, recovery: Recovery, process: Process | None
    ) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._recovery = recovery
        self._process = process
        self.desk = FaultDesk(recovery, jobs, self)
        self._aftermath: Aftermath | None = None
        window.navigator.fault_found.connect(self._on_fault_found)
        window.actions_.diagnostics.triggered.connect(self._on_diagnostics_asked)
        window.actions_.log.triggered.connect(self._on_log_asked)

    def hooks(self) -> FaultHooks:
        """The hooks that lead to the desk."""
        note = self._process.native.note if self._process else lambda _facts: None
        give_up = self.ended.emit
        return FaultHooks(self.desk, self._keep, lambda: QTimer.singleShot(0, give_up), note)

    def look_back(self) -> None:
        """The window stands: open the log, note the versions, tell of faults until now."""
        if self._aftermath is None:
            from hipadmin.gui.faults.aftermath import Aftermath  # what it tells waits in its folder

            self._aftermath = Aftermath(self.desk, self._recovery, self._window, self._jobs)
            self._aftermath.restart_asked.connect(self._on_restart_asked)
        self._aftermath.look()
        if self._window.context is not None:
            from hipadmin.gui.drafts.recovering import Recovering

            Recovering(self._window.context, self._window).look()
        self._jobs.run(
            self._note,
            failed=lambda error: _log.info("versions are not noted: %s", error),
            lane=Lane.FILES,
            owner=self,
        )

    def _note(self, _job: JobContext) -> None:
        facts = self._recovery.light_facts(screen_facts())
        _log.info("running: %s", ", ".join(f"{name} {value}" for name, value in facts))
        if self._process is not None:
            self._process.log.open()
            self._process.native.note(facts)

    def _keep(self) -> None:
        """Save what is being entered; another thread may not look, and it was saved just before."""
        on_gui = threading.current_thread() is threading.main_thread()
        if on_gui and self._window.context is not None:
            self._window.context.drafts.save()

    def close(self) -> None:
        """The window has gone: what is still entered somewhere is kept for the next start."""
        if self._window.context is not None:
            self._window.context.drafts.close()

    @Slot(object)
    def _on_fault_found(self, error: Exception) -> None:
        self.desk.take(error, "a job")

    @Slot()
    def _on_restart_asked(self) -> None:
        from hipadmin.gui.starting import safe_again, start_detached

        if self._window.close():
            start_detached(safe_again(sys.argv[1:]))  # it waits until this run has gone

    @Slot()
    def _on_diagnostics_asked(self) -> None:
        modules = ("hipadmin.gui.faults.diagnostics",)  # asked for once in a while
        self._jobs.when_loaded(modules, self._show_diagnostics, owner=self)

    def _show_diagnostics(self) -> None:
        from hipadmin.gui.faults.diagnostics import show_diagnostics

        show_diagnostics(self._window, self._recovery, self._jobs)

    @Slot()
    def _on_log_asked(self) -> None:
        modules = ("hipadmin.gui.dialogs.log_view",)
        self._jobs.when_loaded(modules, self._show_log, owner=self)

    def _show_log(self) -> None:
        from hipadmin.gui.dialogs.log_view import LogView

        log = self._process.log if self._process else None
        LogView(self._window.look, self._jobs, self._recovery.logs, log, self._window).open()
