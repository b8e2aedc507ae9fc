"""Integrations and their rooms: what they are, and when a draft of one may be saved."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hipadmin.domain.names import (
    character_name,
    has_control,
    hidden_character,
    name_key,
    name_problems,
)
from hipadmin.domain.problems import Code, Problem
from hipadmin.domain.redaction import holds_secret
from hipadmin.domain.token import TOKEN_MAX, Secret, TokenLook, token_look

if TYPE_CHECKING:
    from hipadmin.domain.room_address import RoomAddress

PROXY_MAX = 300
"""Characters of a proxy's address: a host has 253 at most."""
ROOM_NAME_MAX = 50
"""HipChat v2: a room's name has at most 50 characters."""
__all__ = [
    "CLEAR",
    "KEEP",
    "ROOM_NAME_MAX",
    "Integration",
    "IntegrationDraft",
    "Room",
    "RoomDraft",
    "TokenEdit",
    "check_integration",
    "has_control",
    "name_key",
    "name_problems",
    "room_problems",
    "same_server",
]
_SAID_OF_ADDRESSES = (Code.NAME_LONG, Code.TOKEN_MISPLACED)
"""What else is said of a name that is an address with its token."""
_XMPP = re.compile(r"^\d+_.+@conf\b")


@dataclass(frozen=True, slots=True)
class Room:
    """A HipChat room an integration may post to.

    ``room`` is the id or name as entered; ``name`` what the server called it, once known.
    ``token_ref`` refers to the room's own token in the vault; None: the integration's is used.
    """

    id: str
    room: str
    token_ref: str | None = None
    enabled: bool = True
    name: str = ""

    @property
    def shown(self) -> str:
        """The name where one is known, else what was entered."""
        return self.name or self.room


@dataclass(frozen=True, slots=True)
class Integration:
    """An account-level integration: server, tokens by reference, rooms, On/Off.

    ``endpoint`` is normalised (``https://host/v2``). ``ca_certificate`` is a path, ``proxy`` a URL;
    both may be empty. ``version`` counts changes from 1 on.
    A ``standard`` one is given to every new subscription.
    """

    id: str
    name: str
    endpoint: str
    token_ref: str | None = None
    rooms: tuple[Room, ...] = ()
    ca_certificate: str = ""
    proxy: str = ""
    enabled: bool = True
    version: int = 1
    standard: bool = False

    def room(self, room_id: str) -> Room | None:
        """The room with our ``room_id``, or None."""
        return next((r for r in self.rooms if r.id == room_id), None)

    def room_called(self, text: str) -> Room | None:
        """The room whose entered id or name, or known name, is ``text`` (case ignored)."""
        wanted = text.strip().casefold()
        for r in self.rooms:
            if wanted in (r.room.casefold(), r.name.casefold()):
                return r
        return None

    def token_for(self, room: Room) -> str | None:
        """The reference of the token ``room`` is sent with: its own, else the integration's."""
        return room.token_ref or self.token_ref

    @property
    def token_refs(self) -> frozenset[str]:
        """Every reference it holds, its own and its rooms'."""
        return frozenset(filter(None, (self.token_ref, *(r.token_ref for r in self.rooms))))


@dataclass(frozen=True, slots=True)
class TokenEdit:
    """What a draft does to a token: keep the stored one, clear it, or set another."""

    keep: bool = True
    value: Secret | None = None

    @classmethod
    def to(cls, value: Secret | None) -> "TokenEdit":
        """Set ``value``; nothing in it clears the token."""
        return cls(keep=False, value=value or None)


KEEP = TokenEdit()
CLEAR = TokenEdit(keep=False)


@dataclass(frozen=True, slots=True)
class RoomDraft:
    """A room as it is being edited; ``id`` is None for a new one."""

    room: str
    token: TokenEdit = CLEAR
    enabled: bool = True
    id: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class IntegrationDraft:
    """An integration as it is being edited. ``use_in`` (adding only): ids of subscriptions.

    ``standard`` None leaves it as it is.
    """

    name: str
    endpoint: str
    token: TokenEdit = CLEAR
    rooms: tuple[RoomDraft, ...] = ()
    ca_certificate: str = ""
    proxy: str = ""
    enabled: bool = True
    use_in: tuple[str, ...] = field(default=())
    standard: bool | None = None


def check_integration(draft: IntegrationDraft, taken: Collection[str]) -> tuple[Problem, ...]:
    """Every problem of ``draft``; ``taken`` are the other integrations' names."""
    return (
        *_own_name_problems(draft.name, taken),
        *endpoint_problems(draft.endpoint),
        *token_problems(draft.token, "token"),
        *rooms_problems(draft.rooms),
        *proxy_problems(draft.proxy),
    )


def _own_name_problems(name: str, taken: Collection[str]) -> Iterable[Problem]:
    """As of every name, but an address of a room is told where it belongs; a token in it blocks."""
    found = tuple(name_problems(name, taken))
    if _room_address(name) is None:
        return found
    others = tuple(p for p in found if p.code not in _SAID_OF_ADDRESSES)
    return (*others, Problem("name", Code.NAME_ADDRESS, blocking=others != found))


def _room_address(text: str) -> "RoomAddress | None":
    """What ``text`` addresses, if it is the address of a room and no name."""
    if "://" not in text:
        return None  # and a list of integrations need not load the parser of addresses
    from hipadmin.domain.room_address import RoomAddressError, parse_room_address

    try:
        return parse_room_address(text)
    except RoomAddressError:
        return None


def endpoint_problems(endpoint: str) -> Iterable[Problem]:
    """Check the server's address; plain http to a public host is a warning."""
    if not endpoint.strip():
        yield Problem("endpoint", Code.ENDPOINT_EMPTY)
        return
    # a list of integrations need not load the parser of addresses
    from hipadmin.domain.room_address import EndpointError, is_insecure_public, normalise_endpoint

    try:
        normalised = normalise_endpoint(endpoint)
    except EndpointError as error:
        yield Problem("endpoint", Code.ENDPOINT_INVALID, {"reason": str(error)})
        return
    if is_insecure_public(normalised):
        yield Problem("endpoint", Code.ENDPOINT_INSECURE, blocking=False)


def token_problems(edit: TokenEdit, where: str) -> Iterable[Problem]:
    """Check a token: blanks inside and great length block, an OAuth1 look warns (as vendors do)."""
    if edit.value is None:
        return
    value = edit.value.reveal().strip()
    look = token_look(value)
    if look is TokenLook.BLANKS:
        yield Problem(where, Code.TOKEN_BLANKS)
    elif len(value) > TOKEN_MAX:
        yield Problem(where, Code.TOKEN_LONG, {"length": len(value), "limit": TOKEN_MAX})
    elif look is TokenLook.WRAPPED:
        yield Problem(where, Code.TOKEN_CHARACTERS)
    elif look is TokenLook.OAUTH1:
        yield Problem(where, Code.TOKEN_OAUTH1, blocking=False)


def room_problems(room: str, where: str) -> Iterable[Problem]:
    """Check one room: digits are an id; a name has at most 50 characters (HipChat v2)."""
    room = room.strip()
    hidden = hidden_character(room)
    if not room:
        yield Problem(where, Code.ROOM_EMPTY)
    elif hidden:
        yield Problem(where, Code.ROOM_CONTROL, {"character": character_name(hidden)})
    elif address := _room_address(room):
        yield Problem(where, Code.ROOM_ADDRESS, {"room": address.room})
    elif holds_secret(room):
        yield Problem(where, Code.TOKEN_MISPLACED)
    elif len(room) > ROOM_NAME_MAX:
        yield Problem(where, Code.ROOM_LONG, {"length": len(room), "limit": ROOM_NAME_MAX})
    elif _XMPP.match(room):
        yield Problem(where, Code.ROOM_XMPP, {"room": room})


def rooms_problems(rooms: Sequence[RoomDraft]) -> Iterable[Problem]:
    """Check each room and that none stands twice, be it once by id and once by its known name."""
    seen: dict[tuple[str, str], str] = {}
    for index, room in enumerate(rooms):
        where = f"rooms[{index}]"
        yield from room_problems(room.room, f"{where}.room")
        yield from token_problems(room.token, f"{where}.token")
        keys = _room_keys(room)
        other = next((seen[key] for key in keys if key in seen), None)
        if other is not None:
            shown = {"room": room.room.strip(), "other": other}
            code = Code.ROOM_TWICE if name_key(other) == name_key(room.room) else Code.ROOM_SAME
            yield Problem(f"{where}.room", code, shown)
        seen.update((key, room.room.strip()) for key in keys if key not in seen)


def _room_keys(room: RoomDraft) -> list[tuple[str, str]]:
    """What else would be this very room: the id or name entered, and the name the server told."""
    entered, known = room.room.strip(), room.name.strip()
    kind = "id" if entered.isascii() and entered.isdigit() else "name"
    keys = [(kind, name_key(entered)), ("name", name_key(known))]
    return [key for key in keys if key[1]]


def proxy_problems(proxy: str) -> Iterable[Problem]:
    """Check a proxy: empty, or ``http(s)://host:port``; a password would be a secret in a table."""
    if not proxy.strip():
        return
    if len(proxy) > PROXY_MAX or not _is_proxy(proxy.strip()):
        yield Problem("proxy", Code.PROXY_INVALID)


def _is_proxy(text: str) -> bool:
    if not text.lower().startswith(("http://", "https://")):
        return False
    if has_control(text) or holds_secret(text):
        return False
    # a list of integrations need not load the parser of addresses
    from hipadmin.domain.endpoint import EndpointError, split_address

    try:
        address = split_address(text)
    except EndpointError:
        return False
    return not (address.segments or address.query or address.fragment)


def same_server(one: str, other: str) -> bool:
    """Whether two normalised endpoints share scheme, host and port, so that a token may stay."""
    a, b = urlsplit(one), urlsplit(other)
    return (a.scheme, a.hostname, a.port) == (b.scheme, b.hostname, b.port)
