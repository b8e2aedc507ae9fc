"""Takes every fault of the window, wherever it was raised, and makes one report of it.

What makes the words of a report is loaded with the first fault.
"""

import logging
import threading
import traceback
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from hipadmin.gui.jobs import Jobs, Lane
from hipadmin.recovery.facts import Fact, redactor
from hipadmin.recovery.places import Recovery
from hipadmin.recovery.report import Trouble, compose
from hipadmin.recovery.report_folder import Filed

_KINDS_MOST = 200
"""Different faults that are reported in one run; more would only fill the disk."""

_OURS = ("fault_desk.py", "fault_hooks.py")

_log = logging.getLogger(__name__)


class Report(NamedTuple):
    """A report that was just made. ``filed`` is None if the folder did not take it."""

    text: str
    filed: Filed | None
    ended: bool


class FaultDesk(QObject):
    """Writes each different fault of a run once; may be called from any thread.

    Signals:
        reported: a `Report`, on the GUI thread.
    """

    reported = Signal(object)

    def __init__(self, recovery: Recovery, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recovery = recovery
        self._jobs = jobs
        self._guard = threading.Lock()
        self._known: set[str] = set()

    def take(self, error: BaseException, where: str, *, ended: bool = False) -> None:
        """Report an exception; ``ended`` says that the run ends by it."""
        from hipadmin.recovery.fault import describe, fingerprint, secrets_near

        if self._is_new(fingerprint(error)):
            # in words at once: the frames of an exception own widgets, which must not become a
            # worker's to destroy
            text = describe(error, redactor(secrets_near(error)))
            self._report(Trouble(datetime.now(UTC), where, text, ended))

    def take_text(self, said: str, where: str, *, ended: bool = False) -> None:
        """Report trouble that is only a text, with the place it came up."""
        from hipadmin.recovery.fault import secrets_near

        if self._is_new(said):
            text = f"{redactor(secrets_near(None))(said)}\n{_stack()}"
            self._report(Trouble(datetime.now(UTC), where, text, ended))

    def _is_new(self, print_: str) -> bool:
        with self._guard:
            if print_ in self._known or len(self._known) >= _KINDS_MOST:
                return False
            self._known.add(print_)
            return True

    def _report(self, trouble: Trouble) -> None:
        if trouble.ended or threading.current_thread() is not threading.main_thread():
            self.reported.emit(self._write(trouble))
            return
        work, told = partial(self._write, trouble), self.reported.emit
        if self._jobs.closed:  # the window is closing: nothing waits any more
            told(work())
        else:
            self._jobs.run(lambda _job: work(), then=told, lane=Lane.FILES, owner=self)

    def _write(self, trouble: Trouble) -> Report:
        text = compose(trouble, self._recovery.facts(screen_facts()))
        _log.error("a fault of ours in %s:\n%s", trouble.where, trouble.text)
        try:
            filed = self._recovery.reports.add(text, trouble.at, ended=trouble.ended)
        except OSError as error:
            _log.warning("a crash report could not be written: %s", error.strerror)
            return Report(text, None, trouble.ended)
        return Report(text, filed, trouble.ended)


def screen_facts() -> tuple[Fact, ...]:
    """How the window is drawn; safe to ask from any thread."""
    if QGuiApplication.instance() is None:
        return ()
    return (("Display", QGuiApplication.platformName()),)


def _stack() -> str:
    """Who called, without what takes faults."""
    from hipadmin.recovery.fault import short_path

    frames = [f for f in traceback.extract_stack(limit=24) if not f.filename.endswith(_OURS)]
    return "\n".join(f"  {short_path(f.filename)}:{f.lineno} in {f.name}" for f in frames)
