"""The outbox: what is owed, in the order of its lanes."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from hipadmin.domain.delivery import TRIES, Delivery, DeliveryState
from hipadmin.domain.digest import Part
from hipadmin.domain.errors import NotFound
from hipadmin.domain.event_state import EventState
from hipadmin.domain.message import Message
from hipadmin.domain.outbox import (
    DAMAGED,
    Attempt,
    DamagedDelivery,
    Parcel,
    Placed,
    Queued,
    Ready,
    Route,
    Switches,
)
from hipadmin.domain.ports import Topic
from hipadmin.store.activity_rows import cause_of
from hipadmin.store.attempts import Attempts
from hipadmin.store.bodies import message_of, message_text
from hipadmin.store.lanes import Lanes
from hipadmin.store.rows import Touch, UnreadableRow, from_ms, maybe_ms, maybe_time, several, to_ms
from hipadmin.store.schema.relay import OPEN, WAITING

T = TypeVar("T")

_OWN = """d.id, d.lane_id, d.seq, d.state, d.cause, d.created_at, d.due_at, d.expires_at,
    d.settled_at, d.attempts, d.tried, d.duplicate, d.owner, d.lease_until, d.event_id, d.needs,
    d.merged_into, d.subscription_id, d.notification_id, d.integration_id, d.title"""
_OWN_COUNT = 21
_READY = f"""SELECT {_OWN}, CAST(m.message AS BLOB),
    i.enabled, CASE WHEN lane.room_id IS NULL THEN 1 ELSE r.enabled END, n.enabled, t.state,
    i.endpoint, i.ca_certificate, i.proxy, coalesce(r.token_ref, i.token_ref),
    coalesce(r.room, lane.address),
    e.title, e.link, e.state, coalesce(e.at, e.received_at), e.alert
    FROM delivery AS d
    JOIN lane ON lane.id = d.lane_id
    LEFT JOIN delivery_message AS m ON m.delivery_id = d.id
    LEFT JOIN integration AS i ON i.id = lane.integration_id AND i.deleted_at IS NULL
    LEFT JOIN room AS r ON r.id = lane.room_id AND r.deleted_at IS NULL
    LEFT JOIN notification AS n ON n.id = d.notification_id AND n.deleted_at IS NULL
    LEFT JOIN delivery AS t ON t.id = d.needs
    LEFT JOIN event AS e ON e.id = d.event_id"""
"""The switches are joined as they are now: whoever leases reads them in its own transaction.

The message comes as bytes: one that is no text is that one's damage, not the end of the reading.
"""
_OFF = """(i.enabled IS NOT 1 OR n.enabled IS NOT 1
    OR (lane.room_id IS NOT NULL AND r.enabled IS NOT 1))"""
_INSERT = """INSERT INTO delivery (lane_id, seq, state, created_at, due_at, expires_at, attempts,
    tried, duplicate, owner, event_id, needs, subscription_id, notification_id, integration_id,
    title, search) SELECT ?, coalesce(?, (SELECT coalesce(max(id), 0) + 1 FROM delivery)),
    'pending', ?, ?, ?, 0, 0, 0, '', ?, ?, ?, ?, ?, ?, ?"""
_HOUR_MS = 3_600_000


class Deliveries(Attempts):
    """Keeps ports.DeliveryRepository's promises."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        super().__init__(connection)
        self._touch = touch
        self._lanes = Lanes(connection, touch)

    def add(self, parcel: Parcel) -> Placed:
        """See the port."""
        lane, to = self._lanes.of(parcel), parcel.recipient
        at = to_ms(parcel.created_at)
        times = (at, at, maybe_ms(parcel.expires_at))
        owners = (parcel.subscription_id, parcel.notification_id, to.integration_id)
        search = f"{parcel.title}\n{to.shown}".casefold()
        number = self._insert(
            (lane.id, None, *times, parcel.event_id, parcel.needs, *owners, parcel.title, search),
            parcel.message,
        )
        if lane.due:
            self._connection.execute("UPDATE lane SET next_at = ? WHERE id = ?", (at, lane.id))
        return Placed(number, lane.due)

    def add_digest(
        self, parts: Sequence[Queued], message: Message, title: str, at: datetime
    ) -> Queued:
        """See the port."""
        first = parts[0]
        owners = (first.subscription_id, first.notification_id, first.integration_id)
        times = (to_ms(at), to_ms(at), None)
        number = self._insert(
            (first.lane_id, first.seq, *times, None, None, *owners, title, title.casefold()),
            message,
        )
        return self.get(number)

    def _insert(self, values: Sequence[object], message: Message) -> int:
        number = self._connection.execute(_INSERT, values).lastrowid or 0
        sql = "INSERT INTO delivery_message (delivery_id, message) VALUES (?, ?)"
        self._connection.execute(sql, (number, message_text(message)))
        self._touch(Topic.DELIVERIES)
        return number

    def get(self, delivery_id: int) -> Queued:
        """See the port."""
        sql = f"SELECT {_OWN} FROM delivery AS d WHERE d.id = ?"
        row = self._connection.execute(sql, (delivery_id,)).fetchone()
        if row is None:
            raise NotFound("delivery", str(delivery_id))
        return _read(_queued, row)

    def message(self, delivery_id: int) -> Message | None:
        """See the port."""
        sql = "SELECT CAST(message AS BLOB) FROM delivery_message WHERE delivery_id = ?"
        for row in self._connection.execute(sql, (delivery_id,)):
            with suppress(DamagedDelivery):
                return _read(lambda found: message_of(found[1]), (delivery_id, *row))
        return None

    def head(self, lane_id: int, limit: int = 1) -> list[Ready]:
        """See the port."""
        where = f"d.lane_id = ? AND d.{OPEN} ORDER BY d.seq LIMIT ?"
        return self._ready(where, (lane_id, limit))

    def heads(self, lane_ids: Sequence[int]) -> list[Ready]:
        """See the port."""
        if not lane_ids:
            return []
        marks, values = several([(number,) for number in lane_ids])
        first = f"""SELECT o.id FROM delivery AS o WHERE o.lane_id = asked.id AND o.{OPEN}
            ORDER BY o.seq LIMIT 1"""
        where = f"d.id IN (SELECT ({first}) FROM lane AS asked WHERE asked.id IN ({marks}))"
        return self._ready(where, values)

    def under_way(self, lane_id: int) -> list[Queued]:
        """See the port."""
        sql = f"""SELECT {_OWN} FROM delivery AS d
            WHERE d.lane_id = ? AND d.{OPEN} AND d.state = 'sending'"""
        return [_read(_queued, row) for row in self._connection.execute(sql, (lane_id,))]

    def parts(self, delivery_id: int) -> list[Ready]:
        """See the port."""
        where = "d.merged_into = ? AND d.merged_into IS NOT NULL ORDER BY d.seq"
        return self._ready(where, (delivery_id,))

    def _ready(self, where: str, values: Sequence[object]) -> list[Ready]:
        rows = self._connection.execute(f"{_READY} WHERE {where}", values)
        return [_read(_ready, row) for row in rows]

    def waiting(self, lane_ids: Sequence[int], limit: int) -> Mapping[int, int]:
        """See the port."""
        if not lane_ids:
            return {}
        marks, values = several([(number,) for number in lane_ids])
        sql = f"""SELECT id, (SELECT count(*) FROM
            (SELECT 1 FROM delivery WHERE lane_id = lane.id AND {OPEN} LIMIT ?))
            FROM lane WHERE id IN ({marks})"""
        return dict(self._connection.execute(sql, (limit, *values)))

    def stale(self, now: datetime, limit: int) -> list[Queued]:
        """See the port."""
        sql = f"""SELECT {_OWN} FROM delivery AS d WHERE d.expires_at IS NOT NULL
            AND d.expires_at <= ? AND d.{WAITING} ORDER BY d.expires_at LIMIT ?"""
        rows = self._connection.execute(sql, (to_ms(now), limit))
        return [_read(_queued, row) for row in rows]

    def switched_off(self, limit: int) -> list[Ready]:
        """See the port."""
        # the plus keeps it from the index of all that ever had an event
        where = f"d.{OPEN} AND d.{WAITING} AND +d.event_id IS NOT NULL AND {_OFF} LIMIT ?"
        return self._ready(where, (limit,))

    def save(self, delivery: Delivery) -> None:
        """See the port."""
        number, *life = _life(delivery)
        self._connection.execute(
            """UPDATE delivery SET state = ?, cause = ?, due_at = ?, expires_at = ?, settled_at = ?,
                attempts = ?, duplicate = ?, owner = ?, lease_until = ? WHERE id = ?""",
            (*life, number),
        )
        if delivery.merged_into is not None:  # apart: to look for what it refers to costs the most
            sql = "UPDATE delivery SET merged_into = ? WHERE id = ?"
            self._connection.execute(sql, (delivery.merged_into, delivery.id))
        self._touch(Topic.DELIVERIES)

    def save_tries(self, tries: Sequence[tuple[Delivery, int]]) -> None:
        """See the port."""
        if not tries:
            return
        marks, values = several([(*_life(delivery), tried) for delivery, tried in tries])
        self._connection.execute(
            f"""WITH new (id, state, cause, due_at, expires_at, settled_at, attempts, duplicate,
                owner, lease_until, tried) AS (VALUES {marks})
                UPDATE delivery SET state = new.state, cause = new.cause, due_at = new.due_at,
                expires_at = new.expires_at, settled_at = new.settled_at, attempts = new.attempts,
                duplicate = new.duplicate, owner = new.owner, lease_until = new.lease_until,
                tried = new.tried FROM new WHERE delivery.id = new.id""",
            values,
        )
        self._touch(Topic.DELIVERIES)

    def tried_by(self, owner: str, delivery_ids: Sequence[int]) -> Mapping[int, int]:
        """See the port."""
        if not delivery_ids:
            return {}
        marks, values = several([(number,) for number in delivery_ids])
        sql = f"""SELECT id, tried FROM delivery
            WHERE id IN ({marks}) AND state = 'sending' AND owner = ?"""
        return dict(self._connection.execute(sql, (*values, owner)))

    def set_aside(self, delivery_id: int, at: datetime) -> Queued:
        """See the port. Whatever may be wrong with the row is put right."""
        sql = "UPDATE delivery SET merged_into = NULL WHERE id = ?"
        self._connection.execute(sql, (delivery_id,))
        sql = f"""UPDATE delivery SET state = 'failed', cause = 'rejected', settled_at = ?1,
            created_at = max(0, min(created_at, ?1)), due_at = ?1, expires_at = NULL,
            attempts = max(0, min(attempts, {TRIES})),
            tried = max(0, tried, min(attempts, {TRIES})) + 1, owner = '', lease_until = NULL
            WHERE id = ?2 AND state NOT IN ('delivered', 'dropped', 'merged') RETURNING tried"""
        for (tried,) in self._connection.execute(sql, (to_ms(at), delivery_id)).fetchall():
            self.record([(delivery_id, Attempt(tried, at, at, "", DAMAGED))])
        self._touch(Topic.DELIVERIES)
        return self.get(delivery_id)

    def save_message(self, delivery_id: int, message: Message) -> None:
        """See the port."""
        sql = "UPDATE delivery_message SET message = ? WHERE delivery_id = ?"
        self._connection.execute(sql, (message_text(message), delivery_id))

    def tally(self, integration_id: str, at: datetime, *, delivered: bool, count: int = 1) -> None:
        """See the port."""
        hour = to_ms(at) // _HOUR_MS * _HOUR_MS
        self._connection.execute(
            """INSERT INTO tally (integration_id, hour, delivered, failed) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET delivered = delivered + excluded.delivered,
                failed = failed + excluded.failed""",
            (integration_id, hour, count * delivered, count * (not delivered)),
        )


def _read(make: Callable[[tuple[Any, ...]], T], row: tuple[Any, ...]) -> T:
    """What ``make`` makes of a row that begins with its number. Raises DamagedDelivery."""
    try:
        return make(row)
    except (UnreadableRow, ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise DamagedDelivery(row[0]) from error


def _life(delivery: Delivery) -> tuple[object, ...]:
    return (
        delivery.id,
        delivery.state.value,
        delivery.cause,
        to_ms(delivery.due_at),
        maybe_ms(delivery.expires_at),
        maybe_ms(delivery.settled_at),
        delivery.attempts,
        delivery.duplicate,
        delivery.owner,
        maybe_ms(delivery.lease_until),
    )


def _queued(row: tuple[Any, ...]) -> Queued:
    number, lane, seq, state, cause, created, due, expires, settled, attempts, tried, *rest = row
    duplicate, owner, lease, event, needs, into, subscription, notification, integration, title = (
        rest
    )
    delivery = Delivery(
        created_at=from_ms(created),
        due_at=from_ms(due),
        id=number,
        state=DeliveryState(state),
        attempts=attempts,
        owner=owner,
        lease_until=maybe_time(lease),
        expires_at=maybe_time(expires),
        duplicate=duplicate == 1,
        cause=cause_of(cause),
        settled_at=maybe_time(settled),
        merged_into=into,
    )
    return Queued(
        delivery, lane, seq, tried, subscription, notification, integration, title, event, needs
    )


def _ready(row: tuple[Any, ...]) -> Ready:
    message = message_of(row[_OWN_COUNT])
    integration, room, notification, trigger, *rest = row[_OWN_COUNT + 1 :]
    endpoint, certificate, proxy, token, address, *event = rest
    switches = Switches(
        _switch(integration),
        _switch(room),
        _switch(notification),
        DeliveryState(trigger) if trigger else None,
    )
    route = Route(endpoint, certificate, proxy, token, address) if endpoint is not None else None
    return Ready(_queued(row[:_OWN_COUNT]), switches, route, message, _part(event, message))


def _switch(value: int | None) -> bool | None:
    return None if value is None else value == 1


def _part(event: Sequence[Any], message: Message) -> Part | None:
    title, link, state, at, alert = event
    if title is None:
        return None
    return Part(title, link, EventState(state), from_ms(at), message, alert or 0)
