"""Collects garbage on the GUI thread only.

Python collects on whichever thread happens to allocate. Where a cycle holds widgets, a worker
would then destroy them while the GUI thread handles their events: a crash. So automatic collection
is off while the window runs, and a timer collects here.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

PERIOD_MS = 250
BULK = 20_000
"""So many new objects are rows that a worker reads. Most of them go again by themselves in a
moment; until then a look at them takes as long as a window may stand still."""
PATIENCE = 8
"""How many looks a bulk is left alone."""


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
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return
