"""What lists ask about events, deliveries and alerts: keyset pages over a million rows."""

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hipadmin.domain.activity import (
    DeliveryFilter,
    DeliveryRow,
    EventFilter,
    EventRow,
    Hour,
    NamedVerdict,
    Numbers,
    Refusal,
)
from hipadmin.gently import gently
from hipadmin.store.activity_rows import (
    DELIVERIES,
    EVENTS,
    VERDICTS,
    delivery_row,
    event_row,
)
from hipadmin.store.narrowing import Where, of_alerts, of_deliveries, of_events
from hipadmin.store.rows import from_ms, maybe_time, to_ms
from hipadmin.store.schema.relay import OPEN

if TYPE_CHECKING:
    from hipadmin.domain.alert import Alert, AlertFilter


class Activity:
    """Keeps ports.ActivityRepository's promises."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def events(
        self, wanted: EventFilter, *, limit: int, before: int | None = None, after: int = 0
    ) -> list[EventRow]:
        """See the port."""
        where = of_events(wanted, before, after)
        rows = self._page(f"{EVENTS} {where.sql} ORDER BY id DESC", where, limit)
        return [event_row(row) for row in gently(rows)]

    def count_events(self, wanted: EventFilter) -> int:
        """See the port."""
        where = of_events(wanted)
        sql = f"SELECT count(*) FROM event {where.sql}"
        [count] = self._connection.execute(sql, where.values).fetchone()
        return int(count)

    def deliveries(
        self, wanted: DeliveryFilter, *, limit: int, before: int | None = None, after: int = 0
    ) -> list[DeliveryRow]:
        """See the port."""
        where = of_deliveries(wanted, before, after)
        rows = self._page(f"{DELIVERIES} {where.sql} ORDER BY d.id DESC", where, limit)
        return [delivery_row(row) for row in gently(rows)]

    def deliveries_of(self, event_ids: Collection[int]) -> list[DeliveryRow]:
        """See the port."""
        return self._deliveries("d.event_id", event_ids)

    def deliveries_called(self, ids: Collection[int]) -> list[DeliveryRow]:
        """See the port."""
        return self._deliveries("d.id", ids)

    def _deliveries(self, column: str, numbers: Collection[int]) -> list[DeliveryRow]:
        sql = f"""{DELIVERIES} WHERE {column} IN (SELECT value FROM json_each(?))
            AND {column} IS NOT NULL ORDER BY d.id"""
        rows = self._connection.execute(sql, (json.dumps(sorted(numbers)),))
        return [delivery_row(row) for row in gently(rows)]

    def forgotten(self, event_ids: Collection[int]) -> frozenset[int]:
        """See the port."""
        sql = """SELECT value FROM json_each(?)
            WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.id = value)"""
        rows = self._connection.execute(sql, (json.dumps(sorted(event_ids)),))
        return frozenset(number for (number,) in rows)

    def alerts(
        self, wanted: "AlertFilter", *, limit: int, before: int | None = None, after: int = 0
    ) -> "list[Alert]":
        """See the port."""
        from hipadmin.store.alerts import COLUMNS, alert_of  # the page that shows them asks

        where = of_alerts(wanted, before, after)
        sql = f"SELECT {COLUMNS} FROM alert {where.sql} ORDER BY number DESC"
        return [alert_of(row) for row in self._page(sql, where, limit)]

    def refusals(self, subscription_id: str | None, limit: int) -> list[Refusal]:
        """See the port."""
        where = Where("id", None, 0)
        if subscription_id is not None:
            where.add("subscription_id = ?", subscription_id)
        sql = f"""SELECT id, subscription_id, code, text, first_at, last_at, count FROM refusal
            {where.sql} ORDER BY id DESC"""
        return [
            Refusal(number, of, code, text, from_ms(first), from_ms(last), count)
            for number, of, code, text, first, last, count in self._page(sql, where, limit)
        ]

    def named_verdicts(self, event_ids: Collection[int]) -> Mapping[int, list[NamedVerdict]]:
        """See the port."""
        from hipadmin.store.bodies import verdict_of  # numbers need no events

        found: dict[int, list[NamedVerdict]] = {number: [] for number in event_ids}
        rows = self._connection.execute(VERDICTS, (json.dumps(sorted(event_ids)),))
        for number, *verdict, notification, room in rows:
            found[number].append(NamedVerdict(verdict_of(*verdict), notification, room))
        return found

    def hours(self, since: datetime) -> Mapping[str, list[Hour]]:
        """See the port."""
        sql = """SELECT integration_id, hour, delivered, failed FROM tally
            WHERE hour > ? - 3600000 ORDER BY integration_id, hour"""
        found: dict[str, list[Hour]] = {}
        for integration, hour, delivered, failed in self._connection.execute(sql, (to_ms(since),)):
            found.setdefault(integration, []).append(Hour(from_ms(hour), delivered, failed))
        return found

    def last_deliveries(self, integration_ids: Collection[str]) -> Mapping[str, datetime]:
        """See the port."""
        sql = """SELECT settled_at FROM delivery WHERE integration_id = ? AND state = 'delivered'
            ORDER BY id DESC LIMIT 1"""
        rows = {key: self._connection.execute(sql, (key,)).fetchone() for key in integration_ids}
        return {key: from_ms(row[0]) for key, row in rows.items() if row is not None}

    def numbers(self, subscription_id: str = "") -> Numbers:
        """See the port."""
        of = "AND subscription_id = ?1" if subscription_id else "AND ?1 = ''"
        [waiting, oldest] = self._connection.execute(
            f"""SELECT count(*), min(created_at) FROM delivery INDEXED BY delivery_open
                WHERE {OPEN} {of}""",
            (subscription_id,),
        ).fetchone()
        sql = f"""SELECT count(*) FROM delivery INDEXED BY delivery_failed
            WHERE state = 'failed' {of}"""
        [failed] = self._connection.execute(sql, (subscription_id,)).fetchone()
        sql = "SELECT count(*) FROM lane WHERE blocked_at IS NOT NULL"
        [blocked] = self._connection.execute(sql).fetchone()
        return Numbers(waiting, failed, blocked, maybe_time(oldest))

    def _page(self, sql: str, where: Where, limit: int) -> Sequence[tuple[Any, ...]]:
        values = (*where.values, max(limit, 0))
        return self._connection.execute(f"{sql} LIMIT ?", values).fetchall()
