"""Tokens: kept masked, and recognised by their look."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NoReturn
from weakref import ReferenceType, ref

MASK = "•" * 12

OAUTH2_LENGTH = 40
"""HipChat v2: access tokens are 40 characters of mixed case and digits."""


TOKEN_MAX = 500
"""Characters of a token that are believed: more is something else that was pasted."""


_TOKEN = re.compile(r"[0-9A-Za-z._~+/-]+=*")
"""RFC 6750, 2.1: what a bearer token may be made of. Quotes, commas and addresses are not."""


class Secret:
    """A value that shows itself only when asked by name.

    ``repr``, ``str`` and ``format`` give a mask of fixed length (so that not even the length
    leaks), and pickling is refused. ``bool`` tells whether there is anything inside.
    """

    __slots__ = ("__weakref__", "_value")

    def __init__(self, value: str) -> None:
        self._value = value
        key = id(self)
        _living[key] = ref(self, lambda _gone: _living.pop(key, None))

    def reveal(self) -> str:
        """Give the plain value; the only way to it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac  # 3 ms that a list need not spend

        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        import hashlib  # 3 ms that a list need not spend

        return hash(hashlib.sha256(self._value.encode()).digest())

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret cannot be pickled")


_living: dict[int, ReferenceType[Secret]] = {}


def living_secrets() -> tuple[Secret, ...]:
    """Every secret that anybody still holds: what no report may show. From any thread."""
    return tuple(secret for found in _living.copy().values() if (secret := found()) is not None)


class TokenKind(StrEnum):
    """What the server says a token is."""

    ROOM = "room"
    USER = "user"
    ADDON = "addon"


class TokenLook(StrEnum):
    """What a token looks like while it is typed."""

    EMPTY = "empty"
    OAUTH2 = "oauth2"
    OAUTH1 = "oauth1"
    BLANKS = "blanks"
    WRAPPED = "wrapped"
    UNUSUAL = "unusual"


def token_look(text: str) -> TokenLook:
    """Say what ``text`` looks like: a hint for the person typing, never a verdict.

    A token without an upper-case letter is probably an OAuth1 token, which the v2 API refuses
    (vendor documents: "contains only lower case letters"; hexadecimal digits count).
    """
    stripped = text.strip()
    if not stripped:
        return TokenLook.EMPTY
    if any(c.isspace() or not c.isprintable() for c in stripped):
        return TokenLook.BLANKS
    if not _TOKEN.fullmatch(stripped):
        return TokenLook.WRAPPED
    if not any(c.isupper() for c in stripped):
        return TokenLook.OAUTH1
    if len(stripped) == OAUTH2_LENGTH and stripped.isascii() and stripped.isalnum():
        return TokenLook.OAUTH2
    return TokenLook.UNUSUAL


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """What the server said about a token when last asked.

    ``label`` is the sender's name (a room token's label, a person's name); ``room`` the only room
    a room token may post to, "" for others. ``title`` is what a person called a token of theirs,
    "" where that is the sender's name or was not told.
    """

    kind: TokenKind
    label: str
    scopes: tuple[str, ...] = ()
    room: str = ""
    expires_at: datetime | None = None
    checked_at: datetime | None = None
    title: str = ""


class RefState(StrEnum):
    """The life of a reference into the vault."""

    PENDING = "pending"
    LIVE = "live"
    DEAD = "dead"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class TokenRef:
    """A reference to one version of one token: ``id`` is the random key it has in the vault.

    ``vault`` names the kind of vault it was written to; ``changed_at`` is when ``state`` was
    entered.
    """

    id: str
    vault: str
    state: RefState
    changed_at: datetime
