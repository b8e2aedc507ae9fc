"""Whatever a history holds, a room view shows it or leaves it out."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hipadmin.gui.theme import Look
from hipadmin.hipchat.answers import Answer
from hipadmin.hipchat.errors import HipChatError
from hipadmin.hipchat.wire import read
from hipadmin.hipchat.wire.types import RoomMessage
from hipadmin.services.rooms.transcript import line_of
from tests.fuzzing import EXAMPLES, TRY
from tests.gui.windows.test_message_body import links, made, painted

HIGHEST = 20_000
LETTERS = st.sampled_from("aZ9 <&>\"'/\\:@()#.\x00\u0301\u202e\u200b\u2028\ud800\udfffé漢😀\n\r\t")
WORDS = st.text(LETTERS, max_size=40) | st.sampled_from(
    [
        *("<b>", "</table>", "<table><tr><td>x", "<ul><li><ul>", "<pre>\n\n</pre>", "<b>" * 300),
        *("<img src=http://x width=99999999 height=1>", "<svg><style>", "<font size=7>x"),
        *("<span style='color:red;height:9999999px'>x</span>", "<br>" * 500, "&#0;&#xd800;"),
        *("http://" + "a" * 3000, "http://[::1", "<a href='http://[::1'>x</a>", "a" * 10_000),
        *("(success)", "@all", "<a href='javascript:1'>x</a>"),
    ]
)
MEMBERS = st.sampled_from(
    ["url", "url@2x", "html", "label", "value", "style", "icon", "format", "width", "height"]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=4),
    max_leaves=12,
)
SIZE = st.floats() | st.integers()
ATTRIBUTE = st.fixed_dictionaries(
    {
        "value": st.fixed_dictionaries(
            {"label": WORDS}, optional={"style": WORDS, "url": WORDS, "icon": WORDS}
        )
    },
    optional={"label": WORDS},
)
CARD = st.fixed_dictionaries(
    {
        "style": st.sampled_from(["application", "link", "image", "media", "file"]),
        "title": WORDS.filter(bool),
        "id": st.just("1"),
    },
    optional={
        "url": WORDS | ANYTHING,
        "description": WORDS | ANYTHING,
        "format": st.sampled_from(["compact", "medium"]),
        "thumbnail": ANYTHING
        | st.fixed_dictionaries({"url": WORDS}, optional={"width": SIZE, "height": SIZE}),
        "icon": WORDS | ANYTHING,
        "activity": st.fixed_dictionaries({"html": WORDS}) | ANYTHING,
        "attributes": st.lists(ATTRIBUTE, max_size=4),
    },
)
PERSON = st.fixed_dictionaries({"id": st.integers(), "name": WORDS, "mention_name": WORDS})
LINK = st.fixed_dictionaries(
    {"type": st.sampled_from(["link", "image", "twitter_status"]), "url": WORDS},
    optional={"link": ANYTHING, "image": ANYTHING},
)
FILE = st.fixed_dictionaries(
    {"name": WORDS, "url": WORDS, "size": st.integers()}, optional={"thumb_url": WORDS}
)
MESSAGE = st.fixed_dictionaries(
    {
        "id": st.just("m"),
        "date": st.just("2018-03-01T09:10:11.123456+00:00"),
        "type": st.sampled_from(["message", "notification", "topic", "what comes later"]),
        "message": WORDS,
    },
    optional={
        "from": WORDS | PERSON | ANYTHING,
        "message_format": st.sampled_from(["html", "text"]) | ANYTHING,
        "color": st.sampled_from(["red", "random", "gray"]) | ANYTHING,
        "card": CARD.map(json.dumps) | ANYTHING,
        "file": FILE | ANYTHING,
        "message_links": st.lists(LINK, max_size=2) | ANYTHING,
        "mentions": st.lists(PERSON, max_size=2) | ANYTHING,
        "attach_to": WORDS | ANYTHING,
    },
)


def taken(message: dict[str, Any]) -> tuple[RoomMessage, ...]:
    with suppress(HipChatError):
        return read.messages(Answer(200, {}, json.dumps({"items": [message]}).encode(), 0.1))
    return ()


@settings(TRY, max_examples=max(30, EXAMPLES // 10))
@given(MESSAGE, st.booleans(), st.sampled_from([40, 320, 640]))
def test_fuzz_whatever_a_history_holds_is_shown(
    qapp: object, look: Look, message: dict[str, Any], unfolded: bool, width: int
) -> None:
    for each in taken(message):
        part = made(look, line_of(each), unfolded=unfolded)
        if part.size(width).height() < HIGHEST:
            assert painted(look, part, width).width() == width
        assert all(link.startswith(("http", "mailto:", "hipadmin:")) for link in links(part, width))
