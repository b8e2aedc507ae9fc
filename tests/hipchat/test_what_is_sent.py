"""What the client lets through, a server takes: the sandbox, and the reference's table by hand."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hipadmin.domain.shortening import shorten
from hipadmin.hipchat import cards
from hipadmin.hipchat.cards import Activity, Attribute, Card, Description, Icon, Thumbnail
from hipadmin.hipchat.client import HipChatClient
from hipadmin.sandbox.server import running

pytestmark = pytest.mark.shares("hipchat-deadline", "lifeline.py", "hosting.py", "wire.py")


@pytest.fixture(scope="module")
def admin() -> Iterator[HipChatClient]:
    with running(unlimited=True) as box, HipChatClient(box.url, box.tokens.admin) as client:
        yield client


def text(most: int, least: int = 1) -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=least, max_size=most)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


NUMBER = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
MORE = st.sampled_from(("", '{"x": [1, null, {"y": "z"}]}'))
ICON = text(9) | st.builds(Icon, text(9), maybe(text(9)), MORE)
ATTRIBUTE = st.builds(
    Attribute,
    *(text(9), maybe(text(50)), maybe(text(9)), maybe(st.sampled_from(cards.Lozenge))),
    *(maybe(ICON), MORE, MORE),
)
THUMBNAIL = st.builds(Thumbnail, text(250), maybe(text(250)), maybe(NUMBER), maybe(NUMBER), MORE)
DESCRIPTION = text(1000) | st.builds(
    Description, text(1000), st.sampled_from(("html", "text")), MORE
)
CARD = st.builds(
    Card,
    *(st.sampled_from(cards.CardStyle), text(9), text(500), text(9), DESCRIPTION),
    *(maybe(st.sampled_from(cards.CardFormat)), maybe(THUMBNAIL), maybe(ICON)),
    maybe(st.builds(Activity, text(9), maybe(ICON))),
    st.lists(ATTRIBUTE, max_size=3).map(tuple),
    st.sampled_from(("", '{"date": 1519895411, "metadata": {}}')),
)
QUICK = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUICK
@given(CARD)
def test_a_server_takes_every_card_that_can_be_built(admin: HipChatClient, card: Card) -> None:
    assert admin.send_notification(1, "m", card=card).status == 204
    kept = json.loads(admin.history_latest(1, max_results=1)[0].card)
    assert kept.pop("validation") is not None
    assert Card.from_wire(kept) == card
    conforms(card.to_wire())


@QUICK
@given(
    text(10_000),
    st.sampled_from(("yellow", "green", "red", "purple", "gray", "random")),
    st.booleans(),
    st.sampled_from(("html", "text")),
    maybe(text(64, 0)),
    maybe(text(36, 0)),
)
def test_a_server_takes_every_notification_that_passes(
    admin, message, color, notify, message_format, sender, attach_to
) -> None:
    sent = admin.send_notification(
        1,
        message,
        color=color,
        notify=notify,
        message_format=message_format,
        sender=sender,
        attach_to=attach_to,
    )
    assert sent.status == 204


# The table of section 2.5, written down by hand: type, least and most characters, or choices.
STYLES = ("file", "image", "application", "link", "media")
LOZENGES = ("", "-success", "-error", "-current", "-complete", "-moved")
SHAPES: dict[str, tuple[type | tuple[type, ...], Any, int | None]] = {
    "style": (str, STYLES, None),
    "title": (str, 1, 500),
    "id": (str, 1, None),
    "url": (str, 1, None),
    "description": (str, 1, 1000),
    "description.value": (str, 1, 1000),
    "description.format": (str, ("html", "text"), None),
    "format": (str, ("compact", "medium"), None),
    "thumbnail.url": (str, 1, 250),
    "thumbnail.url@2x": (str, 1, 250),
    "thumbnail.width": ((int, float), None, None),
    "thumbnail.height": ((int, float), None, None),
    "icon": (str, 1, None),
    "icon.url": (str, 1, None),
    "icon.url@2x": (str, 1, None),
    "activity.html": (str, 1, None),
    "activity.icon": (str, 1, None),
    "activity.icon.url": (str, 1, None),
    "activity.icon.url@2x": (str, 1, None),
    "attributes[].label": (str, 1, 50),
    "attributes[].value.label": (str, 1, None),
    "attributes[].value.url": (str, 1, None),
    "attributes[].value.style": (str, tuple(f"lozenge{each}" for each in LOZENGES), None),
    "attributes[].value.icon": (str, 1, None),
    "attributes[].value.icon.url": (str, 1, None),
    "attributes[].value.icon.url@2x": (str, 1, None),
}
REQUIRED = {
    "": ("style", "title", "id"),
    "description": ("value", "format"),
    "thumbnail": ("url",),
    "icon": ("url",),
    "activity": ("html",),
    "activity.icon": ("url",),
    "attributes[]": ("value",),
    "attributes[].value": ("label",),
    "attributes[].value.icon": ("url",),
}


def conforms(value: Any, path: str = "") -> None:
    """Hold a card's JSON to the table; members it does not name are allowed."""
    if isinstance(value, dict) and (path in REQUIRED):
        assert set(REQUIRED[path]) <= set(value), path
        if path == "activity":
            assert set(value) <= {"html", "icon"}
        for name, inner in value.items():
            conforms(inner, f"{path}.{name}" if path else name)
    elif path == "attributes":
        assert isinstance(value, list)
        for each in value:
            conforms(each, "attributes[]")
    elif path in SHAPES:
        kind, least, most = SHAPES[path]
        assert isinstance(value, kind), path
        assert not isinstance(value, bool), path
        if isinstance(least, tuple):
            assert value in least, path
        elif least is not None:
            assert least <= len(value) <= (most or len(value)), path


def test_what_is_cut_to_the_usual_limit_is_taken(admin: HipChatClient) -> None:
    short = shorten("<i>" + "😀" * 20_000)
    assert len(short) == 10_000
    assert admin.send_notification(1, short).status == 204


def test_the_table_says_no_as_well() -> None:
    sound = {"style": "link", "title": "t", "id": "1", "description": "d"}
    conforms(sound)
    for wrong in ({"title": ""}, {"id": 1}, {"style": "x"}, {"activity": {"html": "x", "y": 1}}):
        with pytest.raises(AssertionError):
            conforms(sound | wrong)
