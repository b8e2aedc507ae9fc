"""Cards: what HipChat takes can be built, what it refuses cannot, and both are told apart."""

import json
from contextlib import suppress
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipadmin.hipchat.cards import (
    Activity,
    Attribute,
    Card,
    CardError,
    CardFormat,
    CardStyle,
    Description,
    Icon,
    Lozenge,
    Thumbnail,
)
from hipadmin.hipchat.errors import MessageRejected

N = "http://chat.test/v2/room/17/notification"
SMALL = Card(CardStyle.APPLICATION, "c1", "T")
FULL = Card(
    CardStyle.APPLICATION,
    "c1",
    "Build 46",
    url="https://ci.test/46",
    description=Description("<b>red</b>", "html"),
    format=CardFormat.MEDIUM,
    thumbnail=Thumbnail("https://ci.test/t.png", "https://ci.test/t2.png", 640, 480.5),
    icon=Icon("https://ci.test/i.png", "https://ci.test/i2.png"),
    activity=Activity("<b>Jo</b> broke it", icon="https://ci.test/a.png"),
    attributes=(
        Attribute("red", "State", "https://ci.test", Lozenge.ERROR, Icon("https://ci.test/x.png")),
        Attribute("46"),
    ),
    more='{"date": 1519895411}',
)
WIRE = {
    "style": "application",
    "id": "c1",
    "title": "Build 46",
    "url": "https://ci.test/46",
    "format": "medium",
    "description": {"value": "<b>red</b>", "format": "html"},
    "thumbnail": {
        "url": "https://ci.test/t.png",
        "url@2x": "https://ci.test/t2.png",
        "width": 640,
        "height": 480.5,
    },
    "icon": {"url": "https://ci.test/i.png", "url@2x": "https://ci.test/i2.png"},
    "activity": {"html": "<b>Jo</b> broke it", "icon": "https://ci.test/a.png"},
    "attributes": [
        {
            "label": "State",
            "value": {
                "label": "red",
                "url": "https://ci.test",
                "style": "lozenge-error",
                "icon": {"url": "https://ci.test/x.png"},
            },
        },
        {"value": {"label": "46"}},
    ],
    "date": 1519895411,
}


def test_a_whole_card_on_the_wire_and_back() -> None:
    assert FULL.to_wire() == WIRE
    assert Card.from_wire(json.loads(json.dumps(WIRE))) == FULL
    assert len({FULL, Card.from_wire(WIRE), SMALL}) == 2


@pytest.mark.parametrize(
    "card",
    [
        Card(CardStyle.FILE, "1", "plan.pdf"),
        Card(CardStyle.IMAGE, "1", "a cat", url="https://pics.test/cat"),
        Card(CardStyle.APPLICATION, "1", "t", description="d", icon="https://x.test/i"),
        Card(CardStyle.LINK, "1", "t", description="what it is about"),
        Card(CardStyle.MEDIA, "1", "t", thumbnail=Thumbnail("https://x.test/t")),
    ],
    ids=lambda card: card.style,
)
def test_every_style_goes_out_as_it_is(client, wire, card) -> None:
    wire.post(N, status=204)
    client.send_notification(17, "m", card=card)
    assert json.loads(wire.calls[0].request.body)["card"] == card.to_wire()
    assert Card.from_wire(card.to_wire()) == card


def test_words_become_enums() -> None:
    card = Card("media", "1", "t", format="compact", attributes=(Attribute("v", style="lozenge"),))
    assert card.style is CardStyle.MEDIA
    assert card.format is CardFormat.COMPACT
    assert card.attributes[0].style is Lozenge.PLAIN


def test_a_card_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        FULL.title = "x"
    assert not hasattr(FULL, "__dict__")


LONG = "x" * 1001


@pytest.mark.parametrize(
    ("build", "member", "limit"),
    [
        (lambda: replace(SMALL, title=""), "title", 1),
        (lambda: replace(SMALL, title="é" * 501), "title", 500),
        (lambda: replace(SMALL, title="\ud800"), "title", None),
        (lambda: replace(SMALL, id=7), "id", None),
        (lambda: replace(SMALL, id=""), "id", 1),
        (lambda: replace(SMALL, style="banner"), "style", None),
        (lambda: replace(SMALL, style=None), "style", None),
        (lambda: replace(SMALL, style="link"), "description", None),
        (lambda: replace(SMALL, style="image"), "url", None),
        (lambda: replace(SMALL, url=""), "url", 1),
        (lambda: replace(SMALL, description=""), "description", 1),
        (lambda: replace(SMALL, description=LONG), "description", 1000),
        (lambda: replace(SMALL, description=Icon("x")), "description", None),
        (lambda: replace(SMALL, format="large"), "format", None),
        (lambda: replace(SMALL, thumbnail="https://x.test"), "thumbnail", None),
        (lambda: replace(SMALL, activity="x"), "activity", None),
        (lambda: replace(SMALL, icon=""), "icon", 1),
        (lambda: replace(SMALL, icon=5), "icon", None),
        (lambda: replace(SMALL, attributes=[Attribute("v")]), "attributes", None),
        (lambda: replace(SMALL, attributes=("v",)), "attributes", None),
        (lambda: replace(SMALL, more="[]"), "more", None),
        (lambda: replace(SMALL, more="{"), "more", None),
        (lambda: replace(SMALL, more={}), "more", None),
        (lambda: replace(SMALL, more='{"title": "x"}'), "more", None),
        (lambda: replace(SMALL, more='{"x": NaN}'), "card", None),
        (lambda: Description(""), "description.value", 1),
        (lambda: Description(LONG), "description.value", 1000),
        (lambda: Description("x", "markdown"), "description.format", None),
        (lambda: Thumbnail(""), "thumbnail.url", 1),
        (lambda: Thumbnail("x" * 251), "thumbnail.url", 250),
        (lambda: Thumbnail("x", "x" * 251), "thumbnail.url@2x", 250),
        (lambda: Thumbnail("x", width="640"), "thumbnail.width", None),
        (lambda: Thumbnail("x", width=True), "thumbnail.width", None),
        (lambda: Thumbnail("x", height=float("nan")), "thumbnail.height", None),
        (lambda: Thumbnail("x", height=float("-inf")), "thumbnail.height", None),
        (lambda: Icon(""), "icon.url", 1),
        (lambda: Icon("x", ""), "icon.url@2x", 1),
        (lambda: Activity(""), "activity.html", 1),
        (lambda: Activity("x", icon=""), "activity.icon", 1),
        (lambda: Attribute(""), "attributes.value.label", 1),
        (lambda: Attribute("v", ""), "attributes.label", 1),
        (lambda: Attribute("v", "x" * 51), "attributes.label", 50),
        (lambda: Attribute("v", url=""), "attributes.value.url", 1),
        (lambda: Attribute("v", style="lozenge-blue"), "attributes.value.style", None),
        (lambda: Attribute("v", icon=""), "attributes.value.icon", 1),
    ],
)
def test_what_hipchat_refuses_cannot_be_built(build, member, limit) -> None:
    with pytest.raises(CardError, match=f"“{member}”|A card") as caught:
        build()
    assert (caught.value.member, caught.value.limit) == (member, limit)
    if limit not in (None, 1):
        assert str(limit) in str(caught.value)


def test_limits_are_inclusive() -> None:
    card = replace(
        SMALL,
        title="é" * 500,
        description="😀" * 1000,
        thumbnail=Thumbnail("x" * 250, "x" * 250, 10**400, -1),
        attributes=(Attribute("v" * 2000, "l" * 50),) * 40,
    )
    assert Card.from_wire(card.to_wire()) == card


def test_members_the_schema_does_not_name_are_kept_at_every_level() -> None:
    more: dict[str, Any] = {"metadata": {"a": [None, 1.5]}, "html": "x"}
    value = {
        "style": "media",
        "id": "1",
        "title": "t",
        "thumbnail": {"url": "u", "x": 1},
        "icon": {"url": "u", "x": 2},
        "description": {"value": "v", "format": "text", "x": 3},
        "attributes": [{"x": 4, "value": {"label": "l", "x": 5}}],
        **more,
    }
    assert Card.from_wire(value).to_wire() == value


def test_null_members_count_as_absent() -> None:
    nulls = dict.fromkeys(("url", "description", "format", "thumbnail", "icon", "activity"))
    assert Card.from_wire(SMALL.to_wire() | nulls | {"attributes": None}) == SMALL


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"id": 7}, "id"),
        ({"id": None}, "id"),
        ({"attributes": {}}, "attributes"),
        ({"attributes": ["x"]}, "attributes[0]"),
        ({"attributes": [{"value": {"label": "x"}}, {}]}, "attributes[1].value"),
        ({"attributes": [{"label": "x" * 51, "value": {"label": "x"}}]}, "attributes[0].label"),
        (
            {"attributes": [{"value": {"label": "x", "icon": {}}}]},
            "attributes[0].value.icon.url",
        ),
        ({"activity": {}}, "activity.html"),
        ({"activity": {"html": "x", "icon": {"url": 1}}}, "activity.icon.url"),
        ({"activity": {"html": "x", "more": 1}}, "activity"),
        ({"thumbnail": {"url": "x", "width": "1"}}, "thumbnail.width"),
        ({"description": {"value": "x"}}, "description.format"),
        ({"icon": {"url@2x": "x"}}, "icon.url"),
        ({"date": {1, 2}}, "card"),
        ({"date": float("inf")}, "card"),
        ({5: "x"}, "card"),
    ],
)
def test_json_that_is_no_card_is_not_sent(client, wire, change, member) -> None:
    given = SMALL.to_wire() | change
    with pytest.raises(CardError) as caught:
        Card.from_wire(given)
    assert caught.value.member == member
    with pytest.raises(MessageRejected) as refused:
        client.send_notification(17, "m", card=given)
    assert refused.value.field == "card"
    assert caught.value.problem in str(refused.value)
    assert len(wire.calls) == 0


def test_a_number_too_long_to_write_is_not_sent(client, wire) -> None:
    card = replace(SMALL, thumbnail=Thumbnail("x", width=10**5000))
    with pytest.raises(MessageRejected, match="cannot be written"):
        client.send_notification(17, "m", card=card)
    assert len(wire.calls) == 0


@pytest.mark.parametrize("style", list(CardStyle))
def test_json_of_ones_own_is_held_to_the_schema_only(client, wire, style) -> None:
    wire.post(N, status=204)
    given = {"style": style.value, "id": "1", "title": "t", "date": 5}
    client.send_notification(17, "m", card=given)
    assert json.loads(wire.calls[0].request.body)["card"] == given


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from((*WIRE, "label", "value", "html", "url@2x", "x")), inner, max_size=5
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from((*WIRE, "x")), JSON, max_size=6))
def test_any_json_is_a_card_or_a_card_error(change: dict[str, Any]) -> None:
    with suppress(CardError):
        card = Card.from_wire(WIRE | change)
        assert card.to_wire() == Card.from_wire(card.to_wire()).to_wire()
