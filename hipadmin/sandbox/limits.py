"""Rate limit and flood control: fixed windows on a clock that tests can drive."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hipadmin.sandbox.model import Token, TokenKind

Clock = Callable[[], float]

PER_TOKEN = 100
"""HipChat v2: requests in five minutes for tokens that people make."""
PER_ADDON = 500
"""HipChat v2: requests in five minutes for tokens of add-ons."""
PER_TOKEN_SECONDS = 300
PER_ROOM = 30
"""HipChat v2: sends a minute to one room, or to one person."""
PER_ROOM_SECONDS = 60
MOST = 1_000_000_000
"""What a limit can be set to: as good as none."""
_MANY = 1000


@dataclass(frozen=True, slots=True)
class Usage:
    """What is left of an allowance; ``reset`` is in unix seconds."""

    limit: int
    remaining: int
    reset: int
    refused: bool = False


class Allowance:
    """Counts per key in windows that start with the first request and do not slide."""

    def __init__(self, limit: int, seconds: int, clock: Clock, *, enforced: bool = True) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._enforced = enforced
        self._lock = threading.Lock()
        self._windows: dict[object, tuple[int, int]] = {}

    @property
    def limit(self) -> int:
        """How many requests a window holds."""
        return self._limit

    def adjust(self, limit: int | None = None, *, enforced: bool | None = None) -> None:
        """Change the limit, or whether anybody is refused; what was counted stays counted."""
        with self._lock:
            self._limit = self._limit if limit is None else limit
            self._enforced = self._enforced if enforced is None else enforced

    def use(self, key: object) -> Usage:
        """Count one request of ``key``; past the limit it is refused and not counted."""
        with self._lock:
            start, used = self._window(key)
            if not self._enforced:
                return self._usage(start, 0)
            refused = used >= self._limit
            used += not refused
            self._keep(key, start, used)
            return self._usage(start, used, refused=refused)

    def look(self, key: object) -> Usage:
        """Say what is left without counting."""
        with self._lock:
            start, used = self._window(key)
            return self._usage(start, used)

    def _window(self, key: object) -> tuple[int, int]:
        now = int(self._clock())
        start, used = self._windows.get(key, (now, 0))
        return (start, used) if start <= now < start + self._seconds else (now, 0)

    def _keep(self, key: object, start: int, used: int) -> None:
        """Remember a window, and forget those that are over when there are many."""
        if len(self._windows) >= _MANY and key not in self._windows:
            alive = self._clock() - self._seconds
            self._windows = {k: w for k, w in self._windows.items() if w[0] > alive}
        self._windows[key] = (start, used)

    def _usage(self, start: int, used: int, *, refused: bool = False) -> Usage:
        return Usage(self._limit, max(0, self._limit - used), start + self._seconds, refused)


class Limits:
    """All allowances. ``unlimited`` sends the headers with everything left and never refuses."""

    def __init__(self, clock: Clock = time.time, *, unlimited: bool = False) -> None:
        def allow(limit: int, seconds: int) -> Allowance:
            return Allowance(limit, seconds, clock, enforced=not unlimited)

        self.people = allow(PER_TOKEN, PER_TOKEN_SECONDS)
        self.addons = allow(PER_ADDON, PER_TOKEN_SECONDS)
        self.sends = allow(PER_ROOM, PER_ROOM_SECONDS)
        self._unlimited = unlimited

    def shown(self) -> dict[str, object]:
        """Give the limits by name, and whether they are enforced."""
        numbers = {name: allowance.limit for name, allowance in self._named().items()}
        return {**numbers, "unlimited": self._unlimited}

    def adjust(self, members: Mapping[str, int]) -> None:
        """Change what ``members`` names: people, addons, sends; ``unlimited`` is 1 or 0."""
        if "unlimited" in members:
            self._unlimited = bool(members["unlimited"])
        for name, allowance in self._named().items():
            allowance.adjust(members.get(name), enforced=not self._unlimited)

    def _named(self) -> dict[str, Allowance]:
        return {"people": self.people, "addons": self.addons, "sends": self.sends}

    def requests(self, token: Token) -> Allowance:
        """Give the allowance that counts the requests of ``token``."""
        return self.addons if token.kind is TokenKind.ADDON else self.people
