"""Rows of lists: what is read of events, deliveries and verdicts, and what becomes of it."""

from typing import Any

from hipadmin.domain.activity import AHEAD_MAX, DeliveryRow, EventRow, LastTry, Wait
from hipadmin.domain.delivery import WAITING as WAITING_STATES
from hipadmin.domain.delivery import Cause, DeliveryState
from hipadmin.domain.event_state import EventState
from hipadmin.store.rows import from_ms, maybe_time, of_row
from hipadmin.store.schema.relay import OPEN, WAITING

EVENTS = """SELECT id, received_at, at, subscription_id, state, title, kind, project, branch,
    severity, actor, link, passed, coalesce(alert, 0) FROM event"""
_ROOM = "coalesce(nullif(room.name, ''), room.room, lane.address)"
_AHEAD = f"""CASE WHEN d.{WAITING} THEN (SELECT count(*) FROM (SELECT 1 FROM delivery AS first
    WHERE first.lane_id = d.lane_id AND first.{OPEN} AND first.seq < d.seq LIMIT {AHEAD_MAX}))
    ELSE 0 END"""
DELIVERIES = f"""SELECT d.id, d.created_at, d.state, d.cause, d.title, {_ROOM}, d.lane_id,
    d.subscription_id, d.notification_id, coalesce(notification.name, ''), d.integration_id,
    d.tried, d.due_at, d.settled_at, d.expires_at, d.duplicate, d.event_id, d.merged_into,
    CASE WHEN d.event_id IS NULL THEN (SELECT count(*) FROM delivery AS part
        WHERE part.merged_into = d.id AND part.merged_into IS NOT NULL) ELSE 0 END,
    attempt.ended_at, attempt.status, attempt.code, attempt.text, attempt.elapsed_ms,
    {_AHEAD}, lane.held_for, lane.next_at, lane.blocked_at, lane.block_text
    FROM delivery AS d JOIN lane ON lane.id = d.lane_id
    LEFT JOIN room ON room.id = lane.room_id
    LEFT JOIN notification ON notification.id = d.notification_id
    LEFT JOIN attempt ON attempt.delivery_id = d.id AND attempt.number = d.tried"""
VERDICTS = f"""SELECT verdict.event_id, verdict.notification_id, verdict.recipient, verdict.held,
    verdict.params, coalesce(notification.name, ''),
    CASE WHEN verdict.recipient = '' THEN '' ELSE coalesce({_ROOM}, verdict.recipient) END
    FROM verdict
    LEFT JOIN notification ON notification.id = verdict.notification_id
    LEFT JOIN lane ON lane.key = verdict.recipient
    LEFT JOIN room ON room.id = verdict.recipient
    WHERE verdict.event_id IN (SELECT value FROM json_each(?))
    ORDER BY verdict.event_id, notification.name_key, verdict.notification_id, verdict.recipient"""
_OWN, _LAST, _STATE = 19, 5, 2
_STATES = frozenset(state.value for state in DeliveryState)
_CAUSES = frozenset(cause.value for cause in Cause)


@of_row
def event_row(row: tuple[Any, ...]) -> EventRow:
    """Of a row of EVENTS."""
    number, received_at, at, subscription, state, *rest = row
    return EventRow(
        number, from_ms(received_at), maybe_time(at), subscription, EventState(state), *rest
    )


@of_row
def delivery_row(row: tuple[Any, ...]) -> DeliveryRow:
    """Of a row of DELIVERIES. One whose state is none is told as it is once it was set aside."""
    if row[_STATE] in _STATES:
        return _delivery_row(row)
    from hipadmin.domain.outbox import DAMAGED  # there is none, as a rule

    created, failed = row[1], (DeliveryState.FAILED.value, Cause.REJECTED.value)
    why = (created, DAMAGED.status, DAMAGED.code, DAMAGED.text, DAMAGED.elapsed_ms)
    rest = row[_STATE + len(failed) : _OWN], why, row[_OWN + _LAST :]
    return _delivery_row((*row[:_STATE], *failed, *(value for part in rest for value in part)))


def _delivery_row(row: tuple[Any, ...]) -> DeliveryRow:
    number, created, state, cause, title, room, lane, subscription, notification, *rest = row[:_OWN]
    name, integration, tried, due, settled, expires, duplicate, event, into, parts = rest
    return DeliveryRow(
        id=number,
        created_at=from_ms(created),
        state=DeliveryState(state),
        cause=cause_of(cause),
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
        last=_last(row[_OWN : _OWN + _LAST]),
        wait=_wait(row[_OWN + _LAST :]) if state in WAITING_STATES else None,
    )


def cause_of(text: str | None) -> Cause | None:
    """The cause; None for none, and for what is none."""
    return Cause(text) if text in _CAUSES else None


def _last(row: tuple[Any, ...]) -> LastTry | None:
    ended_at, status, code, text, elapsed_ms = row
    return None if ended_at is None else LastTry(from_ms(ended_at), status, code, text, elapsed_ms)


def _wait(row: tuple[Any, ...]) -> Wait:
    ahead, held_for, next_at, blocked_at, block_text = row
    return Wait(ahead, held_for, maybe_time(next_at), maybe_time(blocked_at), block_text)
