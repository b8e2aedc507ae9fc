"""A sender's connection: waitress's, with answers in JSON, and limits on who is slow."""

import contextlib
import json
import socket
import time
from dataclasses import dataclass
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, Task, WSGITask

from hipadmin.domain.incoming import BODY_MAX
from hipadmin.relay.desk import PLAIN_MAX, Answer, Begun, Desk
from hipadmin.relay.parsing import HEAD_MAX, Parser, Told, TooSlow

_LINGER_S = 2.0
_WASTE_MAX = 16 << 20

_CODES = {408: "too_slow", 413: "too_large", 431: "headers_too_large", 500: "internal"}
_TEXTS = {
    408: "The request took too long to arrive.",
    413: f"A request may have {BODY_MAX >> 20} MiB at most.",
    431: f"The headers of a request may have {HEAD_MAX} bytes at most.",
    500: "hipadmin made a mistake; its log says more.",
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


class _Whole(Task):
    """An answer whose head leaves with its body: two pieces cost both ends more than is in them."""

    def write(self, data: bytes) -> None:
        channel: Any = self.channel
        pieces: list[bytes] = []
        channel.pieces = pieces
        try:
            super().write(data)
        finally:
            channel.pieces = None
        channel.write_soon(b"".join(pieces))


class _Answers(_Whole, WSGITask):
    """Answers what was begun with at the desk, everything else with the application."""

    def execute(self) -> None:
        channel: Any = self.channel
        told, channel.told = channel.told, None
        if told is None:
            super().execute()
            return
        self.status, self.complete = told.status, True
        self.response_headers = list(told.headers)
        self.content_length = len(told.body)
        self.write(told.body)


class _Errors(_Whole, ErrorTask):
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


class _Server:
    """The server as one channel sees it.

    Its loop looks at channels while they are answered, so it need not be woken after that: to wake
    it takes more than to look.
    """

    def __init__(self, server: Any, channel: "Channel") -> None:
        self._server = server
        self._channel = channel

    def __getattr__(self, name: str) -> Any:
        return getattr(self._server, name)

    def pull_trigger(self) -> None:
        """Have the loop look if there is something for it."""
        if self._channel.needs_loop:
            self._server.pull_trigger()


class Channel(HTTPChannel):
    """A sender's connection."""

    parser_class = Parser
    task_class = _Answers
    error_task_class = _Errors
    lingers = False
    """Whether what the sender still has to say is read before the connection is closed."""
    _began = 0.0
    _reading: Any = None
    _waste = -1
    """Bytes thrown away since the last answer; -1 while there is still something to answer."""
    _left_out = False
    """Whether the loop does not look for what arrives."""
    _ended = False
    """Whether the sender closed his side while he was answered."""
    pieces: list[bytes] | None = None
    _begun: Begun | None = None
    _looked_at: Any = None
    """The request that was begun with or cannot be."""
    told: Answer | None = None
    """What the sender is to hear; None: the application is to say."""

    def __init__(self, server: Any, *place: Any, **options: Any) -> None:
        super().__init__(server, *place, **options)
        self.server: Any = _Server(server, self)

    def received(self, data: bytes) -> bool:
        """Take what came, and note when a request began."""
        if self._waste >= 0:
            self._waste += len(data)
            return False
        taken: bool = super().received(data)
        if self.request is not self._reading:
            self._reading, self._began = self.request, time.monotonic()
        return taken

    def begin(self) -> bool:
        """Begin with what is to be answered next, so that `service` only has to end it.

        False if that is not possible: `service` does all of it, which may take longer.
        """
        channel: Any = self
        request = channel.requests[0]
        if request is not self._looked_at:
            self._looked_at = request
            self._begun = _begun(request, channel.server.desk)
        return self._begun is not None

    def service(self) -> None:
        """Answer; what was begun is ended first, also if its sender has gone: others wait for it.

        A sender who cannot be answered is let go of: he would wait for ever, and keep his place.
        """
        begun, self._begun, self._looked_at = self._begun, None, None
        try:
            self.told = begun() if begun else None
            super().service()
        except Exception:
            channel: Any = self
            channel.cancel()
            channel.server.pull_trigger()
            raise

    def write_soon(self, data: bytes) -> int:
        """Send ``data`` at once as far as the sender takes it, or collect it in ``pieces``."""
        if self.pieces is not None:
            self.pieces.append(data)
            return len(data)
        rest = data[self._sent(data) :]
        if rest or not data:
            super().write_soon(rest)
        return len(data)

    def _sent(self, data: bytes) -> int:
        """Send past the buffers: while they hold something the loop would look for it in vain."""
        channel: Any = self
        with contextlib.suppress(OSError), channel.outbuf_lock:
            if channel.connected and not channel.total_outbufs_len:
                sent: int = channel.send(data, do_close=False)
                return sent
        return 0

    def readable(self) -> bool:
        """Whether the loop is to look for more. Nobody may say more behind his last request."""
        self._left_out = True  # first, or who answers could miss it between looking and leaving out
        looks = bool(super().readable()) and not (self._ended and self.requests)
        self._left_out = not looks
        return looks

    def handle_read(self) -> None:
        """Read more; who closed his side while he is answered is answered all the same."""
        if self.requests and self._is_at_end():
            self._ended = True
        else:
            super().handle_read()

    def _is_at_end(self) -> bool:
        connection: Any = self.socket
        with contextlib.suppress(OSError):
            return not connection.recv(1, socket.MSG_PEEK)
        return False

    @property
    def needs_loop(self) -> bool:
        """Whether the loop has to look at it although nothing arrives."""
        channel: Any = self
        closing = channel.will_close or channel.close_when_flushed
        return bool(channel.total_outbufs_len or closing or self._left_out)

    @property
    def idle(self) -> bool:
        """Whether nothing is being read, answered or sent."""
        return not self.requests and not self.total_outbufs_len

    @property
    def rests(self) -> bool:
        """Whether it is idle between two requests."""
        channel: Any = self
        return self.idle and channel.request is None

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


def _begun(request: Any, desk: Desk) -> Begun | None:
    """What was begun with a request if it is one of the plain ones."""
    if request.error or request.query or request.command != "POST":
        return None
    if request.body_rcv is None or len(request.body_rcv.getbuf()) > PLAIN_MAX:
        return None
    body = request.body_rcv.getbuf().get()  # and left there: the application may have to read it
    return desk.begin(request.path, request.headers, body)
