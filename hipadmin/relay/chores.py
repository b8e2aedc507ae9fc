"""What a relay does beside its work, again and again, on threads that trouble does not end."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hipadmin.domain.errors import HipadminError

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """``work`` is done every ``period`` seconds, the first time after ``first``."""

    name: str
    period: float
    work: Callable[[], object]
    first: float = 0.0


class Chores:
    """Does its chores one after the other on a thread of its own. Trouble is logged once.

    ``stopping`` is set when it is to end, for a chore that takes long.
    """

    def __init__(
        self, name: str, chores: Sequence[Chore], stopping: threading.Event | None = None
    ) -> None:
        now = time.monotonic()
        self._due = {chore: now + chore.first for chore in chores}
        self._troubles: dict[Chore, str] = {}
        self._stopping = stopping or threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """Begin nothing more, and wait so long for what is under way."""
        self._stopping.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            chore = min(self._due, key=lambda each: self._due[each])
            if self._stopping.wait(max(self._due[chore] - time.monotonic(), 0.0)):
                return
            self._do(chore)
            self._due[chore] = time.monotonic() + chore.period

    def _do(self, chore: Chore) -> None:
        try:
            chore.work()
            self._troubles.pop(chore, None)
        except HipadminError as error:
            if self._troubles.get(chore) != error.text:
                self._troubles[chore] = error.text
                _LOG.warning("%s: %s", chore.name, error.text)
        except Exception:
            _LOG.exception("%s failed", chore.name)
