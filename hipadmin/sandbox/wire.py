"""Waitress, taught a few things: JSON errors, names as they are spelt, 204 kept open, TLS."""

import contextlib
import functools
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

from hipadmin.sandbox.errors import error_body
from hipadmin.sandbox.farewell import Farewell
from hipadmin.sandbox.parsing import Parser
from hipadmin.sandbox.spoiling import PARKED, RESET, Broken
from hipadmin.sandbox.tls import Passage

_MOST_PARKED = 500
_HANDSHAKE = b"\x16"
"""What TLS begins with, and HTTP never."""
_BEGINS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ\r\n")
"""What HTTP may begin with: a method, or line ends that clients left over."""
PATIENCE = 30.0
"""Seconds until whoever began a request and fell silent is told so."""


def _refusal(status: int, message: str) -> bytes:
    """Give a whole answer for those who never made a request."""
    body = json.dumps(error_body(status, message), indent=2).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: application/json\r\n"
        f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


_NOT_HTTP = _refusal(400, "Bad Request")
_TOO_LATE = _refusal(408, "The request did not end")


@dataclass(frozen=True, slots=True)
class Doors:
    """How TLS comes in: through ``passage``, while it ``is_open``, on the port of HTTP."""

    passage: Passage
    is_open: Callable[[], bool]


class _Errors(ErrorTask):
    """Answers what never reached the application in the API's own form."""

    def execute(self) -> None:
        request: Any = self.request
        code, reason = request.error.code, request.error.reason
        body = json.dumps(error_body(code, reason), indent=2).encode()
        self.status = f"{code} {reason}"
        self.response_headers = [("Content-Type", "application/json")]
        self.set_close_on_finish()
        self.content_length = len(body)
        channel: Any = self.channel
        channel.refused = True
        self.write(body)


class _Answers(WSGITask):
    """Keeps the connection after a 204, which has no length and needs none.

    An answer that breaks off (``Broken``) ends the connection there.
    """

    def get_environment(self) -> dict[str, Any]:
        """Add what faults need: a place to wait, and a way to reset the connection."""
        environ: dict[str, Any] = super().get_environment()
        channel: Any = self.channel
        environ[PARKED] = channel.server.task_dispatcher.parked
        environ[RESET] = functools.partial(_will_reset, channel.socket)
        if channel.server.doors.passage.leads(channel.addr[1]):
            environ["wsgi.url_scheme"] = "https"
        return environ

    def execute(self) -> None:
        try:
            super().execute()
        except Broken:
            self.wrote_header = True
            self.close_on_finish = True

    def build_response_header(self) -> bytes:
        """Write the head with the names as the service spelt them: waitress has its own way."""
        spelt = [name for name, _value in self.response_headers]
        head: bytes = super().build_response_header()
        for name in spelt:
            usual = "-".join(part.capitalize() for part in name.split("-"))
            if name != usual:
                head = head.replace(f"\r\n{usual}:".encode(), f"\r\n{name}:".encode())
        return head

    def set_close_on_finish(self) -> None:
        request: Any = self.request
        asked = request.headers.get("CONNECTION", "").lower() == "close"
        if asked or self.version == "1.0" or not self.status.startswith("204"):
            super().set_close_on_finish()


def _will_reset(connection: Any) -> None:
    """Have ``connection`` reset when it is closed."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Channel(HTTPChannel):
    """A client's connection."""

    parser_class = Parser
    error_task_class = _Errors
    task_class = _Answers
    refused = False
    """Whether the peer was told that what it sends is no request, and may still be sending."""
    _begun = False

    def handle_read(self) -> None:
        """Read, unless the connection begins with something else than HTTP."""
        first = b"" if self._begun else self._first_byte()
        self._begun = True
        if first == _HANDSHAKE and self._doors.is_open():
            self._hand_over()
        elif first and first[0] not in _BEGINS:
            self._refuse()
        else:
            super().handle_read()

    @property
    def _doors(self) -> Doors:
        server: Any = self.server
        doors: Doors = server.doors
        return doors

    def _first_byte(self) -> bytes:
        connection: Any = self.socket
        try:
            return bytes(connection.recv(1, socket.MSG_PEEK))
        except OSError:
            return b""

    def _hand_over(self) -> None:
        """Let the connection go through the passage of TLS."""
        connection: Any = self.socket
        self.del_channel()
        self.connected = False
        self.socket = None
        self._doors.passage.take(connection)

    def _refuse(self, answer: bytes = _NOT_HTTP) -> None:
        """Answer at once: whoever speaks TLS here, or garbage, may never end a line."""
        connection: Any = self.socket
        with contextlib.suppress(OSError):
            connection.send(answer)
        self.refused = True
        self.handle_close()

    def handle_close(self) -> None:
        """Close, but listen on for a while to whoever was refused."""
        connection: Any = self.socket
        left = connection.dup() if self.refused and self.connected else None
        super().handle_close()
        if left is not None:
            server: Any = self.server
            Farewell(left, server._map)  # noqa: SLF001  (waitress has no other name for it)

    def hurry(self, patience: float) -> None:
        """Refuse a request that was begun and is silent for ``patience`` seconds.

        For the thread that reads; others may be answering an earlier request meanwhile.
        """
        begun: Any = self.request
        if begun and self.idle and time.time() - self.last_activity > patience:
            self._refuse(_TOO_LATE)

    @property
    def idle(self) -> bool:
        """Whether nothing is being read, answered or sent."""
        return not self.requests and not self.total_outbufs_len


class Workers(ThreadedTaskDispatcher):
    """Worker threads that can be waited for."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._started: list[threading.Thread] = []
        self._count = count
        self._counting = threading.Lock()
        self._parked = 0
        self._stopped = False
        self.set_thread_count(count)

    def start_new_thread(self, target: Callable[[int], object], thread_no: int) -> None:
        """Start a daemon thread and remember it."""
        thread = threading.Thread(
            target=target, name=f"sandbox-{thread_no}", args=(thread_no,), daemon=True
        )
        self._started = [t for t in self._started if t.is_alive()]
        self._started.append(thread)
        thread.start()

    @contextlib.contextmanager
    def parked(self) -> Iterator[None]:
        """Inside ``with`` the calling thread waits for long, and another takes its place."""
        with self._counting:
            self._parked += 1
            if self._parked <= _MOST_PARKED and not self._stopped:
                self.set_thread_count(self._count + self._parked)
        try:
            yield
        finally:
            with self._counting:
                self._parked -= 1
                if not self._stopped:
                    self.set_thread_count(self._count + min(self._parked, _MOST_PARKED))

    def stop(self) -> None:
        """Have every thread end when it has nothing more to do."""
        with self._counting:
            self._stopped = True
            self.set_thread_count(0)

    @property
    def started(self) -> Sequence[threading.Thread]:
        """Every thread started so far."""
        return tuple(self._started)
