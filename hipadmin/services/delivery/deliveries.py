"""Deliveries: handed to senders, settled, taken back, resent. One public verb, one transaction."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from hipadmin.domain.delivery import (
    LEASE_S,
    RETRY_AFTER_MAX_S,
    Cause,
    DeliveryState,
    NotNow,
    Result,
    ResultKind,
    abandoned,
    cancelled,
    dropped,
    resent,
)
from hipadmin.domain.errors import NotFound
from hipadmin.domain.outbox import Attempt, DamagedDelivery, Done, Hold, Lane, Lease
from hipadmin.domain.ports import Clock, Store, Topic, Unit

if TYPE_CHECKING:
    from hipadmin.domain.ports.relay import SignsOfLife
    from hipadmin.services.delivery.leasing import AtHand

T = TypeVar("T")

Random = Callable[[], float]
"""A number from 0 to 1 (not 1 itself)."""

Moved = Counter[DeliveryState]
"""How many deliveries reached each state."""

LOST = Result(
    ResultKind.RETRY,
    code="lease_lost",
    text="The relay that was sending this stopped; it may have been sent.",
    unknown=True,
)
LONGEST = timedelta(seconds=RETRY_AFTER_MAX_S)
"""How long a room waits at most: no server's wish and no limit counts for longer."""
AT_ONCE = 200
"""Rows that one transaction of upkeep touches."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refused:
    """A delivery with which something could not be done, and why."""

    delivery_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What a sender got: ``started`` is to be sent at once, ``held`` when it is ready for it."""

    started: tuple[Lease, ...] = ()
    held: tuple[Hold, ...] = ()


class Moves:
    """How many deliveries this process brought into each state. Any thread may add and ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Moved = Counter()

    def add(self, moved: Moved) -> None:
        """Count more, once they are committed."""
        with self._lock:
            self._counts.update(moved)

    def counts(self) -> Moved:
        """The counts now."""
        with self._lock:
            return self._counts.copy()


class Deliveries:
    """The outbox in use. Blocking. What it raises is StoreTrouble, and what the verbs name.

    ``random`` spreads retries. Any number of owners may lease from one store, in any number of
    processes. ``moves`` counts what this process did since it began.
    """

    def __init__(self, store: Store, clock: Clock, random: Random) -> None:
        self._store = store
        self._clock = clock
        self._random = random
        self._switches: tuple[int, ...] = ()
        self.moves = Moves()

    # for senders

    def turn(self, owner: str, done: Sequence[Done | Hold], want: int, at_hand: "AtHand") -> Turn:
        """Settle what is done and take up to ``want`` of what is due, in one transaction.

        Each is of another room. Where the way is ``at_hand`` its attempt has started: integration,
        room and notification were on when the transaction committed. Elsewhere the room is held
        until it is started or, being among ``done``, given up. To be settled within LEASE_S unless
        it is renewed.
        """
        # a window only asks which rooms are blocked
        from hipadmin.services.delivery.leasing import Leasing
        from hipadmin.services.delivery.limits import Ledger
        from hipadmin.services.delivery.settling import Settling

        def work(unit: Unit) -> tuple[Turn, Moved]:
            ledger = Ledger(unit, self._clock())
            settling = Settling(unit, owner, ledger, self._random)
            settling.settle([each for each in done if isinstance(each, Done)])
            leasing = Leasing(unit, owner, ledger)
            leasing.give_up([each for each in done if isinstance(each, Hold)])
            taken = leasing.take(want, at_hand)
            ledger.write()
            leases = tuple(each for each in taken if isinstance(each, Lease))
            holds = tuple(each for each in taken if isinstance(each, Hold))
            return Turn(leases, holds), settling.moved + leasing.moved

        turn, moved = self._write(work)
        self.moves.add(moved)
        return turn

    def start(self, owner: str, hold: Hold) -> Lease | None:
        """Start what is first in a held room, in a transaction of its own, just before it is sent.

        None: it is owed no longer, switched off among others, or has to wait; the room is free.
        Integration, room and notification were on when the transaction committed.
        """
        from hipadmin.services.delivery.leasing import Leasing
        from hipadmin.services.delivery.limits import Ledger

        def work(unit: Unit) -> tuple[Lease | None, Moved]:
            ledger = Ledger(unit, self._clock())
            leasing = Leasing(unit, owner, ledger)
            lease = leasing.start(hold)
            ledger.write()
            return lease, leasing.moved

        lease, moved = self._write(work)
        self.moves.add(moved)
        return lease

    def next_due(self) -> datetime | None:
        """When the next lane is to be looked at, None if nothing waits."""
        return self._store.read(lambda unit: unit.lanes.next_due())

    def upkeep(self, owner: str = "") -> int:
        """Look after the outbox for ``owner``, who still works on all it leased.

        Senders that went silent lose what they leased, stale messages are dropped, rooms whose
        block is void are free again, and what was switched off is dropped, wherever in its queue
        it waits. What a clock that ran ahead put off for longer than anything may be is due. Gives
        how many rows these are; from AT_ONCE on there may be more. By one clock and in one
        transaction: nobody takes over from itself when time jumps.
        """

        def work(unit: Unit) -> tuple[int, Moved, tuple[int, ...]]:
            now, moved, switches = self._clock(), Moved(), _switches(unit)
            unit.lanes.renew(owner, now + timedelta(seconds=LEASE_S))
            changed = self._take_over(unit, now, moved) + _expire(unit, now, moved)
            # all that waits is looked through only where a switch may have moved
            off = _drop_off(unit, now, moved) if switches != self._switches else 0
            changed += off + _free(unit, now) + unit.lanes.hurry_off(now)
            changed += unit.lanes.bring_near(now, now + LONGEST)
            return changed, moved, self._switches if off == AT_ONCE else switches

        changed, moved, self._switches = self._write(work)
        self.moves.add(moved)
        return changed

    def _take_over(self, unit: Unit, now: datetime, moved: Moved) -> int:
        lanes = unit.lanes.expired(now, AT_ONCE)
        for lane in lanes:
            self._abandon(unit, lane, now, moved)
        return len(lanes)

    def bury(self, signs: "SignsOfLife") -> int:
        """Take over from relays that are surely dead, at once; give how many there were."""
        dead = signs.dead()
        if not dead:
            return 0

        def work(unit: Unit) -> Moved:
            now, moved = self._clock(), Moved()
            for owner in sorted(dead):
                for lane in unit.lanes.owned(owner):
                    self._abandon(unit, lane, now, moved)
                unit.relays.leave(owner)
            return moved

        self.moves.add(self._write(work))
        for owner in dead:
            signs.clear(owner)
        return len(dead)

    def _abandon(self, unit: Unit, lane: Lane, now: datetime, moved: Moved) -> None:
        for queued in unit.deliveries.under_way(lane.id):
            after = abandoned(queued.delivery, now, self._random())
            unit.deliveries.save(after)
            moved[after.state] += 1
            attempt = Attempt(queued.tried, now, now, lane.owner, LOST)
            unit.deliveries.record([(queued.delivery.id, attempt)])
            if not after.state.is_open:
                unit.deliveries.tally(queued.integration_id, now, delivered=False)
        unit.lanes.release(lane.id, not_before=now)

    def _write(self, work: Callable[[Unit], T]) -> T:
        """Do it in one transaction; deliveries in its way that cannot be read are set aside first.

        Raises DamagedDelivery, a StoreTrouble, if there are more than AT_ONCE.
        """
        for _ in range(AT_ONCE):
            try:
                return self._store.write(work)
            except DamagedDelivery as error:
                self._set_aside(error)
        return self._store.write(work)

    def _set_aside(self, damaged: DamagedDelivery) -> None:
        def work(unit: Unit) -> Moved:
            now = self._clock()
            queued = unit.deliveries.set_aside(damaged.delivery_id, now)
            if queued.delivery.state is not DeliveryState.FAILED:
                return Moved()
            unit.deliveries.tally(queued.integration_id, now, delivered=False)
            unit.lanes.refresh(queued.lane_id, now)
            return Moved({DeliveryState.FAILED: 1})

        self.moves.add(self._store.write(work))
        _LOG.warning("delivery %s was set aside: %r", damaged.delivery_id, damaged.__cause__)

    # for people

    def resend(self, delivery_ids: Collection[int]) -> tuple[Refused, ...]:
        """Owe failed messages once more; give those that could not be, and why.

        Blocked rooms among theirs are tried again: a person acted.
        """

        def one(unit: Unit, delivery_id: int, now: datetime) -> None:
            queued = unit.deliveries.get(delivery_id)
            unit.deliveries.save(resent(queued.delivery, now))
            if unit.lanes.get(queued.lane_id).block is not None:
                unit.lanes.unblock(queued.lane_id, now)
            unit.lanes.refresh(queued.lane_id, now)

        return self._each(delivery_ids, one)

    def cancel(self, delivery_ids: Collection[int]) -> tuple[Refused, ...]:
        """Take back messages that wait; give those that could not be, and why."""

        def one(unit: Unit, delivery_id: int, now: datetime) -> None:
            queued = unit.deliveries.get(delivery_id)
            unit.deliveries.save(cancelled(queued.delivery, now))
            unit.lanes.refresh(queued.lane_id, now)

        return self._each(delivery_ids, one)

    def _each(
        self, delivery_ids: Collection[int], act: Callable[[Unit, int, datetime], None]
    ) -> tuple[Refused, ...]:
        def work(unit: Unit) -> tuple[Refused, ...]:
            refused = []
            for delivery_id in sorted(delivery_ids):
                try:
                    act(unit, delivery_id, self._clock())
                except (NotNow, NotFound) as error:
                    refused.append(Refused(delivery_id, error.text))
            return tuple(refused)

        return self._write(work)

    def blocked(self, integration_id: str = "") -> tuple[Lane, ...]:
        """The rooms that need a person, of one integration or of all."""
        return tuple(self._store.read(lambda unit: unit.lanes.blocked(integration_id)))

    def unblock(self, lane_id: int) -> None:
        """Try a blocked room again. Raises NotFound."""

        def work(unit: Unit) -> None:
            unit.lanes.get(lane_id)
            unit.lanes.unblock(lane_id, self._clock())

        self._store.write(work)


def _expire(unit: Unit, now: datetime, moved: Moved) -> int:
    stale = unit.deliveries.stale(now, AT_ONCE)
    for queued in stale:
        unit.deliveries.save(dropped(queued.delivery, Cause.EXPIRED, now))
    moved[DeliveryState.DROPPED] += len(stale)
    for lane_id in {queued.lane_id for queued in stale}:
        unit.lanes.refresh(lane_id, now)
    return len(stale)


def _switches(unit: Unit) -> tuple[int, ...]:
    """What moves when anything is switched, added or removed."""
    now = unit.revisions()
    return now[Topic.INTEGRATIONS], now[Topic.NOTIFICATIONS]


def _drop_off(unit: Unit, now: datetime, moved: Moved) -> int:
    off = unit.deliveries.switched_off(AT_ONCE)
    for ready in off:
        cause = ready.switches.cause or Cause.REMOVED
        unit.deliveries.save(dropped(ready.queued.delivery, cause, now))
    moved[DeliveryState.DROPPED] += len(off)
    for lane_id in {ready.queued.lane_id for ready in off}:
        unit.lanes.refresh(lane_id, now)
    return len(off)


def _free(unit: Unit, now: datetime) -> int:
    lanes = unit.lanes.freed()
    for lane in lanes:
        unit.lanes.unblock(lane.id, now)
    return len(lanes)
