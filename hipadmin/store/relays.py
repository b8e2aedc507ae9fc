"""The relays that run on this store."""

import sqlite3
from datetime import datetime

from hipadmin.domain.activity import RelayInfo
from hipadmin.domain.ports import Topic
from hipadmin.store.rows import Touch, from_ms, to_ms


class Relays:
    """Keeps ports.RelayRepository's promises. A mere sign of life is no change to look at."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch

    def all(self) -> list[RelayInfo]:
        """See the port."""
        sql = """SELECT id, host, pid, url, version, hosted, started_at, seen_at FROM relay
            ORDER BY started_at, id"""
        return [
            RelayInfo(key, host, pid, url, version, hosted == 1, from_ms(started), from_ms(seen))
            for key, host, pid, url, version, hosted, started, seen in self._connection.execute(sql)
        ]

    def register(self, relay: RelayInfo) -> None:
        """See the port."""
        self._connection.execute(
            """INSERT OR REPLACE INTO relay (id, host, pid, url, version, hosted, started_at,
                seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                relay.id,
                relay.host,
                relay.pid,
                relay.url,
                relay.version,
                relay.hosted,
                to_ms(relay.started_at),
                to_ms(relay.seen_at),
            ),
        )
        self._touch(Topic.RELAY)

    def seen(self, relay_id: str, at: datetime) -> bool:
        """See the port."""
        sql = "UPDATE relay SET seen_at = ? WHERE id = ?"
        return self._connection.execute(sql, (to_ms(at), relay_id)).rowcount == 1

    def leave(self, relay_id: str) -> None:
        """See the port."""
        sql = "DELETE FROM relay WHERE id = ?"
        if self._connection.execute(sql, (relay_id,)).rowcount:
            self._touch(Topic.RELAY)
