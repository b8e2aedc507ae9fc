from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.digest import PARTS_MAX, Part, digest, waits_for_digest
from hipadmin.domain.event import EventState
from hipadmin.domain.message import Message
from hipadmin.domain.notification import Color
from tests.domain.builders import AT, after

RED, GREEN = Message("x", color=Color.RED, notify=True), Message("x", color=Color.GREEN)
FIRST = Part("Disk full", "https://m/1", EventState.TRIGGERED, AT, RED, 7)
SECOND = Part("a < b", "", EventState.CHANGED, after(minutes=3), GREEN)


def test_every_title_stands_in_it() -> None:
    message, taken = digest([FIRST, SECOND])
    assert taken == 2
    assert message.text == (
        "<b>2 messages in one</b> (1 triggered, 1 changed),"
        " 2026-03-02 12:00 UTC to 2026-03-02 12:03 UTC:"
        '<br>• Triggered #7: <a href="https://m/1">Disk full</a><br>• a &lt; b'
    )
    assert (message.color, message.notify) == (Color.RED, True)
    at_once = digest([FIRST, FIRST])[0].text
    assert at_once.startswith("<b>2 messages in one</b> (2 triggered), 2026-03-02 12:00 UTC:")


def test_the_sender_is_theirs_if_they_agree() -> None:
    ci = replace(FIRST, message=replace(RED, sender="CI"))
    assert digest([ci, ci])[0].sender == "CI"
    assert digest([ci, SECOND])[0].sender == ""


def test_what_has_no_room_waits_for_the_next() -> None:
    long = replace(FIRST, title="&" * 300, link="https://m/" + "&" * 180)
    message, taken = digest([long] * 40)
    assert 1 < taken < 40
    assert message.text.count("<br>• ") == taken
    assert len(message.text) <= 10_000 < len(message.text) * (taken + 1) / taken + 300


TITLES = st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=200)


@given(TITLES, st.sampled_from(["", "https://x.example/" + "&" * 170, "https://x/" + "x" * 900]))
def test_what_it_takes_is_readable_and_fits(titles: list[str], link: str) -> None:
    parts = [Part(title, link, EventState.FAILURE, AT, GREEN) for title in titles]
    message, taken = digest(parts)
    assert 1 <= taken <= min(len(parts), PARTS_MAX)
    assert len(message.text) <= 10_000
    assert message.text.count("<br>• ") == taken


@pytest.mark.parametrize(
    ("waiting", "capacity", "merges"),
    [
        (1, 0, False),
        (1, 1, False),
        (2, 1, True),
        (2, 0, True),
        (30, 30, False),
        (31, 30, False),
        (29 + PARTS_MAX, 30, False),
        (30 + PARTS_MAX, 30, True),
        (9999, 30, True),
    ],
)
def test_what_fits_is_sent_one_by_one(waiting: int, capacity: int, merges: bool) -> None:
    assert waits_for_digest(waiting, capacity) is merges
