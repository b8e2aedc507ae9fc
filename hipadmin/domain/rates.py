"""HipChat's limits, planned for so that they never have to bite.

What is spent is counted here; what a server says of its own count is believed, since others may
use the same token. Where no header came yet, the documented limits are taken for a fresh window.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hipadmin.domain.token import TokenKind

PER_PERSON = 100
"""HipChat v2: requests in five minutes with a token that a person made."""
PER_ADDON = 500
"""HipChat v2: requests in five minutes with an add-on's token."""
GENERAL_WINDOW = timedelta(minutes=5)
PER_ROOM = 30
"""HipChat v2: sends in a minute to one room or person."""
ROOM_WINDOW = timedelta(minutes=1)
RESET_MAX = timedelta(hours=1)
"""A window that is said to end later is asked about again after an hour."""


class Kind(StrEnum):
    """HipChat's two limits: of a token, and of messages to one room or person."""

    GENERAL = "general"
    FLOOD = "flood"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many requests a window lets pass, how many are left, and when the next one begins."""

    limit: int
    left: int
    resets_at: datetime

    def at(self, now: datetime, window: timedelta) -> "Allowance":
        """The allowance that holds at ``now``: a new window once this one is over.

        A server that named a limit of nothing is asked once in each: only its answer can end it.
        """
        if now < self.resets_at:
            return self
        return Allowance(self.limit, max(self.limit, 1), now + window)


@dataclass(frozen=True, slots=True)
class Said:
    """What a server said of one limit; None for what it left out."""

    limit: int | None = None
    left: int | None = None
    resets_at: datetime | None = None


def general(kind: TokenKind | None, now: datetime) -> Allowance:
    """What a token may do before its server said anything; the careful number if unknown."""
    limit = PER_ADDON if kind is TokenKind.ADDON else PER_PERSON
    return Allowance(limit, limit, now + GENERAL_WINDOW)


def per_room(now: datetime) -> Allowance:
    """What a room or person may get before its server said anything."""
    return Allowance(PER_ROOM, PER_ROOM, now + ROOM_WINDOW)


def spent(allowance: Allowance) -> Allowance:
    """One request fewer; none left stays none left."""
    return Allowance(allowance.limit, max(allowance.left - 1, 0), allowance.resets_at)


def heard(own: Allowance, said: Said, now: datetime, in_flight: int = 0) -> Allowance:
    """``own`` corrected by what a server says.

    ``in_flight`` requests have been sent that it may not have counted yet.
    """
    ends = own.resets_at if said.resets_at is None else min(said.resets_at, now + RESET_MAX)
    left = own.left if said.left is None else max(said.left - in_flight, 0)
    return Allowance(own.limit if said.limit is None else said.limit, left, ends)


def used_up(own: Allowance, until: datetime) -> Allowance:
    """``own`` after a 429: nothing is left until then."""
    return replace(own, left=0, resets_at=until)
