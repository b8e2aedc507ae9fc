"""What a relay's main thread waits for: a signal, a line from whoever hosts it, or a failure."""

import contextlib
import os
import select
import signal
from collections.abc import Callable
from types import FrameType, TracebackType

_STDIN = 0
_CHUNK = 65_536
_STOP, _FAIL = b"s", b"f"


class Control:
    """Wakes on SIGTERM and SIGINT inside ``with``; to be used in the main thread."""

    def __enter__(self) -> "Control":
        self._readable, self._writable = os.pipe()
        numbers = (signal.SIGTERM, signal.SIGINT)
        self._before = {number: signal.signal(number, self._stop) for number in numbers}
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
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
                    return os.read(self._readable, 1) == _STOP
                data = os.read(_STDIN, _CHUNK)
                if not data:
                    return True
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    if listener:
                        listener(line.decode("utf-8", "replace"))

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        os.write(self._writable, _STOP)
