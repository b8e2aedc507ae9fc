"""The newest result of each room."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hipadmin.domain.health import Outcome, RoomResult
from hipadmin.domain.ports import Topic
from hipadmin.gently import gently
from hipadmin.store.rows import (
    Touch,
    from_ms,
    maybe_ms,
    maybe_time,
    of_row,
    several,
    storable,
    to_ms,
)

_SELECT = "SELECT room_id, at, outcome, status, elapsed_ms, failing_since, text FROM room_result"


class Results:
    """Keeps ports.ResultRepository's promises."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch

    def latest(self) -> dict[str, RoomResult]:
        """See the port."""
        return {row[0]: _result(row) for row in gently(self._connection.execute(_SELECT))}

    def of_room(self, room_id: str) -> RoomResult | None:
        """See the port."""
        row = self._connection.execute(f"{_SELECT} WHERE room_id = ?", (room_id,)).fetchone()
        return None if row is None else _result(row)

    def save(self, result: RoomResult) -> RoomResult:
        """See the port. For a room that has been removed meanwhile nothing is kept."""
        at = from_ms(to_ms(result.at))
        kept = RoomResult(
            result.room_id,
            at,
            result.outcome,
            result.status,
            result.elapsed_ms,
            self._since(result.room_id, result.outcome, at),
            storable(result.text),
        )
        self._keep([kept])
        return kept

    def save_good(self, results: Sequence[RoomResult]) -> None:
        """See the port."""
        if results:
            self._keep(results)

    def _keep(self, results: Sequence[RoomResult]) -> None:
        marks, values = several([_values(result) for result in results])
        sql = f"""INSERT INTO room_result
            (at, outcome, status, elapsed_ms, failing_since, text, room_id)
            WITH new (at, outcome, status, elapsed_ms, failing_since, text, room)
            AS (VALUES {marks}) SELECT new.* FROM new JOIN room ON room.id = new.room WHERE true
            ON CONFLICT DO UPDATE SET at = excluded.at, outcome = excluded.outcome,
            status = excluded.status, elapsed_ms = excluded.elapsed_ms,
            failing_since = excluded.failing_since, text = excluded.text"""
        if self._connection.execute(sql, values).rowcount > 0:
            self._touch(Topic.RESULTS)

    def _since(self, room_id: str, outcome: Outcome, at: datetime) -> datetime | None:
        if outcome is Outcome.OK:
            return None
        known = self.of_room(room_id)
        before = known.failing_since if known else None
        return before if outcome is Outcome.NOT_SENT else before or at


def _values(result: RoomResult) -> tuple[object, ...]:
    return (
        to_ms(result.at),
        result.outcome.value,
        result.status,
        result.elapsed_ms,
        maybe_ms(result.failing_since),
        storable(result.text),
        result.room_id,
    )


@of_row
def _result(row: tuple[Any, ...]) -> RoomResult:
    room_id, at, outcome, status, elapsed_ms, failing_since, text = row
    return RoomResult(
        room_id, from_ms(at), Outcome(outcome), status, elapsed_ms, maybe_time(failing_since), text
    )
