"""Request bodies of every accepted content type, as members."""

import codecs
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn, cast
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header

from hipadmin.sandbox import errors

MAX_BODY = (1 << 20) - 1
"""Bytes of a request body the sandbox takes; 1 MiB is refused. The service's limit is not known."""
_CHARSETS = frozenset({"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "utf-16", "utf-32"})
_TEXTS = {"text/plain": "text", "text/html": "html"}
_MAX_DEPTH = 40
_MAX_FORM_FIELDS = 200


@dataclass(frozen=True, slots=True)
class Body:
    """A body's members; ``form`` says that every value arrived as text."""

    members: Mapping[str, object]
    form: bool = False


def read_body(content_type: str | None, data: bytes) -> Body:
    """Read JSON, a form, or plain or HTML text; raises ``ApiError`` 400 for everything else.

    ``text/plain`` and ``text/html`` bodies are the message itself.
    """
    kind, options = parse_options_header(content_type)
    charset = _charset(content_type, options.get("charset", "utf-8"))
    kind = kind.lower()
    if kind == "application/json":
        return Body(_json_object(data, charset))
    if kind == "application/x-www-form-urlencoded":
        return Body(_form(data, charset), form=True)
    if kind in _TEXTS:
        text = data.decode(charset, "replace")
        return Body({"message": text, "message_format": _TEXTS[kind]})
    raise errors.bad_content_type(content_type or None)


def _charset(content_type: str | None, name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        known = ""
    if known not in _CHARSETS:
        raise errors.bad_content_type(content_type)
    return known


def parse_json(data: bytes | str, charset: str = "utf-8") -> object:
    """Parse JSON text; raises ``ApiError`` 400 for nonsense, NaN, and more than 40 levels."""
    try:
        text = data if isinstance(data, str) else data.decode(charset)
        value = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except RecursionError:
        raise errors.bad_json("it is nested too deeply") from None
    except ValueError as error:
        raise errors.bad_json(str(error)) from None
    if _deeper_than(_MAX_DEPTH, value):
        raise errors.bad_json("it is nested too deeply")
    return cast("object", value)


def _json_object(data: bytes, charset: str) -> dict[str, object]:
    value = parse_json(data, charset)
    if not isinstance(value, dict):
        raise errors.wrong_type("_data", value, "object")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _deeper_than(levels: int, value: object) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper_than(levels - 1, item) for item in inner)


def _form(data: bytes, charset: str) -> dict[str, object]:
    try:
        pairs = parse_qsl(
            data.decode(charset, "replace"),
            keep_blank_values=True,
            encoding=charset,
            errors="replace",
            max_num_fields=_MAX_FORM_FIELDS,
        )
    except ValueError as error:
        raise errors.ApiError(400, f"The form cannot be read: {error}") from None
    return dict(pairs)
