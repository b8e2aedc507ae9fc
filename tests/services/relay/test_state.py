from datetime import UTC, datetime

import pytest

from hipadmin.domain.activity import RelayInfo
from hipadmin.services.relay.host import Running, Standing
from hipadmin.services.relay.state import RelayState, Where, relay_state

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
