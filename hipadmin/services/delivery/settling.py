"""What an attempt changes: the delivery, its room's queue and result, the limits, the tally."""

from datetime import datetime, timedelta
from types import MappingProxyType

from hipadmin.domain import rates
from hipadmin.domain.delivery import Delivery, DeliveryState, Result, ResultKind, settled
from hipadmin.domain.health import Outcome, RoomResult
from hipadmin.domain.outbox import Attempt, Block, Done
from hipadmin.domain.ports import Unit
from hipadmin.domain.rates import GENERAL_WINDOW, ROOM_WINDOW, Allowance, Kind
from hipadmin.services.delivery.leasing import TOKEN_NEEDED, room_key, token_key

_OUTCOMES = MappingProxyType(
    {
        ResultKind.DELIVERED: Outcome.OK,
        ResultKind.BLOCKED: Outcome.NEEDS_ATTENTION,
        ResultKind.RETRY: Outcome.FAILING,
    }
)
"""What an attempt says about its room; of a rejected message nothing."""


def settle(
    unit: Unit, owner: str, done: Done, now: datetime, jitter: float
) -> DeliveryState | None:
    """Write down what became of a lease; give where that brought the delivery.

    If it was lost meanwhile, only the attempt is kept: somebody else sends it again. Then None.
    """
    lease, result = done.lease, done.result
    attempt = Attempt(
        lease.attempt, lease.started_at, done.ended_at, owner, result, done.request, done.answer
    )
    unit.deliveries.record(lease.delivery_id, attempt)
    queued = unit.deliveries.get(lease.delivery_id)
    delivery = queued.delivery
    mine = delivery.owner == owner and queued.tried == lease.attempt
    if delivery.state is not DeliveryState.SENDING or not mine:
        return None
    after = settled(delivery, result, now, jitter)
    unit.deliveries.save(after)
    _learn(unit, done, now)
    _tell(unit, done, after)
    if result.kind is ResultKind.BLOCKED:
        block = Block(now, result.code, result.text, lease.route.mark)
        unit.lanes.block(lease.lane_id, block)
    else:
        unit.lanes.release(lease.lane_id, not_before=now)
    return after.state


def _tell(unit: Unit, done: Done, after: Delivery) -> None:
    lease, result = done.lease, done.result
    outcome = Outcome.NOT_SENT if result.code == TOKEN_NEEDED else _OUTCOMES.get(result.kind)
    if lease.room_id is not None and outcome is not None:
        unit.results.save(_room_result(lease.room_id, done, outcome))
    if after.state in (DeliveryState.DELIVERED, DeliveryState.FAILED):
        delivered = after.state is DeliveryState.DELIVERED
        unit.deliveries.tally(lease.integration_id, done.ended_at, delivered=delivered)


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


def _learn(unit: Unit, done: Done, now: datetime) -> None:
    """Correct what is known of the two limits by what the server said."""
    lease, token = done.lease, done.lease.route.token_ref or ""
    general, flood = token_key(token), room_key(lease.lane_key)
    known = unit.lanes.allowances(general, flood)
    learnt: dict[str, Allowance] = {}
    if (own := known.get(general)) is not None:
        others = unit.lanes.in_flight(token)
        now_own = own.at(now, GENERAL_WINDOW)
        learnt[general] = _corrected(now_own, done, Kind.GENERAL, now, others)
    if (own := known.get(flood)) is not None:
        learnt[flood] = _corrected(own.at(now, ROOM_WINDOW), done, Kind.FLOOD, now, 0)
    unit.lanes.save_allowances({key: a for key, a in learnt.items() if a != known[key]})


def _corrected(own: Allowance, done: Done, kind: Kind, now: datetime, in_flight: int) -> Allowance:
    said = done.limits.general if kind is Kind.GENERAL else done.limits.flood
    if said is not None:
        own = rates.heard(own, said, now, in_flight)
    if done.limited == kind:
        own = rates.used_up(own, done.ended_at + timedelta(seconds=done.result.wait_s))
    return own
