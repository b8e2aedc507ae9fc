"""Requests built from the reference's rules are taken, and their near misses refused with 400.

The rules are written down here by hand, not taken from the sandbox, so that the two can disagree.
"""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzzing import TRY, Box

LETTERS = st.sampled_from("aZ9 .é漢😀\u0301\u202e<&\"'\\/\n\t")
Body = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """What a member may hold: how good values are made, and what is only just not good."""

    good: st.SearchStrategy[Any]
    bad: tuple[Any, ...]
    required: bool = False


def text(least: int, most: int | None, *, required: bool = False, null: bool = False) -> Rule:
    """Text of so many code points; a character outside the plane counts as one."""
    high = most or 60
    edges = st.sampled_from([least, high]).map(lambda n: "😀" * n)
    good = st.text(LETTERS, min_size=least, max_size=min(high, 60)) | edges
    bad: list[Any] = [7, True, ["x"], {"x": "y"}]
    if not null:
        bad.append(None)
    if least:
        bad.append("x" * (least - 1))
    if most:
        bad += ["x" * (most + 1), "😀" * (most + 1)]
    return Rule(good | st.none() if null else good, tuple(bad), required)


def one_of(*words: str, required: bool = False) -> Rule:
    bad = (words[0].capitalize(), f" {words[0]}", "", "x", None, 1, [words[0]])
    return Rule(st.sampled_from(words), bad, required)


def flag(*, required: bool = False) -> Rule:
    return Rule(st.booleans(), ("True", "yes", 1, 0, None, []), required)


def record(rules: dict[str, Rule], *, closed: bool = False, required: bool = False) -> Rule:
    bad: list[Any] = [7, [], "x"]
    whole = {name: "x" for name, rule in rules.items() if rule.required}
    bad += [{n: v for n, v in whole.items() if n != gone} for gone in whole]
    if closed:
        bad.append(whole | {"other": 1})
    return Rule(bodies_of(rules), tuple(bad), required)


@st.composite
def bodies_of(draw: st.DrawFn, rules: dict[str, Rule]) -> Body:
    """Make a good body: what is required, and some of the rest."""
    left_out = draw(st.sets(st.sampled_from(sorted(rules))))
    kept = [name for name in rules if rules[name].required or name not in left_out]
    return {name: draw(rules[name].good) for name in kept}


ICON = Rule(
    st.just("https://x.test/i.png") | st.just({"url": "https://x.test/i.png"}),
    ("", 7, {}, {"url": ""}, {"url": 7}),
)
VALUE = {
    "label": text(1, None, required=True),
    "url": text(1, None),
    "style": one_of(
        *("lozenge", "lozenge-success", "lozenge-error"),
        *("lozenge-current", "lozenge-complete", "lozenge-moved"),
    ),
    "icon": ICON,
}
ATTRIBUTE = {"label": text(1, 50), "value": record(VALUE, required=True)}
ATTRIBUTES = Rule(
    st.lists(bodies_of(ATTRIBUTE), max_size=3),
    ("x", {}, [1], [{}], [{"value": {}}], [{"label": "x" * 51, "value": {"label": "y"}}]),
)
DESCRIPTION = Rule(
    text(1, 1000).good | bodies_of({"value": text(1, 1000, required=True)}).map(
        lambda made: made | {"format": "text"}
    ),
    ("", "x" * 1001, 7, {"value": "x"}, {"format": "text"}, {"value": "x", "format": "Text"}),
)  # fmt: skip
CARD = {
    "style": one_of("file", "image", "application", "link", "media", required=True),
    "title": text(1, 500, required=True),
    "id": text(1, None, required=True),
    "url": text(1, None),
    "description": DESCRIPTION,
    "format": one_of("compact", "medium"),
    "thumbnail": record({"url": text(1, 250, required=True), "url@2x": text(1, 250)}),
    "icon": ICON,
    "activity": record({"html": text(1, None, required=True), "icon": ICON}, closed=True),
    "attributes": ATTRIBUTES,
}
MESSAGE = text(1, 10_000, required=True)
CARD_OR_NULL = Rule(bodies_of(CARD) | st.none(), record(CARD).bad)


@dataclass(frozen=True)
class Call:
    """A request whose body follows ``rules``; ``status`` is what a good one gets."""

    path: str
    rules: dict[str, Rule]
    status: int
    method: str = "POST"


CALLS = (
    Call(
        "/room/1/notification",
        {
            "message": MESSAGE,
            "message_format": one_of("html", "text"),
            "color": one_of("yellow", "green", "red", "purple", "gray", "random"),
            "notify": flag(),
            "from": text(0, 64, null=True),
            "attach_to": text(0, 36, null=True),
            "card": CARD_OR_NULL,
        },
        204,
    ),
    Call("/room/1/message", {"message": MESSAGE}, 201),
    Call(
        "/room/1/share/link", {"link": text(10, 1000, required=True), "message": text(0, 1000)}, 204
    ),
    Call(
        "/user/@SamShore/message",
        {"message": MESSAGE, "message_format": one_of("html", "text"), "notify": flag()},
        204,
    ),
    Call("/room/1/topic", {"topic": text(0, 250, required=True)}, 204, "PUT"),
    Call(
        "/room",
        {
            "name": Rule(
                st.text("abcdefghij", min_size=12, max_size=50),
                ("", "x" * 51, 7, None),
                required=True,
            ),
            "topic": text(0, 250, null=True),
            "privacy": one_of("public", "private"),
            "guest_access": flag(),
        },
        201,
    ),
    Call(
        "/room/1/webhook",
        {
            "url": Rule(
                st.sampled_from(["https://x.test/h", "http://127.0.0.1:1/h?a=b"]),
                ("", "x.test/h", "https://u:p@x.test/h", "ftp://x.test", 7, None),
                required=True,
            ),
            "event": one_of("room_message", "room_enter", "room_file_upload", required=True),
            "pattern": Rule(st.sampled_from(["", "^/x", "a|b"]), ("(", "(?<=x)y", 7)),
        },
        201,
    ),
)


@st.composite
def requests(draw: st.DrawFn) -> tuple[Call, Body, str]:
    """Make a request, and say which member was spoiled, if any."""
    call = draw(st.sampled_from(CALLS))
    body = draw(bodies_of(call.rules))
    if draw(st.booleans()):
        body["member nobody knows"] = draw(st.none() | st.text(max_size=3) | st.just({"a": [1]}))
    spoiled = draw(st.sampled_from(["", *call.rules]))
    if spoiled:
        rule = call.rules[spoiled]
        gone = rule.required and draw(st.integers(0, 5)) == 0
        if gone:
            body.pop(spoiled, None)
        else:
            body[spoiled] = draw(st.sampled_from(rule.bad))
    return call, body, spoiled


@pytest.fixture(scope="module")
def box() -> Box:
    return Box()


def answered(box: Box, call: Call, body: Body) -> Any:
    answer = box.open(call.method, call.path, "application/json", json.dumps(body).encode())
    if answer.status_code == 201 and call.path in ("/room", "/room/1/webhook"):
        made = f"{call.path}/{answer.get_json()['id']}"
        assert box.open("DELETE", made, "", b"").status_code == 204
    return answer


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # 10,000 characters are meant
@TRY
@given(requests())
@example((CALLS[0], {"message": "😀" * 10_000, "card": None, "from": None}, ""))
@example((CALLS[5], {"name": "aaaaaaaaaaaa", "topic": None}, ""))
def test_the_rules_decide_and_nothing_else(box: Box, made: tuple[Call, Body, str]) -> None:
    call, body, spoiled = made

    answer = answered(box, call, body)

    wanted = 400 if spoiled else call.status
    assert answer.status_code == wanted, (call.path, spoiled, answer.text)
    if spoiled:
        error = answer.get_json()["error"]
        assert (error["code"], error["type"]) == (400, "Bad Request")
        assert spoiled in f"{error.get('field')} {error['message']}"


SOUND = {"style": "application", "title": "t", "id": "1"}
SPOILED = [
    *((name, bad) for name, rule in CARD.items() for bad in rule.bad),
    *(("attributes", [{"value": {"label": "x", name: bad}}]) for name, rule in VALUE.items()
      for bad in rule.bad),
]  # fmt: skip


@TRY
@given(st.sampled_from(SPOILED))
def test_a_card_with_one_wrong_member_is_refused(box: Box, spoiled: tuple[str, Any]) -> None:
    name, value = spoiled

    answer = answered(box, CALLS[0], {"message": "m", "card": SOUND | {name: value}})

    assert answer.status_code == 400, (spoiled, answer.text)
    assert "card" in f"{answer.get_json()['error']}"
