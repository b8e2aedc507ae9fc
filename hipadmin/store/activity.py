"""What lists ask about events, deliveries and alerts: keyset pages over a million rows."""

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from hipadmin.domain.activity import (
    DeliveryFilter,
    DeliveryRow,
    EventFilter,
    EventRow,
    Hour,
    NamedVerdict,
    Numbers,
    Refusal,
    words_of,
)
from hipadmin.domain.alert import Alert, AlertFilter
from hipadmin.domain.delivery import Cause, DeliveryState
from hipadmin.domain.event_state import EventState
from hipadmin.store.alerts import COLUMNS as ALERT_COLUMNS
from hipadmin.store.alerts import alert_of
from hipadmin.store.bodies import verdict_of
from hipadmin.store.rows import from_ms, maybe_time, to_ms
from hipadmin.store.schema.relay import OPEN

_EVENTS = """SELECT id, received_at, at, subscription_id, state, title, kind, project, branch,
    severity, actor, link, passed, coalesce(alert, 0) FROM event"""
_ROOM = "coalesce(nullif(room.name, ''), room.room, lane.address)"
_DELIVERIES = f"""SELECT d.id, d.created_at, d.state, d.cause, d.title, {_ROOM}, d.lane_id,
    d.subscription_id, d.notification_id, coalesce(notification.name, ''), d.integration_id,
    d.tried, d.due_at, d.settled_at, d.expires_at, d.duplicate, d.event_id, d.merged_into,
    CASE WHEN d.event_id IS NULL THEN (SELECT count(*) FROM delivery AS part
        WHERE part.merged_into = d.id AND part.merged_into IS NOT NULL) ELSE 0 END
    FROM delivery AS d JOIN lane ON lane.id = d.lane_id
    LEFT JOIN room ON room.id = lane.room_id
    LEFT JOIN notification ON notification.id = d.notification_id"""
_VERDICTS = f"""SELECT verdict.event_id, verdict.notification_id, verdict.recipient, verdict.held,
    verdict.params, coalesce(notification.name, ''),
    CASE WHEN verdict.recipient = '' THEN '' ELSE coalesce({_ROOM}, verdict.recipient) END
    FROM verdict
    LEFT JOIN notification ON notification.id = verdict.notification_id
    LEFT JOIN lane ON lane.key = verdict.recipient
    LEFT JOIN room ON room.id = verdict.recipient
    WHERE verdict.event_id IN (SELECT value FROM json_each(?))
    ORDER BY verdict.event_id, notification.name_key, verdict.notification_id, verdict.recipient"""


class _Where:
    """Conditions that narrow, and the values in them."""

    def __init__(self, number: str, before: int | None, after: int) -> None:
        self.values: list[object] = []
        self._parts: list[str] = []
        if before is not None:
            self.add(f"{number} < ?", before)
        if after:
            self.add(f"{number} > ?", after)

    def add(self, condition: str, *values: object) -> None:
        self._parts.append(condition)
        self.values += values

    def maybe(self, condition: str, value: object) -> None:
        """Narrow by ``value`` unless it is empty."""
        if value not in ("", None):
            self.add(condition, value)

    def one_of(self, column: str, wanted: Collection[str]) -> None:
        if wanted:
            marks = ", ".join("?" * len(wanted))
            self.add(f"{column} IN ({marks})", *sorted(wanted))

    def words(self, column: str, text: str) -> None:
        for word in words_of(text):
            self.add(f"instr({column}, ?) > 0", word)

    def span(self, column: str, since: datetime | None, until: datetime | None) -> None:
        if since is not None:
            self.add(f"{column} >= ?", to_ms(since))
        if until is not None:
            self.add(f"{column} < ?", to_ms(until))

    @property
    def sql(self) -> str:
        return f"WHERE {' AND '.join(self._parts)}" if self._parts else ""


class Activity:
    """Keeps ports.ActivityRepository's promises."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def events(
        self, wanted: EventFilter, *, limit: int, before: int | None = None, after: int = 0
    ) -> list[EventRow]:
        """See the port."""
        where = _Where("id", before, after)
        where.maybe("subscription_id = ?", wanted.subscription_id)
        where.one_of("state", wanted.states)
        if wanted.passed is not None:
            where.add("passed > 0" if wanted.passed else "passed = 0")
        where.maybe("alert = ?", wanted.alert)
        where.span("received_at", wanted.since, wanted.until)
        where.words("search", wanted.text)
        rows = self._page(f"{_EVENTS} {where.sql} ORDER BY id DESC", where, limit)
        return [_event_row(row) for row in rows]

    def deliveries(
        self, wanted: DeliveryFilter, *, limit: int, before: int | None = None, after: int = 0
    ) -> list[DeliveryRow]:
        """See the port."""
        where = _Where("d.id", before, after)
        where.maybe("d.subscription_id = ?", wanted.subscription_id)
        where.maybe("d.integration_id = ?", wanted.integration_id)
        where.maybe("d.notification_id = ?", wanted.notification_id)
        where.maybe("d.lane_id = ?", wanted.lane_id)
        where.maybe("d.event_id = ?", wanted.event_id)
        _narrow_states(where, wanted.states)
        where.span("d.created_at", wanted.since, wanted.until)
        where.words("d.search", wanted.text)
        rows = self._page(f"{_DELIVERIES} {where.sql} ORDER BY d.id DESC", where, limit)
        return [_delivery_row(row) for row in rows]

    def alerts(
        self, wanted: AlertFilter, *, limit: int, before: int | None = None, after: int = 0
    ) -> list[Alert]:
        """See the port."""
        where = _Where("number", before, after)
        where.maybe("subscription_id = ?", wanted.subscription_id)
        if wanted.states and "closed" not in wanted.states:
            where.add("state <> 'closed'")  # the very words of an index
        where.one_of("state", wanted.states)
        if wanted.assignee is not None:
            where.add("assignee = ?", wanted.assignee)
        for word in words_of(wanted.text):
            number = word.removeprefix("#")
            asked = int(number) if number.isascii() and number.isdigit() else -1
            where.add("(number = ? OR instr(search, ?) > 0)", min(asked, 2**63 - 1), word)
        sql = f"SELECT {ALERT_COLUMNS} FROM alert {where.sql} ORDER BY number DESC"
        return [alert_of(row) for row in self._page(sql, where, limit)]

    def refusals(self, subscription_id: str | None, limit: int) -> list[Refusal]:
        """See the port."""
        where = _Where("id", None, 0)
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
        found: dict[int, list[NamedVerdict]] = {number: [] for number in event_ids}
        rows = self._connection.execute(_VERDICTS, (json.dumps(sorted(event_ids)),))
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

    def _page(self, sql: str, where: _Where, limit: int) -> Sequence[tuple[Any, ...]]:
        values = (*where.values, max(limit, 0))
        return self._connection.execute(f"{sql} LIMIT ?", values).fetchall()


def _narrow_states(where: _Where, states: Collection[DeliveryState]) -> None:
    """Narrow by state, in the very words of an index where one holds just what is wanted."""
    if set(states) == {DeliveryState.FAILED}:
        where.add("d.state = 'failed'")
        return
    if states and all(state.is_open for state in states):
        where.add(f"d.{OPEN}")
    where.one_of("d.state", states)


def _event_row(row: tuple[Any, ...]) -> EventRow:
    number, received_at, at, subscription, state, *rest = row
    return EventRow(
        number, from_ms(received_at), maybe_time(at), subscription, EventState(state), *rest
    )


def _delivery_row(row: tuple[Any, ...]) -> DeliveryRow:
    number, created, state, cause, title, room, lane, subscription, notification, *rest = row
    name, integration, tried, due, settled, expires, duplicate, event, into, parts = rest
    return DeliveryRow(
        id=number,
        created_at=from_ms(created),
        state=DeliveryState(state),
        cause=Cause(cause) if cause else None,
        title=title,
        room=room,
        lane_id=lane,
        subscription_id=subscription,
        notification_id=notification,
        notification=name,
        integration_id=integration,
        tried=tried,
        due_at=from_ms(due),
        settled_at=maybe_time(settled),
        expires_at=maybe_time(expires),
        duplicate=duplicate == 1,
        event_id=event,
        merged_into=into,
        parts=parts,
    )
