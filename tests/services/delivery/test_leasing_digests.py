"""What a room cannot take in time is handed out as one message."""

from dataclasses import replace

from hipadmin.domain.delivery import Cause, DeliveryState
from hipadmin.domain.digest import PARTS_MAX
from hipadmin.domain.message import Message
from hipadmin.domain.outbox import Limits
from hipadmin.domain.ports import Unit
from hipadmin.store import Database
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import (
    AGAIN,
    PLENTY,
    REJECTED,
    Clock,
    Relay,
    report,
    take,
    texts,
    two_notifications,
)

__all__ = ["box", "hub", "path", "time"]

NOTHING_SAID = Limits()


def parts_of(hub: Relay, number: int) -> int:
    return len(hub.activity.delivery(number).parts)


def test_a_room_that_cannot_keep_up_gets_a_digest(hub: Relay) -> None:
    """What fits is sent one by one; the last message of the window holds all the rest."""
    take(hub, 60)
    leases = hub.deliver_all(limits=NOTHING_SAID)
    assert len(leases) == 30
    assert texts(leases)[:29] == [f"event {n}" for n in range(1, 30)]
    digest = leases[-1].message.text
    assert "31 messages in one" in digest
    assert [f"event {n}" in digest for n in range(30, 61)] == [True] * 31
    states = hub.states()
    assert states.count("delivered") == 30
    assert states.count("merged") == 31
    assert parts_of(hub, leases[-1].delivery_id) == 31


def test_a_great_backlog_is_merged_from_the_start(hub: Relay) -> None:
    take(hub, 500)
    leases = hub.deliver_all(limits=NOTHING_SAID)
    assert sum(parts_of(hub, lease.delivery_id) or 1 for lease in leases) == 500
    assert parts_of(hub, leases[0].delivery_id) == PARTS_MAX
    assert len(leases) <= 30
    told = "<br>".join(lease.message.text for lease in leases)
    assert [n for n in range(1, 501) if f"event {n}<" not in f"{told}<"] == []
    assert told.index("event 1<") < told.index("event 80<") < told.index("event 300<")


def test_a_digest_keeps_its_place_in_the_order(hub: Relay) -> None:
    take(hub, 40)
    hub.deliver_all(limits=NOTHING_SAID)
    take(hub, 1, 41)
    hub.clock.step(seconds=60)
    assert texts(hub.deliver_all()) == ["event 41"]


def test_a_digest_that_failed_is_sent_again_as_it_is(hub: Relay) -> None:
    take(hub, 200)
    [first] = hub.deliver(AGAIN)
    hub.clock.step(seconds=1)
    [again] = hub.lease()
    assert (again.delivery_id, again.message) == (first.delivery_id, first.message)
    assert again.attempt == 2


def test_what_is_switched_off_leaves_a_digest_too(box: Database, time: Clock) -> None:
    hub = two_notifications(box, time)
    take(hub, 60)
    [first] = hub.deliver(AGAIN)
    assert first.message.text.count("<br>• ") == PARTS_MAX
    hub.switch("notification", on=False)
    hub.clock.step(seconds=1)
    [again] = hub.lease()
    assert again.message.text.count("<br>• ") == PARTS_MAX // 2
    causes = [row.cause for row in hub.rows(states=[DeliveryState.MERGED])]
    assert causes.count(Cause.NOTIFICATION_OFF) == PARTS_MAX // 2
    assert hub.activity.delivery(again.delivery_id).message == again.message


def test_nothing_comes_back_into_a_digest(box: Database, time: Clock) -> None:
    hub = two_notifications(box, time)
    take(hub, 60)
    hub.deliver(AGAIN)
    hub.switch("notification", on=False)
    hub.clock.step(seconds=1)
    [left] = hub.deliver(AGAIN)
    hub.switch("notification", on=True)
    hub.clock.step(seconds=2)
    [again] = hub.lease()
    assert again.message == left.message


def test_a_digest_of_nothing_that_is_on_is_dropped(hub: Relay) -> None:
    take(hub, 200)
    [first] = hub.deliver(AGAIN)
    hub.switch("room", on=False)
    hub.clock.step(seconds=1)
    hub.deliver_all()
    row = hub.activity.delivery(first.delivery_id).row
    assert (row.state, row.cause) == (DeliveryState.DROPPED, Cause.ROOM_OFF)


def test_a_digest_of_what_may_have_been_sent_says_so(hub: Relay) -> None:
    take(hub, 200)
    hub.store.write(_mark_first_as_duplicate)
    [lease] = hub.lease()
    assert lease.delivery.duplicate
    hub.settle(hub.done(lease))
    assert hub.activity.delivery(lease.delivery_id).row.duplicate


def _mark_first_as_duplicate(unit: Unit) -> None:
    first = unit.deliveries.get(1).delivery
    unit.deliveries.save(replace(first, duplicate=True))


def test_two_that_wait_are_no_digest_while_there_is_room(hub: Relay) -> None:
    take(hub, 2)
    message: Message = hub.lease()[0].message
    assert message.text.startswith("event 1")


def test_plenty_means_no_digest(hub: Relay) -> None:
    hub.take(report(0))
    hub.deliver(limits=PLENTY)
    take(hub, 300)
    assert len(hub.deliver_all()) == 300


def test_what_is_owed_no_longer_stays_out_of_a_digest(box: Database, time: Clock) -> None:
    """Found while it is merged, it is dropped where it stands between the others."""
    hub = two_notifications(box, time)
    take(hub, 60)
    hub.switch("notification", on=False)
    [lease] = hub.lease()
    assert lease.message.text.count("<br>• ") == PARTS_MAX // 2
    assert lease.message.text.endswith("<br>• event 40")
    causes = [row.cause for row in hub.rows(states=[DeliveryState.DROPPED])]
    first = 1  # was dropped before there was anything to merge
    assert causes == [Cause.NOTIFICATION_OFF] * (first + PARTS_MAX // 2)


def test_what_is_owed_again_goes_alone_before_a_digest(hub: Relay) -> None:
    """A digest stands behind it, and is not taken apart to become another one."""
    take(hub, 1)
    hub.deliver(REJECTED, limits=NOTHING_SAID)
    take(hub, 200, 2)
    [whole] = hub.deliver(AGAIN, limits=NOTHING_SAID)
    assert parts_of(hub, whole.delivery_id) == PARTS_MAX
    hub.deliveries.resend([1])
    assert texts(hub.deliver(limits=NOTHING_SAID)) == ["event 1"]
    hub.clock.step(seconds=1)
    [again] = hub.lease()
    assert (again.delivery_id, again.message) == (whole.delivery_id, whole.message)
