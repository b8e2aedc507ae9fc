"""What hipadmin does with tokens, which scope each use needs, and when a token ends."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from hipadmin.domain.token import TokenInfo, TokenKind

NEAR = timedelta(days=14)
"""A token that ends within this time is marked: making a new one takes a person."""


class Use(StrEnum):
    """What a token is used for."""

    NOTIFY = "notify"
    WRITE = "write"
    READ = "read"
    BROWSE = "browse"


SCOPES: Mapping[Use, tuple[str, ...]] = {
    Use.NOTIFY: ("send_notification",),
    Use.WRITE: ("send_message",),
    Use.READ: ("view_messages",),
    Use.BROWSE: ("view_room", "view_group"),
}
"""HipChat v2: the scopes that allow each use; one of several is enough."""


class Life(StrEnum):
    """How long a token has left, as far as is known."""

    UNKNOWN = "unknown"
    FINE = "fine"
    ENDING = "ending"
    ENDED = "ended"


def allows(info: TokenInfo, use: Use) -> bool:
    """Whether a token may be used so."""
    return not set(SCOPES[use]).isdisjoint(info.scopes)


def lacking(info: TokenInfo) -> tuple[Use, ...]:
    """What a token may not do although one of its kind could.

    HipChat v2: room tokens can hold ``send_notification`` alone.
    """
    uses = (Use.NOTIFY,) if info.kind is TokenKind.ROOM else tuple(Use)
    return tuple(use for use in uses if not allows(info, use))


def life(ends: datetime | None, now: datetime) -> Life:
    """How long a token that ``ends`` then has left at ``now``."""
    if ends is None:
        return Life.UNKNOWN
    if ends <= now:
        return Life.ENDED
    return Life.ENDING if ends - now <= NEAR else Life.FINE
