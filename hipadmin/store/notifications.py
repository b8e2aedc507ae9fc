"""Room notifications."""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from hipadmin.domain.errors import NotFound
from hipadmin.domain.notification.plain import (
    STANDARD,
    Settings,
    read_settings,
    settings_plain,
)
from hipadmin.domain.plain import PlainReader
from hipadmin.domain.ports import Topic
from hipadmin.domain.subscription import RoomChoice, RoomNotification
from hipadmin.gently import gently
from hipadmin.store.rows import Touch, Versioned, fold, from_json, of_row, to_json, to_ms

_COLUMNS = """SELECT id, subscription_id, integration_id, name, every_room, own_rooms, projects,
    policy, send_when_clears, enabled, version, settings
    FROM notification WHERE deleted_at IS NULL"""
_NAMED = """SELECT named.notification_id, named.room_id FROM notification_room AS named
    JOIN notification ON notification.id = named.notification_id
    WHERE notification.deleted_at IS NULL"""


class Notifications:
    """Keeps ports.NotificationRepository's promises.

    A notification for every room names none: ids beside ``every`` are not kept, lest they keep a
    room from being removed.
    """

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch
        self._rows = Versioned(connection, "notification", scope="subscription_id")
        self._parents = {
            "subscription": Versioned(connection, "subscription"),
            "integration": Versioned(connection, "integration"),
        }

    def all(self) -> list[RoomNotification]:
        """See the port."""
        return self._select("", ())

    def get(self, notification_id: str) -> RoomNotification:
        """See the port."""
        found = self._select(" AND notification.id = ?", (notification_id,))
        if not found:
            raise NotFound("notification", notification_id)
        return found[0]

    def of_subscription(self, subscription_id: str) -> list[RoomNotification]:
        """See the port."""
        return self._select(" AND notification.subscription_id = ?", (subscription_id,))

    def of_integration(self, integration_id: str) -> list[RoomNotification]:
        """See the port."""
        return self._select(" AND notification.integration_id = ?", (integration_id,))

    def insert(self, notification: RoomNotification, at: datetime) -> None:
        """See the port."""
        self._refuse(notification)
        self._connection.execute(
            """INSERT INTO notification (subscription_id, integration_id, name, name_key,
                every_room, own_rooms, projects, policy, send_when_clears, enabled, settings,
                version, updated_at, created_at, id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (*_values(notification), 1, to_ms(at), to_ms(at), notification.id),
        )
        self._name_rooms(notification)
        self._touch(Topic.NOTIFICATIONS)

    def update(
        self, notification: RoomNotification, expected: int, at: datetime
    ) -> RoomNotification:
        """See the port."""
        self._rows.expect(notification.id, expected)
        self._refuse(notification)
        sql = "DELETE FROM notification_room WHERE notification_id = ?"
        self._connection.execute(sql, (notification.id,))
        self._connection.execute(
            """UPDATE notification SET subscription_id = ?, integration_id = ?, name = ?,
                name_key = ?, every_room = ?, own_rooms = ?, projects = ?, policy = ?,
                send_when_clears = ?, enabled = ?, settings = ?, version = ?, updated_at = ?
                WHERE id = ?""",
            (*_values(notification), expected + 1, to_ms(at), notification.id),
        )
        self._name_rooms(notification)
        self._touch(Topic.NOTIFICATIONS)
        rooms = replace(notification.rooms, room_ids=_named(notification))
        return replace(notification, rooms=rooms, version=expected + 1)

    def delete(self, notification_id: str, expected: int, at: datetime) -> None:
        """See the port."""
        self._rows.expect(notification_id, expected)
        self._rows.mark(notification_id, at, deleted=True)
        self._touch(Topic.NOTIFICATIONS)

    def restore(self, notification_id: str, expected: int, at: datetime) -> RoomNotification:
        """See the port."""
        name = self._rows.expect(notification_id, expected, deleted=True)
        sql = "SELECT subscription_id, integration_id FROM notification WHERE id = ?"
        subscription, integration = self._connection.execute(sql, (notification_id,)).fetchone()
        self._refuse_orphan(subscription, integration, self._rooms_of(notification_id))
        self._rows.refuse_taken(name, notification_id, subscription)
        self._rows.mark(notification_id, at, deleted=False)
        self._touch(Topic.NOTIFICATIONS)
        return self.get(notification_id)

    def bring_back(self, notification: RoomNotification, at: datetime) -> RoomNotification:
        """See the port."""
        self._refuse(notification)
        key, parents = notification.id, (notification.subscription_id, notification.integration_id)
        # what it named before it was deleted may be gone, and must not keep it from coming back
        sql = "DELETE FROM notification_room WHERE notification_id = ?"
        self._connection.execute(sql, (key,))
        sql = "UPDATE notification SET subscription_id = ?, integration_id = ? WHERE id = ?"
        self._connection.execute(sql, (*parents, key))
        version = self._rows.exhume(key)
        if version is not None:
            return self.update(notification, version, at)
        self.insert(notification, at)
        return replace(notification, version=1)

    def step_aside(self, ids: Collection[str]) -> None:
        """See the port."""
        self._rows.step_aside(ids)

    def _select(self, where: str, values: tuple[str, ...]) -> list[RoomNotification]:
        named: dict[str, list[str]] = {}
        sql = f"{_NAMED}{where} ORDER BY named.notification_id, named.position"
        for owner, room_id in self._connection.execute(sql, values):
            named.setdefault(owner, []).append(room_id)
        sql = f"{_COLUMNS}{where} ORDER BY name_key, id"
        rows = self._connection.execute(sql, values)
        return [_notification(row, tuple(named.get(row[0], ()))) for row in gently(rows)]

    def _refuse(self, notification: RoomNotification) -> None:
        self._refuse_orphan(
            notification.subscription_id, notification.integration_id, _named(notification)
        )
        self._rows.refuse_taken(notification.name, notification.id, notification.subscription_id)

    def _refuse_orphan(self, subscription: str, integration: str, rooms: tuple[str, ...]) -> None:
        for entity, parent in (("subscription", subscription), ("integration", integration)):
            if not self._parents[entity].is_live(parent):
                raise NotFound(entity, parent)
        sql = "SELECT id FROM room WHERE integration_id = ? AND deleted_at IS NULL"
        live = {room_id for (room_id,) in self._connection.execute(sql, (integration,))}
        for room in rooms:
            if room not in live:
                raise NotFound("room", room)

    def _rooms_of(self, notification_id: str) -> tuple[str, ...]:
        sql = "SELECT room_id FROM notification_room WHERE notification_id = ?"
        return tuple(room for (room,) in self._connection.execute(sql, (notification_id,)))

    def _name_rooms(self, notification: RoomNotification) -> None:
        self._connection.executemany(
            "INSERT INTO notification_room (notification_id, room_id, position) VALUES (?, ?, ?)",
            [(notification.id, room, n) for n, room in enumerate(_named(notification))],
        )


def _named(notification: RoomNotification) -> tuple[str, ...]:
    rooms = notification.rooms
    return () if rooms.every else tuple(dict.fromkeys(rooms.room_ids))


def _values(notification: RoomNotification) -> tuple[object, ...]:
    return (
        notification.subscription_id,
        notification.integration_id,
        notification.name,
        fold(notification.name),
        notification.rooms.every,
        to_json(notification.rooms.own),
        to_json(notification.projects),
        notification.policy,
        notification.send_when_clears,
        notification.enabled,
        _settings_text(notification),
    )


def _settings_text(notification: RoomNotification) -> str:
    plain = settings_plain(notification.when, notification.conditions, notification.message)
    return json.dumps(plain)


def _settings(text: str) -> Settings:
    """The settings again. What this version cannot read was written by another program."""
    if text == "{}":
        return STANDARD
    reader = PlainReader()
    found = read_settings(json.loads(text), "", reader)
    if reader.problems:
        raise ValueError(f"settings of a notification: {reader.problems[0]}")
    return found


@of_row
def _notification(row: tuple[Any, ...], room_ids: tuple[str, ...]) -> RoomNotification:
    (
        row_id,
        subscription,
        integration,
        name,
        every,
        own,
        projects,
        policy,
        clears,
        enabled,
        v,
        text,
    ) = row
    settings = _settings(text)
    return RoomNotification(
        id=row_id,
        subscription_id=subscription,
        integration_id=integration,
        name=name,
        rooms=RoomChoice(every == 1, room_ids, from_json(own)),
        projects=from_json(projects),
        policy=policy,
        send_when_clears=clears == 1,
        enabled=enabled == 1,
        version=v,
        when=settings.when,
        conditions=settings.conditions,
        message=settings.message,
    )
