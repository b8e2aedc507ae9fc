"""Messages go on when the clock is set back, after it ran ahead for a while."""

from hipadmin.domain.delivery import Result, ResultKind
from tests.services.relay_fixtures import box, hub, path, time
from tests.services.relaying import AGAIN, Clock, Relay, report, texts

__all__ = ["box", "hub", "path", "time"]


def test_what_a_clock_that_ran_ahead_put_off_is_sent(hub: Relay, time: Clock) -> None:
    """It is set back by ten days: retries, what waits behind them, and what came just now."""
    time.step(days=10)
    hub.take(report(1), report(2))
    hub.deliver(AGAIN)
    time.step(days=-10)
    hub.take(report(3))
    assert hub.deliver_all() == []
    assert hub.deliveries.upkeep("w1") == 1
    assert texts(hub.deliver_all()) == ["event 1", "event 2", "event 3"]
    assert hub.deliveries.upkeep("w1") == 0


def test_a_limit_that_a_clock_ran_ahead_with_is_forgotten(hub: Relay, time: Clock) -> None:
    time.step(days=10)
    hub.take(report(1))
    hub.deliver(Result(ResultKind.RETRY, 429, "rate", wait_s=3600))
    assert hub.deliveries.upkeep("w1") == 0  # as long as anything may take
    time.step(days=-10)
    assert hub.deliveries.upkeep("w1") == 1
    assert texts(hub.deliver_all()) == ["event 1"]
