"""Events in the window's words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hipadmin.domain.activity import EventRow, NamedVerdict
from hipadmin.domain.event_state import EventState
from hipadmin.domain.verdict import Held, Verdict
from hipadmin.gui.models.event_words import event_mark, reason, why_event
from hipadmin.services.history.stories import NO_FATES, Story

NOON = datetime.now(UTC).astimezone().replace(hour=12, minute=0, second=0, microsecond=0)


def named(name: str, held: Held | None = None, **params: object) -> NamedVerdict:
    return NamedVerdict(Verdict(name, held=held, params=params), name, "")


def story(*verdicts: NamedVerdict) -> Story:
    texts = ("", "", "", "", "", "", "")
    row = EventRow(1, NOON, NOON, "s1", EventState.SUCCESS, *texts, 0, 0)
    return Story(row, verdicts, NO_FATES)


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ((), "No room notification was there"),
        ((named("a"),), "Sent by a"),
        ((named("a"), named("a"), named("b")), "Sent by a and b"),
        (tuple(named(n) for n in "abcd"), "Sent by a, b and 2 more"),
        ((named("a", Held.START),), "Held back by a: The start of a build is never sent."),
        (
            (named("a", Held.START), named("b", Held.START)),
            "Held back by a and b: The start of a build is never sent.",
        ),
        (
            (named("a", Held.START), named("b", Held.NO_ROOM)),
            "Held back by a and b, each for its own reason",
        ),
        (
            (named("a"), named("b", Held.CLEAR_UNWANTED)),
            "Sent by a; held back by b: Clears are not sent.",
        ),
        ((named(""),), "Sent by a deleted room notification"),
    ],
)
def test_why_an_event_was_sent_or_not(verdicts: tuple[NamedVerdict, ...], said: str) -> None:
    assert why_event(story(*verdicts)) == said


def test_what_is_done_to_an_alert_that_no_room_heard_of() -> None:
    told = story()
    own = replace(told, row=replace(told.row, kind="hipadmin", alert=3))
    assert why_event(own) == "No room hears of this alert"


def test_times_in_a_reason_are_times_of_day() -> None:
    until = NOON.replace(hour=16)
    verdict = Verdict("n1", held=Held.MUTED, params={"number": 3, "until": until.isoformat()})

    assert reason(verdict) == "Alert 3 is muted until 16:00."
    held = Verdict("n1", held=Held.RESULT, params={"state": "Titanic"})
    assert reason(held) == "The result “Titanic” is never sent."


def test_every_state_has_its_word() -> None:
    assert {event_mark(state).word for state in EventState} == {s.value for s in EventState}
