"""Watches whether the GUI thread comes back to its event loop, and says where it stood if not.

A timer on the GUI thread beats every few milliseconds; the time between two beats is how long the
thread stood. Two clocks tell it: the wall's, which is what a person feels but which other programs
and a busy machine lengthen, and the thread's own processor time, which they do not. A second
thread looks on and, when a beat is overdue, writes down the stack of the GUI thread.
"""

import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 2
LOOK_S = 0.01
LIMIT_S = 0.05
"""Longer than this the GUI thread must not stand."""
_STACKS = 3


@dataclass(slots=True)
class Stall:
    """One time the thread did not come back: seconds on both clocks, and where it stood."""

    wall: float
    cpu: float
    stacks: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        head = f"stood {self.wall * 1000:.0f} ms ({self.cpu * 1000:.0f} ms of processor time)"
        return "\n".join([head, *(self.stacks or ["no stack was caught"])])


class Watchdog(QObject):
    """Beats on the thread it is made on, which is the GUI thread, while `watching`."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        super().__init__()
        self.limit_s = limit_s
        self._gui = threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._gui)
        self._beat = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._on_beat)
        self._done = threading.Event()
        self._reset()

    def forget(self, *_told: object) -> None:
        """Begin anew: what was so far does not count."""
        self._reset()

    def go_on(self) -> None:
        """Leave out what the one who watches did since the last beat."""
        self._stacks = []
        self._mark()

    def _reset(self) -> None:
        self.longest = Stall(0.0, 0.0)
        self.most_cpu = Stall(0.0, 0.0)
        self.stalls: list[Stall] = []
        self.beats = 0
        self._stacks: list[str] = []
        self._mark()

    def _mark(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.clock_gettime(self._clock)

    @contextmanager
    def watching(self) -> Iterator["Watchdog"]:
        """Watch; afterwards `longest`, `most_cpu` and `stalls` tell of this time."""
        looker = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self._done.clear()
        self._reset()
        self._beat.start()
        looker.start()
        try:
            yield self
        finally:
            self._done.set()
            self._beat.stop()
            looker.join()

    def _on_beat(self) -> None:
        wall = max(0.0, time.perf_counter() - self._wall - BEAT_MS / 1000)
        stall = Stall(wall, time.clock_gettime(self._clock) - self._cpu, self._stacks)
        self._stacks = []
        self.beats += 1
        if stall.wall > self.longest.wall:
            self.longest = stall
        if stall.cpu > self.most_cpu.cpu:
            self.most_cpu = stall
        if stall.wall > self.limit_s:
            self.stalls.append(stall)
        self._mark()

    def _look(self) -> None:
        while not self._done.wait(LOOK_S):
            late = time.perf_counter() - self._wall > self.limit_s
            if late and len(self._stacks) < _STACKS:
                self._stacks.append(self._stack())

    def _stack(self) -> str:
        frame = sys._current_frames().get(self._gui)
        return "".join(traceback.format_stack(frame)[-12:]) if frame else ""
