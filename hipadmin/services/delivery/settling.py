"""What an attempt changes: the delivery, its room's queue and result, the limits, the tally."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from hipadmin.domain import rates
from hipadmin.domain.delivery import Delivery, DeliveryState, Result, ResultKind, settled
from hipadmin.domain.health import Outcome, RoomResult, failure
from hipadmin.domain.outbox import Attempt, Block, Done
from hipadmin.domain.ports import Unit
from hipadmin.domain.rates import GENERAL_WINDOW, ROOM_WINDOW, Allowance, Kind
from hipadmin.services.delivery.leasing import TOKEN_NEEDED
from hipadmin.services.delivery.limits import Ledger, room_key, token_key


class Settling:
    """Settles what one owner did, in one transaction.

    Attributes:
        moved: how many deliveries were brought into each state.
    """

    def __init__(self, unit: Unit, owner: str, ledger: Ledger, random: Callable[[], float]) -> None:
        self._unit = unit
        self._owner = owner
        self._ledger = ledger
        self._random = random
        self.moved: Counter[DeliveryState] = Counter()
        self._tallies: Counter[tuple[str, datetime, bool]] = Counter()

    def settle(self, done: Sequence[Done]) -> None:
        """Write down what became of leases.

        Of one that was lost meanwhile only the attempt is kept: somebody else sends it again.
        """
        self._ledger.look_up(*(key for each in done for key in _keys(each)))
        for each in done:
            self._settle(each)
        for (integration_id, hour, delivered), count in self._tallies.items():
            self._unit.deliveries.tally(integration_id, hour, delivered=delivered, count=count)

    def _settle(self, done: Done) -> None:
        unit, lease, result, now = self._unit, done.lease, done.result, self._ledger.now
        attempt = Attempt(
            *(lease.attempt, lease.started_at, done.ended_at, self._owner),
            *(result, done.request, done.answer),
        )
        unit.deliveries.record(lease.delivery_id, attempt)
        after = settled(lease.delivery, result, now, self._random())
        if not unit.deliveries.settle(after, self._owner, lease.attempt):
            return
        self._learn(done)
        self._tell(done, after)
        if result.kind is ResultKind.BLOCKED:
            block = Block(now, result.code, result.text, lease.route.mark)
            unit.lanes.block(lease.lane_id, block)
        else:
            unit.lanes.release(lease.lane_id, not_before=now)
        self.moved[after.state] += 1

    def _tell(self, done: Done, after: Delivery) -> None:
        lease, outcome = done.lease, self._outcome(done)
        if lease.room_id is not None and outcome is not None:
            self._unit.results.save(_room_result(lease.room_id, done, outcome))
        if after.state in (DeliveryState.DELIVERED, DeliveryState.FAILED):
            hour = done.ended_at.replace(minute=0, second=0, microsecond=0)
            delivered = after.state is DeliveryState.DELIVERED
            self._tallies[lease.integration_id, hour, delivered] += 1

    def _outcome(self, done: Done) -> Outcome | None:
        """What it says about its room; None where an older result says more."""
        result = done.result
        if result.kind is ResultKind.DELIVERED:
            return Outcome.OK
        if result.code == TOKEN_NEEDED:
            return Outcome.NOT_SENT
        if result.kind is not ResultKind.REJECTED or result.status is not None:
            return failure(result.status)
        # it was not even sent
        known = self._unit.results.of_room(done.lease.room_id or "")
        tested = known is not None and known.outcome is not Outcome.NOT_SENT
        return None if tested else Outcome.NOT_SENT

    def _learn(self, done: Done) -> None:
        """Correct what is known of the two limits by what the server said."""
        now, ledger = self._ledger.now, self._ledger
        general, flood = _keys(done)
        if (own := ledger.get(general)) is not None:
            others = ledger.in_flight(done.lease.route.token_ref or "")
            now_own = own.at(now, GENERAL_WINDOW)
            ledger.put(general, _corrected(now_own, done, Kind.GENERAL, now, others))
        if (own := ledger.get(flood)) is not None:
            now_own = own.at(now, ROOM_WINDOW)
            ledger.put(flood, _corrected(now_own, done, Kind.FLOOD, now, 0))


def _keys(done: Done) -> tuple[str, str]:
    return token_key(done.lease.route.token_ref or ""), room_key(done.lease.lane_key)


def _room_result(room_id: str, done: Done, outcome: Outcome) -> RoomResult:
    result: Result = done.result
    return RoomResult(
        room_id,
        done.ended_at,
        outcome,
        result.status,
        result.elapsed_ms,
        text=result.text,
    )


def _corrected(own: Allowance, done: Done, kind: Kind, now: datetime, in_flight: int) -> Allowance:
    said = done.limits.general if kind is Kind.GENERAL else done.limits.flood
    if said is not None:
        own = rates.heard(own, said, now, in_flight)
    if done.limited == kind:
        own = rates.used_up(own, done.ended_at + timedelta(seconds=done.result.wait_s))
    return own
