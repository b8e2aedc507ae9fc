"""Access tokens, the add-ons that ask for them, and the time by which they expire."""

import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from hipadmin.sandbox import fresh
from hipadmin.sandbox.model import TOKEN_LIFE, Client, Person, Promise, Room, Token, TokenKind

MAX_TOKENS = 20_000
MAX_CLIENTS = 1_000
MAX_PROMISES = 20_000
"""Tokens, add-ons, and refresh tokens with codes the sandbox keeps at most (its own bounds)."""


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
        self._clients: dict[str, Client] = {}
        self._promises: dict[str, Promise] = {}
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
        client: Client | None = None,
    ) -> Token:
        """Make a token that lives ``life`` seconds; an add-on's names its ``client``."""
        with self._lock:
            self._tokens = {token.value: token for token in self.tokens()}
            see_room_for(len(self._tokens), MAX_TOKENS, "tokens")
            token = Token(
                value=value or fresh.token(),
                kind=kind,
                label=label,
                scopes=scopes,
                client=client.number if client else self._next_number(),
                oauth_client=client.id if client else str(uuid.uuid4()),
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

    def clients(self) -> list[Client]:
        """List the installed add-ons, oldest first."""
        with self._lock:
            return list(self._clients.values())

    def find_client(self, client_id: str) -> Client | None:
        """Find an installed add-on."""
        with self._lock:
            return self._clients.get(client_id)

    def add_client(self, name: str, scopes: tuple[str, ...], *, room: Room | None = None) -> Client:
        """Install an add-on with a fresh id and secret."""
        with self._lock:
            see_room_for(len(self._clients), MAX_CLIENTS, "add-ons")
            number, where = self._next_number(), room.id if room else None
            made = Client(str(uuid.uuid4()), fresh.token(), name, number, scopes, where)
            return self.put_client(made)

    def put_client(self, client: Client) -> Client:
        """Keep ``client`` as it is."""
        with self._lock:
            self._clients[client.id] = client
            self.revision += 1
            return client

    def remove_client(self, client_id: str) -> None:
        """Uninstall an add-on: its tokens are good for nothing any more."""
        with self._lock:
            self._clients.pop(client_id, None)
            kept = self._tokens.values()
            self._tokens = {t.value: t for t in kept if t.oauth_client != client_id}
            promised = self._promises.values()
            self._promises = {p.value: p for p in promised if p.client != client_id}
            self.revision += 1

    def promises(self) -> list[Promise]:
        """List the refresh tokens and codes."""
        with self._lock:
            return list(self._promises.values())

    def find_promise(self, value: str) -> Promise | None:
        """Find a refresh token, or a code that has not expired."""
        with self._lock:
            found = self._promises.get(value)
            over = found and found.expires is not None and found.expires <= self._clock()
            return None if over else found

    def put_promise(self, promise: Promise) -> Promise:
        """Keep ``promise`` as it is; codes that are over make room."""
        with self._lock:
            now = self._clock()
            kept = self._promises.values()
            alive = {p.value: p for p in kept if p.expires is None or p.expires > now}
            see_room_for(len(alive), MAX_PROMISES, "refresh tokens")
            self._promises = alive | {promise.value: promise}
            self.revision += 1
            return promise

    def remove_promise(self, value: str) -> None:
        """Forget a refresh token or a code."""
        with self._lock:
            self._promises.pop(value, None)
            self.revision += 1

    def touch(self) -> None:
        """Note a change."""
        with self._lock:
            self.revision += 1

    def _next_number(self) -> int:
        known = [t.client for t in self._tokens.values()]
        return max([1000, *known, *(c.number for c in self._clients.values())]) + 1

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
