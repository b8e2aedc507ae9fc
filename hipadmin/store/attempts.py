"""What was tried: each attempt to send a delivery."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from hipadmin.domain.delivery import Result, ResultKind
from hipadmin.domain.outbox import Attempt
from hipadmin.store.rows import from_ms, of_row, several, storable, to_ms

_COLUMNS = """number, started_at, ended_at, worker, outcome, status, code, text, unknown, wait_ms,
    elapsed_ms, request, answer"""


class Attempts:
    """The part of ports.DeliveryRepository that is about attempts."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def record(self, attempts: Sequence[tuple[int, Attempt]]) -> None:
        """See the port. What was recorded under its number already stays."""
        if attempts:
            marks, values = several([_row(*each) for each in attempts])
            sql = f"INSERT OR IGNORE INTO attempt (delivery_id, {_COLUMNS}) VALUES {marks}"
            self._connection.execute(sql, values)

    def attempts(self, delivery_id: int) -> list[Attempt]:
        """See the port."""
        sql = f"SELECT {_COLUMNS} FROM attempt WHERE delivery_id = ? ORDER BY number"
        return [_attempt(row) for row in self._connection.execute(sql, (delivery_id,))]


def _row(delivery_id: int, attempt: Attempt) -> tuple[object, ...]:
    result = attempt.result
    return (
        delivery_id,
        attempt.number,
        to_ms(attempt.started_at),
        to_ms(attempt.ended_at),
        attempt.worker,
        result.kind.value,
        result.status,
        result.code,
        storable(result.text),
        result.unknown,
        round(result.wait_s * 1000),
        result.elapsed_ms,
        storable(attempt.request),
        storable(attempt.answer),
    )


@of_row
def _attempt(row: tuple[Any, ...]) -> Attempt:
    number, started, ended, worker, outcome, status, code, text, unknown, wait, elapsed, *told = row
    result = Result(ResultKind(outcome), status, code, text, unknown == 1, wait / 1000, elapsed)
    return Attempt(number, from_ms(started), from_ms(ended), worker, result, *told)
