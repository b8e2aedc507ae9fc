"""Signals that end a program as calls within Qt's event loop."""

import contextlib
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Slot

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Asked to end: by Ctrl+C, by the system, by a terminal that is closed."""


class Signals(QObject):
    """Turns signals that end a program into a call within Qt's event loop."""

    def __init__(self, caught: Callable[[int], None]) -> None:
        super().__init__()
        self._caught = caught
        self._before: dict[int, Any] = {}
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)

    def __enter__(self) -> "Signals":
        if threading.current_thread() is threading.main_thread():
            for number in ENDING:
                # whoever started us so that a hang-up is ignored means it
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, _ignore)
            self._fd_before = signal.set_wakeup_fd(self._writer.fileno())
        return self

    def __exit__(self, *_error: object) -> None:
        self._notifier.setEnabled(False)
        if self._before:
            signal.set_wakeup_fd(self._fd_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    @Slot()
    def _on_woken(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for number in self._reader.recv(64):
                self._caught(number)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Let the wakeup descriptor tell; Python only needs a handler to write to it."""
