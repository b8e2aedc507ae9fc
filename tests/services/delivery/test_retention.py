from datetime import timedelta

import pytest

from hipadmin.services.delivery.retention import Limits, Retention
from hipadmin.store import Database
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import AGAIN, Relay, report, take

__all__ = ["box", "hub", "path", "time"]

MEGABYTE = 1024 * 1024


@pytest.fixture
def retention(hub: Relay) -> Retention:
    return Retention(hub.store, hub.clock)


def test_limits_are_kept(retention: Retention) -> None:
    assert retention.limits() == Limits(30, 1024)
    retention.set_limits(Limits(7, 0))
    assert retention.limits() == Limits(7, 0)
    with pytest.raises(ValueError, match="negative"):
        retention.set_limits(Limits(-1))


def test_what_is_older_goes(hub: Relay, retention: Retention) -> None:
    hub.take(report(1), report(2))
    hub.intake.refuse("s1", "too_large", "The body has 2 MiB.")
    hub.deliver_all()
    hub.clock.step(days=20)
    hub.take(report(3))
    hub.deliver_all()
    hub.clock.step(days=10)
    assert retention.run() == 0
    hub.clock.step(seconds=1)
    assert retention.run() == 2
    assert hub.events() == ["event 3"]
    assert hub.activity.refusals() == ()
    assert hub.states() == ["delivered"]
    assert hub.take(report(1))[0].fate == "accepted"  # what is forgotten is no repeat


def test_what_is_owed_stays_however_old(hub: Relay, retention: Retention) -> None:
    hub.take(report(1))
    hub.clock.step(days=99)
    assert retention.run() == 0
    assert hub.states() == ["pending"]


def test_what_stands_in_a_digest_that_is_owed_stays(hub: Relay, retention: Retention) -> None:
    """Without its parts nobody could tell any more whether they are on."""
    take(hub, 111)
    [digest] = hub.deliver(AGAIN)
    hub.clock.step(days=99)
    assert retention.run() == 0
    [again, *_] = hub.deliver_all()
    assert again.message == digest.message
    assert hub.states().count("merged") == 80
    hub.clock.step(days=99)
    assert retention.run() == 111


def test_without_limits_everything_stays(hub: Relay, retention: Retention) -> None:
    retention.set_limits(Limits(0, 0))
    hub.take(report(1))
    hub.deliver_all()
    hub.clock.step(days=9999)
    assert retention.run() == 0


def test_the_oldest_go_until_the_rest_fits(hub: Relay, box: Database, retention: Retention) -> None:
    retention.set_limits(Limits(0, 1))
    for first in (1, 601):
        numbers = range(first, first + 600)
        hub.take(*(report(n, details="x" * 1500) for n in numbers))
        hub.clock.step(seconds=1)
    hub.switch("room", on=False)
    while hub.deliveries.next_due():
        hub.lease()
    assert box.read(lambda unit: unit.retention.used_bytes()) > 3 * MEGABYTE
    assert retention.run() >= 500
    left = hub.events()
    assert left == [f"event {n}" for n in range(1201 - len(left), 1201)]
    assert box.read(lambda unit: unit.retention.used_bytes()) <= MEGABYTE


def test_a_relay_that_ends_need_not_wait(hub: Relay, retention: Retention) -> None:
    hub.take(report(1))
    hub.deliver_all()
    hub.clock.now += timedelta(days=99)
    assert retention.run(stop=lambda: True) == 0
    assert hub.events() == ["event 1"]
