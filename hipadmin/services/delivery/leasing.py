"""Hands out what is due: the switches re-read, the limits kept, what cannot be sent in time merged.

Everything happens within one transaction that holds the write lock. The start of an attempt is a
change of its own, made when nothing is left to do but to send: the switches are read in it, so none
starts after an Off has committed. A lane whose sender has to get ready first is only leased; what
waits in it stays as it was.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from hipadmin.domain.delivery import (
    LEASE_S,
    WAITING,
    Cause,
    DeliveryState,
    dropped,
    is_stale,
    merged,
    started,
)
from hipadmin.domain.digest import PARTS_MAX, Part, digest, waits_for_digest
from hipadmin.domain.message import Message
from hipadmin.domain.outbox import (
    Block,
    DamagedDelivery,
    Hold,
    Lane,
    Lease,
    Queued,
    Ready,
    Route,
)
from hipadmin.domain.ports import Unit
from hipadmin.domain.rates import PER_ROOM
from hipadmin.services.delivery.limits import LaneLimits, Ledger, room_key, token_key

TOKEN_NEEDED = "token_needed"  # noqa: S105
"""The code of a block: there is no token to send with."""
_DROPS = 200
"""Deliveries dropped from one lane in one transaction; the rest follows in the next."""
_WAITING = PER_ROOM + PARTS_MAX + 1
"""How many that wait in a lane are counted before its limit is known; it is seldom more."""
_ROUNDS = 5
"""How often lanes that turned out to have nothing to send are passed over in one transaction."""

AtHand = Callable[[Route], bool]
"""Whether a message can go by a route at once; asked once for each, it keeps the way free."""


class Leasing:
    """Leases for one owner in one transaction.

    Attributes:
        moved: how many deliveries ended on the way to a lease, by where that brought them.
    """

    def __init__(self, unit: Unit, owner: str, ledger: Ledger) -> None:
        self._unit = unit
        self._owner = owner
        self._ledger = ledger
        self._now = ledger.now
        self.moved: Counter[DeliveryState] = Counter()
        self._heads: dict[int, Ready] = {}
        self._waiting: dict[int, int] = {}

    def take(self, want: int, at_hand: AtHand) -> list[Lease | Hold]:
        """Up to ``want`` lanes, those due longest first: started where the way is at hand."""
        found: list[Lease | Hold] = []
        for _ in range(_ROUNDS):
            lanes = self._due(want - len(found))
            if not lanes:
                break
            self._look_up(lanes)
            taken = [self._take(lane, at_hand) for lane in lanes]
            self._write([each for each in taken if each is not None])
            found += [each for each in taken if each is not None]
        return found

    def _look_up(self, lanes: Sequence[Lane]) -> None:
        """Read what will be asked about each of the lanes, all at once."""
        ids = [lane.id for lane in lanes]
        self._heads = {ready.queued.lane_id: ready for ready in self._unit.deliveries.heads(ids)}
        self._waiting = dict(self._unit.deliveries.waiting(ids, _WAITING))
        routes = [ready.route for ready in self._heads.values()]
        tokens = [token_key(route.token_ref) for route in routes if route and route.token_ref]
        self._ledger.look_up(*(room_key(lane.key) for lane in lanes), *tokens)

    def _write(self, taken: Sequence[Lease | Hold]) -> None:
        """Keep what was taken: attempts that start, and rooms that are nobody else's till then."""
        leases = [each for each in taken if isinstance(each, Lease)]
        self._unit.deliveries.save_tries([(each.delivery, each.attempt) for each in leases])
        until = self._now + timedelta(seconds=LEASE_S)
        self._unit.lanes.lease([each.lane_id for each in taken], self._owner, until)

    def _due(self, want: int) -> Sequence[Lane]:
        return self._unit.lanes.due(self._now, want) if want else ()

    def start(self, hold: Hold) -> Lease | None:
        """What is first in a lane that was held, started; None if nothing of it is to be sent now.

        Then the lane is no longer held: it was lost, or what waited is owed no longer, or has to
        wait for a limit or a token, or goes another way meanwhile, or is on it.
        """
        if not self._is_held(hold.lane_id):
            return None
        lane = self._unit.lanes.get(hold.lane_id)
        found = self._first(lane)
        if found is None:
            return None
        ready, route, limits = found
        if route != hold.route:
            self._unit.lanes.release(lane.id, not_before=self._now)
            return None
        lease = self._start(lane, ready, route, limits)
        self._write([lease])
        return lease

    def give_up(self, holds: Sequence[Hold]) -> None:
        """Let others have lanes whose senders did not come to start anything."""
        own = [hold.lane_id for hold in holds if self._is_held(hold.lane_id)]
        self._unit.lanes.release(*own, not_before=self._now)

    def _is_held(self, lane_id: int) -> bool:
        """Whether a lane is ours and nothing of it is on its way.

        One that was lost and is ours again has another sender; his must not be taken from him.
        """
        is_ours = self._unit.lanes.get(lane_id).owner == self._owner
        return is_ours and not self._unit.deliveries.under_way(lane_id)

    def _take(self, lane: Lane, at_hand: AtHand) -> Lease | Hold | None:
        found = self._first(lane)
        if found is None:
            return None
        ready, route, limits = found
        if at_hand(route):
            return self._start(lane, ready, route, limits)
        return Hold(lane.id, route)

    def _first(self, lane: Lane) -> tuple[Ready, Route, LaneLimits] | None:
        """What a lane has to send now; None: then the lane is neither due nor leased any more."""
        ready = self._head(lane)
        if ready is None or ready.route is None:
            return None
        if ready.route.token_ref is None:
            text = "There is no token to send with. Enter one."
            block = Block(self._now, TOKEN_NEEDED, text, ready.route.mark)
            self._unit.lanes.block(lane.id, block)
            return None
        limits = LaneLimits(self._unit, self._ledger, lane, ready.route.token_ref)
        if limits.closed is not None:
            kind, until = limits.closed
            self._unit.lanes.release(lane.id, not_before=until, held_for=kind)
            return None
        return ready, ready.route, limits

    def _start(self, lane: Lane, ready: Ready, route: Route, limits: LaneLimits) -> Lease:
        capacity = limits.capacity()
        what = ready.queued, ready.message
        if ready.part is not None and waits_for_digest(self._waits(lane, capacity), capacity):
            what = self._merge(lane) or what
        limits.spend()
        return self._lease(lane, *what, route)

    def _waits(self, lane: Lane, capacity: int) -> int:
        """How many wait in a lane, as exactly as it matters beside its capacity."""
        known, limit = self._waiting.pop(lane.id, _WAITING), capacity + PARTS_MAX + 1
        if known < min(limit, _WAITING):
            return known
        return self._unit.deliveries.waiting([lane.id], limit)[lane.id]

    def _next(self, lane: Lane) -> Ready | None:
        """What is first in a lane; looked up anew once something was dropped from it."""
        known = self._heads.pop(lane.id, None)
        if known is not None:
            return known
        self._waiting.pop(lane.id, None)
        return next(iter(self._unit.deliveries.heads([lane.id])), None)

    def _head(self, lane: Lane) -> Ready | None:
        """The first delivery that is to be sent now; those before it that are not are dropped."""
        for _ in range(_DROPS):
            found = self._next(lane)
            if found is None:
                break
            ready = self._checked(found)
            if ready is None:
                continue
            if ready.queued.delivery.due_at <= self._now:
                return ready
            break
        self._unit.lanes.release(lane.id, not_before=self._now)
        return None

    def _checked(self, ready: Ready) -> Ready | None:
        """``ready`` unless it is owed no longer; a digest without what is owed no longer.

        Raises DamagedDelivery for what is being sent, though nobody holds its lane.
        """
        if ready.queued.delivery.state not in WAITING:
            raise DamagedDelivery(ready.queued.delivery.id)
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

    def _lease(self, lane: Lane, queued: Queued, message: Message, route: Route) -> Lease:
        return Lease(
            delivery=started(queued.delivery, self._owner, self._now),
            attempt=queued.tried + 1,
            lane_id=lane.id,
            lane_key=lane.key,
            room_id=lane.room_id,
            integration_id=lane.integration_id,
            route=route,
            message=message,
            started_at=self._now,
        )


def _parts(run: Sequence[Ready]) -> list[Part]:
    return [ready.part for ready in run if ready.part is not None]
