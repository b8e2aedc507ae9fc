"""Hands out what is due: the switches re-read, the limits kept, what cannot be sent in time merged.

Everything happens within one transaction that holds the write lock. The start of an attempt is a
change of its own, made when nothing is left to do but to send: the switches are read in it, so none
starts after an Off has committed. A lane whose sender has to get ready first is only leased; what
waits in it stays as it was.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hipadmin.domain import rates
from hipadmin.domain.delivery import (
    LEASE_S,
    Cause,
    DeliveryState,
    dropped,
    is_stale,
    merged,
    started,
)
from hipadmin.domain.digest import PARTS_MAX, Part, digest, waits_for_digest
from hipadmin.domain.message import Message
from hipadmin.domain.outbox import Block, Hold, Lane, Lease, Queued, Ready, Route
from hipadmin.domain.ports import Unit
from hipadmin.domain.rates import GENERAL_WINDOW, ROOM_WINDOW, Kind

TOKEN_NEEDED = "token_needed"  # noqa: S105
"""The code of a block: there is no token to send with."""
_DROPS = 200
"""Deliveries dropped from one lane in one transaction; the rest follows in the next."""
_ROUNDS = 5
"""How often lanes that turned out to have nothing to send are passed over in one transaction."""

AtHand = Callable[[Route], bool]
"""Whether a message can go by a route at once; asked once for each, it keeps the way free."""


class Leasing:
    """Leases for one owner in one transaction.

    Attributes:
        moved: how many deliveries ended on the way to a lease, by where that brought them.
    """

    def __init__(self, unit: Unit, owner: str, now: datetime) -> None:
        self._unit = unit
        self._owner = owner
        self._now = now
        self.moved: Counter[DeliveryState] = Counter()

    def take(self, want: int, at_hand: AtHand) -> list[Lease | Hold]:
        """Up to ``want`` lanes, those due longest first: started where the way is at hand."""
        found: list[Lease | Hold] = []
        for _ in range(_ROUNDS):
            lanes = self._unit.lanes.due(self._now, want - len(found))
            if not lanes:
                break
            taken = (self._take(lane, at_hand) for lane in lanes)
            found += [each for each in taken if each is not None]
        return found

    def start(self, hold: Hold) -> Lease | None:
        """What is first in a lane that was held, started; None if nothing of it is to be sent now.

        Then the lane is no longer held: it was lost, or what waited is owed no longer, or has to
        wait for a limit or a token, or goes another way meanwhile.
        """
        lane = self._unit.lanes.get(hold.lane_id)
        if lane.owner != self._owner:
            return None
        found = self._first(lane)
        if found is None:
            return None
        ready, route, limits = found
        if route != hold.route:
            self._unit.lanes.release(lane.id, not_before=self._now)
            return None
        return self._start(lane, ready, route, limits)

    def give_up(self, hold: Hold) -> None:
        """Let others have a lane whose sender did not come to start anything."""
        if self._unit.lanes.get(hold.lane_id).owner == self._owner:
            self._unit.lanes.release(hold.lane_id, not_before=self._now)

    def _take(self, lane: Lane, at_hand: AtHand) -> Lease | Hold | None:
        found = self._first(lane)
        if found is None:
            return None
        ready, route, limits = found
        if at_hand(route):
            return self._start(lane, ready, route, limits)
        until = self._now + timedelta(seconds=LEASE_S)
        self._unit.lanes.lease(lane.id, self._owner, until)
        return Hold(lane.id, route)

    def _first(self, lane: Lane) -> "tuple[Ready, Route, _Limits] | None":
        """What a lane has to send now; None: then the lane is neither due nor leased any more."""
        ready = self._head(lane)
        if ready is None or ready.route is None:
            return None
        if ready.route.token_ref is None:
            text = "There is no token to send with. Enter one."
            block = Block(self._now, TOKEN_NEEDED, text, ready.route.mark)
            self._unit.lanes.block(lane.id, block)
            return None
        limits = _Limits(self._unit, lane.key, ready.route.token_ref, self._now)
        if limits.closed is not None:
            kind, until = limits.closed
            self._unit.lanes.release(lane.id, not_before=until, held_for=kind)
            return None
        return ready, ready.route, limits

    def _start(self, lane: Lane, ready: Ready, route: Route, limits: "_Limits") -> Lease:
        others = self._unit.lanes.sharing(lane.integration_id, lane.id)
        capacity = limits.capacity(others + 1)
        waiting = self._unit.deliveries.waiting(lane.id, capacity + PARTS_MAX + 1)
        queued, message = ready.queued, ready.message
        if ready.part is not None and waits_for_digest(waiting, capacity):
            whole = self._merge(lane)
            queued, message = whole if whole is not None else (queued, message)
        limits.spend()
        return self._lease(lane, replace(ready, queued=queued, message=message), route)

    def _head(self, lane: Lane) -> Ready | None:
        """The first delivery that is to be sent now; those before it that are not are dropped."""
        for _ in range(_DROPS):
            found = self._unit.deliveries.head(lane.id)
            if not found:
                break
            ready = self._checked(found[0])
            if ready is None:
                continue
            if ready.queued.delivery.due_at <= self._now:
                return ready
            break
        self._unit.lanes.release(lane.id, not_before=self._now)
        return None

    def _checked(self, ready: Ready) -> Ready | None:
        """``ready`` unless it is owed no longer; a digest without what is owed no longer."""
        if is_stale(ready.queued.delivery, self._now):
            self._drop(ready.queued, Cause.EXPIRED)
            return None
        if ready.part is None:
            return self._checked_digest(ready)
        cause = ready.switches.cause
        if cause is not None:
            self._drop(ready.queued, cause)
            return None
        return ready

    def _checked_digest(self, ready: Ready) -> Ready | None:
        parts = self._unit.deliveries.parts(ready.queued.delivery.id)
        left = [p for p in parts if p.queued.delivery.cause is None]
        gone = [p for p in left if p.switches.cause is not None]
        kept = [p for p in left if p.switches.cause is None]
        if not kept:
            cause = gone[0].switches.cause if gone else Cause.REMOVED
            self._drop(ready.queued, cause or Cause.REMOVED)
            return None
        if not gone:
            return ready
        for part in gone:
            left_out = replace(part.queued.delivery, cause=part.switches.cause)
            self._unit.deliveries.save(left_out)
        message, _ = digest(_parts(kept))
        self._unit.deliveries.save_message(ready.queued.delivery.id, message)
        return replace(ready, message=message)

    def _drop(self, queued: Queued, cause: Cause) -> None:
        self._unit.deliveries.save(dropped(queued.delivery, cause, self._now))
        self.moved[DeliveryState.DROPPED] += 1

    def _merge(self, lane: Lane) -> tuple[Queued, Message] | None:
        """A digest of what waits at the head of the lane; None if there is too little to merge."""
        run: list[Ready] = []
        for ready in self._unit.deliveries.head(lane.id, PARTS_MAX):
            if ready.part is None:
                break
            if self._checked(ready) is not None:
                run.append(ready)
        message, taken = digest(_parts(run))
        if taken < 2:
            return None
        held = [ready.queued for ready in run[:taken]]
        whole = self._unit.deliveries.add_digest(
            held, message, f"{taken} messages in one", self._now
        )
        for queued in held:
            part = merged(queued.delivery, whole.delivery.id, self._now)
            self._unit.deliveries.save(part)
        self.moved[DeliveryState.MERGED] += len(held)
        maybe = any(queued.delivery.duplicate for queued in held)
        return replace(whole, delivery=replace(whole.delivery, duplicate=maybe)), message

    def _lease(self, lane: Lane, ready: Ready, route: Route) -> Lease:
        queued = ready.queued
        delivery = started(queued.delivery, self._owner, self._now)
        until = delivery.lease_until or self._now
        self._unit.deliveries.save(delivery, tried=queued.tried + 1)
        self._unit.lanes.lease(lane.id, self._owner, until)
        return Lease(
            delivery_id=delivery.id,
            attempt=queued.tried + 1,
            lane_id=lane.id,
            lane_key=lane.key,
            room_id=lane.room_id,
            integration_id=lane.integration_id,
            route=route,
            message=ready.message,
            started_at=self._now,
            duplicate=delivery.duplicate,
            owed_since=delivery.created_at,
        )


class _Limits:
    """The two limits that a send to one lane has to keep."""

    def __init__(self, unit: Unit, lane_key: str, token_ref: str, now: datetime) -> None:
        self._unit = unit
        self._token, self._room = token_key(token_ref), room_key(lane_key)
        known = unit.lanes.allowances(self._token, self._room)
        own = known.get(self._token)
        kind = None if own else unit.lanes.token_kind(token_ref)
        self._general = (own or rates.general(kind, now)).at(now, GENERAL_WINDOW)
        self._flood = (known.get(self._room) or rates.per_room(now)).at(now, ROOM_WINDOW)

    @property
    def closed(self) -> tuple[Kind, datetime] | None:
        """Which of them lets nothing pass, and until when."""
        for kind, allowance in ((Kind.GENERAL, self._general), (Kind.FLOOD, self._flood)):
            if allowance.left == 0:
                return kind, allowance.resets_at
        return None

    def capacity(self, sharing: int) -> int:
        """How many messages may go to the lane in this window, if others get their share."""
        return min(self._flood.left, max(self._general.left // sharing, 1))

    def spend(self) -> None:
        """Count one send."""
        spent = {self._token: self._general, self._room: self._flood}
        self._unit.lanes.save_allowances({key: rates.spent(each) for key, each in spent.items()})


def token_key(token_ref: str) -> str:
    """Under which a token's general limit is kept."""
    return f"token {token_ref}"


def room_key(lane_key: str) -> str:
    """Under which the flood control of a room or person is kept."""
    return f"room {lane_key}"


def _parts(run: Sequence[Ready]) -> list[Part]:
    return [ready.part for ready in run if ready.part is not None]
