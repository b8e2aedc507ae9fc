"""Reading requests: waitress's parser, with bounded bodies and a word to who will never end."""

import re

from waitress.buffers import OverflowableBuffer
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest, Error, RequestEntityTooLarge

from hipadmin.domain.incoming import BODY_MAX

HEAD_MAX = 32_768
"""Bytes of the request line and all headers; CloudEvents may put much into headers."""
DRAINED_MAX = 16 << 20
"""Bytes of a body that is too large, read and thrown away so that its sender hears why."""
CHUNK_LINE_MAX = 1024
"""Bytes of the line that says how long a chunk is; it needs no twenty."""

_BARE_LF = re.compile(rb"(?<!\r)\n")
_LINE_ENDS = "The lines of a request end with CR and LF."
_TLS = b"\x16\x03"


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


class Parser(HTTPRequestParser):
    """Reads a body that is too large to its end without keeping it.

    An answer before the end would be lost: closing a socket with unread bytes resets it. A sender
    that asks first (Expect: 100-continue) hears at once, and one whose lines will never end too.
    """

    def received(self, data: bytes) -> int:
        """Read on; what will never end is over."""
        taken: int = super().received(data)
        if not self.headers_finished and not self.completed:
            endless = _endless(self.header_plus)
            self.error, self.completed = endless, endless is not None
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head, and see what the body may be."""
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
