"""A store with a million events, their verdicts, deliveries and attempts, made quickly."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import RoomNotification, Subscription
from hipadmin.store import open_store

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(seconds=5)
STATES = ("success", "success", "success", "failure", "success", "cancelled", "started", "changed")
MESSAGE = '{"text": "x"}'


def fill(path: Path, events: int) -> None:
    """Make a store at ``path``: two subscriptions, two rooms; every 100,000th delivery failed."""
    rooms = (Room("r1", "Builds"), Room("r2", "Ops"))

    def configure(unit: Unit) -> None:
        unit.integrations.insert(
            Integration("i1", "Chat", "https://chat.example.com/v2", rooms=rooms), BEGIN
        )
        for key, name in (("s1", "web"), ("s2", "shop")):
            unit.subscriptions.insert(Subscription(key, name), BEGIN)
            unit.notifications.insert(RoomNotification(f"n-{key}", key, "i1", "all"), BEGIN)

    store = open_store(path, clock=lambda: BEGIN)
    store.write(configure)
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        with connection:
            _insert(connection, events)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("ANALYZE")


def _insert(connection: sqlite3.Connection, events: int) -> None:
    lanes = "INSERT INTO lane VALUES (?, ?, 'i1', ?, ?, NULL, '', NULL, '', NULL, '', '', '')"
    connection.executemany(lanes, [(1, "r1", "r1", "Builds"), (2, "r2", "r2", "Ops")])
    marks = {"event": 16, "event_body": 2, "verdict": 5, "delivery": 22, "attempt": 14}
    marks["delivery_message"] = 2
    makers = {
        "event": _events,
        "event_body": lambda count: ((n, '{"details": ""}') for n in range(1, count + 1)),
        "verdict": lambda count: ((n, _of(n), "", _held(n), "{}") for n in range(1, count + 1)),
        "delivery": _deliveries,
        "delivery_message": lambda count: ((n, MESSAGE) for n in range(1, count + 1)),
        "attempt": _attempts,
    }
    for table, make in makers.items():
        values = ", ".join("?" * marks[table])
        connection.executemany(f"INSERT INTO {table} VALUES ({values})", make(events))


def _of(number: int) -> str:
    return "n-s2" if number % 4 == 0 else "n-s1"


def _held(number: int) -> str | None:
    return "start" if STATES[number % len(STATES)] == "started" else None


def _at(number: int) -> int:
    return int((BEGIN + number * STEP).timestamp() * 1000)


def _events(count: int) -> Iterator[tuple[object, ...]]:
    for n in range(1, count + 1):
        state, title = STATES[n % len(STATES)], f"#{n} on main"
        project, actor = f"shop-{n % 40}", f"@dev{n % 300}"
        search = f"{title}\n{project}\nmain\n{actor}\n\n".casefold()
        held = int(_held(n) is None)
        yield (
            *(n, _at(n), None, _of(n)[2:], state, held, None, None, title, "github", project),
            *("main", "", actor, f"https://ci.example.com/{n}", search),
        )


def _deliveries(count: int) -> Iterator[tuple[object, ...]]:
    for n in range(1, count + 1):
        failed = n % 100_000 == 0
        state, cause = ("failed", "tries") if failed else ("delivered", None)
        at, lane = _at(n), 1 + n % 2
        title, room = f"#{n} on main", ("Builds", "Ops")[lane - 1]
        yield (
            *(n, lane, n, state, cause, at, at, None, at + 120, 1, 1, 0, "", None, n, None, None),
            *(_of(n)[2:], _of(n), "i1", title),
            f"{title}\n{room}".casefold(),
        )


def _attempts(count: int) -> Iterator[tuple[object, ...]]:
    for n in range(1, count + 1):
        kind, status = ("retry", 503) if n % 100_000 == 0 else ("delivered", 204)
        yield (n, 1, _at(n), _at(n) + 120, "w", kind, status, "", "", 0, 0, 118, "POST x", "204")
