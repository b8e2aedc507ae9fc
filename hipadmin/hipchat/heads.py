"""The head of an answer, read without the mail parser that the library takes for it.

That parser was a good part of what a message cost on its way out. A plain head, as servers
send it, is read here; whatever else comes is left to the library, errors and limits included.
"""

import http.client
import re
from http.client import HTTPMessage, HTTPResponse
from io import BytesIO
from types import FunctionType
from typing import Any, BinaryIO

_LINE_MAX, _LINES_MAX = 65_536, 100
"""Where http.client gives up; it is handed what is longer, and does."""
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*([\t -~]*)\r\n")
_PLAIN = re.compile(r"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~]*\r\n)*\r\n")
_ENDS = (b"\r\n", b"\n", b"")


def head_of(answer: BinaryIO, **limits: Any) -> HTTPMessage:
    """As http.client.parse_headers. Raises what that does."""
    lines = [answer.readline(_LINE_MAX + 1)]
    while lines[-1] not in _ENDS and len(lines[-1]) <= _LINE_MAX and len(lines) <= _LINES_MAX:
        lines.append(answer.readline(_LINE_MAX + 1))
    raw = b"".join(lines)
    text = raw.decode("iso-8859-1")
    if len(lines) > _LINES_MAX or not _PLAIN.fullmatch(text):
        read: HTTPMessage = http.client.parse_headers(BytesIO(raw), **limits)
        return read
    message = HTTPMessage()
    for name, value in _FIELD.findall(text):
        message.set_raw(name, value)
    message.set_payload("")
    return message


class Response(HTTPResponse):
    """An answer as the library reads it, but for its head."""

    begin = FunctionType(
        HTTPResponse.begin.__code__, {**vars(http.client), "parse_headers": head_of}, "begin"
    )
    """The library's own method, which leaves no other way to put in a parser."""


Response.begin.__kwdefaults__ = HTTPResponse.begin.__kwdefaults__
