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
_START = re.compile(rb"[^ \r]+ [^ \r]+(?: HTTP/[0-9]\.[0-9])? *\r\n")
_ODD = re.compile(rb"\n[\t ]|:[\t ]{16}|\n(?i:transfer-encoding):")
_PADDED = re.compile(rb"(?m)^([^\s:]+:)[\t ]+")
_CODING = re.compile(rb"(?im)^transfer-encoding:(.*)$")
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
    """Reads chunks. What stands between them is read anew with every arrival, so it is bounded.

    It is read line by line: a line that ends otherwise, or is empty, is one that others on the way
    may have read otherwise.
    """

    def received(self, s: bytes) -> int:
        taken = 0
        while taken < len(s) and not self.completed and not self.error:
            piece = s[taken : taken + self._reach(s, taken)]
            if self._awaits_size and self.control_line + piece == b"\r\n":
                self.error = BadRequest("")
            taken += super().received(piece)
            self._look_over()
        return taken

    @property
    def _awaits_size(self) -> bool:
        return not (self.chunk_remainder or self.validate_chunk_end or self.all_chunks_received)

    def _reach(self, s: bytes, start: int) -> int:
        """How many bytes may be read before the next line that says how long a chunk is."""
        if self._awaits_size:
            return (s.find(b"\n", start) + 1 or len(s)) - start
        if self.all_chunks_received:
            return len(s)
        return int(self.chunk_remainder) + 2 - len(self.chunk_end)

    def _look_over(self) -> None:
        line, trailer = self.control_line, self.trailer
        if len(line) > CHUNK_LINE_MAX or len(trailer) > HEAD_MAX:
            self.error = BadRequest("")
        elif b"\n" in line or _BARE_LF.search(trailer):
            self.error = Told(_LINE_ENDS)


class Parser(HTTPRequestParser):
    """Reads a body that is too large to its end without keeping it.

    An answer before the end would be lost: closing a socket with unread bytes resets it. A sender
    that asks first (Expect: 100-continue) hears at once, and one whose lines will never end too.
    """

    def received(self, data: bytes) -> int:
        """Read on; what will never end is over."""
        taken: int = super().received(data)
        if self.completed:
            self.expect_continue = False  # who is told to go on is not answered, but read on
        elif not self.headers_finished:
            endless = _endless(self.header_plus, len(data))
            self.error, self.completed = endless, endless is not None
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head, and see what the body may be."""
        plain, coded = _plain(header_plus)
        try:
            super().parse_header(plain)
        except (TransferEncodingNotImplemented, ValueError) as error:
            raise ParsingError(*error.args) from None  # the sender's mistake, so no 5xx
        if coded and (not self.chunked or "CONTENT_LENGTH" in self.headers):
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


def _plain(head: bytes) -> tuple[bytes, bool]:
    """``head`` as waitress reads it in no time, and whether it says that the body is in chunks.

    Its patterns take seconds for a first line that is none, and for many blanks before a value.
    Raises ParsingError for what others may read otherwise: folded lines, and a coding beside one
    "chunked".
    """
    if not _START.match(head):
        raise ParsingError("no start line")
    if not _ODD.search(head):
        return head, False
    if b"\n " in head or b"\n\t" in head:
        raise ParsingError("a folded line")
    codings = [each.strip(b"\r\t ").lower() for each in _CODING.findall(head)]
    if codings not in ([], [b"chunked"]):
        raise ParsingError("codings")
    return _PADDED.sub(rb"\1 ", head), bool(codings)


def _endless(head: bytes, new: int) -> Told | None:
    """What the sender did wrong if the end of these headers will never come; ``new``: bytes of it.

    What is not new was looked at before: who sends byte by byte must not cost more each time.
    """
    if head.startswith(_TLS):
        return Told("This is TLS. The address of this relay begins with http, not https.")
    return Told(_LINE_ENDS) if _BARE_LF.search(head, max(0, len(head) - new)) else None
