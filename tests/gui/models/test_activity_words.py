from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hipadmin.domain.activity import DeliveryRow, EventRow, LastTry, NamedVerdict, Wait
from hipadmin.domain.delivery import Cause, DeliveryState
from hipadmin.domain.event_state import EventState
from hipadmin.domain.outbox import Block
from hipadmin.domain.verdict import Held, Verdict
from hipadmin.gui.models.activity_trouble import trouble_of
from hipadmin.gui.models.activity_words import (
    delivery_mark,
    event_mark,
    reason,
    tries_text,
    why_delivery,
    why_event,
)
from hipadmin.services.history.activity import DeliveryDetails
from hipadmin.services.history.stories import NO_FATES, Story

NOON = datetime.now(UTC).astimezone().replace(hour=12, minute=0, second=0, microsecond=0)
STATE = DeliveryState
ROW = DeliveryRow(
    *(1, NOON, STATE.PENDING, None, "title", "Ops", 1, "s1", "n1", "all", "i1", 0, NOON, None),
    *(None, False, 1, None),
)
REFUSED = LastTry(NOON, 401, "bad_token", "The token is not valid.")


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


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"wait": Wait()}, "Waits to be sent"),
        ({"wait": Wait(ahead=1)}, "One message ahead in Ops"),
        ({"wait": Wait(ahead=7)}, "7 messages ahead in Ops"),
        ({"wait": Wait(ahead=100)}, "100 or more messages ahead in Ops"),
        (
            {"wait": Wait(held_for="flood", until=NOON)},
            "The room takes no more messages until 12:00",
        ),
        (
            {"wait": Wait(held_for="general", until=NOON)},
            "The server takes no more messages until 12:00",
        ),
        (
            {"wait": Wait(blocked_at=NOON, block_text="The token is not valid.")},
            "Nothing gets through since 12:00: The token is not valid.",
        ),
        ({"state": STATE.SENDING}, "Waiting for the answer"),
        ({"state": STATE.DELIVERED, "last": LastTry(NOON, 204, elapsed_ms=118)}, "204 in 118 ms"),
        (
            {"state": STATE.DELIVERED, "last": LastTry(NOON, 204), "duplicate": True},
            "204; an earlier try may have arrived too",
        ),
        (
            {
                "state": STATE.RETRYING,
                "last": LastTry(NOON, 503, "server", "The server has trouble."),
                "wait": Wait(),
                "due_at": NOON + timedelta(minutes=9),
            },
            "503: The server has trouble. Next try at 12:09:00",
        ),
        ({"state": STATE.FAILED, "cause": Cause.BLOCKED, "last": REFUSED}, "401: The token is not"),
        (
            {"state": STATE.FAILED, "cause": Cause.TRIES, "last": REFUSED, "tried": 10},
            "Given up after 10 tries. 401: The token is not valid.",
        ),
        ({"state": STATE.DROPPED, "cause": Cause.ROOM_OFF}, "The room was switched off"),
        ({"state": STATE.MERGED}, "Into a digest that is no longer kept"),
    ],
)
def test_how_a_message_fares(changes: dict[str, object], said: str) -> None:
    row = replace(ROW, **changes)

    assert why_delivery(row, row).startswith(said)


def test_a_message_in_a_digest_shares_its_fate() -> None:
    part = replace(ROW, state=STATE.MERGED, merged_into=9)
    digest = replace(ROW, id=9, state=STATE.DELIVERED, parts=6, last=LastTry(NOON, 204))

    assert why_delivery(part, digest) == "Into a digest of 6 messages: delivered, 204"


def test_every_cause_and_state_has_its_words() -> None:
    dropped = [replace(ROW, state=STATE.DROPPED, cause=cause) for cause in Cause]
    assert all(why_delivery(row, row) for row in dropped)
    assert {delivery_mark(state).word for state in STATE} == {state.value for state in STATE}
    assert {event_mark(state).word for state in EventState} == {s.value for s in EventState}


def test_tries_are_told_when_there_is_something_to_tell() -> None:
    assert tries_text(replace(ROW, tried=1)) == ""
    assert tries_text(replace(ROW, tried=4)) == "4 of 10"
    assert tries_text(replace(ROW, tried=1, cause=Cause.BLOCKED)) == "1 of 10"


def details(row: DeliveryRow, block: Block | None = None, waiting: int = 0) -> DeliveryDetails:
    from hipadmin.domain.message import Message

    return DeliveryDetails(row, Message("x"), (), (), block, waiting)


def test_a_failure_says_what_helps() -> None:
    block = Block(NOON, "bad_token", "The token is not valid.", "mark")
    row = replace(ROW, state=STATE.FAILED, cause=Cause.BLOCKED, last=REFUSED)
    found = trouble_of(details(row, block, waiting=2))

    assert found is not None
    assert found.what == "HipChat refused the token of Ops."
    assert found.why == (
        "The token is not valid. Since 12:00 nothing is sent to Ops until a person acts. "
        "2 messages wait."
    )
    assert (found.token, found.resend, found.retry, found.address) == (True, True, False, False)


def test_what_waits_for_a_blocked_room_can_be_tried_again() -> None:
    block = Block(NOON, "no_such_room", "There is no such room.", "mark")
    found = trouble_of(details(ROW, block))

    assert found is not None
    assert found.what == "HipChat knows no room Ops."
    assert (found.token, found.resend, found.retry, found.address) == (False, False, True, True)


@pytest.mark.parametrize("state", [STATE.DELIVERED, STATE.PENDING, STATE.DROPPED, STATE.RETRYING])
def test_what_goes_its_way_has_no_trouble(state: DeliveryState) -> None:
    assert trouble_of(details(replace(ROW, state=state))) is None
