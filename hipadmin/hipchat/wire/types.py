"""Typed results of client calls. Members the server adds are ignored."""

from dataclasses import dataclass
from datetime import datetime

from hipadmin.domain.token import Secret, TokenKind


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took it: HTTP status, and seconds from first byte asked to last byte answered."""

    status: int
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Posted:
    """A room message was posted; ``timestamp`` is the server's own text."""

    id: str
    timestamp: str
    status: int
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Probe:
    """The token may send notifications to the room; ``may_view``: it may also look the room up."""

    may_view: bool
    status: int
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Person:
    """A HipChat user in brief; ``mention_name`` is without the @."""

    id: int
    name: str
    mention_name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class User:
    """A HipChat user in full; None where the server says nothing.

    ``show`` is how they are around: ``chat``, ``away``, ``dnd``, ``xa``.
    """

    id: int
    name: str
    mention_name: str
    email: str | None
    title: str | None
    timezone: str | None
    created: datetime | None
    last_active: datetime | None
    is_deleted: bool | None
    is_guest: bool | None
    is_group_admin: bool | None
    is_online: bool | None
    show: str | None


@dataclass(frozen=True, slots=True)
class RoomBrief:
    """A room as lists name it; the optional members came with later servers.

    ``topic`` and ``present``, the number of people who are there, are told only when asked for.
    """

    id: int
    name: str
    privacy: str | None = None
    is_archived: bool | None = None
    topic: str | None = None
    present: int | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A room in full; ``created`` is None when the server's text is no date.

    ``version`` changes with the room, where the server has it.
    """

    id: int
    name: str
    topic: str
    privacy: str | None
    is_archived: bool | None
    owner: Person | None
    created: datetime | None
    is_guest_accessible: bool | None = None
    guest_access_url: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class CreatedRoom:
    """A room was made."""

    id: int
    status: int
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a room; ``roles`` are ``room_member`` and ``room_admin``."""

    id: int
    name: str
    mention_name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class RoomStatistics:
    """How much was said in a room, and when last (None: never, or the server does not say)."""

    messages_sent: int
    last_active: datetime | None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook of a room, or of all rooms.

    ``id`` is None when the server names a webhook by ``key`` only. ``creator`` and ``created``
    come when a single webhook is asked for.
    """

    id: int | None
    url: str
    event: str
    pattern: str | None = None
    name: str | None = None
    key: str | None = None
    creator: str | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class SharedLink:
    """What a server found behind a link in a message; ``url`` is as typed, the rest may be empty.

    ``kind`` is the server's word: ``link``, ``image``, ``video``, ``twitter_status``,
    ``twitter_user``.
    """

    kind: str
    url: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class RoomMessage:
    """One entry of a room's history.

    ``type`` is ``message``, ``notification``, ``topic``, ``guest_access``, or what later servers
    have. ``sender`` is a name; ``person`` is known for what people typed, not for notifications.
    ``message`` is as sent, HTML included when ``message_format`` is ``html``: clean it before
    showing; a deleted entry has lost it. ``card`` is the card's JSON text. ``file_size`` is in
    bytes; ``file_thumb`` tells that the server keeps a small picture of the file.
    """

    id: str
    date: datetime
    type: str
    sender: str
    message: str
    person: Person | None = None
    color: str | None = None
    message_format: str | None = None
    attach_to: str | None = None
    card: str | None = None
    file_name: str | None = None
    file_url: str | None = None
    file_size: int | None = None
    file_thumb: str | None = None
    mentions: tuple[Person, ...] = ()
    links: tuple[SharedLink, ...] = ()
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class TokenSession:
    """What the server says of the token itself.

    ``label`` is the sender's name, ``title`` what a token of a person is called beside, if told.
    ``room_id`` and ``room_name`` are set for room tokens. ``expiry`` is None when the server gives
    none.
    """

    kind: TokenKind
    label: str
    scopes: frozenset[str]
    owner: Person | None
    expiry: datetime | None
    room_id: int | None = None
    room_name: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made, shown by the server this once; ``expiry`` is None when it gives none."""

    token: Secret
    scopes: frozenset[str]
    expiry: datetime | None
    refresh_token: Secret | None = None
    group_id: int | None = None
    group_name: str | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a server says of itself; None where it says nothing.

    ``scopes`` are those it knows. Addresses are the server's own words: compare, do not trust.
    """

    name: str
    description: str
    api_version: int | None
    api_url: str | None
    authorization_url: str | None
    token_url: str | None
    scopes: frozenset[str]
