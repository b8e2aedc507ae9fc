"""Something blocking that worker threads use in turn, and that is let go from any thread."""

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from hipadmin.gui.jobs import Cancelled


class Closable(Protocol):
    """What holds a connection."""

    def close(self) -> None:
        """Let go of it."""


C = TypeVar("C", bound=Closable)
T = TypeVar("T")


class Strand(Generic[C]):
    """One connection, made when it is first used.

    A call that is under way when the strand is closed lets go of the connection at its end.
    """

    def __init__(self, connect: Callable[[], C]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._held: C | None = None
        self._closed = False

    def use(self, act: Callable[[C], T]) -> T:
        """Do something with the connection. Blocking. Raises Cancelled once closed."""
        try:
            with self._lock:
                if self._closed:
                    raise Cancelled
                self._held = self._held or self._connect()
                return act(self._held)
        finally:
            if self._closed:
                self.close()

    def close(self) -> None:
        """Let go of the connection for good; does not block."""
        self._closed = True
        if self._lock.acquire(blocking=False):
            try:
                if self._held is not None:
                    self._held.close()
            finally:
                self._lock.release()
