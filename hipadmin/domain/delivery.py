"""Deliveries: one message owed to one room, and the only ways its life can take.

pending → sending → delivered; sending → retrying → sending; sending → failed (tries used up, or a
person must act), from there to pending only by a person's Resend; pending or retrying → dropped
(switched off, expired, cancelled) or merged into a digest. At least once: what a worker that died
was sending is tried again, marked as a possible duplicate.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hipadmin.domain.errors import HipadminError

TRIES = 10
"""Attempts before a delivery has failed; a Resend gives it as many again."""
BACKOFF_MAX_S = 300.0
RETRY_AFTER_MAX_S = 3600.0
"""A server that asks for more is asked again after an hour."""
LEASE_S = 20.0
"""How long a lease holds without being renewed; a worker that lives renews all it has each 5 s."""


class DeliveryState(StrEnum):
    """Where a delivery is."""

    PENDING = "pending"
    SENDING = "sending"
    RETRYING = "retrying"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"
    MERGED = "merged"

    @property
    def is_open(self) -> bool:
        """Whether the message is still owed."""
        return self in OPEN


OPEN = frozenset({DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.RETRYING})
WAITING = frozenset({DeliveryState.PENDING, DeliveryState.RETRYING})


class Cause(StrEnum):
    """Why a delivery failed or was dropped."""

    TRIES = "tries"
    BLOCKED = "blocked"
    REJECTED = "rejected"
    INTEGRATION_OFF = "integration_off"
    ROOM_OFF = "room_off"
    NOTIFICATION_OFF = "notification_off"
    REMOVED = "removed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    TRIGGER_NOT_SENT = "trigger_not_sent"


class ResultKind(StrEnum):
    """What an attempt says about the next one.

    BLOCKED: nothing gets through to this room until a person acts; REJECTED: this message never
    will, others may.
    """

    DELIVERED = "delivered"
    RETRY = "retry"
    BLOCKED = "blocked"
    REJECTED = "rejected"


class NotNow(HipadminError):
    """A delivery is not in a state in which a person can do this."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one attempt ended.

    ``status`` is the HTTP status or None without an answer, ``code`` names the kind of failure,
    ``text`` says it in a sentence without secrets. ``unknown``: it may have been carried out all
    the same. ``wait_s`` is what the server asked for (Retry-After or a limit's reset).
    """

    kind: ResultKind
    status: int | None = None
    code: str = ""
    text: str = ""
    unknown: bool = False
    wait_s: float = 0.0
    elapsed_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """The part of a delivery that its life is about.

    ``due_at`` is the earliest time of the next attempt; ``attempts`` count since it was made or
    resent. ``owner`` and ``lease_until`` are set while it is being sent. ``duplicate``: an earlier
    attempt may have arrived.
    """

    created_at: datetime
    due_at: datetime
    id: int = 0
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    owner: str = ""
    lease_until: datetime | None = None
    expires_at: datetime | None = None
    duplicate: bool = False
    cause: Cause | None = None
    settled_at: datetime | None = None
    merged_into: int | None = None


def backoff_s(attempts: int, jitter: float) -> float:
    """Seconds before the next attempt after ``attempts`` of them: 1, 2, 4 … 300 at most.

    ``jitter`` from 0 to 1 takes up to half of it away, so that many do not return at once.
    """
    whole = min(2.0 ** min(attempts - 1, 30), BACKOFF_MAX_S)
    return whole * (1 - jitter / 2)


def started(delivery: Delivery, owner: str, now: datetime) -> Delivery:
    """``delivery`` about to be sent by ``owner``: from this moment it may have been."""
    _must_be(delivery, *WAITING)
    return replace(
        delivery,
        state=DeliveryState.SENDING,
        attempts=delivery.attempts + 1,
        owner=owner,
        lease_until=now + timedelta(seconds=LEASE_S),
    )


def settled(delivery: Delivery, result: Result, now: datetime, jitter: float) -> Delivery:
    """``delivery`` after the attempt that its owner made."""
    _must_be(delivery, DeliveryState.SENDING)
    if result.kind is ResultKind.DELIVERED:
        return _ended(delivery, DeliveryState.DELIVERED, None, now)
    maybe = replace(delivery, duplicate=delivery.duplicate or result.unknown)
    if result.kind is ResultKind.BLOCKED:
        return _ended(maybe, DeliveryState.FAILED, Cause.BLOCKED, now)
    if result.kind is ResultKind.REJECTED:
        return _ended(maybe, DeliveryState.FAILED, Cause.REJECTED, now)
    if delivery.attempts >= TRIES:
        return _ended(maybe, DeliveryState.FAILED, Cause.TRIES, now)
    asked = min(result.wait_s, RETRY_AFTER_MAX_S)
    wait = max(backoff_s(delivery.attempts, jitter), asked)
    due = now + timedelta(seconds=wait)
    return replace(maybe, owner="", lease_until=None, state=DeliveryState.RETRYING, due_at=due)


def abandoned(delivery: Delivery, now: datetime, jitter: float) -> Delivery:
    """``delivery`` whose worker died or went silent: nobody knows whether it was sent."""
    return settled(delivery, Result(ResultKind.RETRY, unknown=True), now, jitter)


def dropped(delivery: Delivery, cause: Cause, now: datetime) -> Delivery:
    """``delivery`` that is owed no longer."""
    _must_be(delivery, *WAITING)
    return _ended(delivery, DeliveryState.DROPPED, cause, now)


def merged(delivery: Delivery, into: int, now: datetime) -> Delivery:
    """``delivery`` whose message stands in the digest ``into``, which is a delivery itself."""
    _must_be(delivery, *WAITING)
    return replace(_ended(delivery, DeliveryState.MERGED, None, now), merged_into=into)


def cancelled(delivery: Delivery, now: datetime) -> Delivery:
    """``delivery`` taken back by a person. Raises NotNow unless it waits."""
    if delivery.state is DeliveryState.SENDING:
        raise NotNow("The message is being sent at this moment.")
    if delivery.state not in WAITING:
        raise NotNow(f"The message is {delivery.state} already.")
    return dropped(delivery, Cause.CANCELLED, now)


def resent(delivery: Delivery, now: datetime, expires_at: datetime | None = None) -> Delivery:
    """``delivery`` that a person wants sent after all. Raises NotNow unless it has failed."""
    if delivery.state is not DeliveryState.FAILED:
        raise NotNow(f"Only a failed message can be resent; this one is {delivery.state}.")
    return replace(
        delivery,
        state=DeliveryState.PENDING,
        attempts=0,
        due_at=now,
        expires_at=expires_at,
        cause=None,
        settled_at=None,
    )


def is_stale(delivery: Delivery, now: datetime) -> bool:
    """Whether it has waited longer than its notification wants."""
    waits = delivery.state in WAITING
    return waits and delivery.expires_at is not None and delivery.expires_at <= now


def _must_be(delivery: Delivery, *states: DeliveryState) -> None:
    if delivery.state not in states:
        raise ValueError(f"a delivery that is {delivery.state} cannot do this")


def _ended(
    delivery: Delivery, state: DeliveryState, cause: Cause | None, now: datetime
) -> Delivery:
    return replace(delivery, owner="", lease_until=None, state=state, cause=cause, settled_at=now)
