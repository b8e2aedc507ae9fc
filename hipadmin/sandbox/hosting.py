"""Serving the application on loopback, and stopping within a second whatever clients do."""

import contextlib
import logging
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import create_server

from hipadmin.sandbox.farewell import Farewell
from hipadmin.sandbox.wire import PATIENCE, Channel, Doors, Workers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ADDRESS = "127.0.0.1"
_THREADS = 8
_CONNECTIONS = 1000
_GIVE_UP = 64 << 20
_GRACE = 0.4
_JOIN = 0.3
_TURN = 0.02
_LOOK = 1.0


def listen(port: int) -> socket.socket:
    """Take ``port`` on loopback (0: any free one); raises ``OSError`` when it is taken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((ADDRESS, port))
        found.listen(socket.SOMAXCONN)
    except BaseException:
        found.close()
        raise
    return found


class Host:
    """Serves ``application`` on a listening socket, in threads of its own.

    Whoever begins a request and says nothing for ``patience`` seconds gets a 408.
    """

    def __init__(
        self,
        application: "WSGIApplication",
        listening: socket.socket,
        doors: Doors,
        patience: float = PATIENCE,
    ) -> None:
        self._workers = Workers(_THREADS)
        self._workers.queue_logger = _silent()
        self._map: dict[int, Any] = {}
        # The published types of waitress miss the mark for most of what follows.
        create: Any = create_server
        self._server: Any = create(
            application,
            map=self._map,
            _dispatcher=self._workers,
            sockets=[listening],
            ident="nginx",
            connection_limit=_CONNECTIONS,
            max_request_body_size=_GIVE_UP,
            inbuf_overflow=65_536,
            asyncore_use_poll=True,
        )
        self._server.channel_class = Channel
        self._server.doors = doors
        self._patience = patience
        self._look = min(patience, _LOOK)
        self._looked = time.monotonic()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Answer what is being answered, then close everything; takes a second at most."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._server.pull_trigger()
        self._thread.join(_GRACE + _JOIN)
        self._workers.stop()
        limit = time.monotonic() + _JOIN
        for thread in self._workers.started:
            thread.join(max(0.0, limit - time.monotonic()))
        self._server.pull_trigger = _nothing  # a worker that still hangs must not wake a dead loop
        wasyncore.close_all(self._map)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._turn(self._look)
            self._hurry()
        limit = time.monotonic() + _GRACE
        while self._server.active_channels and time.monotonic() < limit:
            for channel in list(self._server.active_channels.values()):
                channel.will_close = channel.will_close or channel.idle
            self._turn(_TURN)

    def _hurry(self) -> None:
        if (now := time.monotonic()) - self._looked >= self._look:
            self._looked = now
            for channel in list(self._server.active_channels.values()):
                channel.hurry(self._patience)
            for left in [one for one in self._map.values() if isinstance(one, Farewell)]:
                left.hurry()

    def _turn(self, seconds: float) -> None:
        loop: Any = wasyncore.loop
        loop(timeout=seconds, use_poll=True, map=self._map, count=1)


def _nothing() -> None:
    """Do nothing."""


def _silent() -> logging.Logger:
    """Give a logger for the length of the queue: many clients at once are no trouble here."""
    logger = logging.Logger("sandbox.queue")  # noqa: LOG001  (a private one, not the shared tree)
    logger.disabled = True
    return logger
