"""What stands in the way of a message, and what helps."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hipadmin.domain.activity import DeliveryRow, LastTry
from hipadmin.domain.delivery import Cause, DeliveryState
from hipadmin.domain.message import Message
from hipadmin.domain.outbox import Block
from hipadmin.gui.models.activity_trouble import trouble_of
from hipadmin.services.history.activity import DeliveryDetails

NOON = datetime.now(UTC).astimezone().replace(hour=12, minute=0, second=0, microsecond=0)
STATE = DeliveryState
ROW = DeliveryRow(
    *(1, NOON, STATE.PENDING, None, "title", "Ops", 1, "s1", "n1", "all", "i1", 0, NOON, None),
    *(None, False, 1, None),
)
REFUSED = LastTry(NOON, 401, "bad_token", "The token is not valid.")


def details(row: DeliveryRow, block: Block | None = None, waiting: int = 0) -> DeliveryDetails:
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
