"""Events with their verdicts, and what was refused."""

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

from hipadmin.domain.errors import NotFound
from hipadmin.domain.event import Event, EventState
from hipadmin.domain.ports import Topic
from hipadmin.domain.redaction import mask_pasted
from hipadmin.domain.verdict import Verdict
from hipadmin.store.bodies import body_of, body_text, dump, verdict_of
from hipadmin.store.rows import Touch, from_ms, maybe_ms, maybe_time, of_row, storable, to_ms

_INSERT = """INSERT INTO event (passed, alert, received_at, at, subscription_id, state, identity,
    title, kind, project, branch, severity, actor, link, search)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_SELECT = """SELECT id, received_at, at, subscription_id, state, title, kind, project, branch,
    severity, actor, link, body FROM event JOIN event_body ON event_id = id WHERE id = ?"""
_MINUTE = timedelta(minutes=1)
_REFUSALS_A_MINUTE = 60
"""More different ones are counted onto the newest: nobody fills the disk by knocking."""
_TEXT_MAX = 500


class Events:
    """Keeps ports.EventRepository's promises."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch

    def repeat_of(self, subscription_id: str, source_id: str) -> int | None:
        """See the port."""
        if not source_id:
            return None
        sql = "SELECT id FROM event WHERE identity = ? AND identity IS NOT NULL"
        row = self._connection.execute(sql, (_identity(subscription_id, source_id),)).fetchone()
        return None if row is None else int(row[0])

    def add(self, event: Event, passed: int = 0, alert: int = 0) -> Event:
        """See the port."""
        values = (passed, alert or None, *_values(event))
        cursor = self._connection.execute(_INSERT, values)
        number = cursor.lastrowid or 0
        sql = "INSERT INTO event_body (event_id, body) VALUES (?, ?)"
        self._connection.execute(sql, (number, body_text(event)))
        self._touch(Topic.EVENTS)
        # not dataclasses.replace: this is the busiest line of an intake
        return _with_id(event, number)

    def conclude(
        self, event_id: int, verdicts: Sequence[Verdict], passed: int = 0, alert: int = 0
    ) -> None:
        """See the port."""
        self._connection.executemany(
            """INSERT INTO verdict (event_id, notification_id, recipient, held, params)
                VALUES (?, ?, ?, ?, ?)""",
            [(event_id, v.notification_id, v.recipient, v.held, _params(v)) for v in verdicts],
        )
        if passed or alert:
            sql = "UPDATE event SET passed = ?, alert = ? WHERE id = ?"
            self._connection.execute(sql, (passed, alert or None, event_id))

    def get(self, event_id: int) -> Event:
        """See the port."""
        row = self._connection.execute(_SELECT, (event_id,)).fetchone()
        if row is None:
            raise NotFound("event", str(event_id))
        return _event(row)

    def verdicts(self, event_id: int) -> list[Verdict]:
        """See the port."""
        sql = "SELECT notification_id, recipient, held, params FROM verdict WHERE event_id = ?"
        return [verdict_of(*row) for row in self._connection.execute(sql, (event_id,))]

    def refuse(
        self, subscription_id: str, code: str, text: str, at: datetime, times: int = 1
    ) -> None:
        """See the port."""
        shown, now = storable(mask_pasted(text))[:_TEXT_MAX], to_ms(at)
        self._touch(Topic.EVENTS)
        known = self._known_refusal(subscription_id, code, shown, at)
        if known is not None:
            sql = "UPDATE refusal SET count = count + ?, last_at = ? WHERE id = ?"
            self._connection.execute(sql, (times, now, known))
            return
        self._connection.execute(
            """INSERT INTO refusal (subscription_id, code, text, first_at, last_at, count)
                VALUES (?, ?, ?, ?, ?, ?)""",
            (subscription_id, code, shown, now, now, times),
        )

    def _known_refusal(
        self, subscription_id: str, code: str, text: str, at: datetime
    ) -> int | None:
        """The row of the last minute that is the same, or the newest if there are too many."""
        recent = self._connection.execute(
            """SELECT id, subscription_id, code, text FROM refusal WHERE last_at > ?
                ORDER BY id DESC LIMIT ?""",
            (to_ms(at - _MINUTE), _REFUSALS_A_MINUTE),
        ).fetchall()
        for number, *same in recent:
            if same == [subscription_id, code, text]:
                return int(number)
        return int(recent[0][0]) if len(recent) == _REFUSALS_A_MINUTE else None


def _params(verdict: Verdict) -> str:
    return dump(verdict.params) if verdict.params else "{}"


@lru_cache(maxsize=64)  # each is looked for before it is stored
def _identity(subscription_id: str, source_id: str) -> bytes:
    text = f"{subscription_id}\n{source_id}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def _values(event: Event) -> tuple[object, ...]:
    parts = (event.title, event.project, event.branch, event.actor, event.severity, event.kind)
    return (
        to_ms(event.received_at),
        maybe_ms(event.at),
        event.subscription_id,
        event.state.value,
        _identity(event.subscription_id, event.source_id) if event.source_id else None,
        event.title,
        event.kind,
        event.project,
        event.branch,
        event.severity,
        event.actor,
        event.link,
        "\n".join(filter(None, parts)).casefold(),
    )


_MEMBERS = tuple(each.name for each in fields(Event) if each.name != "id")
_members_of = attrgetter(*_MEMBERS)


def _with_id(event: Event, number: int) -> Event:
    return Event(id=number, **dict(zip(_MEMBERS, _members_of(event), strict=True)))


@of_row
def _event(row: tuple[Any, ...]) -> Event:
    number, received_at, at, subscription, state, title, kind, project, branch, *rest = row
    severity, actor, link, body = rest
    return Event(
        id=number,
        received_at=from_ms(received_at),
        at=maybe_time(at),
        subscription_id=subscription,
        state=EventState(state),
        title=title,
        kind=kind,
        project=project,
        branch=branch,
        severity=severity,
        actor=actor,
        link=link,
        **body_of(body),
    )
