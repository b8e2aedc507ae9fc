"""Relays that are killed while HipChat misbehaves: the drill in short, and its judge."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hipadmin.domain.delivery import Result, ResultKind
from hipadmin.domain.outbox import Limits
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


# digests

MANY, WHOLE = 110, 80
"""More than a room takes in a minute; what stands in its first message then."""
FEW = Limits()


def digested(hub: Relay) -> list[str]:
    """What is sent when a room cannot keep up: a digest first."""
    take(hub, MANY)
    texts = [lease.message.text for lease in hub.deliver_all(limits=FEW)]
    assert texts[0].startswith(f"<b>{WHOLE} messages in one</b>")
    return texts


def test_who_stands_in_a_digest_arrived_with_it(hub: Relay) -> None:
    texts = digested(hub)
    assert seen(hub, *texts, acknowledged=MANY) == []


def test_a_digest_that_never_arrived(hub: Relay) -> None:
    faults = seen(hub, *digested(hub)[1:], acknowledged=MANY)
    assert faults == [
        f"room 1: event {n} counts as a digest that never arrived" for n in range(1, WHOLE + 1)
    ]


def test_one_of_a_digest_that_came_alone_as_well(hub: Relay) -> None:
    faults = seen(hub, 1, *digested(hub), acknowledged=MANY)
    assert faults == ["room 1: event 1 arrived 1 times, and 0 attempts ended unknown"]


def test_a_digest_that_came_out_of_order(hub: Relay) -> None:
    first, second, *rest = digested(hub)
    assert seen(hub, second, first, *rest, acknowledged=MANY) == ["room 1: the order did not hold"]


def test_a_digest_that_came_twice(hub: Relay) -> None:
    first, *rest = digested(hub)
    faults = seen(hub, first, first, *rest, acknowledged=MANY)
    assert faults == [
        f"room 1: event {n} came in 2 digests, and 0 attempts ended unknown"
        for n in range(1, WHOLE + 1)
    ]


def test_a_digest_that_came_twice_because_nobody_knew(hub: Relay) -> None:
    take(hub, MANY)
    [lease] = hub.deliver(LOST, limits=FEW)
    hub.clock.step(seconds=1)  # type: ignore[attr-defined] # the test's own clock
    texts = [lease.message.text, *(each.message.text for each in hub.deliver_all(limits=FEW))]
    assert texts[0] == texts[1]
    assert seen(hub, *texts, acknowledged=MANY) == []
    assert seen(hub, texts[0], *texts, acknowledged=MANY) != []


@pytest.mark.parametrize(("text", "faults"), [("Too long.", 0), ("", WHOLE)])
def test_a_digest_that_failed_with_and_without_a_reason(hub: Relay, text: str, faults: int) -> None:
    take(hub, MANY)
    hub.deliver(Result(ResultKind.REJECTED, 400, "message_rejected", text), limits=FEW)
    rest = [lease.message.text for lease in hub.deliver_all(limits=FEW)]
    found = seen(hub, *rest, acknowledged=MANY)
    assert found == [f"room 1: event {n} is failed without a reason" for n in range(1, faults + 1)]


def test_a_digest_that_was_never_settled(hub: Relay) -> None:
    take(hub, MANY)
    hub.deliver(LOST, limits=FEW)
    found = seen(hub, acknowledged=MANY)
    assert found[0] == "room 1: event 1 was never settled: retrying"
    assert found[WHOLE] == f"room 1: event {WHOLE + 1} was never settled: pending"
