"""Relays that are killed while HipChat misbehaves: the drill in short, and its judge."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hipadmin.domain.delivery import Result, ResultKind
from hipadmin.store import open_store
from tests.drills.relay import Plan, drill
from tests.drills.relay_field import now, title
from tests.drills.relay_verdict import judge
from tests.services.relaying import Clock, Relay, configure, relay, report

LOST = Result(ResultKind.RETRY, None, "timeout", "no answer", unknown=True)


@pytest.mark.slow
@pytest.mark.may_log("^hipadmin", "^werkzeug", "^waitress", "^urllib3")
def test_what_was_acknowledged_arrives_whatever_dies(tmp_path: Path) -> None:
    told = drill(Plan(events=1_200, kills=10, seed=4), tmp_path, lambda _text: None)
    assert told.judged.faults == []
    assert told.acknowledged == 1_200
    assert told.judged.states.total() == 1_200


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Relay]:
    store = open_store(tmp_path / "hipadmin.db", clock=now)
    configure(store)
    yield relay(store, Clock())
    store.close()


def seen(hub: Relay, *heard: int | str, acknowledged: int = 3) -> list[str]:
    texts = [title(1, each) if isinstance(each, int) else each for each in heard]
    path = Path(hub.store.path)  # type: ignore[attr-defined] # a real database has one
    return judge(path, {1: texts}, {1: set(range(1, acknowledged + 1))}).faults


def take(hub: Relay, count: int = 3) -> None:
    hub.take(*(report(n, title=title(1, n)) for n in range(1, count + 1)))


def test_all_arrived_in_order(hub: Relay) -> None:
    take(hub)
    hub.deliver_all()
    assert seen(hub, 1, 2, 3) == []


def test_one_that_is_said_to_be_delivered_and_is_not(hub: Relay) -> None:
    take(hub)
    hub.deliver_all()
    assert seen(hub, 1, 3) == ["room 1: event 2 counts as delivered and never arrived"]


def test_an_order_that_did_not_hold(hub: Relay) -> None:
    take(hub)
    hub.deliver_all()
    assert seen(hub, 2, 1, 3) == ["room 1: the order did not hold"]


def test_one_that_was_never_settled(hub: Relay) -> None:
    take(hub)
    hub.deliver()
    assert "room 1: event 2 was never settled: pending" in seen(hub, 1)


def test_an_event_that_is_lost_or_there_twice(hub: Relay) -> None:
    take(hub, 2)
    hub.deliver_all()
    assert "room 1: 3 events were acknowledged, 2 are there" in seen(hub, 1, 2)
    hub.take(report(99, title=title(1, 2)), report(98, title=title(1, 3)))
    hub.deliver_all()
    assert any("4 are there" in fault for fault in seen(hub, 1, 2, 3))


def test_a_duplicate_that_nothing_excuses(hub: Relay) -> None:
    take(hub)
    hub.deliver_all()
    assert seen(hub, 1, 2, 2, 3) == [
        "room 1: event 2 arrived 2 times, and 0 attempts ended unknown"
    ]


def test_a_duplicate_that_an_unknown_end_excuses(hub: Relay) -> None:
    take(hub)
    hub.deliver(LOST)
    hub.clock.step(seconds=60)  # type: ignore[attr-defined] # the test's own clock
    hub.deliver_all()
    assert seen(hub, 1, 1, 2, 3) == []
    assert seen(hub, 1, 1, 1, 2, 3) != []
