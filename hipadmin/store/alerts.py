"""Alerts, their histories, and where they were sent."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hipadmin.domain.alert import Alert, AlertAct, AlertEntry, AlertState
from hipadmin.domain.errors import Conflict, NotFound
from hipadmin.domain.ports import Topic
from hipadmin.store.bodies import accesses_of, accesses_text
from hipadmin.store.rows import Touch, from_ms, maybe_ms, maybe_time, of_row, storable, to_ms

COLUMNS = """number, subscription_id, correlation, state, title, kind, project, severity, link,
    assignee, muted_until, event_id, opened_at, last_at, closed_at, cleared_at, repeats, version"""
_SELECT = f"SELECT {COLUMNS}, accesses FROM alert"
_SET = """state = ?, title = ?, severity = ?, link = ?, assignee = ?, muted_until = ?, last_at = ?,
    closed_at = ?, cleared_at = ?, repeats = ?, search = ?"""


class Alerts:
    """Keeps ports.AlertRepository's promises."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch

    def current(self, subscription_id: str, correlation: str) -> Alert | None:
        """See the port."""
        sql = f"{_SELECT} WHERE subscription_id = ? AND correlation = ? AND cleared_at IS NULL"
        row = self._connection.execute(sql, (subscription_id, correlation)).fetchone()
        return None if row is None else alert_of(row)

    def get(self, number: int) -> Alert:
        """See the port."""
        row = self._connection.execute(f"{_SELECT} WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise NotFound("alert", str(number))
        return alert_of(row)

    def add(self, alert: Alert) -> Alert:
        """See the port."""
        cursor = self._connection.execute(
            """INSERT INTO alert (state, title, severity, link, assignee, muted_until, last_at,
                closed_at, cleared_at, repeats, search, subscription_id, correlation, kind, project,
                accesses, event_id, opened_at, version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)""",
            (
                *_changing(alert),
                alert.subscription_id,
                alert.correlation,
                alert.kind,
                alert.project,
                accesses_text(alert.accesses),
                alert.event_id,
                to_ms(alert.opened_at),
            ),
        )
        self._touch(Topic.ALERTS)
        return replace(alert, number=cursor.lastrowid or 0, version=1)

    def next_number(self) -> int:
        """See the port. SQLite remembers the last one, however many were forgotten."""
        sql = "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'alert'"
        row = self._connection.execute(sql).fetchone()
        return 1 if row is None else int(row[0])

    def update(self, alert: Alert, expected: int) -> Alert:
        """See the port."""
        sql = f"UPDATE alert SET {_SET}, version = version + 1 WHERE number = ? AND version = ?"
        values = (*_changing(alert), alert.number, expected)
        if self._connection.execute(sql, values).rowcount != 1:
            raise Conflict("alert", str(alert.number), gone=False)
        self._touch(Topic.ALERTS)
        return replace(alert, version=expected + 1)

    def note(self, entry: AlertEntry) -> None:
        """See the port."""
        sql = "INSERT INTO alert_entry (number, at, act, actor, note) VALUES (?, ?, ?, ?, ?)"
        values = (entry.number, to_ms(entry.at), entry.act.value, entry.actor, storable(entry.note))
        self._connection.execute(sql, values)
        self._touch(Topic.ALERTS)

    def history(self, number: int) -> list[AlertEntry]:
        """See the port."""
        sql = "SELECT at, act, actor, note FROM alert_entry WHERE number = ? ORDER BY id"
        return [
            AlertEntry(number, from_ms(at), AlertAct(act), actor, note)
            for at, act, actor, note in self._connection.execute(sql, (number,))
        ]

    def triggers(self, number: int) -> Mapping[tuple[str, str], int]:
        """See the port. Of several deliveries one that has arrived is named, else the newest."""
        rows = self._connection.execute(
            """SELECT sent.notification_id, sent.recipient, sent.delivery_id FROM alert_sent AS sent
                JOIN delivery ON delivery.id = sent.delivery_id
                WHERE sent.number = ? AND delivery.state NOT IN ('failed', 'dropped')
                ORDER BY delivery.state IN ('delivered', 'merged'), sent.delivery_id""",
            (number,),
        )
        return {(notification, recipient): delivery for notification, recipient, delivery in rows}

    def note_sent(
        self, number: int, notification_id: str, recipient: str, delivery_id: int
    ) -> None:
        """See the port."""
        sql = """INSERT INTO alert_sent (number, notification_id, recipient, delivery_id)
            VALUES (?, ?, ?, ?)"""
        self._connection.execute(sql, (number, notification_id, recipient, delivery_id))


def _changing(alert: Alert) -> tuple[object, ...]:
    """The values of what can change, in the order of _SET."""
    words = (alert.title, alert.project, alert.severity, alert.assignee)
    return (
        alert.state.value,
        alert.title,
        alert.severity,
        alert.link,
        alert.assignee,
        maybe_ms(alert.muted_until),
        to_ms(alert.last_at),
        maybe_ms(alert.closed_at),
        maybe_ms(alert.cleared_at),
        alert.repeats,
        "\n".join(filter(None, words)).casefold(),
    )


@of_row
def alert_of(row: tuple[Any, ...]) -> Alert:
    """An alert from COLUMNS, and from its accesses if they follow."""
    number, subscription, correlation, state, title, kind, project, severity, link, *rest = row
    assignee, muted, event_id, opened, last, closed, cleared, repeats, version, *accesses = rest
    return Alert(
        subscription_id=subscription,
        correlation=correlation,
        title=title,
        opened_at=from_ms(opened),
        last_at=from_ms(last),
        state=AlertState(state),
        number=number,
        event_id=event_id,
        kind=kind,
        project=project,
        severity=severity,
        link=link,
        accesses=accesses_of(accesses[0]) if accesses else (),
        assignee=assignee,
        muted_until=maybe_time(muted),
        repeats=repeats,
        closed_at=maybe_time(closed),
        cleared_at=maybe_time(cleared),
        version=version,
    )
