"""Reading requests off a connection, strictly: what cannot become one is refused at once.

Waitress judges a head when it has ended. Garbage never ends like one, and whoever sent it would
wait for an answer; so here every line is judged as soon as it stands there.
"""

import re
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.receiver import ChunkedReceiver
from waitress.rfc7230 import HEADER_FIELD_RE
from waitress.utilities import BadRequest

from hipadmin.sandbox.bodies import MAX_BODY

_FIELD: Any = HEADER_FIELD_RE  # its published type says that it is for text
_PROTOCOLS = (b"HTTP/1.1", b"HTTP/1.0")
_CONTROL_LINE = 1024
_TRAILER = 8192
_BLANK_LINES = 1024
_METHOD = re.compile(rb"[A-Z][A-Z0-9!#$%&'*+.^_`|~-]{0,31}")
_TARGET = re.compile(rb"[\x21-\x7e\x80-\xff]{0,65536}")
_CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,16}(;[^\n]*)?\r?")


class _Bounded(OverflowableBuffer):
    """Keeps no more than one byte over the limit: enough for the application to refuse."""

    def append(self, s: bytes) -> None:
        room = MAX_BODY + 1 - len(self)
        if room > 0:
            super().append(s[:room])


class Parser(HTTPRequestParser):
    """Reads one request. A body that is too large is read to its end without being kept.

    An answer before the end would be lost: closing a socket with unread bytes resets it.
    """

    _judged = 0

    def received(self, data: bytes) -> int:
        """Take ``data`` and say how much of it belongs to this request."""
        consumed: int = super().received(data)
        if not self.completed:
            fault = self._fault_of_body() if self.headers_finished else self._fault_of_head()
            if fault:
                self._refuse(fault)
                return len(data)
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read a whole head; raises ``ParsingError`` for one that is not of HTTP/1.0 or 1.1."""
        try:
            super().parse_header(header_plus)
        except (ValueError, TransferEncodingNotImplemented) as error:
            # of absolute targets, and of codings that nothing but garbage asks for
            raise ParsingError(str(error)) from None
        first: Any = self.first_line  # bytes, which its published type denies
        if not _is_first_line(first):
            raise ParsingError("HTTP/1.0 and HTTP/1.1 are spoken here")
        if self.body_rcv is not None:
            self.body_rcv.buf = _Bounded(self.adj.inbuf_overflow)

    def _refuse(self, why: str) -> None:
        self.error = BadRequest(why)
        self.completed = True

    def _fault_of_head(self) -> str:
        """Say what is wrong with a head that has not ended yet, if anything is."""
        head = bytes(self.header_plus)
        begin = len(head) - len(head.lstrip(b"\r\n"))
        if begin > _BLANK_LINES:
            return "Nothing but line ends"
        position = max(begin, self._judged)
        while (end := head.find(b"\n", position)) >= 0:
            if not _is_line(head[position : end + 1], first=position == begin):
                return "A line of the head is malformed"
            self._judged = position = end + 1
        return "" if _may_become(head[position:], first=position == begin) else "Not HTTP"

    def _fault_of_body(self) -> str:
        """Say what is wrong with the chunks so far; bodies of known length hold anything."""
        chunks = self.body_rcv
        if not isinstance(chunks, ChunkedReceiver):
            return ""
        if chunks.all_chunks_received:
            bad = b"\n" in chunks.trailer.replace(b"\r\n", b"") or len(chunks.trailer) > _TRAILER
            return "The trailer is malformed" if bad else ""
        line = bytes(chunks.control_line)
        bad = len(line) > _CONTROL_LINE or (line != b"" and not _CHUNK_SIZE.fullmatch(line))
        return "Invalid chunk size" if bad else ""


def _is_line(line: bytes, *, first: bool) -> bool:
    """Whether a line of a head, its end included, may stand."""
    text = line.removesuffix(b"\r\n")
    if text == line or _CONTROLS.search(text):
        return False
    if first:
        return _is_first_line(text)
    return text.startswith((b" ", b"\t")) or _FIELD.match(text) is not None


def _may_become(line: bytes, *, first: bool) -> bool:
    """Whether a line that has not ended yet may become one of a head."""
    if first:
        return not line or _parts(line) is not None
    return not _CONTROLS.search(line.removesuffix(b"\r"))


def _is_first_line(line: bytes) -> bool:
    parts = _parts(line)
    return parts is not None and parts[1] != b"" and parts[2] in _PROTOCOLS


def _parts(line: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Give method, target and protocol of a first line, or of its beginning."""
    method, _, rest = line.partition(b" ")
    target, _, protocol = rest.partition(b" ")
    protocol = protocol.rstrip(b" \t\r")
    fits = _METHOD.fullmatch(method) and _TARGET.fullmatch(target)
    if not fits or not any(known.startswith(protocol) for known in _PROTOCOLS):
        return None
    return method, target, protocol
