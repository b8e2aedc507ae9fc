"""What Activity shows, and which part of it is wanted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from hipadmin.domain.delivery import Cause, DeliveryState
from hipadmin.domain.event_state import EventState
from hipadmin.domain.verdict import Verdict

WORDS_MAX = 20
"""Words of a search that count; a pasted page is no search."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search, case folded; each has to occur."""
    return tuple(text.casefold().split()[:WORDS_MAX])


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; what is empty does not narrow.

    ``passed`` True: some notification sent it; False: none did. ``deliveries`` and ``room`` (the
    key of a recipient) ask for a delivery of it in one of these states, to that room; a message
    that stands in a digest is where the digest is. ``text`` is looked for in title, project,
    branch, actor, severity and kind. ``since`` is inclusive, ``until`` is not.
    """

    subscription_id: str = ""
    states: Collection[EventState] = ()
    passed: bool | None = None
    alert: int | None = None
    deliveries: Collection[DeliveryState] = ()
    room: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event in a list. ``passed`` counts notifications that sent it, ``alert`` 0 for none."""

    id: int
    received_at: datetime
    at: datetime | None
    subscription_id: str
    state: EventState
    title: str
    kind: str
    project: str
    branch: str
    severity: str
    actor: str
    link: str
    passed: int
    alert: int


@dataclass(frozen=True, slots=True)
class NamedVerdict:
    """A verdict with the names of its notification and room, "" where they are gone."""

    verdict: Verdict
    notification: str
    room: str


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries are wanted; what is empty does not narrow.

    ``text`` is looked for in the title and the room's name. ``room`` is the key of a recipient.
    ``event_states`` and ``passed`` are those of the event, see `EventFilter`; a digest has none.
    """

    subscription_id: str = ""
    integration_id: str = ""
    notification_id: str = ""
    lane_id: int | None = None
    room: str = ""
    event_id: int | None = None
    event_states: Collection[EventState] = ()
    passed: bool | None = None
    states: Collection[DeliveryState] = ()
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LastTry:
    """How the newest attempt ended; see `domain.delivery.Result`."""

    at: datetime
    status: int | None = None
    code: str = ""
    text: str = ""
    elapsed_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """What a message that is owed waits for beside its own time.

    ``ahead`` counts what leaves its room before it, up to `AHEAD_MAX`; ``held_for`` names the limit
    the room waits for until ``until``; ``blocked_at`` is set while nothing gets through to it.
    """

    ahead: int = 0
    held_for: str = ""
    until: datetime | None = None
    blocked_at: datetime | None = None
    block_text: str = ""


AHEAD_MAX = 100
"""More messages before one are not counted."""


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery in a list. ``event_id`` is None for a digest, ``parts`` counts what it holds.

    ``last`` is None before its first attempt has ended, ``wait`` unless it waits.
    """

    id: int
    created_at: datetime
    state: DeliveryState
    cause: Cause | None
    title: str
    room: str
    lane_id: int
    subscription_id: str
    notification_id: str
    notification: str
    integration_id: str
    tried: int
    due_at: datetime
    settled_at: datetime | None
    expires_at: datetime | None
    duplicate: bool
    event_id: int | None
    merged_into: int | None
    parts: int = 0
    last: LastTry | None = None
    wait: Wait | None = None


NOWHERE = ""
"""The subscription of a refusal that reached none."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not taken in: ``count`` times between ``first_at`` and ``last_at``."""

    id: int
    subscription_id: str
    code: str
    text: str
    first_at: datetime
    last_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Hour:
    """What one integration delivered in the hour that begins at ``start``."""

    start: datetime
    delivered: int
    failed: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much waits, has failed, and is blocked, in all or for one subscription."""

    waiting: int
    failed: int
    blocked_rooms: int
    oldest_waiting: datetime | None = None


@dataclass(frozen=True, slots=True)
class RelayInfo:
    """A relay that has registered; it lives while it is seen."""

    id: str
    host: str
    pid: int
    url: str
    version: str
    hosted: bool
    started_at: datetime
    seen_at: datetime
