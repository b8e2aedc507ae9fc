"""Files to share, written as HipChat's multipart/related."""

import re
import secrets
from dataclasses import dataclass, field

from hipadmin.domain.endpoint import has_controls
from hipadmin.hipchat import checks
from hipadmin.hipchat.errors import MessageRejected

MAX_FILE = 50_000_000
"""HipChat's web client: files of more than 50 MB are refused; the API's own limit is not known."""
_MAX_FILE_NAME = 255
_KIND = re.compile(r"[\w!#$&^.+-]{1,100}/[\w!#$&^.+-]{1,100}(; ?[\w-]+=[\w.-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file to share: its name, its bytes, and its media type.

    Raises:
        MessageRejected: the name is empty, over 255 characters or holds a slash or control
            characters; the file is larger than 50 MB; the media type is none.
    """

    name: str
    content: bytes = field(repr=False)
    kind: str = "application/octet-stream"

    def __post_init__(self) -> None:
        checks.check_text("file", self.name, least=1, most=_MAX_FILE_NAME)
        if has_controls(self.name) or "/" in self.name:
            raise MessageRejected("“file” must be a name without path.", field="file")
        if not isinstance(self.content, bytes) or len(self.content) > MAX_FILE:
            raise MessageRejected("“file” must be bytes, at most 50 MB.", field="file")
        if not isinstance(self.kind, str) or not _KIND.fullmatch(self.kind):
            raise MessageRejected("“file” must have a media type like image/png.", field="file")


def multipart(file: SharedFile, message: str) -> tuple[bytes, str]:
    """Write ``file``, and ``message`` if there is one; give the body and its content type."""
    checks.check_text("message", message, most=checks.MAX_SHARED)
    boundary = _boundary(file.content)
    parts = [_part('name="file"; filename=' + _quoted(file.name), file.kind, file.content)]
    if message:
        words = checks.encode({"message": message})
        parts.insert(0, _part('name="metadata"', "application/json; charset=UTF-8", words))
    opening = f"--{boundary}\r\n".encode()
    body = b"".join(opening + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
    return body, f"multipart/related; boundary={boundary}"


def _part(disposition: str, kind: str, content: bytes) -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Disposition: attachment; {disposition}\r\n\r\n"
    return head.encode() + content


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _boundary(content: bytes) -> str:
    while True:
        boundary = f"hipadmin-{secrets.token_hex(16)}"
        if boundary.encode() not in content:
            return boundary
