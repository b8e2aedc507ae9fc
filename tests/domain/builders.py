"""Short ways to the things the relay's tests are about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hipadmin.domain.event import Access, Event, EventState

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday at noon."""
PROD = Access("updateOn", "proj/shop:env/production:flag/checkout")


def after(**by: float) -> datetime:
    return AT + timedelta(**by)


def event(state: EventState = EventState.CHANGED, **more: Any) -> Event:
    base = Event(
        state=state, title="Something", subscription_id="s1", received_at=AT, accesses=(PROD,), id=1
    )
    return replace(base, **more)


def trigger(correlation: str = "a1", **more: Any) -> Event:
    return event(EventState.TRIGGERED, **{"correlation": correlation, **more})


def clear(correlation: str = "a1", **more: Any) -> Event:
    return event(EventState.CLEARED, **{"correlation": correlation, **more})


def build(state: EventState, **more: Any) -> Event:
    given = {"project": "acme/shop", "branch": "main", "kind": "github", "series": "CI"}
    return event(state, **{**given, **more})
