"""A message in the window's words: its state, how it fares, and why it was given up."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.activity import AHEAD_MAX, DeliveryRow, LastTry
from hipadmin.domain.delivery import TRIES, Cause, DeliveryState
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.words.texts import clock_or_day

translate = QCoreApplication.translate

_DELIVERIES: Mapping[DeliveryState, tuple[Icon, Tone]] = MappingProxyType(
    {
        DeliveryState.PENDING: (Icon.CLOCK, Tone.NEUTRAL),
        DeliveryState.SENDING: (Icon.ARROW_UP_RIGHT, Tone.INFO),
        DeliveryState.DELIVERED: (Icon.CHECK_CIRCLE, Tone.OK),
        DeliveryState.RETRYING: (Icon.RETRY, Tone.WARN),
        DeliveryState.FAILED: (Icon.X_CIRCLE, Tone.DANGER),
        DeliveryState.DROPPED: (Icon.MINUS_CIRCLE, Tone.NEUTRAL),
        DeliveryState.MERGED: (Icon.LAYERS, Tone.NEUTRAL),
    }
)


def delivery_word(state: DeliveryState) -> str:
    """The state of a delivery."""
    return {
        DeliveryState.PENDING: translate("Activity", "pending"),
        DeliveryState.SENDING: translate("Activity", "sending"),
        DeliveryState.DELIVERED: translate("Activity", "delivered"),
        DeliveryState.RETRYING: translate("Activity", "retrying"),
        DeliveryState.FAILED: translate("Activity", "failed"),
        DeliveryState.DROPPED: translate("Activity", "dropped"),
        DeliveryState.MERGED: translate("Activity", "merged"),
    }[state]


def delivery_mark(state: DeliveryState) -> StateMark:
    """How the state of a delivery looks and reads; only a failed one is loud."""
    loud = state is DeliveryState.FAILED
    return StateMark(*_DELIVERIES[state], delivery_word(state), loud=loud)


def why_delivery(own: DeliveryRow, carrier: DeliveryRow) -> str:
    """How a message fares; one that stands in a digest shares its fate."""
    if own.state is DeliveryState.MERGED:
        return _in_digest(own, carrier)
    said = _STATES[own.state](own)
    if own.duplicate and own.state is DeliveryState.DELIVERED:
        words = translate("Activity", "{said}; an earlier try may have arrived too")
        return words.format(said=said)
    return said


def _in_digest(own: DeliveryRow, carrier: DeliveryRow) -> str:
    if carrier is own:
        return translate("Activity", "Into a digest that is no longer kept")
    words = translate("Activity", "Into a digest of {count} messages: {state}, {said}")
    state, said = delivery_word(carrier.state), why_delivery(carrier, carrier)
    if not said:
        words = translate("Activity", "Into a digest of {count} messages: {state}")
    return words.format(count=carrier.parts, state=state, said=said[:1].lower() + said[1:])


def _delivered(row: DeliveryRow) -> str:
    if row.last is None or row.last.status is None:
        return ""
    if row.last.elapsed_ms is None:
        return str(row.last.status)
    words = translate("Activity", "{status} in {ms} ms")
    return words.format(status=row.last.status, ms=row.last.elapsed_ms)


def _sending(_row: DeliveryRow) -> str:
    return translate("Activity", "Waiting for the answer")


def _pending(row: DeliveryRow) -> str:
    wait = row.wait
    if wait is None:
        return ""
    if wait.blocked_at is not None:
        words = translate("Activity", "Nothing gets through since {time}: {reason}")
        return words.format(time=clock_or_day(wait.blocked_at), reason=wait.block_text)
    if wait.held_for and wait.until is not None:
        return _limit(wait.held_for).format(time=clock_or_day(wait.until))
    if wait.ahead:
        return _ahead(wait.ahead, row.room)
    return translate("Activity", "Waits to be sent")


def _limit(held_for: str) -> str:
    if held_for == "flood":
        return translate("Activity", "The room takes no more messages until {time}")
    return translate("Activity", "The server takes no more messages until {time}")


def _ahead(count: int, room: str) -> str:
    if count == 1:
        return translate("Activity", "One message ahead in {room}").format(room=room)
    if count >= AHEAD_MAX:
        words = translate("Activity", "{count} or more messages ahead in {room}")
    else:
        words = translate("Activity", "{count} messages ahead in {room}")
    return words.format(room=room, count=count)


def _retrying(row: DeliveryRow) -> str:
    if row.wait is not None and (row.wait.blocked_at or row.wait.held_for):
        return _pending(row)
    words = translate("Activity", "{said} Next try at {time}")
    time = f"{row.due_at.astimezone():%H:%M:%S}"
    return words.format(said=try_text(row.last), time=time).strip()


def _failed(row: DeliveryRow) -> str:
    said = try_text(row.last)
    if row.cause is Cause.TRIES:
        words = translate("Activity", "Given up after {count} tries. {said}")
        return words.format(count=max(row.tried, TRIES), said=said).strip()
    return said or cause_text(row.cause)


def _dropped(row: DeliveryRow) -> str:
    return cause_text(row.cause)


def _merged(_row: DeliveryRow) -> str:
    return ""


_STATES: Mapping[DeliveryState, Callable[[DeliveryRow], str]] = MappingProxyType(
    {
        DeliveryState.PENDING: _pending,
        DeliveryState.SENDING: _sending,
        DeliveryState.DELIVERED: _delivered,
        DeliveryState.RETRYING: _retrying,
        DeliveryState.FAILED: _failed,
        DeliveryState.DROPPED: _dropped,
        DeliveryState.MERGED: _merged,
    }
)


def try_text(last: LastTry | None) -> str:
    """How an attempt that did not succeed ended: the status, then the sentence."""
    if last is None:
        return ""
    status = str(last.status) if last.status is not None else ""
    return ": ".join(part for part in (status, last.text) if part)


def cause_text(cause: Cause | None) -> str:
    """Why a message was given up or is owed no longer."""
    if cause is None:
        return ""
    return {
        Cause.TRIES: translate("Activity", "Given up after too many tries"),
        Cause.BLOCKED: translate("Activity", "A person must act before anything gets through"),
        Cause.REJECTED: translate("Activity", "The server rejected this message"),
        Cause.INTEGRATION_OFF: translate("Activity", "The integration was switched off"),
        Cause.ROOM_OFF: translate("Activity", "The room was switched off"),
        Cause.NOTIFICATION_OFF: translate("Activity", "The room notification was switched off"),
        Cause.REMOVED: translate("Activity", "The room, notification or integration was removed"),
        Cause.EXPIRED: translate("Activity", "It waited longer than its notification wants"),
        Cause.CANCELLED: translate("Activity", "Cancelled by hand"),
        Cause.TRIGGER_NOT_SENT: translate("Activity", "What it clears was not sent either"),
    }[cause]


def tries_text(row: DeliveryRow) -> str:
    """How many tries there were: only when it was more than one, or nothing gets through."""
    blocked = row.cause is Cause.BLOCKED
    if row.tried > 1 or blocked:
        words = translate("Activity", "{count} of {most}")
        return words.format(count=row.tried, most=max(TRIES, row.tried))
    return ""
