"""Messages in the window's words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hipadmin.domain.activity import DeliveryRow, LastTry, Wait
from hipadmin.domain.delivery import Cause, DeliveryState
from hipadmin.gui.models.delivery_words import delivery_mark, tries_text, why_delivery

NOON = datetime.now(UTC).astimezone().replace(hour=12, minute=0, second=0, microsecond=0)
STATE = DeliveryState
ROW = DeliveryRow(
    *(1, NOON, STATE.PENDING, None, "title", "Ops", 1, "s1", "n1", "all", "i1", 0, NOON, None),
    *(None, False, 1, None),
)
REFUSED = LastTry(NOON, 401, "bad_token", "The token is not valid.")


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


def test_tries_are_told_when_there_is_something_to_tell() -> None:
    assert tries_text(replace(ROW, tried=1)) == ""
    assert tries_text(replace(ROW, tried=4)) == "4 of 10"
    assert tries_text(replace(ROW, tried=1, cause=Cause.BLOCKED)) == "1 of 10"
