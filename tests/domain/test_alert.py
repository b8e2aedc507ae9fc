from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.alert import (
    Alert,
    AlertAct,
    AlertState,
    NotPossible,
    acknowledged,
    act_accesses,
    announcement,
    assigned,
    cleared,
    closed,
    muted,
    opened,
    repeated,
)
from hipadmin.domain.policy import Access
from tests.domain.builders import AT, after, clear, trigger

OPEN = replace(opened(trigger(severity="major", link="https://m/1")), number=7)
LATER = after(minutes=5)


def test_an_alert_begins_with_what_its_trigger_says() -> None:
    event = trigger("c9", kind="grafana", project="shop", severity="major", link="https://m/1")

    assert opened(replace(event, id=7)) == Alert(
        subscription_id="s1",
        correlation="c9",
        title="Something",
        opened_at=AT,
        last_at=AT,
        event_id=7,
        kind="grafana",
        project="shop",
        severity="major",
        link="https://m/1",
        accesses=event.accesses,
    )


def test_a_trigger_opens_and_repeats_update() -> None:
    again = repeated(OPEN, trigger(title="Worse", at=LATER, link="https://m/2"))
    assert (OPEN.state, OPEN.repeats, OPEN.event_id) == (AlertState.OPEN, 0, 1)
    assert (again.title, again.repeats, again.last_at) == ("Worse", 1, LATER)
    assert (again.severity, again.link, again.opened_at) == ("major", "https://m/2", AT)
    assert repeated(again, trigger(at=AT)).last_at == LATER


@pytest.mark.parametrize("hand", [lambda a: a, lambda a: acknowledged(a, "ann")])
def test_a_clear_closes_open_and_acknowledged_alike(hand: Callable[[Alert], Alert]) -> None:
    over = cleared(hand(OPEN), clear(at=LATER))
    assert (over.state, over.closed_at, over.cleared_at) == (AlertState.CLOSED, LATER, LATER)
    assert over.is_over
    assert not over.closed_by_hand


def test_closed_by_hand_it_is_quiet_until_it_clears() -> None:
    quiet = closed(OPEN, LATER)
    assert quiet.closed_by_hand
    assert repeated(quiet, trigger()).closed_by_hand
    over = cleared(quiet, clear(at=after(hours=1)))
    assert not over.closed_by_hand
    assert over.closed_at == LATER


def test_who_acknowledges_has_it_unless_somebody_has() -> None:
    assert acknowledged(OPEN, "ann").assignee == "ann"
    assert acknowledged(assigned(OPEN, " bob "), "ann").assignee == "bob"
    assert assigned(acknowledged(OPEN, "ann"), "").assignee == ""


def test_muting_ends_by_itself() -> None:
    quiet = muted(OPEN, LATER)
    assert quiet.is_muted(AT)
    assert not quiet.is_muted(LATER)
    assert not muted(quiet, None).is_muted(AT)


@pytest.mark.parametrize(
    "act",
    [
        lambda a: acknowledged(a, "x"),
        lambda a: assigned(a, "x"),
        lambda a: closed(a, LATER),
        lambda a: muted(a, LATER),
    ],
)
def test_nothing_is_done_to_a_closed_one(act: Callable[[Alert], Alert]) -> None:
    for over in (closed(OPEN, LATER), cleared(OPEN, clear())):
        with pytest.raises(NotPossible, match="7 is closed"):
            act(over)


def test_what_cannot_be_done() -> None:
    with pytest.raises(NotPossible, match="acknowledged already"):
        acknowledged(acknowledged(OPEN, "ann"), "bob")
    for name, says in (
        ("x" * 101, "at most 100"),
        ("a\nb", "cannot be seen"),
        ("a\u202eb", "cannot be seen"),
        ("Ab1" * 13 + "x", "looks like a token"),
    ):
        with pytest.raises(NotPossible, match=says):
            assigned(OPEN, name)


ACTS: dict[str, Callable[[Alert], Alert]] = {
    "ack": lambda a: acknowledged(a, "x"),
    "assign": lambda a: assigned(a, "y"),
    "close": lambda a: closed(a, LATER),
    "mute": lambda a: muted(a, LATER),
    "repeat": lambda a: repeated(a, trigger()),
    "clear": lambda a: cleared(a, clear()),
}
ALLOWED = {
    (AlertState.OPEN, AlertState.ACKNOWLEDGED),
    (AlertState.OPEN, AlertState.CLOSED),
    (AlertState.ACKNOWLEDGED, AlertState.CLOSED),
}


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=12))
def test_no_way_leads_back(acts: list[str]) -> None:
    alert = OPEN
    for name in acts:
        before = alert
        try:
            alert = ACTS[name](alert)
        except NotPossible:
            continue
        assert before.state is alert.state or (before.state, alert.state) in ALLOWED
        assert (alert.number, alert.correlation) == (7, "a1")
        if alert.is_over:
            return


def test_what_people_do_can_be_told_and_selected() -> None:
    done = assigned(OPEN, "@bob")
    assert announcement(done, AlertAct.ASSIGNED, "ann", None) == "ann assigned to @bob: Something"
    assert announcement(OPEN, AlertAct.CLOSED, "", None) == "Somebody closed: Something"
    assert announcement(OPEN, AlertAct.MUTED, "ann", None) == "ann unmuted: Something"
    assert announcement(OPEN, AlertAct.MUTED, "ann", LATER) == "ann muted: Something"
    rule = replace(OPEN, accesses=(Access("alertTriggered", "monitor/am:rule/x"),))
    [access] = act_accesses(rule, AlertAct.CLOSED)
    assert (access.action, access.resource) == ("alertClosed", "monitor/am:rule/x")
