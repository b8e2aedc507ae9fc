"""How long events and deliveries are kept: by age, and by what they take on the disk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hipadmin.domain.ports import Clock, Store, Unit

DAYS_KEY, MEGABYTES_KEY = "retention_days", "retention_megabytes"
"""Settings."""
_CHUNK = 500
"""Rows that one transaction removes: others write between two of them."""
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, and how much, is kept; 0 for no limit."""

    days: int = 30
    megabytes: int = 1024


class Retention:
    """Forgets what is old enough. What it raises is StoreTrouble."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def limits(self) -> Limits:
        """What is set, or the defaults."""
        return self._store.read(_limits)

    def set_limits(self, limits: Limits) -> None:
        """Keep other limits from now on. Raises ValueError for a negative one."""
        if limits.days < 0 or limits.megabytes < 0:
            raise ValueError("a limit cannot be negative")

        def work(unit: Unit) -> None:
            unit.set_setting(DAYS_KEY, str(limits.days))
            unit.set_setting(MEGABYTES_KEY, str(limits.megabytes))

        self._store.write(work)

    def run(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Forget what is past the limits; give how many events that were.

        Open deliveries and living alerts stay, with what was sent of them. ``stop`` is asked
        between two transactions, so that a relay that ends need not wait.
        """
        limits, now = self.limits(), self._clock()
        forgotten = 0
        if limits.days:
            until = now - timedelta(days=limits.days)
            forgotten += self._until(until, stop)
            self._rest(until, stop)
        if limits.megabytes:
            forgotten += self._down_to(limits.megabytes * _MEGABYTE, now, stop)
        return forgotten

    def _until(self, until: datetime, stop: Callable[[], bool]) -> int:
        return self._repeat(lambda unit: unit.retention.forget_events(until, _CHUNK), stop)

    def _rest(self, until: datetime, stop: Callable[[], bool]) -> None:
        self._repeat(lambda unit: unit.retention.forget_rest(until, _CHUNK), stop)

    def _down_to(self, most: int, now: datetime, stop: Callable[[], bool]) -> int:
        """Forget the oldest events, whatever their age, until the rest fits."""

        def work(unit: Unit) -> int:
            if unit.retention.used_bytes() <= most:
                return 0
            return unit.retention.forget_events(now, _CHUNK)

        return self._repeat(work, stop)

    def _repeat(self, work: Callable[[Unit], int], stop: Callable[[], bool]) -> int:
        total = 0
        while not stop():
            count = self._store.write(work)
            if count == 0:
                break
            total += count
        return total


def _limits(unit: Unit) -> Limits:
    standard = Limits()
    return Limits(
        _number(unit.setting(DAYS_KEY), standard.days),
        _number(unit.setting(MEGABYTES_KEY), standard.megabytes),
    )


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() else default
