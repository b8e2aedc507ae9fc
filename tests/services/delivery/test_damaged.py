"""A delivery that cannot be read is set aside, and whatever else is owed goes on."""

from pathlib import Path

import pytest

from hipadmin.domain.delivery import Cause
from hipadmin.domain.outbox import DAMAGED, DamagedDelivery
from hipadmin.services.delivery.deliveries import AT_ONCE
from tests.services.damage import DAMAGE, NO_STATE, damage
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import AGAIN, Relay, report, take

__all__ = ["box", "hub", "path", "time"]

FAILED, DELIVERED = "failed", "delivered"
LOGS = pytest.mark.logs("^hipadmin.services.delivery.deliveries: delivery [0-9]+ was set aside")


@LOGS
@pytest.mark.parametrize("what", DAMAGE)
def test_it_has_failed_with_its_reason(hub: Relay, path: Path, what: str) -> None:
    hub.take(report(1), report(2))
    damage(path, DAMAGE[what], 1)
    hub.deliver_all()
    [aside] = hub.rows(states=[FAILED])
    assert (aside.id, aside.cause) == (1, Cause.REJECTED)
    assert aside.last is not None
    assert (aside.last.code, aside.last.text) == (DAMAGED.code, DAMAGED.text)
    assert set(hub.states()) == {DELIVERED, FAILED}
    assert hub.states().count(FAILED) == 1


@LOGS
def test_one_that_is_resent_is_set_aside_again(hub: Relay, path: Path) -> None:
    hub.take(report(1))
    damage(path, DAMAGE["broken JSON"], 1)
    hub.deliver_all()
    assert hub.deliveries.resend([1]) == ()
    hub.deliver_all()
    [row] = hub.rows(states=[FAILED])
    assert (row.id, row.tried) == (1, 2)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE delivery SET cause = 'x' WHERE id = ?",
        "UPDATE delivery SET expires_at = 1 << 62 WHERE id = ?",
    ],
)
def test_what_means_nothing_keeps_no_message_back(hub: Relay, path: Path, sql: str) -> None:
    hub.take(report(1))
    damage(path, sql, 1)
    hub.deliver_all()
    assert set(hub.states()) == {DELIVERED}


@LOGS
def test_one_whose_state_is_none_is_told_with_the_others_and_can_be_resent(
    hub: Relay, path: Path
) -> None:
    hub.take(report(1), report(2))
    damage(path, NO_STATE, 1)
    told = {row.id: (row.state, row.last and row.last.text) for row in hub.rows()}
    assert told == {1: (FAILED, DAMAGED.text), 2: ("pending", None)}
    [of_event] = hub.activity.event(1).deliveries
    assert (of_event.state, of_event.cause, of_event.wait) == (FAILED, Cause.REJECTED, None)
    details = hub.activity.delivery(1)
    assert (details.row.state, details.attempts) == (FAILED, ())
    assert hub.deliveries.resend([1]) == ()
    hub.deliver_all()
    assert set(hub.states()) == {DELIVERED}


@LOGS
def test_one_in_the_middle_of_a_digest_is_left_out_of_it(hub: Relay, path: Path) -> None:
    take(hub, 200)
    damage(path, DAMAGE["broken JSON"], 5)
    [first] = hub.lease()
    assert ["event 4<" in first.message.text, "event 5<" in first.message.text] == [True, False]
    assert [row.id for row in hub.rows(states=[FAILED])] == [5]


@LOGS
def test_a_part_that_cannot_be_read_harms_no_digest(hub: Relay, path: Path) -> None:
    """What it says has been put together already."""
    take(hub, 200)
    [first] = hub.deliver(AGAIN)
    damage(path, DAMAGE["broken JSON"], 5)
    hub.clock.step(seconds=1)
    [again] = hub.lease()
    assert (again.delivery_id, again.message) == (first.delivery_id, first.message)


@LOGS
def test_more_than_a_turn_may_set_aside_are_trouble_until_the_next(hub: Relay, path: Path) -> None:
    take(hub, AT_ONCE + 2)
    damage(path, DAMAGE["broken JSON"], *range(1, AT_ONCE + 2))
    with pytest.raises(DamagedDelivery):
        hub.lease()
    assert hub.states().count(FAILED) == AT_ONCE
    hub.deliver_all()
    assert (hub.states().count(FAILED), hub.states()[-1]) == (AT_ONCE + 1, DELIVERED)


@LOGS
def test_one_that_was_delivered_meanwhile_stays_delivered(hub: Relay) -> None:
    hub.take(report(1))
    hub.deliver_all()
    hub.deliveries._set_aside(DamagedDelivery(1))
    assert set(hub.states()) == {DELIVERED}
