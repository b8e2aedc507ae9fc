"""Which secrets open which subscription. Never a secret."""

import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import Any

from hipadmin.domain.intake_key import IntakeKey, KeyPurpose
from hipadmin.domain.ports import Topic
from hipadmin.store.rows import Touch, from_ms, maybe_ms, maybe_time, of_row, to_ms

_SELECT = "SELECT ref_id, subscription_id, purpose, made_at, ends_at FROM intake_key"


class IntakeKeys:
    """Keeps ports.IntakeKeyRepository's promises."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch

    def add(self, key: IntakeKey) -> None:
        """See the port."""
        self._connection.execute(
            """INSERT INTO intake_key (ref_id, subscription_id, purpose, made_at, ends_at)
                VALUES (?, ?, ?, ?, ?)""",
            (
                key.ref_id,
                key.subscription_id,
                key.purpose.value,
                to_ms(key.made_at),
                maybe_ms(key.ends_at),
            ),
        )
        self._touch(Topic.SUBSCRIPTIONS)

    def all(self) -> list[IntakeKey]:
        """See the port."""
        return [_key(row) for row in self._connection.execute(_SELECT)]

    def of_subscription(self, subscription_id: str) -> list[IntakeKey]:
        """See the port."""
        sql = f"{_SELECT} WHERE subscription_id = ? ORDER BY made_at DESC, rowid DESC"
        return [_key(row) for row in self._connection.execute(sql, (subscription_id,))]

    def end(self, ref_id: str, at: datetime) -> None:
        """See the port."""
        sql = "UPDATE intake_key SET ends_at = ? WHERE ref_id = ?"
        self._connection.execute(sql, (to_ms(at), ref_id))
        self._touch(Topic.SUBSCRIPTIONS)

    def ended(self, now: datetime) -> list[IntakeKey]:
        """See the port."""
        sql = f"{_SELECT} WHERE ends_at <= ? ORDER BY ends_at"
        return [_key(row) for row in self._connection.execute(sql, (to_ms(now),))]

    def remove(self, ref_ids: Collection[str]) -> None:
        """See the port."""
        sql = "DELETE FROM intake_key WHERE ref_id = ?"
        if self._connection.executemany(sql, [(ref_id,) for ref_id in ref_ids]).rowcount > 0:
            self._touch(Topic.SUBSCRIPTIONS)


@of_row
def _key(row: tuple[Any, ...]) -> IntakeKey:
    ref_id, subscription, purpose, made_at, ends_at = row
    return IntakeKey(
        ref_id, subscription, KeyPurpose(purpose), from_ms(made_at), maybe_time(ends_at)
    )
