"""Serving an application, and stopping within a second whatever clients do."""

import contextlib
import logging
import socket
import threading
import time
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from hipadmin.relay.desk import Desk
from hipadmin.relay.parsing import DRAINED_MAX, HEAD_MAX
from hipadmin.relay.web import Site, create_app
from hipadmin.relay.wire import Channel, Patience
from hipadmin.relay.workers import Workers

LOOPBACK = "127.0.0.1"
THREADS = 8
CONNECTIONS = 500
"""Open at once; further ones wait. Below the 1024 files that systems allow a process."""
LOOKAHEAD = 2
"""Requests of one sender that may wait. Who has his answer sends on before we have put it away."""
PATIENCE = Patience()
REST_S = 1.0
"""How long a connection may rest where others wait for its place."""
_LOG = logging.getLogger(__name__)
_LOOK_S = 1.0
_GRACE = 0.4
_JOIN = 0.3
_TURN = 0.02


def listen(address: str, port: int) -> socket.socket:
    """Take ``port`` (0: any free one) at a host name or address. Raises OSError."""
    flags = socket.AI_PASSIVE
    found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=flags)
    family, kind, protocol, _, place = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(socket.SOMAXCONN)
    except BaseException:
        listening.close()
        raise
    return listening


def url_of(listening: socket.socket) -> str:
    """The address under which this machine reaches a listening socket."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - recognised, not chosen
        host = LOOPBACK if listening.family == socket.AF_INET else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Host:
    """Serves ``site`` on a listening socket, in threads of its own."""

    def __init__(self, site: Site, listening: socket.socket, patience: Patience = PATIENCE) -> None:
        self._workers = Workers(THREADS)
        self._map: dict[int, Any] = {}
        # The published types of waitress miss the mark for most of what follows.
        create: Any = create_server
        self._server: Any = create(
            create_app(site),
            map=self._map,
            _dispatcher=self._workers,
            sockets=[listening],
            ident="hipadmin",
            connection_limit=CONNECTIONS,
            channel_timeout=patience.idle,
            cleanup_interval=_LOOK_S,
            max_request_header_size=HEAD_MAX,
            max_request_body_size=DRAINED_MAX,
            inbuf_overflow=1 << 21,  # a body stays in memory: it has a mebibyte at most
            asyncore_use_poll=True,
            channel_request_lookahead=LOOKAHEAD,
        )
        self._server.channel_class = Channel
        self._server.turn_away = site.turn_away
        self._server.desk = Desk(site)
        self._server.patience = patience
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
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
        looked = time.monotonic()
        while not self._stopping.is_set():
            self._turn(_LOOK_S)
            if self._server.in_connection_overflow:
                self._make_room()
            if time.monotonic() - looked >= _LOOK_S:
                looked = time.monotonic()
                for channel in list(self._server.active_channels.values()):
                    channel.hurry(looked)
        limit = time.monotonic() + _GRACE
        self._server.accepting = False
        while self._server.active_channels and time.monotonic() < limit:
            for channel in list(self._server.active_channels.values()):
                channel.will_close = channel.will_close or channel.idle
            self._turn(_TURN)

    def _make_room(self) -> None:
        """Let go of those who rested longest: whoever wants to say something waits for a place."""
        before = time.time() - REST_S
        channels = self._server.active_channels.values()
        resting = [each for each in channels if each.rests and each.last_activity <= before]
        resting.sort(key=lambda each: each.last_activity)
        for channel in resting[: CONNECTIONS // 4]:
            channel.will_close = True

    def _turn(self, seconds: float) -> None:
        """Let every connection that is ready go on; what one of them breaks, others outlive."""
        loop: Any = wasyncore.loop
        try:
            loop(timeout=seconds, use_poll=True, map=self._map, count=1)
        except Exception:
            _LOG.exception("a connection could not be served")
            self._stopping.wait(_TURN)


def _nothing() -> None:
    """Do nothing."""
