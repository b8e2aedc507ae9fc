"""Examples of events stand for what really comes: a relay would take each of them."""

from dataclasses import fields, replace

import pytest

from hipadmin.domain.event import Access, Event, EventState, Report, accept
from hipadmin.domain.sample import STATES, sample
from hipadmin.domain.subscription import SubscriptionKind as Kind
from tests.domain.builders import AT

ANY = "https://example.com/events/482"
BUILD = Event(
    subscription_id="sample",
    received_at=AT,
    state=EventState.SUCCESS,
    title="Build #482 of shop/web",
    link="https://ci.example.com/482",
    kind="sample",
    project="shop",
    branch="main",
    actor="ann",
)
ALERT = Event(
    subscription_id="sample",
    received_at=AT,
    state=EventState.CLEARED,
    title="Error rate of checkout is above 5 %",
    link=ANY,
    kind="sample",
    project="shop",
    correlation="error-rate",
)


CASES = [(kind, state) for kind in Kind for state in STATES[kind]]
SAME = {f.name for f in fields(Report)} & {f.name for f in fields(Event)}


@pytest.mark.parametrize(("kind", "state"), CASES)
def test_each_state_of_each_kind_would_be_taken(kind: Kind, state: EventState) -> None:
    event = sample(kind, state, AT)
    report = Report(**{name: getattr(event, name) for name in SAME})

    taken = accept(report, "sample", AT)

    assert taken == event


def test_builds() -> None:
    broken = replace(BUILD, state=EventState.FAILURE, details="2 of 312 tests failed.")

    assert sample(Kind.CI, EventState.SUCCESS, AT) == BUILD
    assert sample(Kind.CI, EventState.FAILURE, AT) == broken


def test_alerts() -> None:
    raised = replace(ALERT, state=EventState.TRIGGERED, severity="major")

    assert sample(Kind.MONITORING, EventState.CLEARED, AT) == ALERT
    assert sample(Kind.MONITORING, EventState.TRIGGERED, AT) == raised


@pytest.mark.parametrize(
    ("kind", "title", "action"),
    [
        (Kind.IMAGE, "shop/api:1.4 was pushed", "imagePushed"),
        (Kind.FLAGS, "ann turned on the flag new-checkout", "updateOn"),
        (Kind.OTHER, "Settings of shop were changed", "changed"),
    ],
)
def test_changes(kind: Kind, title: str, action: str) -> None:
    accesses = (Access(action, "proj/shop"),)
    base = replace(ALERT, state=EventState.CHANGED, correlation="")
    changed = replace(base, title=title, actor="ann", accesses=accesses)

    assert sample(kind, EventState.CHANGED, AT) == changed
