"""Refusals: noted without waiting for the disk, written together, bounded."""

import pytest

from hipadmin.domain.errors import StoreTrouble
from hipadmin.services.intake.refusals import KINDS_MOST, Refusals
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import Clock, Relay

__all__ = ["box", "hub", "path", "time"]


@pytest.fixture
def refusals(hub: Relay, time: Clock) -> Refusals:
    return Refusals(hub.store, time)


def noted(hub: Relay) -> list[tuple[str, str, int]]:
    found = hub.activity.refusals(limit=1000)
    return [(r.subscription_id, r.code, r.count) for r in reversed(found)]


def test_many_are_written_at_once(hub: Relay, refusals: Refusals) -> None:
    for _ in range(1000):
        refusals.note("s1", "wrong_key", "The key does not open this subscription.")
    refusals.note("", "bad_request", "This is not a request of HTTP.")
    assert noted(hub) == []
    refusals.write()
    refusals.write()
    assert noted(hub) == [("s1", "wrong_key", 1000), ("", "bad_request", 1)]


def test_a_flood_of_different_ones_is_bounded(hub: Relay, refusals: Refusals, time: Clock) -> None:
    for second in range(3):
        for n in range(5000):
            refusals.note("s1", "invalid", f"refused {second} {n}")
        refusals.write()
        time.step(seconds=1)
    found = noted(hub)
    assert len(found) <= KINDS_MOST * 3
    assert sum(count for *_, count in found) == 15_000
    assert ("", "too_many", 5000 - KINDS_MOST) in found[: KINDS_MOST + 1] or len(found) <= 60


def test_trouble_with_the_store_loses_none(hub: Relay, refusals: Refusals) -> None:
    refusals.note("s1", "wrong_key", "x")
    hub.store.close()
    with pytest.raises(StoreTrouble):
        refusals.write()
    with pytest.raises(StoreTrouble):  # it still waits
        refusals.write()
