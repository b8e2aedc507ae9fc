"""Whether a window lives: its event loop beats, and each beat is timed."""

import contextlib
from collections.abc import Iterator
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Slot

from tests.stopwatch import kept_from_running

BEAT_MS = 5
LIVE_S = 1.5
"""A window that waited for a lock, a disk, a keyring or a server would miss beats for seconds; one
that works, or whose disk is busy, misses them for less than this."""


class Heart(QObject):
    """Counts beats of the event loop, and notes the longest time between two, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self.beats = 0.0, 0
        self._last = self._now()
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    @Slot()
    def _on_beat(self) -> None:
        now = self._now()
        self.beats += 1
        self.longest, self._last = max(self.longest, now - self._last), now

    @staticmethod
    def _now() -> float:
        return monotonic() - kept_from_running()

    def stop(self) -> None:
        self._on_beat()
        self._timer.stop()


@contextlib.contextmanager
def beating(longest_s: float = LIVE_S) -> Iterator[Heart]:
    """The event loop never stands still for longer while the block runs."""
    heart = Heart()
    try:
        yield heart
    finally:
        heart.stop()
    assert heart.longest < longest_s, f"the window stood still for {heart.longest:.2f} s"
