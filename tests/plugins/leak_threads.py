"""Threads, and the line that started each."""

import threading
from collections.abc import Callable, Hashable, Mapping
from weakref import WeakKeyDictionary

from tests.plugins.audit import line


class Threads:
    """Python's threads but the main one. Starting one notes its caller; nothing else changes."""

    name = "thread"

    def __init__(self) -> None:
        self._started: WeakKeyDictionary[threading.Thread, str] = WeakKeyDictionary()
        # Python 3.11 has no audit event for it yet
        threading.Thread.start = self._noting(threading.Thread.start)  # type: ignore[method-assign]

    def _noting(self, start: Callable[[threading.Thread], None]) -> Callable[..., None]:
        def noting(thread: threading.Thread) -> None:
            self._started[thread] = line()
            start(thread)

        return noting

    def there(self) -> Mapping[Hashable, str]:
        """Every thread alive."""
        main = threading.main_thread()
        found = [t for t in threading.enumerate() if t is not main]
        return {t: f"“{t.name}” started at {self._started.get(t, 'no line')}" for t in found}
