"""What the sandbox knows: people, rooms, tokens and messages as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

TOKEN_LIFE = 31_536_000.0
"""Seconds a token lives: about a year was observed, no document says so."""

ADDON_LIFE = 28_800.0
"""HipChat v2: the token of an add-on lives eight hours (one hour in older documents)."""

ALL_SCOPES = (
    "admin_group",
    "admin_room",
    "import_data",
    "manage_rooms",
    "send_message",
    "send_notification",
    "view_group",
    "view_messages",
    "view_room",
)
ROOM_SCOPES = ("send_notification",)
USER_SCOPES = ("send_message", "send_notification", "view_group", "view_messages", "view_room")


ROOM_ROLES = ("room_member", "room_admin")


class TokenKind(StrEnum):
    """Who a token speaks for: a room's label, a person, one who may do everything, an add-on."""

    ROOM = "room"
    USER = "user"
    ADMIN = "admin"
    ADDON = "addon"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; ``mention_name`` is what follows the @."""

    id: int
    name: str
    mention_name: str
    email: str
    version: str
    title: str = ""
    timezone: str = "UTC"
    created: str = ""
    is_deleted: bool = False
    is_guest: bool = False
    is_group_admin: bool = False
    has_photo: bool = False
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's place in a room."""

    person: int
    roles: tuple[str, ...] = ROOM_ROLES[:1]


@dataclass(frozen=True, slots=True)
class Room:
    """A room; ``created`` is ISO 8601 in UTC without a zone, as the API gives it.

    ``absent`` are the people who belong here and are elsewhere at the moment.
    """

    id: int
    name: str
    owner: int
    created: str
    version: str
    topic: str = ""
    privacy: str = "public"
    is_archived: bool = False
    is_guest_accessible: bool = False
    delegate_admin_visibility: bool | None = None
    members: tuple[Membership, ...] = ()
    absent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A v2 access token: 40 letters of mixed case and digits. ``expires`` is in unix seconds."""

    value: str = field(repr=False)
    kind: TokenKind
    label: str
    scopes: tuple[str, ...]
    client: int
    oauth_client: str
    expires: float
    room: int | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """An add-on as installed: in one room, or for the whole group where ``room`` is ``None``."""

    id: str
    secret: str = field(repr=False)
    name: str
    number: int
    scopes: tuple[str, ...]
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """What a refresh token or an authorization code is exchanged for.

    A code has an end (``expires``, unix seconds) and names the ``redirect`` it was sent to.
    """

    value: str = field(repr=False)
    client: str
    label: str
    scopes: tuple[str, ...]
    person: int | None = None
    redirect: str = ""
    expires: float | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where to tell of an event; ``room`` is ``None`` for every room.

    ``owner`` is the token that registered it, without its value. ``key`` is empty for webhooks
    of the older form.
    """

    id: int
    url: str
    event: str
    owner: Token
    created: str
    pattern: str = ""
    name: str = ""
    key: str = ""
    authentication: str = "none"
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a room's history.

    ``person`` is set for what somebody typed, ``label`` for a notification. ``card`` is JSON
    text, as the service stores it. ``link`` and ``file`` are what somebody shared. With
    ``is_topic`` the text is the room's new topic.
    """

    id: str
    date: str
    text: str
    person: int | None = None
    label: str | None = None
    mentions: tuple[int, ...] = ()
    color: str | None = None
    message_format: str | None = None
    attach_to: str | None = None
    card: str | None = None
    origin: Mapping[str, str | int] | None = None
    link: str | None = None
    file: Mapping[str, str | int] | None = None
    is_topic: bool = False

    @property
    def size(self) -> int:
        """Characters that count against the room's share of memory."""
        return sum(len(part or "") for part in (self.text, self.card, self.link))
