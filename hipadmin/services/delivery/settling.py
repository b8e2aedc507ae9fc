"""What an attempt changes: the delivery, its room's queue and result, the limits, the tally."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from hipadmin.domain import rates
from hipadmin.domain.delivery import DeliveryState, Result, ResultKind, settled
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

    def settle(self, done: Sequence[Done]) -> None:
        """Write down what became of leases, in few statements however many they are.

        Of one that was lost meanwhile only the attempt is kept: somebody else sends it again.
        """
        self._ledger.look_up(*(key for each in done for key in _keys(each)))
        attempts = [(each.lease.delivery_id, _attempt(each, self._owner)) for each in done]
        self._unit.deliveries.record(attempts)
        ended = self._own(done)
        self._end(ended)
        self._learn(ended)
        self._tell(ended)
        self._let_go(ended)

    def _own(self, done: Sequence[Done]) -> list[Done]:
        """Those that nobody took over meanwhile."""
        ids = [each.lease.delivery_id for each in done]
        tries = self._unit.deliveries.tried_by(self._owner, ids)
        return [d for d in done if tries.get(d.lease.delivery_id) == d.lease.attempt]

    def _end(self, ended: Sequence[Done]) -> None:
        tries, tallies = [], Counter[tuple[str, datetime, bool]]()
        for done in ended:
            lease = done.lease
            after = settled(lease.delivery, done.result, self._ledger.now, self._random())
            tries.append((after, lease.attempt))
            self.moved[after.state] += 1
            if after.state in (DeliveryState.DELIVERED, DeliveryState.FAILED):
                hour = done.ended_at.replace(minute=0, second=0, microsecond=0)
                delivered = after.state is DeliveryState.DELIVERED
                tallies[lease.integration_id, hour, delivered] += 1
        self._unit.deliveries.save_tries(tries)
        for (integration_id, hour, delivered), count in tallies.items():
            self._unit.deliveries.tally(integration_id, hour, delivered=delivered, count=count)

    def _let_go(self, ended: Sequence[Done]) -> None:
        now, free = self._ledger.now, []
        for done in ended:
            lease, result = done.lease, done.result
            if result.kind is ResultKind.BLOCKED:
                block = Block(now, result.code, result.text, lease.route.mark)
                self._unit.lanes.block(lease.lane_id, block)
            else:
                free.append(lease.lane_id)
        self._unit.lanes.release(*free, not_before=now)

    def _tell(self, ended: Sequence[Done]) -> None:
        """Say of the rooms how they are; most are well."""
        good = []
        for done in ended:
            room_id, outcome = done.lease.room_id, self._outcome(done)
            if room_id is None or outcome is None:
                continue
            if outcome is Outcome.OK:
                good.append(_room_result(room_id, done, outcome))
            else:
                self._unit.results.save(_room_result(room_id, done, outcome))
        self._unit.results.save_good(good)

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

    def _learn(self, ended: Sequence[Done]) -> None:
        """Correct what is known of the two limits by what the server said, in turn.

        When it spoke to one of them, it may not have counted those after it.
        """
        now, ledger = self._ledger.now, self._ledger
        later = Counter(_token(done) for done in ended)
        for done in ended:
            later[_token(done)] -= 1
            general, flood = _keys(done)
            if (own := ledger.get(general)) is not None:
                others = ledger.in_flight(_token(done)) + later[_token(done)]
                now_own = own.at(now, GENERAL_WINDOW)
                ledger.put(general, _corrected(now_own, done, Kind.GENERAL, now, others))
            if (own := ledger.get(flood)) is not None:
                now_own = own.at(now, ROOM_WINDOW)
                ledger.put(flood, _corrected(now_own, done, Kind.FLOOD, now, 0))


def _token(done: Done) -> str:
    return done.lease.route.token_ref or ""


def _keys(done: Done) -> tuple[str, str]:
    return token_key(_token(done)), room_key(done.lease.lane_key)


def _attempt(done: Done, owner: str) -> Attempt:
    lease = done.lease
    return Attempt(
        *(lease.attempt, lease.started_at, done.ended_at, owner),
        *(done.result, done.request, done.answer),
    )


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
