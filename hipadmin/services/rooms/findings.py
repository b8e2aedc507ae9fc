"""What a test says, and what it finds out beside whether its message arrived."""

from datetime import datetime
from typing import TYPE_CHECKING

from hipadmin.domain.token import TokenInfo, TokenKind

if TYPE_CHECKING:
    from hipadmin.domain.message import Message
    from hipadmin.hipchat.wire.types import TokenSession


def sample_message(integration: str) -> "Message":
    """The test message: gray, and nobody is notified."""
    from hipadmin.domain.message import Message  # the window is ready to test before anybody does
    from hipadmin.domain.notification.message_settings import Color, MessageFormat

    text = f"Test message from hipadmin: “{integration}” can post here."
    return Message(text, MessageFormat.TEXT, Color.GRAY)


def info_of(session: "TokenSession", now: datetime) -> TokenInfo:
    """What the server says of the token it was asked with."""
    return TokenInfo(
        session.kind,
        session.label,
        tuple(sorted(session.scopes)),
        session.room_name or "",
        session.expiry,
        now,
        session.title,
    )


def learned_name(room: str, info: TokenInfo | None) -> str:
    """The name of a room entered by id, if its token told it; else an empty text."""
    known = info is not None and info.kind is TokenKind.ROOM and room.isdigit()
    return info.room if info is not None and known else ""
