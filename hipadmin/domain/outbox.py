"""What is owed to whom: lanes, what waits in them, and what a sender is handed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from hipadmin.domain.delivery import Cause, Delivery, DeliveryState, Result, ResultKind
from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.rates import Said

if TYPE_CHECKING:  # who looks at rooms composes nothing
    from hipadmin.domain.digest import Part
    from hipadmin.domain.message import Message
    from hipadmin.domain.recipients import Recipient


DAMAGED = Result(
    ResultKind.REJECTED,
    code="damaged",
    text="It was not sent: what the database holds of it cannot be read.",
)
"""Why a delivery was set aside."""


class DamagedDelivery(StoreTrouble):
    """What the database holds of one delivery cannot be read, or cannot be true."""

    def __init__(self, delivery_id: int) -> None:
        super().__init__(f"What the database holds of delivery {delivery_id} cannot be read.")
        self.delivery_id = delivery_id


@dataclass(frozen=True, slots=True)
class Block:
    """Why nothing gets through to a room until a person acts.

    ``mark`` is what it was tried with (server and token reference): once that differs, or a test
    of the room succeeded, the block is void.
    """

    at: datetime
    code: str
    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The queue of one room or person. Its deliveries leave one at a time, in their order.

    ``next_at`` is when it is to be looked at; None while nothing waits, it is leased, or blocked.
    ``held_for`` names the limit it waits for (``general``, ``flood``), "" for none.
    """

    id: int
    key: str
    integration_id: str
    room_id: str | None
    address: str
    next_at: datetime | None = None
    owner: str = ""
    lease_until: datetime | None = None
    held_for: str = ""
    block: Block | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message to be put into its lane, with all that is known when it is decided."""

    subscription_id: str
    notification_id: str
    recipient: "Recipient"
    title: str
    message: "Message"
    created_at: datetime
    event_id: int | None = None
    expires_at: datetime | None = None
    needs: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A parcel in its lane. ``due``: nothing else is waited for there, so it can leave at once."""

    id: int
    due: bool


@dataclass(frozen=True, slots=True)
class Queued:
    """A delivery in its lane. ``needs`` is the delivery without which it is void."""

    delivery: Delivery
    lane_id: int
    seq: int
    tried: int
    subscription_id: str
    notification_id: str
    integration_id: str
    title: str
    event_id: int | None = None
    needs: int | None = None


@dataclass(frozen=True, slots=True)
class Switches:
    """Whether the three are on, read in the transaction that asks; None: it is gone."""

    integration: bool | None
    room: bool | None
    notification: bool | None
    trigger: DeliveryState | None = None

    @property
    def cause(self) -> Cause | None:
        """Why nothing is to be sent, None if everything is on."""
        if self.integration is None or self.room is None or self.notification is None:
            return Cause.REMOVED
        if not self.integration:
            return Cause.INTEGRATION_OFF
        if not self.room:
            return Cause.ROOM_OFF
        if not self.notification:
            return Cause.NOTIFICATION_OFF
        if self.trigger in (DeliveryState.FAILED, DeliveryState.DROPPED):
            return Cause.TRIGGER_NOT_SENT
        return None


@dataclass(frozen=True, slots=True)
class Route:
    """How a lane is reached: server, token by reference, and the name of room or person."""

    endpoint: str
    ca_certificate: str
    proxy: str
    token_ref: str | None
    address: str

    @property
    def mark(self) -> str:
        """What a block is about: it is void once this differs."""
        return f"{self.endpoint} {self.token_ref or '-'} {self.address}"


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery at the head of its lane, with what decides about it now."""

    queued: Queued
    switches: Switches
    route: Route | None
    message: "Message"
    part: "Part | None" = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A lane leased to a sender that has to get ready first; nothing of it has started.

    ``route`` is what the sender gets ready for.
    """

    lane_id: int
    route: Route


@dataclass(frozen=True, slots=True)
class Lease:
    """A delivery whose attempt has started: its sender sends it now, once.

    ``delivery`` is as it was started; ``attempt`` counts from 1 over all resends.
    """

    delivery: Delivery
    attempt: int
    lane_id: int
    lane_key: str
    room_id: str | None
    integration_id: str
    route: Route
    message: "Message"
    started_at: datetime

    @property
    def delivery_id(self) -> int:
        """Which delivery it is."""
        return self.delivery.id

    @property
    def is_person(self) -> bool:
        """Whether it goes to a person, as a private message."""
        return self.route.address.startswith("@")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server said about its limits with an answer; None where it said nothing."""

    general: Said | None = None
    flood: Said | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a lease. ``request`` and ``answer`` are for people, tokens masked."""

    lease: Lease
    result: Result
    ended_at: datetime
    limits: Limits = field(default_factory=Limits)
    limited: str = ""
    request: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt as it was recorded."""

    number: int
    started_at: datetime
    ended_at: datetime
    worker: str
    result: Result
    request: str = ""
    answer: str = ""
