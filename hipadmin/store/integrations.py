"""Integrations with their rooms."""

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from hipadmin.domain.errors import Dependent, InUse
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Topic
from hipadmin.gently import gently
from hipadmin.store import dependents
from hipadmin.store.rows import Touch, Versioned, fold, of_row, storable, to_ms

_COLUMNS = """SELECT id, name, endpoint, token_ref, ca_certificate, proxy, enabled, version,
    standard FROM integration WHERE deleted_at IS NULL"""
_ROOMS = """SELECT integration_id, id, room, token_ref, enabled, name
    FROM room WHERE deleted_at IS NULL"""


class Integrations:
    """Keeps ports.IntegrationRepository's promises."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch
        self._rows = Versioned(connection, "integration")

    def all(self) -> list[Integration]:
        """See the port."""
        rooms: dict[str, list[Room]] = {}
        found = self._connection.execute(f"{_ROOMS} ORDER BY integration_id, position")
        for owner, room_id, room, token_ref, enabled, name in gently(found):
            rooms.setdefault(owner, []).append(Room(room_id, room, token_ref, enabled == 1, name))
        rows = self._connection.execute(f"{_COLUMNS} ORDER BY name_key, id")
        return [_integration(row, rooms.get(row[0], ())) for row in gently(rows)]

    def get(self, integration_id: str) -> Integration:
        """See the port."""
        row = self._connection.execute(f"{_COLUMNS} AND id = ?", (integration_id,)).fetchone()
        return self._whole(self._rows.live(row, integration_id))

    def by_name(self, name: str) -> Integration | None:
        """See the port."""
        row = self._connection.execute(f"{_COLUMNS} AND name_key = ?", (fold(name),)).fetchone()
        return None if row is None else self._whole(row)

    def names(self, *, but: str = "") -> list[str]:
        """See the port."""
        return self._rows.names(but)

    def insert(self, integration: Integration, at: datetime) -> None:
        """See the port."""
        self._rows.refuse_taken(integration.name, integration.id)
        self._connection.execute(
            """INSERT INTO integration (name, name_key, endpoint, token_ref, ca_certificate, proxy,
                enabled, standard, version, updated_at, created_at, id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (*_values(integration), 1, to_ms(at), to_ms(at), integration.id),
        )
        self._save_rooms(integration)
        self._touch(Topic.INTEGRATIONS)

    def update(self, integration: Integration, expected: int, at: datetime) -> Integration:
        """See the port."""
        self._rows.expect(integration.id, expected)
        self._rows.refuse_taken(integration.name, integration.id)
        self._drop_rooms(integration, at)
        self._connection.execute(
            """UPDATE integration SET name = ?, name_key = ?, endpoint = ?, token_ref = ?,
                ca_certificate = ?, proxy = ?, enabled = ?, standard = ?, version = ?,
                updated_at = ?
                WHERE id = ?""",
            (*_values(integration), expected + 1, to_ms(at), integration.id),
        )
        self._save_rooms(integration)
        self._touch(Topic.INTEGRATIONS)
        return replace(integration, version=expected + 1)

    def delete(self, integration_id: str, expected: int, at: datetime) -> None:
        """See the port."""
        name = self._rows.expect(integration_id, expected)
        if users := self.dependents(integration_id):
            raise InUse(name, users)
        self._rows.mark(integration_id, at, deleted=True)
        self._touch(Topic.INTEGRATIONS)

    def restore(self, integration_id: str, expected: int, at: datetime) -> Integration:
        """See the port."""
        name = self._rows.expect(integration_id, expected, deleted=True)
        self._rows.refuse_taken(name, integration_id)
        self._rows.mark(integration_id, at, deleted=False)
        self._touch(Topic.INTEGRATIONS)
        return self.get(integration_id)

    def bring_back(self, integration: Integration, at: datetime) -> Integration:
        """See the port."""
        version = self._rows.exhume(integration.id)
        if version is not None:
            return self.update(integration, version, at)
        self.insert(integration, at)
        return replace(integration, version=1)

    def step_aside(self, ids: Collection[str]) -> None:
        """See the port."""
        self._rows.step_aside(ids)

    def dependents(self, integration_id: str) -> list[Dependent]:
        """See the port."""
        return dependents.of_integration(self._connection, integration_id)

    def room_dependents(self, room_id: str) -> list[Dependent]:
        """See the port."""
        return dependents.of_room(self._connection, room_id)

    def note_room_name(self, room_id: str, name: str) -> None:
        """See the port."""
        known = storable(name)
        sql = "UPDATE room SET name = ?1 WHERE id = ?2 AND name <> ?1"
        if self._connection.execute(sql, (known, room_id)).rowcount:
            self._touch(Topic.INTEGRATIONS)

    def used_by(self) -> dict[str, int]:
        """See the port."""
        sql = """SELECT integration_id, count(DISTINCT subscription_id) FROM notification
            WHERE deleted_at IS NULL GROUP BY integration_id"""
        return dict(self._connection.execute(sql))

    def _whole(self, row: tuple[Any, ...]) -> Integration:
        sql = f"{_ROOMS} AND integration_id = ? ORDER BY position"
        rooms = self._connection.execute(sql, (row[0],))
        return _integration(row, [_room(found) for found in rooms])

    def _drop_rooms(self, integration: Integration, at: datetime) -> None:
        kept = {room.id for room in integration.rooms}
        sql = f"{_ROOMS} AND integration_id = ?"
        for row in self._connection.execute(sql, (integration.id,)).fetchall():
            room = _room(row)
            if room.id not in kept:
                self._drop_room(room, at)

    def _drop_room(self, room: Room, at: datetime) -> None:
        if users := self.room_dependents(room.id):
            raise InUse(room.shown, users)
        sql = "UPDATE room SET deleted_at = ? WHERE id = ?"
        self._connection.execute(sql, (to_ms(at), room.id))

    def _save_rooms(self, integration: Integration) -> None:
        # Two rooms may trade names, so every key is first made one that cannot clash.
        sql = "UPDATE room SET room_key = char(10) || id WHERE integration_id = ?"
        self._connection.execute(sql, (integration.id,))
        self._connection.executemany(
            """INSERT INTO room (id, integration_id, position, room, room_key, name, token_ref,
                enabled) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET integration_id = excluded.integration_id,
                position = excluded.position, room = excluded.room, room_key = excluded.room_key,
                name = excluded.name, token_ref = excluded.token_ref, enabled = excluded.enabled,
                deleted_at = NULL""",
            [
                (r.id, integration.id, n, r.room, fold(r.room), r.name, r.token_ref, r.enabled)
                for n, r in enumerate(integration.rooms)
            ],
        )


def _values(integration: Integration) -> tuple[object, ...]:
    return (
        integration.name,
        fold(integration.name),
        integration.endpoint,
        integration.token_ref,
        integration.ca_certificate,
        integration.proxy,
        integration.enabled,
        integration.standard,
    )


@of_row
def _integration(row: tuple[Any, ...], rooms: Iterable[Room]) -> Integration:
    row_id, name, endpoint, token_ref, ca_certificate, proxy, enabled, version, standard = row
    return Integration(
        row_id,
        name,
        endpoint,
        token_ref,
        tuple(rooms),
        ca_certificate,
        proxy,
        enabled == 1,
        version,
        standard == 1,
    )


@of_row
def _room(row: tuple[Any, ...]) -> Room:
    _owner, room_id, room, token_ref, enabled, name = row
    return Room(room_id, room, token_ref, enabled == 1, name)
