"""The queues of rooms and people, and the limits they share."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hipadmin.domain.errors import NotFound
from hipadmin.domain.outbox import Block, Lane, Parcel, Placed
from hipadmin.domain.ports import Topic
from hipadmin.domain.rates import Allowance
from hipadmin.domain.token import TokenKind
from hipadmin.store.rows import Touch, from_ms, maybe_time, of_row, several, storable, to_ms
from hipadmin.store.schema.relay import OPEN

_SELECT = """SELECT lane.id, lane.key, lane.integration_id, lane.room_id, lane.address,
    lane.next_at, lane.owner, lane.lease_until, lane.held_for, lane.blocked_at, lane.block_code,
    lane.block_text, lane.block_mark FROM lane"""
IDLE = "(next_at IS NULL AND lease_until IS NULL AND blocked_at IS NULL)"
"""Whether nobody waits for anything in a lane, so that what comes first is due at once."""
_NEXT = f"""next_at = (SELECT max(due_at, ?) FROM delivery
    WHERE lane_id = lane.id AND {OPEN} ORDER BY seq LIMIT 1)"""
"""When the head of a lane is due, and no earlier than given; NULL where nothing waits."""
_OF = f"SELECT id, {IDLE} FROM lane WHERE key = ?"
_TOKEN = "coalesce(room.token_ref, integration.token_ref)"  # noqa: S105
_FREED = f"""{_SELECT}
    LEFT JOIN integration ON integration.id = lane.integration_id
        AND integration.deleted_at IS NULL AND integration.enabled
    LEFT JOIN room ON room.id = lane.room_id AND room.deleted_at IS NULL AND room.enabled
    LEFT JOIN room_result AS result ON result.room_id = lane.room_id
    WHERE lane.blocked_at IS NOT NULL AND (
        integration.id IS NULL OR (lane.room_id IS NOT NULL AND room.id IS NULL)
        OR lane.block_mark <> integration.endpoint || ' ' || coalesce({_TOKEN}, '-') || ' '
            || coalesce(room.room, lane.address)
        OR (result.outcome = 'ok' AND result.at > lane.blocked_at))"""

_HURRY_OFF = f"""UPDATE lane SET next_at = ?1 WHERE next_at > ?1 AND (
    NOT EXISTS (SELECT 1 FROM integration WHERE integration.id = lane.integration_id
        AND integration.deleted_at IS NULL AND integration.enabled)
    OR (lane.room_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM room
        WHERE room.id = lane.room_id AND room.deleted_at IS NULL AND room.enabled))
    OR (SELECT delivery.event_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM notification
            WHERE notification.id = delivery.notification_id
            AND notification.deleted_at IS NULL AND notification.enabled)
        FROM delivery WHERE delivery.lane_id = lane.id AND {OPEN} ORDER BY seq LIMIT 1))"""


class Lanes:
    """Keeps ports.LaneRepository's promises."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch

    def of(self, parcel: Parcel) -> Placed:
        """See the port."""
        to = parcel.recipient
        row = self._connection.execute(_OF, (to.key,)).fetchone()
        if row is not None:
            return Placed(row[0], row[1] == 1)
        cursor = self._connection.execute(
            """INSERT INTO lane (key, integration_id, room_id, address, owner, held_for, block_code,
                block_text, block_mark) VALUES (?, ?, ?, ?, '', '', '', '', '')""",
            (to.key, to.integration_id, to.room.id if to.room else None, to.address),
        )
        return Placed(cursor.lastrowid or 0, True)

    def get(self, lane_id: int) -> Lane:
        """See the port."""
        row = self._connection.execute(f"{_SELECT} WHERE id = ?", (lane_id,)).fetchone()
        if row is None:
            raise NotFound("lane", str(lane_id))
        return _lane(row)

    def due(self, now: datetime, limit: int) -> list[Lane]:
        """See the port."""
        return self._select("next_at <= ? ORDER BY next_at LIMIT ?", (to_ms(now), limit))

    def next_due(self) -> datetime | None:
        """See the port."""
        sql = "SELECT min(next_at) FROM lane WHERE next_at IS NOT NULL"
        [first] = self._connection.execute(sql).fetchone()
        return maybe_time(first)

    def expired(self, now: datetime, limit: int) -> list[Lane]:
        """See the port."""
        return self._select("lease_until <= ? ORDER BY lease_until LIMIT ?", (to_ms(now), limit))

    def blocked(self, integration_id: str = "") -> list[Lane]:
        """See the port."""
        sql = "blocked_at IS NOT NULL AND (?1 = '' OR integration_id = ?1) ORDER BY blocked_at, id"
        return self._select(sql, (integration_id,))

    def freed(self) -> list[Lane]:
        """See the port."""
        return [_lane(row) for row in self._connection.execute(_FREED)]

    def hurry_off(self, now: datetime) -> int:
        """See the port."""
        return self._connection.execute(_HURRY_OFF, (to_ms(now),)).rowcount

    def bring_near(self, now: datetime, latest: datetime) -> int:
        """See the port."""
        far = "SELECT id FROM lane WHERE next_at > ?2"
        values, execute = (to_ms(now), to_ms(latest)), self._connection.execute
        if execute(f"SELECT EXISTS ({far}) WHERE ?1", values).fetchone() == (0,):
            return 0
        execute("DELETE FROM allowance WHERE resets_at > ?", (to_ms(latest),))
        sql = f"UPDATE delivery SET due_at = ?1 WHERE {OPEN} AND due_at > ?1 AND lane_id IN ({far})"
        execute(sql, values)
        sql = "UPDATE lane SET next_at = ?1, held_for = '' WHERE next_at > ?2"
        return execute(sql, values).rowcount

    def owned(self, owner: str) -> list[Lane]:
        """See the port."""
        return self._select("lease_until IS NOT NULL AND owner = ? ORDER BY id", (owner,))

    def lease(self, lane_ids: Sequence[int], owner: str, until: datetime) -> None:
        """See the port."""
        if lane_ids:
            marks, values = several([(number,) for number in lane_ids])
            sql = f"""UPDATE lane SET owner = ?, lease_until = ?, next_at = NULL, held_for = ''
                WHERE id IN ({marks})"""
            self._connection.execute(sql, (owner, to_ms(until), *values))

    def renew(self, owner: str, until: datetime) -> int:
        """See the port. The delivery that is under way has the same end."""
        values = (to_ms(until), owner)
        sql = """UPDATE delivery SET lease_until = ?1 WHERE id IN (SELECT delivery.id FROM lane
            JOIN delivery ON delivery.lane_id = lane.id AND delivery.state = 'sending'
            WHERE lane.lease_until IS NOT NULL AND lane.owner = ?2) AND owner = ?2"""
        self._connection.execute(sql, values)
        sql = "UPDATE lane SET lease_until = ? WHERE lease_until IS NOT NULL AND owner = ?"
        return self._connection.execute(sql, values).rowcount

    def release(self, *lane_ids: int, not_before: datetime, held_for: str = "") -> None:
        """See the port."""
        if lane_ids:
            marks, values = several([(number,) for number in lane_ids])
            sql = f"""UPDATE lane SET owner = '', lease_until = NULL, held_for = ?, {_NEXT}
                WHERE id IN ({marks}) AND blocked_at IS NULL"""
            self._connection.execute(sql, (held_for, to_ms(not_before), *values))

    def refresh(self, lane_id: int, now: datetime) -> None:
        """See the port."""
        sql = f"UPDATE lane SET {_NEXT} WHERE id = ? AND lease_until IS NULL AND blocked_at IS NULL"
        self._connection.execute(sql, (to_ms(now), lane_id))

    def block(self, lane_id: int, block: Block) -> None:
        """See the port."""
        self._connection.execute(
            """UPDATE lane SET owner = '', lease_until = NULL, next_at = NULL, held_for = '',
                blocked_at = ?, block_code = ?, block_text = ?, block_mark = ? WHERE id = ?""",
            (to_ms(block.at), block.code, storable(block.text), block.mark, lane_id),
        )
        self._touch(Topic.DELIVERIES)

    def unblock(self, lane_id: int, now: datetime) -> None:
        """See the port."""
        self._connection.execute(
            """UPDATE lane SET blocked_at = NULL, block_code = '', block_text = '', block_mark = ''
                WHERE id = ?""",
            (lane_id,),
        )
        self.refresh(lane_id, now)
        self._touch(Topic.DELIVERIES)

    def sharing(self, integration_id: str, lane_id: int) -> int:
        """See the port."""
        sql = """SELECT count(*) FROM lane
            WHERE integration_id = ? AND next_at IS NOT NULL AND id <> ?"""
        [count] = self._connection.execute(sql, (integration_id, lane_id)).fetchone()
        return int(count)

    def allowances(self, *keys: str) -> Mapping[str, Allowance]:
        """See the port."""
        marks, values = several([(key,) for key in keys])
        sql = f"SELECT key, most, remaining, resets_at FROM allowance WHERE key IN ({marks})"
        rows = self._connection.execute(sql, values)
        return {key: Allowance(most, left, from_ms(resets)) for key, most, left, resets in rows}

    def save_allowances(self, allowances: Mapping[str, Allowance]) -> None:
        """See the port."""
        if allowances:
            rows = [(key, a.limit, a.left, to_ms(a.resets_at)) for key, a in allowances.items()]
            marks, values = several(rows)
            sql = (
                f"INSERT OR REPLACE INTO allowance (key, most, remaining, resets_at) VALUES {marks}"
            )
            self._connection.execute(sql, values)

    def in_flight(self, token_ref: str) -> int:
        """See the port."""
        sql = f"""SELECT count(*) FROM lane
            JOIN integration ON integration.id = lane.integration_id
            LEFT JOIN room ON room.id = lane.room_id
            WHERE lane.lease_until IS NOT NULL AND {_TOKEN} = ?
            AND EXISTS (SELECT 1 FROM delivery
                WHERE lane_id = lane.id AND {OPEN} AND state = 'sending')"""
        [count] = self._connection.execute(sql, (token_ref,)).fetchone()
        return int(count)

    def token_kind(self, token_ref: str) -> TokenKind | None:
        """See the port."""
        sql = "SELECT kind FROM token_info WHERE ref_id = ?"
        row = self._connection.execute(sql, (token_ref,)).fetchone()
        return None if row is None else TokenKind(row[0])

    def _select(self, where: str, values: tuple[object, ...]) -> list[Lane]:
        return [_lane(row) for row in self._connection.execute(f"{_SELECT} WHERE {where}", values)]


@of_row
def _lane(row: tuple[Any, ...]) -> Lane:
    number, key, integration, room, address, next_at, owner, lease, held_for, *block = row
    blocked_at, code, text, mark = block
    return Lane(
        number,
        key,
        integration,
        room,
        address,
        maybe_time(next_at),
        owner,
        maybe_time(lease),
        held_for,
        None if blocked_at is None else Block(from_ms(blocked_at), code, text, mark),
    )
