"""Forgetting what is old enough, a bounded number of rows in each transaction."""

import sqlite3
from datetime import datetime

from hipadmin.domain.ports import Topic
from hipadmin.store.rows import Touch, maybe_time, to_ms
from hipadmin.store.schema.relay import OPEN

_ENDED = f"""NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.event_id = event.id AND {OPEN})
    AND NOT EXISTS (SELECT 1 FROM delivery AS part JOIN delivery ON delivery.id = part.merged_into
        WHERE part.event_id = event.id AND delivery.{OPEN})
    AND (passed = 0 OR NOT EXISTS (SELECT 1 FROM alert
        WHERE alert.number = event.alert AND alert.state <> 'closed'))"""
"""What told a room of an alert that lives is needed for its clear; mere repeats are not."""
_REST = (
    f"""DELETE FROM delivery WHERE id IN (SELECT id FROM delivery AS old
        WHERE old.event_id IS NULL AND old.settled_at < ?1 AND NOT (old.{OPEN}) LIMIT ?2)""",
    """DELETE FROM alert WHERE number IN (SELECT number FROM alert
        WHERE cleared_at < ?1 OR (state = 'closed' AND last_at < ?1) LIMIT ?2)""",
    "DELETE FROM refusal WHERE id IN (SELECT id FROM refusal WHERE last_at < ?1 LIMIT ?2)",
    "DELETE FROM tally WHERE hour < ?1 AND ?2",
    "DELETE FROM last_sent WHERE at < ?1 AND ?2",
    "DELETE FROM allowance WHERE resets_at < ?1 AND ?2",
)
"""Last results stay: what a build turned from is asked for however long ago it was."""


class Retention:
    """Keeps ports.RetentionRepository's promises."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch

    def used_bytes(self) -> int:
        """See the port."""
        pages, free, size = (
            self._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

    def oldest(self) -> datetime | None:
        """See the port."""
        sql = f"SELECT received_at FROM event WHERE {_ENDED} ORDER BY id LIMIT 1"
        row = self._connection.execute(sql).fetchone()
        return maybe_time(row[0]) if row else None

    def forget_events(self, until: datetime, limit: int) -> int:
        """See the port."""
        sql = f"""DELETE FROM event WHERE id IN (SELECT id FROM event
            WHERE received_at < ? AND {_ENDED} ORDER BY id LIMIT ?)"""
        count = self._connection.execute(sql, (to_ms(until), limit)).rowcount
        if count:
            self._touch(Topic.EVENTS)
            self._touch(Topic.DELIVERIES)
        return count

    def forget_rest(self, until: datetime, limit: int) -> int:
        """See the port."""
        values = (to_ms(until), limit)
        return sum(self._connection.execute(sql, values).rowcount for sql in _REST)
