"""What the room view says when a line does not arrive."""

import pytest
from PySide6.QtCore import QUrl

from hipadmin.domain.token import Secret
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.windows.room_words import footer_note, post_message
from hipadmin.hipchat.errors import LOOK_FIRST, MissingScope, Phase, RateLimited, TimedOut
from hipadmin.hipchat.rate import Limit
from hipadmin.services.access import Server
from hipadmin.services.rooms.rooms import RoomPlace

TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd"
PLACE = RoomPlace("Ops", "2", Server("https://chat.test/v2"), Secret(TOKEN), through="CI bot")


def ignore(_url: QUrl) -> None:
    pass


def test_it_is_said_when_a_line_may_have_been_sent() -> None:
    late = TimedOut(f"No answer in time. {LOOK_FIRST}", phase=Phase.READ, outcome_unknown=True)
    message = post_message(late, PLACE, ignore)
    assert (message.tone, message.cause) == (Tone.WARN, "It may have been sent.")
    assert message.text == "No answer in time. Look at the room before you send it again."


def test_a_missing_scope_is_named_with_the_page_that_mends_it() -> None:
    opened: list[str] = []
    message = post_message(
        MissingScope(["send_message"]), PLACE, lambda url: opened.append(url.toString())
    )
    assert "send_message" in str(message.text)
    assert "https://chat.test/account/api" in str(message.text)
    message.acts[0].run()
    assert opened == ["https://chat.test/account/api"]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            RateLimited("Too many messages.", limit=Limit.FLOOD, wait_s=3, retry_at=0),
            "Too many messages.",
        ),
        (KeyError(TOKEN), "It failed for a reason of its own: KeyError."),
    ],
)
def test_anything_else_is_said_without_secrets(error: Exception, text: str) -> None:
    message = post_message(error, PLACE, ignore)
    assert (message.cause, message.text) == ("Not sent.", text)


def test_the_foot_says_whose_token_speaks() -> None:
    told = "Sent with the token of CI bot. The newest 150 messages are shown."
    assert footer_note(PLACE, 150) == told
    assert TOKEN not in repr(PLACE)
