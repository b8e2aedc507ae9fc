"""Room addresses: every form HipChat hands out, turned into endpoint, room and token."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from hipadmin.domain.curl_line import is_curl, parse_curl
from hipadmin.domain.endpoint import (
    MAX_TEXT,
    VERSION,
    Address,
    EndpointError,
    decode,
    encode_segment,
    has_controls,
    is_insecure_public,
    is_other_version,
    join_endpoint,
    normalise_endpoint,
    split_address,
    strip_wrapping,
)
from hipadmin.domain.redaction import holds_secret
from hipadmin.domain.snippet import addresses_in, token_beside, visible, without_tail
from hipadmin.domain.token import TOKEN_MAX

__all__ = [
    "MAX_ROOM",
    "EndpointError",
    "RoomAddress",
    "RoomAddressError",
    "is_insecure_public",
    "normalise_endpoint",
    "parse_room_address",
    "room_problem",
    "room_url",
]

MAX_ROOM = 100
"""HipChat v2: a room id or name in a path is 1-100 characters."""

_BELOW_A_ROOM = frozenset(
    (
        *("avatar", "extension", "history", "invite", "member", "message", "notification"),
        *("participant", "reply", "share", "statistics", "topic", "webhook"),
    )
)
_PAGE = re.compile(
    r"(?P<context>(/[^/]+)*?)/((admin/)?rooms(/[a-z_]+)?|chat/room)/(?P<room>[0-9]+)(/.*)?",
    re.IGNORECASE,
)
# nothing where the room belongs: blank steps are skipped, and what follows would become the room
_NO_ROOM = re.compile(rf"/room/{{2,}}({'|'.join(sorted(_BELOW_A_ROOM))})/?([?#]|$)", re.IGNORECASE)
_FOLDED = re.compile(r"[ \t]*\r?\n[ \t]*")
_ESCAPED_AMPERSAND = re.compile(r"&(amp|#38|#x26);", re.IGNORECASE)
_EXAMPLE = "for example https://hipchat.example.com/v2/room/17/notification"


class RoomAddressError(ValueError):
    """The text holds no room address.

    ``problems`` are readable sentences. They repeat nothing of the text, so no token either.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__(" ".join(self.problems))


@dataclass(frozen=True, slots=True)
class RoomAddress:
    """Where to post: normalised endpoint, room id or name, and the token that came along.

    ``token`` is plain text or None, because callers compare it and hand it to the vault at once;
    it is left out of ``repr`` so that no log or crash report shows it.
    """

    endpoint: str
    room: str
    token: str | None = field(default=None, repr=False)


def parse_room_address(text: str) -> RoomAddress:
    """Read a room URL, a room page's address, a whole curl command, or one of them in other text.

    A header's token wins over the one in the address, as on the server.

    Raises:
        RoomAddressError: and nothing else, whatever ``text`` is.
    """
    if len(text) > MAX_TEXT:
        raise RoomAddressError(["This is too long for a room address."])
    if not strip_wrapping(text):
        raise RoomAddressError([f"Paste the address of a room, {_EXAMPLE}."])
    if is_curl(command := text.strip().strip("`")):
        return _from_curl(command)
    return _from_text(visible(text))


def _from_text(text: str) -> RoomAddress:
    whole = strip_wrapping(text)
    folded = _FOLDED.sub("", whole)
    found = addresses_in(whole)
    if len(found) == 1:
        found += addresses_in(folded)
    wholes = [folded, without_tail(folded)] if whole.count("://") < 2 else []
    address = _first_that_reads([*wholes, *found])
    beside = token_beside(whole) if "\n" in whole or " " in whole else None
    if beside is None or not _is_token(beside):
        return address
    return RoomAddress(address.endpoint, address.room, beside)


def _first_that_reads(texts: Sequence[str]) -> RoomAddress:
    failure = RoomAddressError([f"No address was found, {_EXAMPLE}."])
    for at, text in enumerate(texts):
        try:
            return _from_url(text)
        except RoomAddressError as error:
            failure = error if at == 0 else failure
    raise RoomAddressError(failure.problems)


def _from_curl(text: str) -> RoomAddress:
    try:
        line = parse_curl(text)
    except ValueError:
        problem = "A quotation mark in the curl command is not closed: copy the whole command."
        raise RoomAddressError([problem]) from None
    if not line.addresses:
        raise RoomAddressError(["The curl command names no address."])
    found = _first_that_reads([strip_wrapping(a) for a in line.addresses])
    if line.token is None:
        return found
    if not _is_token(line.token):
        raise RoomAddressError(["The token in the header contains characters no token has."])
    return RoomAddress(found.endpoint, found.room, line.token)


def _from_url(text: str) -> RoomAddress:
    try:
        address = split_address(_ESCAPED_AMPERSAND.sub("&", text))
        if _NO_ROOM.search(text):
            raise EndpointError(f"The address names no room, {_EXAMPLE}.")
        context, room = _room_in(address)
        endpoint = join_endpoint(address.origin, context)
        token = _token_in(address.query)
    except EndpointError as error:
        raise RoomAddressError([str(error)]) from None
    if problem := room_problem(room):
        raise RoomAddressError([problem])
    return RoomAddress(endpoint, room, token)


def _room_in(address: Address) -> tuple[tuple[str, ...], str]:
    segments = address.segments
    lowered = [s.lower() for s in segments]
    if VERSION in lowered:
        at = lowered.index(VERSION)
        return segments[:at], _api_room(segments[at + 1 :], address.fragment)
    if "v1" in lowered:
        raise EndpointError(
            "This address belongs to HipChat's old API v1, which is not supported: "
            "its tokens do not work with v2. Create a v2 token on the room's Tokens page."
        )
    if "room" in lowered[1:] and is_other_version(lowered[lowered.index("room", 1) - 1]):
        raise EndpointError(
            "This address belongs to another version of the API. Copy the room's v2 address."
        )
    return _page_room(segments)


def _api_room(rest: tuple[str, ...], fragment: str) -> str:
    kind = rest[0].lower() if rest else ""
    if kind == "user":
        raise EndpointError("This is the address of a person, not of a room.")
    if kind not in ("room", ""):
        raise EndpointError(f"This is not the address of a room, {_EXAMPLE}.")
    if len(rest) < 2:
        hash_in_name = " A # in its name must be written as %23." if fragment else ""
        raise EndpointError(f"The address names no room, {_EXAMPLE}.{hash_in_name}")
    if len(rest) > 2 and rest[2].lower() not in _BELOW_A_ROOM:
        raise EndpointError(
            "What follows the room is not known to HipChat. "
            "A / in the room's name must be written as %2F."
        )
    return rest[1]


def _page_room(segments: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Find the room in the address of a web page, such as ``/admin/rooms/show/17``."""
    path = "".join(f"/{encode_segment(s)}" for s in segments)
    found = _PAGE.fullmatch(path)
    if found is None:
        raise EndpointError(f"The address names no room, {_EXAMPLE}.")
    return segments[: found["context"].count("/")], found["room"]


def _token_in(query: str) -> str | None:
    for member in query.split("&"):
        name, _, value = member.partition("=")
        if name.lower() == "auth_token" and value:
            token = decode(without_tail(value)).strip()
            if token and not _is_token(token):
                raise EndpointError("The token in the address contains characters no token has.")
            return token or None
    return None


def _is_token(text: str) -> bool:
    return len(text) <= TOKEN_MAX and all(33 <= ord(c) <= 126 for c in text)


def room_problem(room: str) -> str | None:
    """Say in a sentence what is wrong with a room id or name, or None when it can be used."""
    if not room.strip():
        return "Enter the id or name of a room."
    if len(room) > MAX_ROOM:
        return f"A room id or name has at most {MAX_ROOM} characters."
    if has_controls(room):
        return "A room name must not contain control characters."
    if holds_secret(room):
        return "Where the room should be stands what looks like a token."
    return None


def room_url(endpoint: str, room: str) -> str:
    """Give the API address of a room, its name percent-encoded as one path segment.

    A room named ``.`` or ``..`` becomes ``%2E`` or ``%2E%2E``: a transport must send it so.

    Raises:
        RoomAddressError: the name cannot be a room's.
    """
    if problem := room_problem(room):
        raise RoomAddressError([problem])
    return f"{endpoint}/room/{encode_segment(room)}"
