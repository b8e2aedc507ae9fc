"""What came in at a subscription's door, before anybody knows what it says."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NoReturn

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.event import EventProblem, Report
from hipadmin.domain.json_trouble import json_trouble, twice_at

BODY_MAX = 1 << 20
"""Bytes of a request's body; the limit is ours, no source of today comes near it."""
DEPTH_MAX = 40
"""Levels of JSON; the deepest body of the sources we know has about ten."""


class Unread(StrEnum):
    """Why a body was not understood."""

    MEDIA_TYPE = "media_type"
    BAD_UTF8 = "bad_utf8"
    BAD_JSON = "bad_json"
    TOO_DEEP = "too_deep"
    NOT_UNDERSTOOD = "not_understood"


class NotRead(HipadminError):
    """Nothing can be made of a request as a whole; the text says why, without quoting it."""

    def __init__(self, code: Unread, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Misread:
    """An event of a request that could not be understood, while others of it may have been."""

    problems: tuple[EventProblem, ...]


Reading = Report | Misread
"""What a translator made of one event."""


class Incoming:
    """A request: headers by their names in lower case, the query's members, and the whole body.

    To be used by one thread.
    """

    def __init__(
        self,
        headers: Mapping[str, str],
        body: bytes,
        received_at: datetime,
        query: Mapping[str, str] | None = None,
    ) -> None:
        self.headers = headers
        self.body = body
        self.received_at = received_at
        self.query = query or {}
        self.media_type = self.header("content-type").partition(";")[0].strip().lower()
        """The Content-Type in lower case, without parameters; "" if none was sent."""
        self.is_json = is_json(self.media_type)
        """Whether the body claims to be JSON of any kind."""

    def header(self, name: str) -> str:
        """A header by its name in lower case, "" if it was not sent."""
        return self.headers.get(name, "").strip()

    @cached_property
    def members(self) -> dict[str, object] | None:
        """The members of the body, None if it is no object sent as JSON. Raises NotRead."""
        return self.json if self.is_json and isinstance(self.json, dict) else None

    @cached_property
    def json(self) -> object:
        """The body as JSON, parsed once for all who ask. Raises NotRead."""
        charset = charset_of(self.header("content-type"))
        if charset not in ("", "utf-8", "utf8", "us-ascii"):
            raise NotRead(Unread.MEDIA_TYPE, "JSON has to be sent as UTF-8.")
        return read_json(self.body)


def is_json(media_type: str) -> bool:
    """Whether ``media_type``, in lower case and without parameters, is one of JSON."""
    return media_type in ("application/json", "text/json") or media_type.endswith("+json")


def charset_of(content_type: str) -> str:
    """The charset that a Content-Type names, in lower case; "" if it names none."""
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


def read_json(data: bytes) -> object:
    """``data`` as JSON.

    Raises NotRead for bad UTF-8, anything but JSON, members that are written twice (RFC 8259
    leaves open which of them counts) and what is too deep.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotRead(Unread.BAD_UTF8, f"Byte {error.start} is not UTF-8.") from None
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        raise _bad_json(text, error.lineno, error.colno) from None
    except _Twice:
        raise _written_twice(text) from None
    except ValueError:
        raise NotRead(Unread.BAD_JSON, "This is not JSON: a number is out of range.") from None
    # few bodies have so many brackets at all, and only those are worth a walk
    if text.count("[") + text.count("{") > DEPTH_MAX and _deeper_than(DEPTH_MAX, value):
        raise _too_deep()
    return value


def _bad_json(text: str, line: int, column: int) -> NotRead:
    trouble = json_trouble(text)
    if trouble is None:
        return NotRead(Unread.BAD_JSON, f"This is not JSON at line {line}, column {column}.")
    place = f"line {trouble.line}, column {trouble.column}"
    return NotRead(Unread.BAD_JSON, f"This is not JSON at {place}. {trouble.text}")


def _written_twice(text: str) -> NotRead:
    place = twice_at(text)
    where = f" at line {place[0]}, column {place[1]}" if place else ""
    return NotRead(Unread.BAD_JSON, f"A member is written twice{where}. Keep one of them.")


def _too_deep() -> NotRead:
    return NotRead(Unread.TOO_DEEP, f"The JSON is nested more than {DEPTH_MAX} deep.")


class _Twice(Exception):
    """An object has two members of one name."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


def _no_constant(_name: str) -> NoReturn:
    raise ValueError


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError
    return number


_DECODER = json.JSONDecoder(
    parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_once
)


def _deeper_than(levels: int, value: object) -> bool:
    level = [value]
    for _ in range(levels):
        level = [inner for each in level for inner in _inside(each)]
    return any(isinstance(each, dict | list) for each in level)


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
