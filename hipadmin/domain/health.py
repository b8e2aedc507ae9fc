"""What is true of an integration, a room, a notification right now: the *shown* state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Health(StrEnum):
    """The states an integration can show, the only ones."""

    OFF = "off"
    NOT_TESTED = "not_tested"
    OK = "ok"
    TOKEN_NEEDED = "token_needed"  # noqa: S105
    FAILING = "failing"
    NEEDS_ATTENTION = "needs_attention"


class OffCause(StrEnum):
    """What above or below a thing makes it off, although its own switch may be on."""

    ITSELF = "itself"
    INTEGRATION = "integration"
    ROOM = "room"


class Outcome(StrEnum):
    """How one attempt to post ended.

    NOT_SENT: nothing was posted, and nothing is known of the room.
    """

    OK = "ok"
    NEEDS_ATTENTION = "needs_attention"
    FAILING = "failing"
    NOT_SENT = "not_sent"


def failure(status: int | None) -> Outcome:
    """How an attempt ended that did not succeed; ``status`` None without an answer.

    The same answer says the same of a room, whatever was posted.
    """
    return Outcome.NEEDS_ATTENTION if status in (401, 403, 404) else Outcome.FAILING


@dataclass(frozen=True, slots=True)
class RoomResult:
    """The newest attempt to post to a room.

    ``status`` is the HTTP status or None without an answer; ``failing_since`` the first failure
    since the last success; ``elapsed_ms`` the time until the answer.
    """

    room_id: str
    at: datetime
    outcome: Outcome
    status: int | None = None
    elapsed_ms: int | None = None
    failing_since: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ShownState:
    """The effective state with its cause (Off) or its beginning (Failing)."""

    health: Health
    cause: OffCause | None = None
    since: datetime | None = None


OFF = ShownState(Health.OFF, OffCause.ITSELF)
OFF_ROOM = ShownState(Health.OFF, OffCause.ROOM)
OFF_INTEGRATION = ShownState(Health.OFF, OffCause.INTEGRATION)
NOT_TESTED = ShownState(Health.NOT_TESTED)
OK = ShownState(Health.OK)
TOKEN_NEEDED = ShownState(Health.TOKEN_NEEDED)

_WORST_FIRST = (Health.NEEDS_ATTENTION, Health.TOKEN_NEEDED, Health.FAILING, Health.OK)


def room_state(enabled: bool, has_token: bool, result: RoomResult | None) -> ShownState:
    """The state of a room by itself, its integration being on."""
    if not enabled:
        return OFF
    if not has_token:
        return TOKEN_NEEDED
    if result is None or result.outcome is Outcome.NOT_SENT:
        return NOT_TESTED
    if result.outcome is Outcome.OK:
        return OK
    if result.outcome is Outcome.NEEDS_ATTENTION:
        return ShownState(Health.NEEDS_ATTENTION)
    return ShownState(Health.FAILING, since=result.failing_since or result.at)


def worst(states: Iterable[ShownState]) -> ShownState:
    """The state of a group of rooms: the worst of those that are on.

    One good room makes a group OK although others were never tried; only if every room is off is
    the group off. Of several failing rooms the earliest beginning counts.
    """
    found = [s for s in states if s.health is not Health.OFF]
    if not found:
        return OFF_ROOM
    for health in _WORST_FIRST:
        same = [s for s in found if s.health is health]
        if same:
            return min(same, key=_beginning)
    return NOT_TESTED


def _beginning(state: ShownState) -> float:
    return state.since.timestamp() if state.since else 0.0


def integration_state(
    enabled: bool, rooms: Iterable[ShownState], *, has_room: bool, has_token: bool
) -> ShownState:
    """The state of an integration out of its rooms' states.

    Without a room nothing can have been tried: a missing token is all that can be wrong.
    """
    if not enabled:
        return OFF
    if not has_room:
        return NOT_TESTED if has_token else TOKEN_NEEDED
    return worst(rooms)


def notification_state(
    enabled: bool, integration_enabled: bool, rooms: Iterable[ShownState]
) -> ShownState:
    """The state of a room notification: its own switch, its integration's, then its rooms."""
    if not enabled:
        return OFF
    if not integration_enabled:
        return OFF_INTEGRATION
    return worst(rooms)
