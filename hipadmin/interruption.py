"""Ctrl+C as a person's way to cancel what waits for the network, in a command."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from hipadmin.domain.ports import Cancel
from hipadmin.services.stop import Stop

T = TypeVar("T")


class Interruption:
    """Does work that Ctrl+C cancels instead of ending the program."""

    def __init__(self) -> None:
        self._stop = Stop()

    @property
    def came(self) -> bool:
        """Whether it was pressed."""
        return self._stop.stopped

    def around(self, work: Callable[[Cancel], T]) -> T:
        """Do ``work`` on a thread and give what it says, also when it was cancelled.

        Raises what it raises, and KeyboardInterrupt when Ctrl+C is pressed once more.
        """
        with ThreadPoolExecutor(1, "interruptible") as pool:
            doing = pool.submit(work, self._stop)
            try:
                return doing.result()
            except KeyboardInterrupt:
                self._stop.stop()
                return doing.result()
