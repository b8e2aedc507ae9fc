"""Stopping work that goes on elsewhere."""

from collections.abc import Callable
from threading import Lock


class Stop:
    """Tells work on other threads to stop, once; late listeners are told at once.

    A `Cancel`. Attributes:
        stopped: whether it was told.
    """

    def __init__(self) -> None:
        self.stopped = False
        self._lock = Lock()
        self._callbacks: list[Callable[[], None]] = []

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` when stopped; at once if it was already."""
        with self._lock:
            if not self.stopped:
                self._callbacks.append(callback)
                return
        callback()

    def stop(self) -> None:
        """Tell everybody."""
        with self._lock:
            self.stopped = True
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()
