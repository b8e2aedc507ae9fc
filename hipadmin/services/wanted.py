"""Whether what takes long is still wanted, and a wait that a person can end."""

import threading
from collections.abc import Callable
from typing import TypeVar

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.ports import Cancel

T = TypeVar("T")


class Dropped(HipadminError):
    """What was asked for was given up before it was done; nothing has changed."""

    def __init__(self) -> None:
        super().__init__("It was given up before it was done. Nothing has changed.")


class Wanted:
    """One decision between whoever does something and whoever gives it up; the first one wins."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = self._dropped = False

    def take(self) -> bool:
        """It is about to be done for good; False if it was given up before."""
        with self._lock:
            self._taken = not self._dropped
            return self._taken

    def drop(self) -> bool:
        """Nobody wants it any more; False if it is done already."""
        with self._lock:
            self._dropped = not self._taken
            return self._dropped


def unless_dropped(wanted: Wanted | None) -> None:
    """Within the transaction that does it, as its last act. Raises Dropped."""
    if wanted is not None and not wanted.take():
        raise Dropped


def unless_cancelled(work: Callable[[], T], cancel: Cancel) -> T:
    """Do ``work``, which nobody can end, on a thread of its own; raises what it raises.

    Raises Dropped as soon as ``cancel`` is pressed; then nobody hears what comes of it.
    """
    over = threading.Event()
    found: list[T] = []
    failed: list[Exception] = []

    def do() -> None:
        try:
            found.append(work())
        except Exception as error:
            failed.append(error)
        over.set()

    cancel.on_cancel(over.set)
    if over.is_set():
        raise Dropped
    threading.Thread(target=do, name="waiting", daemon=True).start()
    over.wait()
    if failed:
        raise failed[0]
    if not found:
        raise Dropped
    return found[0]
