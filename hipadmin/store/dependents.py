"""Who depends on an integration, a room or a subscription."""

import sqlite3
from collections.abc import Iterable
from itertools import groupby

from hipadmin.domain.errors import Dependent

_SELECT = """SELECT subscription.id, subscription.name, subscription.kind, notification.name
    FROM notification JOIN subscription ON subscription.id = notification.subscription_id
    WHERE notification.deleted_at IS NULL AND """
_ORDER = " ORDER BY subscription.name_key, subscription.id, notification.name_key"


def of_integration(connection: sqlite3.Connection, integration_id: str) -> list[Dependent]:
    """Subscriptions with live notifications that use the integration, by name."""
    sql = f"{_SELECT} notification.integration_id = ? {_ORDER}"
    return _grouped(connection.execute(sql, (integration_id,)))


def of_room(connection: sqlite3.Connection, room_id: str) -> list[Dependent]:
    """Subscriptions with live notifications that name the room, by name."""
    named = "SELECT notification_id FROM notification_room WHERE room_id = ?"
    sql = f"{_SELECT} notification.id IN ({named}) {_ORDER}"
    return _grouped(connection.execute(sql, (room_id,)))


def of_subscription(connection: sqlite3.Connection, subscription_id: str) -> list[Dependent]:
    """The subscription itself with its live notifications, if there are any."""
    sql = f"{_SELECT} notification.subscription_id = ? {_ORDER}"
    return _grouped(connection.execute(sql, (subscription_id,)))


def _grouped(rows: Iterable[tuple[str, str, str, str]]) -> list[Dependent]:
    return [
        Dependent(row_id, name, kind, tuple(row[3] for row in group))
        for (row_id, name, kind), group in groupby(rows, key=lambda row: row[:3])
    ]
