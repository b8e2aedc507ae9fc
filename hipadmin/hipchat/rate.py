"""HipChat's two limits, as its headers tell them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache

from hipadmin.hipchat.errors import Limit

MAX_WAIT_S = 3600.0
FALLBACK_WAIT_S = 300.0
"""HipChat v2: the general window is five minutes, so one full window is waited without a hint."""

COUNT_MAX = 1_000_000_000
"""More is no limit: who limits nobody may say so with the largest number there is."""

_EPOCH_FROM = 1e8
"""A reset below this is a duration: servers were seen sending ``60`` while limiting."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """One limit: requests allowed per window, left in it, and its end as epoch seconds."""

    limit: int | None
    remaining: int | None
    reset_at: float | None

    def wait_s(self, now: float) -> float:
        """Give the seconds until a request may pass; 0 while some are left, or if unknown."""
        if self.remaining != 0 or self.reset_at is None:
            return 0.0
        return max(self.reset_at - now, 0.0)


@dataclass(frozen=True, slots=True)
class RateState:
    """What the last answer said of the general limit and of the room's flood control."""

    general: Allowance | None = None
    flood: Allowance | None = None

    def wait_s(self, now: float) -> float:
        """Give the seconds until a request may pass both limits."""
        return max((each.wait_s(now) for each in (self.general, self.flood) if each), default=0.0)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait after a 429, in seconds and as local epoch seconds, and for which limit.

    ``told``: the answer asked for it.
    """

    limit: Limit
    wait_s: float
    retry_at: float
    told: bool = True


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None and len(text) < 40 else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _count(text: str | None) -> int | None:
    value = _number(text)
    return None if value is None else int(min(value, COUNT_MAX))


def _server_clock(headers: Mapping[str, str], now: float) -> float:
    moment = _moment(headers.get("Date", ""))
    return now if moment is None else moment


@lru_cache(maxsize=16)
def _moment(text: str) -> float | None:
    """A date of HTTP as epoch seconds, None if it is none. Many answers come within a second."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None


def _allowance(headers: Mapping[str, str], prefix: str, now: float) -> Allowance | None:
    limit = _count(headers.get(f"{prefix}-Limit"))
    remaining = _count(headers.get(f"{prefix}-Remaining"))
    reset = _number(headers.get(f"{prefix}-Reset"))
    if limit is None and remaining is None and reset is None:
        return None
    wait = None if reset is None else _seconds(reset, headers, now)
    return Allowance(limit, remaining, None if wait is None else now + wait)


def _seconds(reset: float, headers: Mapping[str, str], now: float) -> float:
    wait = reset if reset < _EPOCH_FROM else reset - _server_clock(headers, now)
    return min(max(wait, 0.0), MAX_WAIT_S)


def rate_state(headers: Mapping[str, str], now: float) -> RateState:
    """Read both limits; ``now`` is local epoch seconds, resets are moved to the local clock."""
    return RateState(
        _allowance(headers, "X-Ratelimit", now), _allowance(headers, "X-FloodControl", now)
    )


def retry_after_s(headers: Mapping[str, str], now: float) -> float | None:
    """Read ``Retry-After`` (seconds or a date) as seconds from now, at most an hour."""
    text = headers.get("Retry-After")
    seconds = _number(text)
    if text is None or seconds is not None:
        return None if seconds is None else min(seconds, MAX_WAIT_S)
    moment = _moment(text)
    if moment is None:
        return None
    return min(max(moment - _server_clock(headers, now), 0.0), MAX_WAIT_S)


def wait_after(headers: Mapping[str, str], now: float) -> Wait:
    """Say how long to wait after a 429: for the limits used up, else for the longest known."""
    state = rate_state(headers, now)
    known = {Limit.GENERAL: state.general, Limit.FLOOD: state.flood}
    resets = {
        limit: (a.remaining, a.reset_at - now)
        for limit, a in known.items()
        if a is not None and a.reset_at is not None
    }
    used_up = {limit: wait for limit, (left, wait) in resets.items() if left == 0}
    waits = used_up or {limit: wait for limit, (_, wait) in resets.items()}
    limit = max(waits, key=lambda each: waits[each], default=Limit.GENERAL)
    asked = retry_after_s(headers, now)
    told = bool(waits) or asked is not None
    wait_s = max(waits.get(limit, 0.0), asked or 0.0) if told else FALLBACK_WAIT_S
    return Wait(limit, wait_s, now + wait_s, told)
