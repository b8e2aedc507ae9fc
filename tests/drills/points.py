"""Points: every write a program does, told as it comes; at one of them the program is killed.

The seams are real ones: SQLite's own trace and a connection class for the database, the port for
the vault, and the system calls of `os` for files. What only reads is no point.
"""

import os
import re
import signal
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from hipadmin.domain.ports import Vault
from hipadmin.domain.token import Secret

FILE_STEPS = ("chmod", "fsync", "link", "mkdir", "remove", "rename", "replace", "rmdir", "unlink")
_WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|COMMIT|BEGIN IMMEDIATE|VACUUM|ATTACH|"
    r"PRAGMA (user_version|application_id|journal_mode) =)",
    re.IGNORECASE,
)
_BY_CHANCE = re.compile(r"\.[a-z0-9_]{8}$|\d{8}T\d+Z")


class Points:
    """Tells each point by name and kills this process at the one with number ``die_at``.

    Attributes:
        asleep: what comes is no point yet.
    """

    def __init__(self, tell: Callable[[str], None], die_at: int | None = None) -> None:
        self.asleep = False
        self._tell = tell
        self._die_at = die_at
        self._count = 0
        self._lock = Lock()

    def at(self, name: str) -> None:
        """One point has come."""
        if self.asleep:
            return
        with self._lock:
            self._tell(name)
            if self._count == self._die_at:
                os.kill(os.getpid(), signal.SIGKILL)
            self._count += 1

    def around(self, name: str, work: Callable[[], Any]) -> Any:
        """Do ``work`` between two points."""
        self.at(f"before {name}")
        result = work()
        self.at(f"after {name}")
        return result


def watch(points: Points) -> None:
    """From now on, everything this process writes into databases and files is a point."""
    _watch_databases(points)
    for name in FILE_STEPS:
        setattr(os, name, _watched_step(points, name))
    _watch_new_files(points)


def _watch_databases(points: Points) -> None:
    connect = sqlite3.connect

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
            cursor = super().execute(sql, values)
            _tell(points, "after", sql)
            return cursor

        def executemany(self, sql: str, values: Iterable[Any], /) -> sqlite3.Cursor:
            cursor = super().executemany(sql, values)
            _tell(points, "after", sql)
            return cursor

        def backup(self, target: sqlite3.Connection, **more: Any) -> None:
            points.around("copying the database", lambda: super(Connection, self).backup(target))

        def close(self) -> None:
            points.around("closing the database", super().close)

    def watched(database: Any, **given: Any) -> sqlite3.Connection:
        if "mode=ro" in str(database):  # can write nothing, and two of them open side by side
            return connect(database, **given)
        connection = connect(database, factory=Connection, **given)
        connection.set_trace_callback(lambda sql: _tell(points, "before", sql))
        return connection

    sqlite3.connect = watched  # type: ignore[assignment] # narrower on purpose: ours is called so


def _tell(points: Points, when: str, sql: str) -> None:
    if _WRITES.match(sql):
        points.at(f"{when} {' '.join(sql.split()[:3])}")


def _watched_step(points: Points, name: str) -> Callable[..., Any]:
    step = getattr(os, name)

    def watched(*given: Any, **more: Any) -> Any:
        return points.around(f"{name} {_shown(given)}", lambda: step(*given, **more))

    return watched


def _watch_new_files(points: Points) -> None:
    plain = os.open

    def watched(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if not flags & os.O_CREAT:
            return plain(path, flags, *more, **named)
        name = f"create {_shown([path])}"
        return int(points.around(name, lambda: plain(path, flags, *more, **named)))

    os.open = watched


def _shown(given: Sequence[Any]) -> str:
    last = given[-1] if given else ""
    return _BY_CHANCE.sub("", Path(last).name) if isinstance(last, str | os.PathLike) else ""


class WatchedVault:
    """A vault, each write to it between two points; keeps ports.Vault's promises."""

    def __init__(self, vault: Vault, points: Points) -> None:
        self._vault = vault
        self._points = points
        self.get, self.holds, self.close = vault.get, vault.holds, vault.close

    @property
    def name(self) -> str:
        return self._vault.name

    @property
    def durable(self) -> bool:
        return self._vault.durable

    @property
    def reason(self) -> str:
        return self._vault.reason

    def put(self, ref_id: str, token: Secret) -> None:
        self._points.around("putting a token", lambda: self._vault.put(ref_id, token))

    def remove(self, ref_id: str) -> None:
        self._points.around("removing a token", lambda: self._vault.remove(ref_id))
