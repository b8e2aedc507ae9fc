from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hipadmin.domain.activity import RelayInfo
from hipadmin.services.relay.host import Running, Standing
from hipadmin.services.relay.state import Pulse, RelayState, Where, relay_state

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HERE, THERE = "desk", "server"


def relay(host: str = HERE, *, hosted: bool = False, url: str = "http://a") -> RelayInfo:
    return RelayInfo(f"{host}-{url}", host, 1, url, "1", hosted, NOW, NOW)


STOPPED = Standing(Running.STOPPED)
FAILED = Standing(Running.FAILED, text="No port.", restarts=6)


@pytest.mark.parametrize(
    ("standing", "running", "where"),
    [
        (STOPPED, (), Where.STOPPED),
        (FAILED, (), Where.FAILED),
        (Standing(Running.STARTING), (relay(),), Where.STARTING),
        (Standing(Running.RESTARTING, text="Killed."), (), Where.RESTARTING),
        (Standing(Running.RUNNING, "http://own"), (relay(),), Where.HERE),
        (STOPPED, (relay(),), Where.MACHINE),
        (STOPPED, (relay(hosted=True),), Where.ELSEWHERE),
        (STOPPED, (relay(THERE), relay()), Where.MACHINE),
        (STOPPED, (relay(THERE),), Where.ELSEWHERE),
        (FAILED, (relay(THERE),), Where.ELSEWHERE),
        (FAILED, (relay(hosted=True, url="http://own"),), Where.FAILED),
        (STOPPED, (relay(THERE, url="http://own"),), Where.ELSEWHERE),
        (STOPPED, (relay(url="http://own"),), Where.MACHINE),
    ],
)
def test_it_is_known_what_delivers(
    standing: Standing, running: tuple[RelayInfo, ...], where: Where
) -> None:
    assert relay_state(standing, running, HERE, {"http://own"}).where is where


@pytest.mark.parametrize(
    ("standing", "running", "where"),
    [
        (STOPPED, (), Where.HANGING),
        (STOPPED, (relay(),), Where.MACHINE),
        (FAILED, (), Where.FAILED),
        (Standing(Running.STARTING), (), Where.STARTING),
    ],
)
def test_one_that_hangs_is_told_of_where_nothing_else_is(
    standing: Standing, running: tuple[RelayInfo, ...], where: Where
) -> None:
    state = relay_state(standing, running, HERE, hanging=(relay(THERE), relay()))
    assert state.where is where
    if where is Where.HANGING:
        assert (state.host, state.text, state.is_down, state.delivers) == (THERE, "1", False, False)


@pytest.mark.parametrize(
    ("running", "others"),
    [
        ((relay(hosted=True, url="http://own"),), False),
        ((relay(hosted=True, url="http://own"), relay()), True),
        ((relay(THERE, hosted=True),), True),
    ],
)
def test_it_is_known_whether_another_goes_on(running: tuple[RelayInfo, ...], others: bool) -> None:
    state = relay_state(Standing(Running.RUNNING, "http://own"), running, HERE, {"http://own"})
    assert (state.where, state.others) == (Where.HERE, others)


def test_only_what_stands_still_is_down() -> None:
    states = [RelayState(where) for where in Where]
    assert {s.where for s in states if s.is_down} == {Where.STOPPED, Where.FAILED}
    assert {s.where for s in states if s.delivers} == {Where.HERE, Where.MACHINE, Where.ELSEWHERE}


class Time:
    """Seconds that a test lets pass."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def own(second: float) -> RelayInfo:
    at = NOW + timedelta(seconds=second)
    return replace(relay(hosted=True, url="http://own"), seen_at=at)


def looks(pulse: Pulse, time: Time, seconds: int, *running: RelayInfo) -> bool:
    """What it says after so many seconds of a look each five."""
    silent = False
    for _ in range(0, seconds, 5):
        time.now += 5
        silent = pulse.is_silent(RUNNING, running)
    return silent


RUNNING = Standing(Running.RUNNING, "http://own")


def test_one_that_was_heard_and_is_heard_no_more_does_not_answer() -> None:
    time = Time()
    pulse = Pulse(time)
    assert not looks(pulse, time, 60)  # it has said nothing yet
    assert not any(looks(pulse, time, 5, own(second)) for second in range(0, 60, 5))
    assert not looks(pulse, time, 15, own(55))
    assert looks(pulse, time, 5, own(55))
    assert looks(pulse, time, 60)  # others strike it off
    assert not looks(pulse, time, 5, own(130))
    state = relay_state(RUNNING, (), HERE, silent=True)
    assert (state.where, state.url, state.delivers) == (Where.SILENT, "http://own", False)


def test_a_clock_that_is_set_or_a_sleep_is_no_silence() -> None:
    time = Time()
    pulse = Pulse(time)
    assert not looks(pulse, time, 5, own(86_400))
    assert not looks(pulse, time, 5, own(0))
    time.now += 3600
    assert not looks(pulse, time, 15, own(0))


def test_the_next_one_is_heard_anew() -> None:
    time = Time()
    pulse = Pulse(time)
    assert looks(pulse, time, 30, own(0))
    time.now += 1
    assert not pulse.is_silent(Standing(Running.STARTING), (own(0),))
    assert not looks(pulse, time, 15, own(0))
