"""Access tokens, and the time by which they expire."""

import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from hipadmin.sandbox import fresh
from hipadmin.sandbox.model import TOKEN_LIFE, Person, Room, Token, TokenKind

MAX_TOKENS = 20_000
"""Tokens the sandbox keeps at most (its own bound)."""


class Full(Exception):
    """The sandbox keeps no more of these; the text says of what."""


class Tokens:
    """The tokens of a sandbox; every method may be called from any thread.

    ``revision`` grows with each change, so that a keeper knows when to write.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._tokens: dict[str, Token] = {}
        self.revision = 0

    def tokens(self) -> list[Token]:
        """List the tokens that have not expired, oldest first."""
        with self._lock:
            now = self._clock()
            return [token for token in self._tokens.values() if token.expires > now]

    def find_token(self, value: str) -> Token | None:
        """Find a token that has not expired."""
        with self._lock:
            token = self._tokens.get(value)
            return token if token and token.expires > self._clock() else None

    def seconds_left(self, token: Token) -> int:
        """Say how many whole seconds ``token`` still lives."""
        return max(0, int(token.expires - self._clock()))

    def add_token(
        self,
        kind: TokenKind,
        label: str,
        scopes: tuple[str, ...],
        *,
        room: Room | None = None,
        person: Person | None = None,
        life: float = TOKEN_LIFE,
        value: str = "",
        oauth_client: str = "",
    ) -> Token:
        """Make a token that lives ``life`` seconds; an add-on's names its ``oauth_client``."""
        with self._lock:
            self._tokens = {token.value: token for token in self.tokens()}
            see_room_for(len(self._tokens), MAX_TOKENS, "tokens")
            token = Token(
                value=value or fresh.token(),
                kind=kind,
                label=label,
                scopes=scopes,
                client=max((t.client for t in self._tokens.values()), default=1000) + 1,
                oauth_client=oauth_client or str(uuid.uuid4()),
                expires=self._clock() + life,
                room=room.id if room else None,
                person=person.id if person else None,
            )
            return self.put_token(token)

    def put_token(self, token: Token) -> Token:
        """Keep ``token`` as it is."""
        with self._lock:
            self._tokens[token.value] = token
            self.revision += 1
            return token

    def remove_token(self, value: str) -> None:
        """Revoke a token."""
        with self._lock:
            self._tokens.pop(value, None)
            self.revision += 1

    def remove_tokens_of(self, person: int) -> None:
        """Revoke the tokens that speak for somebody."""
        with self._lock:
            self._tokens = {k: t for k, t in self._tokens.items() if t.person != person}
            self.revision += 1

    def now(self, precision: str = "microseconds") -> str:
        """Give the present time in ISO 8601, in UTC."""
        return datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec=precision)

    def time(self) -> float:
        """Give the present time in unix seconds."""
        return self._clock()


def see_room_for(count: int, most: int, what: str) -> None:
    """Raise ``Full`` when there are ``most`` of something already."""
    if count >= most:
        raise Full(f"The sandbox keeps at most {most} {what}")
