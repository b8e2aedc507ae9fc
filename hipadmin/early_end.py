"""Ctrl+C while the window is still being loaded."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from hipadmin.exits import INTERRUPTED


@contextlib.contextmanager
def ending_at_once() -> Iterator[None]:
    """Let Ctrl+C end the process with 130, until somebody else listens to it.

    KeyboardInterrupt would be raised in the midst of whatever is being imported: Qt's binding
    aborts or swallows it. Nothing is lost, since every write withstands a killed process. Where
    interrupts are ignored, or outside the main thread, everything stays as it is.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield
        return
    before = signal.signal(signal.SIGINT, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end(_number: int, _frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)
