"""What is remembered between events."""

import json
import sqlite3
from collections.abc import Collection, Mapping

from hipadmin.domain.event_state import EventState
from hipadmin.domain.memory import LastResult, LastSent
from hipadmin.store.rows import from_ms, to_ms


class Memory:
    """Keeps ports.MemoryRepository's promises."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def last_result(self, subscription_id: str, series: str) -> LastResult | None:
        """See the port."""
        sql = "SELECT state, at FROM last_result WHERE subscription_id = ? AND series = ?"
        row = self._connection.execute(sql, (subscription_id, series)).fetchone()
        return None if row is None else LastResult(EventState(row[0]), from_ms(row[1]))

    def save_result(self, subscription_id: str, series: str, result: LastResult) -> None:
        """See the port."""
        self._connection.execute(
            """INSERT OR REPLACE INTO last_result (subscription_id, series, state, at)
                VALUES (?, ?, ?, ?)""",
            (subscription_id, series, result.state.value, to_ms(result.at)),
        )

    def last_sent(self, notification_ids: Collection[str], subject: str) -> Mapping[str, LastSent]:
        """See the port."""
        rows = self._connection.execute(
            """SELECT notification_id, at, held FROM last_sent
                WHERE notification_id IN (SELECT value FROM json_each(?)) AND subject = ?""",
            (json.dumps(list(notification_ids)), subject),
        )
        return {notification: LastSent(from_ms(at), held) for notification, at, held in rows}

    def save_sent(self, notification_id: str, subject: str, sent: LastSent) -> None:
        """See the port."""
        self._connection.execute(
            """INSERT OR REPLACE INTO last_sent (notification_id, subject, at, held)
                VALUES (?, ?, ?, ?)""",
            (notification_id, subject, to_ms(sent.at), sent.held),
        )
