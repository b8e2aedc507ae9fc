"""Composing a message: what is wrong with it, how it looks, and what is sent."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.notification.message_settings import Color, MessageFormat
from hipadmin.domain.problems import Code, blocking
from hipadmin.hipchat.cards import CardStyle, Lozenge
from hipadmin.hipchat.request_text import notification_request
from hipadmin.services.rooms.composing import (
    MESSAGE_MAX,
    AttributeDraft,
    CardDraft,
    MessageDraft,
    card_of,
    preview,
    sent,
)
from tests.fuzzing import TRY

NOW = datetime(2026, 3, 14, tzinfo=UTC)
CARD = CardDraft("id-1", title="Title", description="About", url="https://x.test")


def found(draft: MessageDraft) -> list[tuple[str, Code]]:
    return [(problem.where, problem.code) for problem in draft.problems()]


@pytest.mark.parametrize(
    ("draft", "problems"),
    [
        (MessageDraft("hi"), []),
        (MessageDraft(""), [("message", Code.MESSAGE_EMPTY)]),
        (MessageDraft(" \n"), [("message", Code.MESSAGE_EMPTY)]),
        (MessageDraft("😀" * 10_000), []),
        (MessageDraft("😀" * 10_001), [("message", Code.MESSAGE_LONG)]),
        (MessageDraft("a\tb\nc\u200f"), []),
        (MessageDraft("a\x07b"), [("message", Code.CONTROL_CHARACTER)]),
        (MessageDraft("a\x85b"), [("message", Code.CONTROL_CHARACTER)]),
        (MessageDraft("hi", sender="x" * 64), []),
        (MessageDraft("hi", sender="x" * 65), [("sender", Code.VALUE_LONG)]),
        (MessageDraft("hi", sender="a\x00"), [("sender", Code.CONTROL_CHARACTER)]),
        (MessageDraft("@all", as_html=False), []),
        (MessageDraft("<b>@all</b>", as_html=True), [("message", Code.MENTION_NEEDS_TEXT)]),
        (MessageDraft('<a href="mailto:a@b">x</a> a@b', as_html=True), []),
    ],
)
def test_what_is_wrong_with_a_message(draft: MessageDraft, problems: list[Any]) -> None:
    assert found(draft) == problems


def test_a_mention_in_html_is_a_doubt_and_no_obstacle() -> None:
    [problem] = MessageDraft("@all", as_html=True).problems()
    assert not problem.blocking


def test_the_character_is_named() -> None:
    [problem] = MessageDraft("ab\x1bc").problems()
    assert problem.text == ("Character 3 is U+001B, which no chat program shows. Take it out.")


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({}, []),
        ({"title": " "}, [("title", Code.VALUE_EMPTY)]),
        ({"title": "x" * 501}, [("title", Code.VALUE_LONG)]),
        ({"title": "a\nb\x01"}, [("title", Code.CONTROL_CHARACTER)]),
        ({"url": "x.test"}, [("url", Code.ADDRESS_INVALID)]),
        ({"url": "ftp://x.test"}, [("url", Code.ADDRESS_INVALID)]),
        ({"url": "https://"}, [("url", Code.ADDRESS_INVALID)]),
        ({"url": "https://[x"}, [("url", Code.ADDRESS_INVALID)]),
        ({"url": "https://x.test/a b"}, [("url", Code.ADDRESS_INVALID)]),
        ({"description": "x" * 1001}, [("description", Code.VALUE_LONG)]),
        ({"style": "link", "description": ""}, [("description", Code.CARD_NEEDS_DESCRIPTION)]),
        ({"style": "image", "url": ""}, [("url", Code.CARD_NEEDS_ADDRESS)]),
        ({"icon": "javascript:x"}, [("icon", Code.ADDRESS_INVALID)]),
        ({"picture": "https://x.test/" + "x" * 240}, [("picture", Code.VALUE_LONG)]),
        ({"activity": "\x00"}, [("activity", Code.CONTROL_CHARACTER)]),
        (
            {
                "attributes": (
                    AttributeDraft(),
                    AttributeDraft("l"),
                    AttributeDraft("x" * 51, "v", "u"),
                )
            },
            [
                ("attributes[1].value", Code.VALUE_EMPTY),
                ("attributes[2].label", Code.VALUE_LONG),
                ("attributes[2].url", Code.ADDRESS_INVALID),
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_card(change: dict[str, Any], problems: list[Any]) -> None:
    assert found(MessageDraft("hi", card=replace(CARD, **change))) == problems


def test_what_is_sent() -> None:
    draft = MessageDraft("hi", as_html=True, color=Color.RED, notify=True, sender=" me ", card=CARD)
    message = draft.message()
    assert (message.text, message.format, message.color) == ("hi", MessageFormat.HTML, Color.RED)
    assert (message.notify, message.sender) == (True, "me")
    assert message.card == {
        "style": "application",
        "id": "id-1",
        "title": "Title",
        "url": "https://x.test",
        "description": {"value": "About", "format": "text"},
    }
    assert MessageDraft("hi").message().card is None


def test_what_was_sent_is_shown_as_the_room_shows_it() -> None:
    draft = MessageDraft("hi", color=Color.RED, notify=True, sender="me", card=CARD)

    line = sent(draft.message(), NOW)

    assert (line.sender, line.color, line.notifies, line.at) == ("me", "red", True, NOW)
    assert line.card is not None
    assert line.card.title == "Title"
    assert sent(MessageDraft("hi").message(), NOW).card is None


def test_a_full_card() -> None:
    facts = (AttributeDraft("Risk", "high", "https://r.test", "lozenge-error"), AttributeDraft())
    draft = replace(
        CARD,
        as_html=True,
        format="compact",
        icon="https://i.test",
        picture="https://p.test",
        activity="<b>x</b>",
        attributes=facts,
    )
    card = card_of(draft)
    assert card.description is not None
    assert [(a.label, a.value, a.style) for a in card.attributes] == [
        ("Risk", "high", Lozenge.ERROR)
    ]
    assert card.to_wire()["thumbnail"] == {"url": "https://p.test"}
    assert card.to_wire()["activity"] == {"html": "<b>x</b>"}


def test_shortening_and_cleaning_change_no_more_than_they_must() -> None:
    long = MessageDraft("<b>" + "word " * 2100 + "</b>", as_html=True)
    assert len(long.shortened()) <= 10_000
    assert long.shortened().endswith("…</b>")
    assert MessageDraft("short").shortened() == "short"
    assert MessageDraft("a\x07b\n\u200f").without_controls() == "ab\n\u200f"


def test_a_preview_says_who_is_notified_and_marks_every_mention() -> None:
    draft = MessageDraft("@anybody look", color=Color.RED, notify=True, sender="deploys")
    line = preview(draft, "Builds alerts", NOW)
    assert (line.sender, line.color, line.notifies) == ("Builds alerts - deploys", "red", True)
    assert line.html == '<a href="mention:anybody">@anybody</a> look'


def test_a_preview_of_a_text_too_long_shows_what_could_be_sent() -> None:
    draft = MessageDraft("<b>" + "x" * 20_000, as_html=True)

    shown = preview(draft, "", NOW).html

    assert len(shown) <= MESSAGE_MAX
    assert shown.endswith("x…</b>")


def test_a_preview_shows_an_unfinished_card_as_far_as_it_goes() -> None:
    facts = (AttributeDraft("Risk", "high"), AttributeDraft("no value"))
    card = replace(CARD, style="image", title="", url="bad", picture="bad", attributes=facts)
    view = preview(MessageDraft("hi", card=card), "", NOW).card
    assert view is not None
    assert (view.style, view.title, view.url, view.thumbnail) == ("image", "…", "", None)
    assert [each.value for each in view.attributes] == ["high"]


TEXTS = st.text(max_size=12) | st.sampled_from(["https://x.test", "x" * 1001, "\x00", "  "])
CARDS = st.builds(
    CardDraft,
    st.just("id"),
    st.sampled_from([style.value for style in CardStyle]),
    *([TEXTS] * 3),
    st.booleans(),
    st.sampled_from(["", "compact", "medium"]),
    *([TEXTS] * 3),
    st.lists(
        st.builds(AttributeDraft, TEXTS, TEXTS, TEXTS, st.sampled_from(["", "lozenge"])), max_size=3
    ).map(tuple),
)


DRAFTS = st.builds(
    MessageDraft, TEXTS, st.booleans(), st.sampled_from(Color), st.booleans(), TEXTS, CARDS
)


@TRY
@given(DRAFTS)
def test_fuzz_any_draft_is_shown_and_a_sound_one_is_sent(draft: MessageDraft) -> None:
    assert preview(draft, "label", NOW).card is not None
    if not blocking(draft.problems()):
        message = draft.message()
        assert notification_request("https://h.test/v2", "1", message).body
