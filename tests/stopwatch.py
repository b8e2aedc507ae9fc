"""Times what we wait for, less what a busy machine adds to it.

The system notes for each thread how long it was ready to run while others ran instead. A thread
that waits for a lock, a disk or an answer is not ready, so such waiting counts; so does work.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pytestqt.qtbot import QtBot

LOOK_S = 0.005
HANGS_MS = 30_000
"""Milliseconds after which something never comes, however busy the machine."""


def kept_from_running(thread: Path = Path("/proc/thread-self")) -> float:
    """Seconds for which a thread (a folder of /proc; this one) was ready and others ran instead."""
    fields = (thread / "schedstat").read_text(encoding="ascii").split()
    return int(fields[1]) / 1e9


class Stopwatch:
    """Once it was `timing`, ``seconds`` is the time less what the machine added."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._threads: dict[str, float] = {}
        self._over = threading.Event()

    @contextmanager
    def timing(self) -> Iterator["Stopwatch"]:
        """Time the block."""
        self._look()
        before, self._threads = self._threads, {}
        looker = threading.Thread(target=self._look_on, name="stopwatch", daemon=True)
        began = time.monotonic()
        looker.start()
        try:
            yield self
        finally:
            took = time.monotonic() - began
            self._over.set()
            looker.join()
            self._look()
            self._threads.pop(str(looker.native_id), None)
            self.seconds = max(0.0, took - self._added(before))

    def _added(self, before: dict[str, float]) -> float:
        return sum(seen - before.get(thread, 0.0) for thread, seen in self._threads.items())

    def _look_on(self) -> None:
        while not self._over.wait(LOOK_S):
            self._look()

    def _look(self) -> None:
        for thread in Path("/proc/self/task").iterdir():
            with suppress(OSError):  # it has ended; what was seen last counts
                self._threads[thread.name] = kept_from_running(thread)


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Time the block."""
    with Stopwatch().timing() as watch:
        yield watch


def within(qtbot: QtBot, seconds: float, condition: Callable[[], bool]) -> None:
    """Wait until ``condition`` holds; it takes no longer than that on an idle machine."""
    with stopwatch() as watch:
        qtbot.waitUntil(condition, timeout=HANGS_MS)
    assert watch.seconds < seconds, f"{watch.seconds:.3f} s"
