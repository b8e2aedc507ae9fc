"""Waitress, taught what an intake needs: JSON errors, bounded bodies, limits on slow senders."""

import contextlib
import json
import logging
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Protocol

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.receiver import ChunkedReceiver
from waitress.task import ErrorTask
from waitress.utilities import BadRequest, Error, RequestEntityTooLarge

from hipadmin.domain.incoming import BODY_MAX

HEAD_MAX = 32_768
"""Bytes of the request line and all headers; CloudEvents may put much into headers."""
DRAINED_MAX = 16 << 20
"""Bytes of a body that is too large, read and thrown away so that its sender hears why."""
CHUNK_LINE_MAX = 1024
"""Bytes of the line that says how long a chunk is; it needs no twenty."""

_LOG = logging.getLogger(__name__)
_LINGER_S = 2.0
_WASTE_MAX = 16 << 20

TurnAway = Callable[[int, str, str], None]
"""Told status, code and text of what never reached the application."""
_BARE_LF = re.compile(rb"(?<!\r)\n")
_LINE_ENDS = "The lines of a request end with CR and LF."
_TLS = b"\x16\x03"
_CODES = {400: "bad_request", 408: "too_slow", 413: "too_large", 431: "headers_too_large"}
_TEXTS = {
    408: "The request took too long to arrive.",
    413: f"A request may have {BODY_MAX >> 20} MiB at most.",
    431: f"The headers of a request may have {HEAD_MAX} bytes at most.",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that senders get.

    ``head`` from a request's first byte to the end of its headers, ``whole`` to its last byte,
    ``idle`` between two requests.
    """

    head: float = 10.0
    whole: float = 30.0
    idle: float = 60.0


class TooSlow(Error):
    """The sender took too long."""

    code = 408
    reason = "Request Timeout"


class Told(BadRequest):
    """A mistake of the sender that has a sentence of its own, its body."""


class _Bounded(OverflowableBuffer):
    """Keeps no more than one byte over the limit: enough for the application to refuse."""

    def append(self, s: bytes) -> None:
        room = BODY_MAX + 1 - len(self)
        if room > 0:
            super().append(s[:room])


class _Chunks(ChunkedReceiver):
    """Reads chunks. What stands between them is read anew with every arrival, so it is bounded."""

    def received(self, s: bytes) -> int:
        taken: int = super().received(s)
        line, trailer = self.control_line, self.trailer
        if len(line) > CHUNK_LINE_MAX or len(trailer) > HEAD_MAX:
            self.error = BadRequest("")
        elif b"\n" in line or _BARE_LF.search(trailer):
            self.error = Told(_LINE_ENDS)
        return taken


class _Parser(HTTPRequestParser):
    """Reads a body that is too large to its end without keeping it.

    An answer before the end would be lost: closing a socket with unread bytes resets it. A sender
    that asks first (Expect: 100-continue) hears at once, and one whose lines will never end too.
    """

    def received(self, data: bytes) -> int:
        taken: int = super().received(data)
        if not self.headers_finished and not self.completed:
            endless = _endless(self.header_plus)
            self.error, self.completed = endless, endless is not None
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except TransferEncodingNotImplemented as error:
            raise ParsingError(*error.args) from None  # the sender's mistake, so no 5xx
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("two lengths")  # others on the way may have believed the other one
        if self.expect_continue and self.content_length > BODY_MAX:
            self.expect_continue, self.body_rcv = False, None
            self.error = RequestEntityTooLarge("")
        elif self.body_rcv is not None:
            kept = _Bounded(self.adj.inbuf_overflow)
            if self.chunked:
                self.body_rcv = _Chunks(kept)
            else:
                self.body_rcv.buf = kept


def _endless(head: bytes) -> Told | None:
    """What the sender did wrong if the end of these headers will never come."""
    if head.startswith(_TLS):
        return Told("This is TLS. The address of this relay begins with http, not https.")
    return Told(_LINE_ENDS) if _BARE_LF.search(head) else None


class _Errors(ErrorTask):
    """Answers what never reached the application in the intake's own form."""

    def execute(self) -> None:
        request: Any = self.request
        error = request.error
        code = _CODES.get(error.code, "bad_request")
        text = _TEXTS.get(error.code, "This is not a request of HTTP.")
        if isinstance(error, Told):
            text = error.body
        channel: Any = self.channel
        channel.lingers = True
        channel.server.turn_away(error.code, code, text)
        body = json.dumps({"code": code, "reason": text}).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers = [("Content-Type", "application/json")]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):
    """A sender's connection."""

    parser_class = _Parser
    error_task_class = _Errors
    lingers = False
    """Whether what the sender still has to say is read before the connection is closed."""
    _began = 0.0
    _reading: Any = None
    _waste = -1
    """Bytes thrown away since the last answer; -1 while there is still something to answer."""

    def received(self, data: bytes) -> bool:
        """Take what came, and note when a request began."""
        if self._waste >= 0:
            self._waste += len(data)
            return False
        taken: bool = super().received(data)
        if self.request is not self._reading:
            self._reading, self._began = self.request, time.monotonic()
        return taken

    @property
    def idle(self) -> bool:
        """Whether nothing is being read, answered or sent."""
        return not self.requests and not self.total_outbufs_len

    def handle_close(self) -> None:
        """Close; after an answer to what was not read to its end, only once the sender has it.

        Closing a socket with unread bytes resets it, and the answer would be lost.
        """
        connection: Any = self.socket  # None once it was closed
        if self.lingers and self._waste < 0 and connection is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
                self.will_close, self._waste, self._began = False, 0, time.monotonic()
                return
        super().handle_close()

    def hurry(self, now: float) -> None:
        """Answer a sender that takes too long with a request; let go of one that was answered."""
        if self._waste >= 0:
            if now - self._began >= _LINGER_S or self._waste > _WASTE_MAX:
                self.handle_close()
            return
        channel: Any = self  # the published types miss the mark
        with channel.requests_lock:
            request = channel.request
            if request is None or channel.requests:
                return
            patience: Patience = channel.server.patience
            limit = patience.whole if request.headers_finished else patience.head
            if now - self._began < limit:
                return
            request.error, request.completed = TooSlow(""), True
            channel.request = self._reading = None
            channel.requests.append(request)
            channel.server.add_task(channel)


class Workers:
    """Threads that answer requests; they can be waited for, and end with the program if they hang.

    In place of waitress's own: one queue instead of a condition costs half as much a request.
    """

    def __init__(self, count: int) -> None:
        self._tasks: SimpleQueue[_Service | None] = SimpleQueue()
        self._unanswered: set[_Service] = set()
        self._stopping = False
        self.started = tuple(
            threading.Thread(target=self._serve, name=f"intake {n}", daemon=True)
            for n in range(1, count + 1)
        )
        for thread in self.started:
            thread.start()

    @property
    def at_work(self) -> int:
        """How many requests are being answered, or wait for it."""
        return len(self._unanswered)

    def add_task(self, task: "_Service") -> None:
        """Have a thread answer; what waitress calls."""
        self._unanswered.add(task)
        self._tasks.put(task)

    def stop(self) -> None:
        """Have every thread end when it has answered; what still waits is let go of."""
        self._stopping = True
        for _ in self.started:
            self._tasks.put(None)

    def _serve(self) -> None:
        while (task := self._tasks.get()) is not None and not self._stopping:
            try:
                task.service()
            except Exception:
                _LOG.exception("a request could not be answered")
            self._unanswered.discard(task)
            del task  # waiting for the next one must not keep this one alive


class _Service(Protocol):
    """A connection with a request."""

    def service(self) -> None:
        """Answer it."""
