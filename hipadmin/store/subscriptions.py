"""Subscriptions."""

import sqlite3
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from hipadmin.domain.errors import InUse
from hipadmin.domain.ports import Topic
from hipadmin.domain.subscription import Subscription, SubscriptionKind
from hipadmin.store import dependents
from hipadmin.store.rows import Touch, Versioned, fold, of_row, to_ms

_COLUMNS = "SELECT id, name, kind, version FROM subscription WHERE deleted_at IS NULL"


class Subscriptions:
    """Keeps ports.SubscriptionRepository's promises."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch
        self._rows = Versioned(connection, "subscription")

    def all(self) -> list[Subscription]:
        """See the port."""
        rows = self._connection.execute(f"{_COLUMNS} ORDER BY name_key, id")
        return [_subscription(row) for row in rows]

    def get(self, subscription_id: str) -> Subscription:
        """See the port."""
        row = self._connection.execute(f"{_COLUMNS} AND id = ?", (subscription_id,)).fetchone()
        return _subscription(self._rows.live(row, subscription_id))

    def by_name(self, name: str) -> Subscription | None:
        """See the port."""
        row = self._connection.execute(f"{_COLUMNS} AND name_key = ?", (fold(name),)).fetchone()
        return None if row is None else _subscription(row)

    def names(self, *, but: str = "") -> list[str]:
        """See the port."""
        return self._rows.names(but)

    def insert(self, subscription: Subscription, at: datetime) -> None:
        """See the port."""
        self._rows.refuse_taken(subscription.name, subscription.id)
        self._connection.execute(
            """INSERT INTO subscription (name, name_key, kind, version, updated_at, created_at, id)
                VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (*_values(subscription), 1, to_ms(at), to_ms(at), subscription.id),
        )
        self._touch(Topic.SUBSCRIPTIONS)

    def update(self, subscription: Subscription, expected: int, at: datetime) -> Subscription:
        """See the port."""
        self._rows.expect(subscription.id, expected)
        self._rows.refuse_taken(subscription.name, subscription.id)
        self._connection.execute(
            """UPDATE subscription SET name = ?, name_key = ?, kind = ?, version = ?,
                updated_at = ? WHERE id = ?""",
            (*_values(subscription), expected + 1, to_ms(at), subscription.id),
        )
        self._touch(Topic.SUBSCRIPTIONS)
        return replace(subscription, version=expected + 1)

    def delete(self, subscription_id: str, expected: int, at: datetime) -> None:
        """See the port."""
        name = self._rows.expect(subscription_id, expected)
        if users := dependents.of_subscription(self._connection, subscription_id):
            raise InUse(name, users)
        self._rows.mark(subscription_id, at, deleted=True)
        self._touch(Topic.SUBSCRIPTIONS)

    def restore(self, subscription_id: str, expected: int, at: datetime) -> Subscription:
        """See the port."""
        name = self._rows.expect(subscription_id, expected, deleted=True)
        self._rows.refuse_taken(name, subscription_id)
        self._rows.mark(subscription_id, at, deleted=False)
        self._touch(Topic.SUBSCRIPTIONS)
        return self.get(subscription_id)

    def bring_back(self, subscription: Subscription, at: datetime) -> Subscription:
        """See the port."""
        version = self._rows.exhume(subscription.id)
        if version is not None:
            return self.update(subscription, version, at)
        self.insert(subscription, at)
        return replace(subscription, version=1)

    def step_aside(self, ids: Collection[str]) -> None:
        """See the port."""
        self._rows.step_aside(ids)


def _values(subscription: Subscription) -> tuple[object, ...]:
    return (subscription.name, fold(subscription.name), subscription.kind.value)


@of_row
def _subscription(row: tuple[Any, ...]) -> Subscription:
    row_id, name, kind, version = row
    return Subscription(row_id, name, SubscriptionKind(kind), version)
