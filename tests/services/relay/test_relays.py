from dataclasses import replace
from pathlib import Path

import pytest

from hipadmin.domain.activity import RelayInfo
from hipadmin.services.relay.relays import Relays
from hipadmin.store import Database
from hipadmin.store.signs import Signs
from tests.services.relay_fixtures import box, path, time
from tests.services.relaying import START, Clock

__all__ = ["box", "path", "time"]

ONE = RelayInfo("one", "host", 7, "http://127.0.0.1:1", "0.1", True, START, START)


def running(relays: Relays) -> list[str]:
    return [relay.id for relay in relays.running()]


@pytest.fixture
def signs(path: Path) -> Signs:
    return Signs(path.with_name("relays"))


@pytest.fixture
def relays(box: Database, time: Clock, signs: Signs) -> Relays:
    return Relays(box, time, signs)


def test_one_that_died_runs_no_more_though_it_was_heard_of_just_now(
    relays: Relays, signs: Signs, path: Path
) -> None:
    relays.register(ONE)
    with signs.held("one"):
        relays.register(replace(ONE, id="two"))
        assert running(relays) == ["one", "two"]  # two gives no signs: nobody takes it for dead
        sign = path.with_name("relays") / "one"
        sign.unlink()
        sign.touch()  # unlocked, as the end of its process leaves it
        assert running(relays) == ["two"]


def test_one_that_lives_and_is_not_heard_of_hangs(
    relays: Relays, signs: Signs, time: Clock
) -> None:
    relays.register(ONE)
    with signs.held("one"):
        assert relays.hanging() == ()
        time.step(seconds=16)
        assert (running(relays), [r.id for r in relays.hanging()]) == ([], ["one"])
        relays.beat(ONE)
        assert (running(relays), relays.hanging()) == (["one"], ())
        time.step(seconds=16)
    assert relays.hanging() == (), "it has ended"


def test_a_relay_runs_while_it_is_heard_of(relays: Relays, time: Clock) -> None:
    assert running(relays) == []
    relays.register(ONE)
    time.step(seconds=15)
    assert running(relays) == ["one"]
    time.step(seconds=1)
    assert running(relays) == []
    relays.beat(ONE)
    assert running(relays) == ["one"]
    [known] = relays.running()
    assert (known.url, known.started_at, known.seen_at) == (ONE.url, START, time())
    relays.leave("one")
    assert running(relays) == []


def test_one_that_died_is_struck_off_by_the_next(
    relays: Relays, box: Database, time: Clock
) -> None:
    relays.register(ONE)
    time.step(minutes=6)
    relays.register(replace(ONE, id="two"))
    assert [r.id for r in box.read(lambda unit: unit.relays.all())] == ["two"]


def test_one_that_was_struck_off_while_it_slept_comes_back(relays: Relays) -> None:
    relays.register(ONE)
    relays.leave("one")
    relays.beat(ONE)
    assert running(relays) == ["one"]


def test_one_that_was_heard_of_lately_stays(relays: Relays, box: Database, time: Clock) -> None:
    relays.register(ONE)
    time.step(minutes=5)
    relays.register(replace(ONE, id="two"))
    assert [r.id for r in box.read(lambda unit: unit.relays.all())] == ["one", "two"]
    assert running(relays) == ["two"]
