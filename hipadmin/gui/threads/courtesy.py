"""Workers give the interpreter back soon, and rest while the window is in a turn of its loop.

The GUI thread lets go of it in every call into Qt and asks for it again afterwards, thousands of
times while a table is painted. A worker that runs keeps it for a while each time.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.abc import MetaPathFinder
from math import inf
from time import monotonic

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot

from hipadmin.gently import rest

TURN_S = 0.0005
"""Seconds of a turn. With Python's own 5 ms a list takes five times as long to be painted while
a worker runs, with half a millisecond twice as long; shorter ones bring nothing more."""
REST_S = 0.25
"""Seconds that one order gives up to the window, of which it seldom needs a fifth."""
LOADING_S = 0.01
"""Seconds that a module which is being loaded waits before another one: the window may need it."""
STRETCH_S = 0.001
"""Seconds that one works before it asks again; asking takes a tenth of that."""
_PAINTED = Qt.EventPriority.LowEventPriority.value - 1
"""Qt paints what has changed with low priority; what comes after that is lower."""


@contextmanager
def short_turns() -> Iterator[None]:
    """Let the threads of this process take turns of `TURN_S` until the end.

    What is loaded is loaded gently, module by module.
    """
    before, finder = sys.getswitchinterval(), _Rests()
    sys.setswitchinterval(TURN_S)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        sys.setswitchinterval(before)


class _Rests(MetaPathFinder):
    """Finds no module; whoever is about to load one rests before it, as its thread was told."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        rest(LOADING_S)


class Turns(QObject):
    """Gives leave to go on between two turns of the window's event loop, once it has painted.

    The loop's own signals do not tell: its timers and, with GLib, all of its events come between
    "about to block" and "awake".
    """

    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[threading.Event] = []
        self._asking: list[threading.Event] = []
        self._closed = False
        self.window_first = False
        self._asked.connect(self._on_asked, Qt.ConnectionType.QueuedConnection)

    def courtesy(self) -> "Courtesy":
        """Make the courtesy of one worker."""
        leave = threading.Event()
        self._waiting.append(leave)
        return Courtesy(leave, self._ask, lambda: self.window_first)

    def _ask(self, leave: threading.Event) -> None:
        leave.clear()
        try:
            self._asked.emit(leave)
        finally:
            if self._closed:
                leave.set()

    @Slot(object)
    def _on_asked(self, leave: threading.Event) -> None:
        self._asking.append(leave)
        if len(self._asking) == 1:
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), _PAINTED)

    def customEvent(self, _event: QEvent) -> None:
        """Give leave to all who asked."""
        asking, self._asking = self._asking, []
        for leave in asking:
            leave.set()

    def close(self) -> None:
        """From now on nobody waits."""
        self._closed = True
        for leave in self._waiting:
            leave.set()


class Courtesy:
    """How one worker asks for leave to go on, and waits `REST_S` in all for one order.

    A window that stands still would hold it up for ever, and with it what it keeps open of the
    database.
    """

    def __init__(
        self,
        leave: threading.Event,
        ask: Callable[[threading.Event], None],
        window_first: Callable[[], bool],
    ) -> None:
        self._leave = leave
        self._ask = ask
        self._window_first = window_first
        self._left = 0.0
        self._since = 0.0

    def begin(self) -> None:
        """Another order begins; the window is painted first if it comes first."""
        self._left = REST_S
        self._since = monotonic()
        if self._window_first():
            self._since -= STRETCH_S
            self.rest(inf)

    def rest(self, limit_s: float) -> None:
        """Let the turn that is under way end, as far as there is time left for it."""
        began = monotonic()
        if self._left <= 0 or began - self._since < STRETCH_S:
            return
        with suppress(RuntimeError):  # the window may be gone
            self._ask(self._leave)
            self._leave.wait(min(limit_s, self._left))
        self._since = monotonic()
        self._left -= self._since - began
