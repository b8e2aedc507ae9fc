"""Lets events come in and messages fare as a test wants, through the relay's own use cases."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from hipadmin.domain.delivery import Result, ResultKind
from hipadmin.domain.event import Access, EventState, Report
from hipadmin.domain.outbox import Done, Limits
from hipadmin.domain.rates import Said
from hipadmin.services.bundle import Services

OK = Result(ResultKind.DELIVERED, 204, elapsed_ms=31)
REFUSED = Result(ResultKind.BLOCKED, 401, "bad_token", "The token is not valid any more.")
PLENTY = Limits(Said(10_000, 10_000), Said(10_000, 10_000))
MASKED = "POST https://hipchat.example.com/v2/room/1/notification\nAuthorization: Bearer ••••"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program writes, so that a save has to wait."""
    with closing(sqlite3.connect(folder / "hipadmin.db", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        yield
        stranger.execute("ROLLBACK")


def report(number: int, state: EventState = EventState.CHANGED, **more: Any) -> Report:
    """A report that every notification sends."""
    base = Report(
        state=state,
        title=f"event {number}",
        source_id=f"{number}-{state}",
        accesses=(Access("updateOn", "proj/shop:env/production:flag/x"),),
    )
    return replace(base, **more)


def take(services: Services, subscription_id: str, *reports: Report) -> None:
    """Take reports in."""
    services.intake.accept(subscription_id, reports)


def settle(services: Services, result: Result = OK, answer: str = "204") -> int:
    """Send everything that is due, with this result; give how many messages it was."""
    count = 0
    while leases := services.deliveries.turn("test", (), 50, lambda _route: True).started:
        done = [
            Done(lease, result, lease.started_at, PLENTY, "", MASKED, answer) for lease in leases
        ]
        services.deliveries.turn("test", done, 0, lambda _route: True)
        count += len(leases)
    return count
