import json
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.domain.event import Access, ClearCause, Event, EventState, accept
from hipadmin.domain.message import Extras, compose, default_color
from hipadmin.domain.notification import Color, MessageFormat, MessageSettings
from hipadmin.hipchat import checks
from tests.domain.builders import AT, after, build, clear, event, trigger

HTML, TEXT = MessageSettings(), MessageSettings(MessageFormat.TEXT)
CARD = MessageSettings(MessageFormat.CARD)
FAILED = build(
    EventState.FAILURE,
    title="build #9 <main>",
    link="https://ci.example/9?a=1&b=2",
    details="1 < 2\nsee https://ci.example/log",
    actor="Ann",
)


def test_html_links_the_title_and_escapes_everything() -> None:
    message = compose(FAILED, HTML)
    assert message.text == (
        '<b>Failed:</b> <a href="https://ci.example/9?a=1&amp;b=2">build #9 &lt;main&gt;</a>'
        "<br>acme/shop · main · by Ann · 2026-03-02 12:00 UTC"
        '<br>1 &lt; 2<br>see <a href="https://ci.example/log">https://ci.example/log</a>'
    )
    assert (message.format, message.color, message.card) == (MessageFormat.HTML, Color.RED, None)
    assert (message.notify, message.sender) == (False, "")


def test_text_says_the_same_line_by_line() -> None:
    message = compose(FAILED, TEXT, Extras(mentions=("@ann", "@here")))
    assert message.text.splitlines() == [
        "@ann @here Failed: build #9 <main>",
        "https://ci.example/9?a=1&b=2",
        "acme/shop · main · by Ann · 2026-03-02 12:00 UTC",
        "1 < 2",
        "see https://ci.example/log",
    ]
    assert message.format is MessageFormat.TEXT


def test_an_alert_shows_its_number_and_a_clear_its_own_link_and_time() -> None:
    begun = compose(trigger(title="Disk full", link="https://m/1", severity="major"), TEXT)
    assert begun.text.startswith("Triggered: Disk full\nhttps://m/1\nmajor · ")
    over = clear(title="Disk full", link="https://m/1?end", at=after(minutes=7))
    message = compose(over, TEXT, Extras(number=12))
    assert message.text == ("Cleared #12: Disk full\nhttps://m/1?end\n2026-03-02 12:07 UTC")
    changed = compose(clear(cause=ClearCause.RULE_CHANGE), HTML)
    assert "Cleared because its rule was changed." in changed.text.split("<br>")


def test_times_are_in_utc() -> None:
    tokyo = AT.astimezone(timezone(timedelta(hours=9)))
    assert "2026-03-02 12:00 UTC" in compose(event(at=tokyo), TEXT).text


def test_a_mere_change_has_no_word_before_it() -> None:
    assert compose(event(), TEXT).text == "Something\n2026-03-02 12:00 UTC"


@pytest.mark.parametrize(("held", "words"), [(1, "1 more event was"), (3, "3 more events were")])
def test_what_was_held_back_is_counted(held: int, words: str) -> None:
    for settings in (HTML, TEXT):
        assert f"{words} held back" in compose(event(), settings, Extras(held=held)).text
    card = compose(event(), CARD, Extras(held=held)).card or {}
    assert words in json.dumps(card)


def test_a_template_takes_the_place_of_the_words() -> None:
    message = compose(FAILED, HTML, Extras(wording="<b>mine</b>", mentions=("@ann",)))
    assert message.text == "@ann <b>mine</b>"


@pytest.mark.parametrize(
    ("of", "color"),
    [
        (trigger(), Color.RED),
        (clear(), Color.GREEN),
        (build(EventState.STARTED), Color.GRAY),
        (build(EventState.SUCCESS), Color.GREEN),
        (build(EventState.FAILURE), Color.RED),
        (build(EventState.CANCELLED), Color.YELLOW),
        (event(EventState.TEST), Color.GRAY),
        (event(accesses=()), Color.PURPLE),
        (event(accesses=(Access("deleteFlag", "acct"),)), Color.RED),
        (event(accesses=(Access("updateGlobalArchived", "acct"),)), Color.RED),
        (event(accesses=(Access("createFlag", "acct"),)), Color.GREEN),
        (event(accesses=(Access("imagePushed", "registry/x:image/y"),)), Color.GREEN),
        (event(facts={"verb": "turned on the flag"}), Color.GREEN),
        (event(facts={"verb": "turned off the flag"}), Color.YELLOW),
        (event(accesses=(Access("updateName", "acct"),)), Color.PURPLE),
    ],
)
def test_colours(of: Event, color: Color) -> None:
    assert default_color(of) is color
    assert compose(of, HTML).color is color


def test_settings_come_first() -> None:
    settings = MessageSettings(
        notify=True, colors=((EventState.FAILURE, Color.PURPLE),), sender=" CI "
    )
    message = compose(FAILED, settings)
    assert (message.color, message.notify, message.sender) == (Color.PURPLE, True, "CI")


def test_a_card_says_what_the_message_says() -> None:
    message = compose(FAILED, CARD)
    card = dict(message.card or {})
    assert message.text == compose(FAILED, HTML).text
    assert (card["title"], card["url"]) == ("Failed: build #9 <main>", FAILED.link)
    assert card["description"] == {"value": FAILED.details, "format": "text"}
    assert card["attributes"][0]["value"] == {"label": "Failed", "style": "lozenge-error"}
    labels = {a["label"]: a["value"]["label"] for a in card["attributes"]}
    assert labels == {
        "State": "Failed",
        "Project": "acme/shop",
        "Branch": "main",
        "By": "Ann",
        "Time": "2026-03-02 12:00 UTC",
    }


def test_a_card_needs_no_description() -> None:
    card = compose(replace(FAILED, details=""), CARD).card
    assert card is not None
    assert "description" not in card


def sent(message: Any) -> bytes:
    return checks.notification(
        message.text,
        message.color.value,
        message.notify,
        message.format.value,
        message.sender,
        message.card,
        None,
    )


LONG = st.text(max_size=40).map(lambda text: text * 400)


@given(LONG, LONG, st.sampled_from(EventState), st.sampled_from(MessageFormat))
def test_hipchat_takes_every_message(
    title: str, details: str, state: EventState, form: MessageFormat
) -> None:
    given = event(
        state,
        title=f"x{title}"[:1000],
        details=details[:50_000],
        correlation="a",
        link="https://x.example/" + "x" * 1900,
        severity="s" * 50,
        project="p" * 500,
    )
    message = compose(accept(given, "s1", AT), MessageSettings(form), Extras(5, ("@ann",), 3))
    assert sent(message)


def test_what_is_cut_is_cut_visibly() -> None:
    for settings in (HTML, TEXT):
        message = compose(event(details="word " * 9000), settings)
        assert len(message.text) <= 10_000
        assert message.text.endswith("…")
