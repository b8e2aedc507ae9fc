"""Taking leave of whoever was refused, so that no reset overtakes the answer."""

import contextlib
import socket
import time
from typing import Any

from waitress.wasyncore import dispatcher

FAREWELL = 2.0
"""Seconds for which is read, and thrown away, what a refused peer still sends."""
_CHUNK = 65_536


class Farewell(dispatcher):
    """A connection whose last answer is sent, in the loop of ``channels`` until the peer ends it.

    Closing it with unread bytes would reset it, and the peer might never see the answer.
    """

    def __init__(
        self, connection: socket.socket, channels: dict[int, Any], seconds: float = FAREWELL
    ) -> None:
        self._until = time.monotonic() + seconds
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        super().__init__(connection, map=channels)

    def readable(self) -> bool:
        """Whatever comes is taken."""
        return True

    def writable(self) -> bool:
        """There is nothing more to say."""
        return False

    def handle_read(self) -> None:
        """Throw away what comes; the end of it ends the connection."""
        self.recv(_CHUNK)
        self.hurry()

    def handle_close(self) -> None:
        """End it."""
        self.close()

    def hurry(self) -> None:
        """End it when it has taken long enough."""
        if time.monotonic() > self._until:
            self.close()
