"""The repositories of the relay: events and alerts, the outbox, and what is remembered."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from hipadmin.domain.activity import RelayInfo
from hipadmin.domain.alert import Alert, AlertEntry
from hipadmin.domain.delivery import Delivery
from hipadmin.domain.event import Event
from hipadmin.domain.intake_key import IntakeKey
from hipadmin.domain.memory import LastResult, LastSent
from hipadmin.domain.message import Message
from hipadmin.domain.outbox import Attempt, Block, Lane, Parcel, Placed, Queued, Ready
from hipadmin.domain.rates import Allowance
from hipadmin.domain.token import TokenKind
from hipadmin.domain.verdict import Verdict


class EventRepository(Protocol):
    """Events with their verdicts, and what was refused."""

    def repeat_of(self, subscription_id: str, source_id: str) -> int | None:
        """The id of the event that came with this source id; None if none did, or it is ""."""

    def add(self, event: Event, passed: int = 0, alert: int = 0) -> Event:
        """Append it; gives it back with its id.

        ``passed`` notifications sent it, and it belongs to ``alert`` (0: none), if that is known.
        """

    def conclude(
        self, event_id: int, verdicts: Sequence[Verdict], passed: int = 0, alert: int = 0
    ) -> None:
        """Keep what was decided, and the numbers that were not known before unless both are 0."""

    def get(self, event_id: int) -> Event:
        """The whole event. Raises NotFound."""

    def verdicts(self, event_id: int) -> list[Verdict]:
        """What was decided about it, in no particular order."""

    def refuse(
        self, subscription_id: str, code: str, text: str, at: datetime, times: int = 1
    ) -> None:
        """Note something not taken in; the same within a minute is counted, not repeated.

        ``text`` may quote what was sent; what is surely a secret in it is masked.
        """


class AlertRepository(Protocol):
    """Alerts, their histories, and where they were sent."""

    def current(self, subscription_id: str, correlation: str) -> Alert | None:
        """The one that has not cleared."""

    def get(self, number: int) -> Alert:
        """One alert. Raises NotFound."""

    def add(self, alert: Alert) -> Alert:
        """Append it; gives it back with its number, which no other ever had."""

    def next_number(self) -> int:
        """The number that the next one gets, as far as is known now; 1 or more."""

    def update(self, alert: Alert, expected: int) -> Alert:
        """Store it, version + 1. Raises Conflict unless the row's version is ``expected``."""

    def note(self, entry: AlertEntry) -> None:
        """Append a line to its history."""

    def history(self, number: int) -> list[AlertEntry]:
        """Its lines, oldest first."""

    def triggers(self, number: int) -> Mapping[tuple[str, str], int]:
        """Where it was sent: (notification, recipient key) -> a delivery that did not fail."""

    def note_sent(
        self, number: int, notification_id: str, recipient: str, delivery_id: int
    ) -> None:
        """Remember a delivery that carries its trigger."""


class MemoryRepository(Protocol):
    """What is remembered between events."""

    def last_result(self, subscription_id: str, series: str) -> LastResult | None:
        """The newest final result of a series."""

    def save_result(self, subscription_id: str, series: str, result: LastResult) -> None:
        """Keep it."""

    def last_sent(self, notification_ids: Collection[str], subject: str) -> Mapping[str, LastSent]:
        """When each notification last spoke of ``subject``; absent: never."""

    def save_sent(self, notification_id: str, subject: str, sent: LastSent) -> None:
        """Keep it."""


class LaneRepository(Protocol):
    """The queues of rooms and people, and the limits they share."""

    def of(self, parcel: Parcel) -> Placed:
        """The lane a parcel belongs to; made if need be. ``due``: it is not looked at otherwise."""

    def get(self, lane_id: int) -> Lane:
        """One lane. Raises NotFound."""

    def due(self, now: datetime, limit: int) -> list[Lane]:
        """Those to be looked at, the longest due first."""

    def next_due(self) -> datetime | None:
        """When the first of them is to be looked at, None if nothing waits."""

    def expired(self, now: datetime, limit: int) -> list[Lane]:
        """Those whose lease ran out, the oldest first."""

    def blocked(self, integration_id: str = "") -> list[Lane]:
        """Those that need a person, of one integration or of all."""

    def freed(self) -> list[Lane]:
        """Blocked ones whose block is void: other server or token, or a test succeeded since."""

    def hurry_off(self, now: datetime) -> int:
        """Have those looked at now whose head was switched off while it waits; give how many."""

    def bring_near(self, now: datetime, latest: datetime) -> int:
        """Have those looked at now that are to wait for longer than ``latest``; give how many.

        What waits in them is due, and no limit is remembered that ends later.
        """

    def lease(self, lane_ids: Sequence[int], owner: str, until: datetime) -> None:
        """Nobody else takes them until then."""

    def renew(self, owner: str, until: datetime) -> int:
        """Extend every lease of ``owner``; give how many."""

    def owned(self, owner: str) -> list[Lane]:
        """Those leased to ``owner``."""

    def release(self, *lane_ids: int, not_before: datetime, held_for: str = "") -> None:
        """Let others take them: when the head of each is due, no earlier than ``not_before``."""

    def refresh(self, lane_id: int, now: datetime) -> None:
        """Look at its head again, which was cancelled, resent or dropped; a lease stays."""

    def block(self, lane_id: int, block: Block) -> None:
        """Nothing leaves it until a person acts."""

    def unblock(self, lane_id: int, now: datetime) -> None:
        """Go on with what waits in it."""

    def sharing(self, integration_id: str, lane_id: int) -> int:
        """How many lanes of an integration besides this one have something waiting."""

    def allowances(self, *keys: str) -> Mapping[str, Allowance]:
        """What was last known of limits, by key; absent: nothing."""

    def save_allowances(self, allowances: Mapping[str, Allowance]) -> None:
        """Keep what is known of limits."""

    def in_flight(self, token_ref: str) -> int:
        """How many messages are being sent with a token."""

    def token_kind(self, token_ref: str) -> TokenKind | None:
        """What the server said the token is, None if it was never asked."""


class DeliveryRepository(Protocol):
    """The outbox. What reads one that cannot be read raises DamagedDelivery."""

    def add(self, parcel: Parcel) -> Placed:
        """Put a message at the end of its lane."""

    def add_digest(
        self, parts: Sequence[Queued], message: Message, title: str, at: datetime
    ) -> Queued:
        """A delivery that holds ``parts`` (at least one), at the place of the first."""

    def get(self, delivery_id: int) -> Queued:
        """One delivery. Raises NotFound."""

    def message(self, delivery_id: int) -> Message | None:
        """Its message, None if there is none that can be read."""

    def head(self, lane_id: int, limit: int = 1) -> list[Ready]:
        """The first open ones of a lane, with what decides about each at this moment."""

    def heads(self, lane_ids: Sequence[int]) -> list[Ready]:
        """The first open one of each lane that has any, in no particular order."""

    def under_way(self, lane_id: int) -> list[Queued]:
        """Those of a lane that are being sent, wherever they stand in it."""

    def parts(self, delivery_id: int) -> list[Ready]:
        """What a digest holds, in order; empty if it is none."""

    def waiting(self, lane_ids: Sequence[int], limit: int) -> Mapping[int, int]:
        """How many open ones each lane has, counted up to ``limit``."""

    def stale(self, now: datetime, limit: int) -> list[Queued]:
        """Waiting ones past their time, the oldest first."""

    def switched_off(self, limit: int) -> list[Ready]:
        """Waiting ones whose integration, room or notification is off or gone; no digests.

        Looks at everything that waits.
        """

    def save(self, delivery: Delivery) -> None:
        """Store its state."""

    def save_tries(self, tries: Sequence[tuple[Delivery, int]]) -> None:
        """Store those whose attempts begin or end, and how often each was tried."""

    def tried_by(self, owner: str, delivery_ids: Sequence[int]) -> Mapping[int, int]:
        """Those of them that ``owner`` is sending, each with the number of its attempt."""

    def set_aside(self, delivery_id: int, at: datetime) -> Queued:
        """Make one that cannot be read a failed one, with DAMAGED as its attempt; give it.

        It is no part of a digest any more. One that has ended stays as it ended.
        """

    def save_message(self, delivery_id: int, message: Message) -> None:
        """Replace its message (of a digest of which a part was switched off)."""

    def record(self, attempts: Sequence[tuple[int, Attempt]]) -> None:
        """Keep attempts, each with the number of its delivery."""

    def attempts(self, delivery_id: int) -> list[Attempt]:
        """Its attempts, oldest first."""

    def tally(self, integration_id: str, at: datetime, *, delivered: bool, count: int = 1) -> None:
        """Count what was delivered, or has failed, in its hour."""


class IntakeKeyRepository(Protocol):
    """Which secrets open which subscription; the secrets themselves are in the vault."""

    def add(self, key: IntakeKey) -> None:
        """Append it."""

    def all(self) -> list[IntakeKey]:
        """Every key, those past their end too."""

    def of_subscription(self, subscription_id: str) -> list[IntakeKey]:
        """Its keys, newest first, those past their end too."""

    def end(self, ref_id: str, at: datetime) -> None:
        """Take it no longer than until then."""

    def ended(self, now: datetime) -> list[IntakeKey]:
        """Those past their end."""

    def remove(self, ref_ids: Collection[str]) -> None:
        """Forget them."""


class RelayRepository(Protocol):
    """The relays that run on this store."""

    def all(self) -> list[RelayInfo]:
        """Every one that registered and did not leave, the oldest first."""

    def register(self, relay: RelayInfo) -> None:
        """Say that it runs."""

    def seen(self, relay_id: str, at: datetime) -> bool:
        """Say that it still does; False if others have struck it off."""

    def leave(self, relay_id: str) -> None:
        """Say that it ends, or strike off one that was not seen for long."""


class SignsOfLife(Protocol):
    """Which relays surely are dead or alive, whatever they last said. Raises nothing."""

    def held(self, owner: str) -> AbstractContextManager[None]:
        """``owner`` lives inside ``with``, or until its process ends; no other has this id."""

    def dead(self) -> frozenset[str]:
        """Those whose processes ended without an end; never one that lives."""

    def alive(self) -> frozenset[str]:
        """Those whose processes are there, whether they do anything or not; never a dead one."""

    def clear(self, owner: str) -> None:
        """What a dead one had is others' now: it need not be told of again."""
