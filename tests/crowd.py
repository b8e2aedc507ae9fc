"""A store with thousands of integrations, for the bench and for the flows that must never block."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hipadmin.domain.health import Outcome, RoomResult
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import (
    RoomChoice,
    RoomNotification,
    Subscription,
    SubscriptionKind,
)
from hipadmin.store import open_store

MANY = 5000
ROOMS = 3
SUBSCRIPTIONS = 20
LONG_AGO = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)


def fill(database: Path, count: int = MANY) -> None:
    """Put ``count`` integrations with three rooms each into a fresh store.

    Every tenth is used by a subscription, every third is off, every other was tested.
    """
    store = open_store(database, clock=lambda: LONG_AGO)
    store.write(lambda unit: _insert(unit, count))
    store.close()


def _insert(unit: Unit, count: int) -> None:
    for integration in integrations(count):
        unit.integrations.insert(integration, LONG_AGO)
    for n in range(SUBSCRIPTIONS):
        kind = list(SubscriptionKind)[n % len(SubscriptionKind)]
        unit.subscriptions.insert(Subscription(f"s{n}", f"Subscription {n:02}", kind), LONG_AGO)
    for n in range(0, count, 10):
        owner = f"s{n // 10 % SUBSCRIPTIONS}"
        one = RoomNotification(f"n{n}", owner, f"i{n}", f"notification {n}", RoomChoice())
        unit.notifications.insert(one, LONG_AGO)
    for n in range(0, count, 2):
        unit.results.save(_result(n))


def integrations(count: int) -> Iterator[Integration]:
    """Integrations with three rooms each, named so that names, ids and rooms sort differently."""
    for n in range(count):
        rooms = tuple(Room(f"r{n}-{k}", f"Room {n} {k}") for k in range(ROOMS))
        name = f"{WORDS[n * 7 % len(WORDS)]} {n:05}"
        server = f"https://chat{n % 9}.example.com/v2"
        yield Integration(f"i{n}", name, server, rooms=rooms, enabled=n % 3 != 2)


def _result(n: int) -> RoomResult:
    return RoomResult(f"r{n}-0", LONG_AGO + timedelta(minutes=n), Outcome.OK, 204, 87)


WORDS = ("Builds", "Images", "Monitoring", "Flags", "Operations", "Support", "Release", "Security")
