"""Ctrl+C as a person's way to cancel what waits for the network, in a command."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from hipadmin.domain.ports import Cancel

T = TypeVar("T")


class Interruption:
    """Does work that Ctrl+C cancels instead of ending the program.

    Attributes:
        came: whether it was pressed.
    """

    def __init__(self) -> None:
        self.came = False
        self._lock = Lock()
        self._callbacks: list[Callable[[], None]] = []

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` when it is pressed; at once if it was already."""
        with self._lock:
            if not self.came:
                self._callbacks.append(callback)
                return
        callback()

    def around(self, work: Callable[[Cancel], T]) -> T:
        """Do ``work`` on a thread and give what it says, also when it was cancelled.

        Raises what it raises, and KeyboardInterrupt when Ctrl+C is pressed once more.
        """
        with ThreadPoolExecutor(1, "interruptible") as pool:
            doing = pool.submit(work, self)
            try:
                return doing.result()
            except KeyboardInterrupt:
                self._cancel()
                return doing.result()

    def _cancel(self) -> None:
        with self._lock:
            self.came, callbacks = True, self._callbacks
            self._callbacks = []
        for callback in callbacks:
            callback()
