"""What a history holds, made ready to be shown."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from hipadmin.hipchat.cards import Card
from hipadmin.hipchat.client import HipChatClient
from hipadmin.hipchat.sharing import SharedFile
from hipadmin.hipchat.wire.types import Person, RoomMessage, SharedLink
from hipadmin.sandbox.server import running
from hipadmin.services.rooms.transcript import (
    AttributeView,
    CardView,
    FileView,
    Kind,
    LinkView,
    PictureView,
    card_view,
    line_of,
    lines_of,
    stored_card,
)

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
SOUND = {"style": "application", "id": "1", "title": "Title"}


def message(**more: Any) -> RoomMessage:
    given = {"type": "message", "sender": "Jo", "message": "hi"} | more
    return RoomMessage(id="m", date=NOON, **given)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("message", Kind.SAID),
        ("notification", Kind.NOTIFIED),
        ("topic", Kind.TOPIC),
        ("guest_access", Kind.OTHER),
        ("what comes later", Kind.OTHER),
    ],
)
def test_kinds_of_entries(name: str, kind: Kind) -> None:
    assert line_of(message(type=name)).kind is kind


def test_people_who_are_there_are_marked_in_text_only() -> None:
    sam = Person(7, "Sam", "SamShore")
    said = line_of(message(message="@samshore, @all and @nobody", mentions=(sam,)))
    assert said.html == (
        '<a href="mention:samshore">@samshore</a>, <a href="mention:all">@all</a> and @nobody'
    )
    told = line_of(message(message="@SamShore", mentions=(sam,), message_format="html"))
    assert told.html == "@SamShore"


def test_emoticon_codes_stay_text() -> None:
    assert line_of(message(message="(success) :)")).html == "(success) :)"


def test_a_file_a_link_and_a_deletion() -> None:
    line = line_of(
        message(
            message="",
            file_name="a.png",
            file_url="https://x.test/f",
            file_size=3,
            file_thumb="t",
            links=(SharedLink("link", "https://x.test", "Title", "About"),),
        )
    )
    assert line.file == FileView("a.png", "https://x.test/f", 3, is_picture=True)
    assert line.links == (LinkView("https://x.test", "Title", "About"),)
    assert line_of(message(is_deleted=True)).is_deleted


def test_a_card_in_full() -> None:
    given = SOUND | {
        "url": "https://x.test",
        "description": {"value": "<b>b</b><script>1</script><table><tr><td>c", "format": "html"},
        "format": "compact",
        "icon": {"url": "https://x.test/i.png"},
        "thumbnail": {"url": "https://x.test/t.png", "width": 640, "height": 480.4},
        "activity": {"html": "<b>x</b><img src='https://x.test/a.png'>", "icon": "i"},
        "attributes": [
            {
                "label": "Risk",
                "value": {
                    "label": "high",
                    "style": "lozenge-error",
                    "url": "https://x.test/r",
                    "icon": {"url": "https://x.test/r.png"},
                },
            },
            {"value": {"label": "alone"}},
        ],
    }
    assert stored_card(json.dumps(given | {"validation": {}})) == CardView(
        "application",
        "Title",
        "https://x.test",
        "<b>b</b>c",
        2,
        "https://x.test/i.png",
        PictureView("https://x.test/t.png", 640, 480),
        "<b>x</b>\ue000\ue001",
        (
            AttributeView(
                "high", "Risk", "https://x.test/r", "lozenge-error", "https://x.test/r.png"
            ),
            AttributeView("alone"),
        ),
    )


def test_a_description_is_text_unless_it_says_otherwise() -> None:
    for description in (
        "a < b\nhttps://x.test",
        {"value": "a < b\nhttps://x.test", "format": "text"},
    ):
        view = card_view(Card.from_wire(SOUND | {"description": description}))
        link = '<a href="https://x.test">https://x.test</a>'
        assert (view.description, view.lines) == (f"a &lt; b<br>{link}", 5)


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "{", "[" * 100_000),
        json.dumps(SOUND | {"style": "poster"}),
        json.dumps({"style": "application", "title": "no id"}),
        json.dumps(SOUND | {"style": "link"}),
        json.dumps(SOUND | {"title": "x" * 501}),
    ],
)
def test_what_hipchat_would_not_show_as_a_card_is_none(text: str) -> None:
    assert stored_card(text) is None
    assert line_of(message(message="instead", card=text)).html == "instead"


@pytest.mark.parametrize("size", [{}, {"width": 0, "height": 4}, {"width": -1, "height": 1e9}])
def test_sizes_no_picture_has_are_not_known(size: dict[str, float]) -> None:
    view = card_view(Card.from_wire(SOUND | {"thumbnail": {"url": "u", **size}}))
    assert view.thumbnail == PictureView("u")


def test_everything_the_sandbox_keeps_can_be_shown() -> None:
    styles = {"file": {}, "image": {"url": "u"}, "application": {}, "media": {}}
    with running(unlimited=True) as box, HipChatClient(box.url, box.tokens.admin) as admin:
        for style, more in (styles | {"link": {"description": "d"}}).items():
            admin.send_notification(1, "m", card=SOUND | {"style": style} | more)
        admin.send_message(1, "@SamShore (success)")
        admin.share_file(1, SharedFile("a.png", b"xyz", "image/png"), "look")
        admin.share_link(1, "https://example.test/a")
        lines = lines_of(admin.history_latest(1))
    assert [line.card.style for line in lines if line.card] == [*styles, "link"]
    typed, file, link = lines[5:]
    assert typed.html == '<a href="mention:SamShore">@SamShore</a> (success)'
    assert file.file is not None
    assert (file.file.name, file.file.size, file.file.is_picture) == ("a.png", 3, True)
    assert [each.url for each in link.links] == ["https://example.test/a"]
