"""Collects garbage on the GUI thread only.

Python collects on whichever thread happens to allocate. Where a cycle holds widgets, a worker
would then destroy them while the GUI thread handles their events: a crash. So automatic collection
is off while the window runs, and a timer collects here.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QDialog

PERIOD_MS = 250
BULK = 20_000
"""So many new objects are rows that a worker reads. Most of them go again by themselves in a
moment; until then a look at them takes as long as a window may stand still."""
PATIENCE = 8
"""How many looks a bulk is left alone; then everything is looked through once, and what stays is
left out from then on."""


class Collector(QObject):
    """Takes collecting over until `stop`; what is there at its first look is left out for good."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frozen = False
        self._waited = 0
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Collect here from now on."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def leave_out(self) -> None:
        """Never look again through what is there now: it stays as long as the window."""
        self._frozen = True
        gc.freeze()

    @Slot()
    def _on_timeout(self) -> None:
        if not self._frozen:
            # what a start has loaded stays: looking through it again and again would cost time
            self.leave_out()
            return
        if gc.get_count()[0] > BULK and self._waited < PATIENCE:
            self._waited += 1
            return
        self._waited = 0
        counts = gc.get_count()
        due = next((n for n in (2, 1, 0) if counts[n] > self._thresholds[n]), None)
        if due is None:
            return
        # soon enough that little has gathered
        if (due > 0 or counts[0] > BULK) and _is_alone():
            gc.collect()
            # what else lives only for a while is small; a dialog has its part in many cycles
            self.leave_out()
        else:
            gc.collect(due)


def _is_alone() -> bool:
    """Whether there is no window beside the main one, be it still to come."""
    windows = QApplication.topLevelWidgets()
    dialogs = any(isinstance(window, QDialog) for window in windows)
    return not dialogs and sum(window.isVisible() for window in windows) <= 1
