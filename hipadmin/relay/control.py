"""What a relay's main thread waits for: a signal, a line from whoever hosts it, or a failure."""

import contextlib
import os
import select
import signal
from collections.abc import Callable
from types import FrameType, TracebackType

_STDIN = 0
_CHUNK = 65_536
_FAIL = b"f"
"""Everything else in the pipe is the number of a signal."""


class Control:
    """Wakes on SIGTERM and SIGINT inside ``with``; to be used in the main thread."""

    def __enter__(self) -> "Control":
        self._readable, self._writable = os.pipe()
        os.set_blocking(self._writable, False)
        numbers = (signal.SIGTERM, signal.SIGINT)
        self._before = {number: signal.signal(number, _heard) for number in numbers}
        # written whichever thread the system gives the signal to; a handler waits for this one
        self._earlier = signal.set_wakeup_fd(self._writable, warn_on_full_buffer=False)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        signal.set_wakeup_fd(self._earlier)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._readable)
        os.close(self._writable)

    def fail(self) -> None:
        """Have `wait` return: something without which no relay is one has ended. Any thread."""
        with contextlib.suppress(OSError):
            os.write(self._writable, _FAIL)

    def wait(self, listener: Callable[[str], None] | None = None) -> bool:
        """Wait for the end; whether it is an ordinary one.

        With ``listener`` standard input is read: it gets each line, and the end of input is ours.
        """
        poll = select.poll()
        poll.register(self._readable, select.POLLIN)
        if listener:
            poll.register(_STDIN, select.POLLIN)
        rest = b""
        while True:
            for handle, _event in poll.poll():
                if handle == self._readable:
                    return os.read(self._readable, 1) != _FAIL
                data = os.read(_STDIN, _CHUNK)
                if not data:
                    return True
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    if listener:
                        listener(line.decode("utf-8", "replace"))


def _heard(_number: int, _frame: FrameType | None) -> None:
    """Keep a signal from ending the program; the pipe tells of it."""
