"""What people say and share, read from requests."""

from collections.abc import Mapping
from urllib.parse import quote

from flask import request

from hipadmin.sandbox import fresh
from hipadmin.sandbox.model import Message, Token
from hipadmin.sandbox.multipart import read_upload
from hipadmin.sandbox.notification import FORMATS, MESSAGE
from hipadmin.sandbox.reading import members, text
from hipadmin.sandbox.rules import Flag, Record, Text
from hipadmin.sandbox.state import State

_TYPED = Record({"message": MESSAGE}, required=("message",))
_PRIVATE = Record(
    {"message": MESSAGE, "notify": Flag(), "message_format": FORMATS}, required=("message",)
)
_REPLY = Record(
    {"parentMessageId": Text(1, 100), "message": MESSAGE}, required=("parentMessageId", "message")
)
_LINK = Record({"link": Text(10, 1000), "message": Text(0, 1000)}, required=("link",))
"""HipChat v2: link 10-1000 characters, the message beside it 0-1000."""


def typed(state: State, token: Token) -> Message:
    """Read what somebody says to a room; raises ``ApiError`` 400."""
    return _said(state, token, _checked(_TYPED))


def private(state: State, token: Token) -> Message:
    """Read what somebody says to somebody else; raises ``ApiError`` 400."""
    return _said(state, token, _checked(_PRIVATE))


def reply(state: State, token: Token) -> tuple[Message, str]:
    """Read a reply and the id of what it answers; raises ``ApiError`` 400."""
    values = _checked(_REPLY)
    return _said(state, token, values), text(values, "parentMessageId")


def shared_link(state: State, token: Token) -> Message:
    """Read a link and the words beside it; raises ``ApiError`` 400."""
    values = _checked(_LINK)
    link = text(values, "link")
    words = f"{text(values, 'message')} {link}".strip()
    mentions = state.mentioned(text(values, "message"))
    return Message("", "", words, person=token.person, mentions=mentions, link=link)


def shared_file(state: State, token: Token, home: str, place: str) -> Message:
    """Read a file's name and size and the words beside it; raises ``ApiError`` 400.

    Its content is not kept: the sandbox's memory is bounded.
    """
    data = request.get_data(cache=False)
    upload = read_upload(request.headers.get("Content-Type"), data)
    url = f"{home}/files/{place}/{fresh.letters(16)}/{quote(upload.name, safe='')}"
    file: dict[str, str | int] = {"name": upload.name, "size": upload.size, "url": url}
    if upload.kind.startswith("image/"):
        file["thumb_url"] = f"{url}?thumb"
    mentions = state.mentioned(upload.message)
    return Message("", "", upload.message, person=token.person, mentions=mentions, file=file)


def _checked(rule: Record) -> Mapping[str, object]:
    values = members()
    rule.check("", values)
    return values


def _said(state: State, token: Token, values: Mapping[str, object]) -> Message:
    words = text(values, "message")
    return Message("", "", words, person=token.person, mentions=state.mentioned(words))
