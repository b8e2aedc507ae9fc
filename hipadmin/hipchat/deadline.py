"""A deadline for one thing after another, watched by one thread that sleeps most of the time."""

import threading
import time
import weakref
from collections.abc import Callable

_NAME = "hipchat-deadline"


class Deadline:
    """Calls ``expire``, a method, when the time set is up before it was cleared.

    Starting a thread for every request cost more than the request. This one looks again only when
    the time it last knew has come, and ends when there is nothing to watch then. It keeps nothing
    alive: neither the method's object nor, being a daemon, the program.
    """

    def __init__(self, expire: Callable[[], None]) -> None:
        self._expire = weakref.WeakMethod(expire)
        self._changed = threading.Condition()
        self._due: float | None = None
        self._looks_at = 0.0
        self._watcher: threading.Thread | None = None

    def set(self, seconds: float) -> None:
        """Start the time."""
        with self._changed:
            self._due = time.monotonic() + seconds
            if self._watcher is None:
                self._looks_at = self._due
                self._watcher = threading.Thread(target=self._watch, name=_NAME, daemon=True)
                self._watcher.start()
            elif self._due < self._looks_at:
                self._looks_at = self._due
                self._changed.notify_all()

    def clear(self) -> None:
        """Stop the time. When this returns, ``expire`` was called or will not be."""
        with self._changed:
            self._due = None

    def close(self) -> None:
        """Let the thread end now; the next ``set`` starts another."""
        with self._changed:
            self._due = None
            self._watcher = None
            self._changed.notify_all()

    def _watch(self) -> None:
        me = threading.current_thread()
        with self._changed:
            while self._watcher is me:
                self._changed.wait(max(self._looks_at - time.monotonic(), 0.0))
                if self._watcher is me:
                    self._look()

    def _look(self) -> None:
        """See whether time is up, sleep on until it may be, or end when nothing is watched."""
        if self._due is not None and self._due > time.monotonic():
            self._looks_at = self._due
            return
        expire = self._expire() if self._due is not None else None
        self._due = self._watcher = None
        if expire is not None:
            expire()
