"""Shared files: multipart bodies, read as leniently as the service read them."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from werkzeug.http import parse_options_header

from hipadmin.sandbox import errors
from hipadmin.sandbox.bodies import parse_json
from hipadmin.sandbox.rules import Record, Text

_MAX_PARTS = 20
_METADATA = Record({"message": Text(0, 1000)})
_NAME = Text(1, 255)
_EMPTY_LINE = re.compile(rb"\r?\n[ \t]*\r?\n|\A\r?\n")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody shares: its name, type, size in bytes, and what they say about it."""

    name: str
    kind: str
    size: int
    message: str


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    name: str
    filename: str
    content: bytes


def read_upload(content_type: str | None, data: bytes) -> Upload:
    """Read a ``multipart/related`` body; raises ``ApiError`` 400.

    Line ends may be CRLF or LF, the last boundary may lack its dashes, the content may be base64.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get("boundary", "")
    if not kind.lower().startswith("multipart/") or not boundary:
        raise errors.bad_content_type(content_type or None)
    parts = list(_parts(data, boundary))
    file = next((part for part in parts if _is_file(part)), None)
    if file is None:
        raise errors.missing_field("file")
    _NAME.check("filename", file.filename)
    return Upload(file.filename, file.kind, len(file.content), _message(parts))


def _is_file(part: _Part) -> bool:
    return part.name == "file" or bool(part.filename and part.name != "metadata")


def _message(parts: list[_Part]) -> str:
    metadata = next((part for part in parts if not _is_file(part)), None)
    if metadata is None or not metadata.content.strip():
        return ""
    value = parse_json(metadata.content)
    _METADATA.check("", value)
    message = value.get("message") if isinstance(value, dict) else None
    return message if isinstance(message, str) else ""


def _parts(data: bytes, boundary: str) -> Iterator[_Part]:
    mark = re.escape(boundary.encode("utf-8", "replace"))
    border = re.compile(rb"(?:\A|\r?\n)--" + mark + rb"(?:--)?[ \t]*(?=\r?\n|\Z)")
    for raw in border.split(data, maxsplit=_MAX_PARTS)[1:]:
        part = raw.removeprefix(b"\r").removeprefix(b"\n")
        if part.strip():
            yield _part(part)


def _part(raw: bytes) -> _Part:
    split = _EMPTY_LINE.search(raw)
    head, content = (raw[: split.start()], raw[split.end() :]) if split else (raw, b"")
    headers = _headers(head)
    _, names = parse_options_header(headers.get("content-disposition"))
    kind, _ = parse_options_header(headers.get("content-type"))
    if headers.get("content-transfer-encoding", "").strip().lower() == "base64":
        content = _decoded(content)
    filename = names.get("filename", "").replace("\\", "/").rpartition("/")[2]
    return _Part(kind.lower(), names.get("name", ""), filename, content)


def _headers(head: bytes) -> Mapping[str, str]:
    lines = head.decode("utf-8", "replace").splitlines()
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _decoded(content: bytes) -> bytes:
    try:
        return base64.b64decode(content)
    except binascii.Error:
        raise errors.ApiError(400, "The file is not the base64 it is said to be") from None
