"""Sending a notification: every content type, every limit, every refusal."""

from typing import Any

import pytest

UMBRELLA = "\N{UMBRELLA}"
FACE = "\N{GRINNING FACE}"


def refusal(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 400, answer.text
    error: dict[str, Any] = answer.json()["error"]
    assert (error["code"], error["type"]) == (400, "Bad Request")
    return error


def test_everything_left_out_has_its_default(api: Any) -> None:
    answer = api.notify(json={"message": "<b>ready</b>"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Type" not in answer.headers
    (entry,) = api.latest()
    assert entry.pop("date").endswith("+00:00")
    assert len(entry.pop("id")) == 36
    sender = entry.pop("notification_sender")
    assert set(sender) == {"client_id", "id", "type"}
    assert sender["type"] == "addon"
    assert entry == {
        "type": "notification",
        "from": "Builds alerts",
        "message": "<b>ready</b>",
        "message_format": "html",
        "color": "yellow",
        "mentions": [],
    }


@pytest.mark.parametrize(
    ("content_type", "body", "message", "message_format"),
    [
        ("application/json", b'{"message": "caf\\u00e9"}', "café", "html"),
        ("application/json; charset=utf-8", '{"message": "café"}'.encode(), "café", "html"),
        ("APPLICATION/JSON", b'{"message": "x", "message_format": "text"}', "x", "text"),
        ("application/json; charset=iso-8859-1", b'{"message": "caf\xe9"}', "café", "html"),
        ("application/x-www-form-urlencoded", b"message=a+b%26c&color=red", "a b&c", "html"),
        ("application/x-www-form-urlencoded", b"message=%C3%A9&message_format=text", "é", "text"),
        ("application/x-www-form-urlencoded", "message=é".encode(), "é", "html"),
        ("text/plain", b"<just text>", "<just text>", "text"),
        ("text/plain; charset=windows-1252", b"caf\xe9", "café", "text"),
        ("text/html", b"<i>word</i>", "<i>word</i>", "html"),
        ("text/plain", b"caf\xe9", "caf\N{REPLACEMENT CHARACTER}", "text"),
    ],
)
def test_every_content_type_arrives(
    api: Any, content_type: str, body: bytes, message: str, message_format: str
) -> None:
    answer = api.notify(data=body, headers={"Content-Type": content_type})

    assert answer.status_code == 204, answer.text
    (entry,) = api.latest()
    assert (entry["message"], entry["message_format"]) == (message, message_format)


@pytest.mark.parametrize(
    ("content_type", "shown"),
    [
        (None, "None"),
        ("application/xml", "application/xml"),
        ("application/json; charset=rot13", "application/json; charset=rot13"),
        ("text/plain; charset=nonsense", "text/plain; charset=nonsense"),
    ],
)
def test_other_content_types_are_refused(api: Any, content_type: str | None, shown: str) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}

    error = refusal(api.notify(data=b'{"message": "x"}', headers=headers))

    assert error["message"] == f"Invalid content type: {shown}"


def test_json_sent_as_a_form_lacks_its_message(api: Any) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    assert refusal(api.notify(data=b'{"message": "x"}', headers=headers)) == {
        "code": 400,
        "type": "Bad Request",
        "message": "Required field 'message' is missing",
        "field": "message",
        "validation": "optional",
        "value": None,
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'message': 'x'}",
        b'{"message": NaN}',
        b'{"message": "a\rb"}',
        b"\xff\xfe\x00",
        b"[" * 100000,
        b'{"a":' * 60 + b"1" + b"}" * 60,
        b"9" * 5000,
        b'{"a": 1e999}',
    ],
)
def test_garbage_is_no_json(api: Any, body: bytes) -> None:
    error = refusal(api.notify(data=body, headers={"Content-Type": "application/json"}))

    assert error["message"].startswith("The request body cannot be parsed as valid JSON: ")


def test_json_that_is_no_object_is_refused(api: Any) -> None:
    assert refusal(api.notify(json=["message"]))["expected_type"] == "object"


@pytest.mark.parametrize(
    ("members", "status"),
    [
        ({"message": "x"}, 204),
        ({"message": UMBRELLA * 10_000}, 204),
        ({"message": FACE * 10_000}, 204),
        ({"message": FACE * 10_001}, 400),
        ({"message": ""}, 400),
        ({"from": "x" * 64}, 204),
        ({"from": UMBRELLA * 64}, 204),
        ({"from": "x" * 65}, 400),
        ({"from": ""}, 204),
        ({"from": None}, 204),
        ({"from": 7}, 400),
        ({"attach_to": "x" * 36}, 204),
        ({"attach_to": "x" * 37}, 400),
        ({"attach_to": None}, 204),
        ({"color": "random"}, 204),
        ({"color": ""}, 400),
        ({"color": None}, 400),
        ({"message_format": "markdown"}, 400),
        ({"message_format": None}, 400),
        ({"notify": "true"}, 204),
        ({"notify": "false"}, 204),
        ({"notify": "yes"}, 400),
        ({"notify": 1}, 400),
        ({"notify": None}, 400),
        ({"card": None}, 204),
        ({"card": "text"}, 400),
        ({"id": None, "date": None, "room_id": "1", "token": "x", "links": ""}, 204),
    ],
)
def test_limits(api: Any, members: dict[str, Any], status: int) -> None:
    answer = api.notify(json={"message": "x"} | members)

    assert answer.status_code == status, answer.text
    assert len(api.latest()) == (status == 204)
    if status == 400:
        assert refusal(answer)["field"] == next(iter(members))


def test_a_wrong_type_is_named_as_the_service_named_it(api: Any) -> None:
    error = refusal(api.notify(json={"message": "x", "notify": "yes"}))

    assert error["message"] == "Value u'yes' for field 'notify' is not of type 'boolean'"
    assert (error["validation"], error["expected_type"]) == ("type", "boolean")
    assert error["value"] == "yes"


def test_an_unknown_colour_is_named_as_the_service_named_it(api: Any) -> None:
    error = refusal(api.notify(json={"message": "x", "color": "Gray"}))

    assert error["message"] == (
        "Value u'Gray' for field 'color' is not in the enumeration: "
        "['yellow', 'green', 'red', 'purple', 'gray', 'random']"
    )
    assert error["validation"] == "enum"


def test_a_length_is_told_without_repeating_the_whole_text(api: Any) -> None:
    error = refusal(api.notify(json={"message": "long " * 5000}))

    assert error["message"].startswith("Length of value u'long long")
    assert error["message"].endswith("for field 'message' must be less than or equal to 10000")
    assert len(error["message"]) < 200


def test_random_becomes_a_colour(api: Any) -> None:
    for _ in range(12):
        assert api.notify(json={"message": "x", "color": "random"}).status_code == 204

    assert {entry["color"] for entry in api.latest()} <= {
        "yellow",
        "green",
        "red",
        "purple",
        "gray",
    }


def test_a_form_speaks_in_texts(api: Any) -> None:
    card = '{"style": "link", "id": "1", "title": "t"}'
    form = {"message": "x", "notify": "1", "from": "CI", "card": card}

    assert api.notify(data=form).status_code == 204
    assert api.notify(data=form | {"notify": "maybe"}).status_code == 400
    assert refusal(api.notify(data=form | {"card": "{"}))["field"] == "card"
    (entry,) = api.latest()
    assert entry["from"] == "Builds alerts - CI"
    assert '"style":"link"' in entry["card"]


def test_a_form_without_end_is_refused(api: Any) -> None:
    answer = api.notify(data={str(number): "x" for number in range(300)})

    assert refusal(answer)["message"].startswith("The form cannot be read")


def test_the_sender_is_who_holds_the_token(api: Any) -> None:
    answer = api.call(
        "POST", "/room/1/notification", api.user, json={"message": "x", "from": "laptop"}
    )

    assert answer.status_code == 204
    (entry,) = api.latest()
    assert entry["from"] == "Robin Reed - laptop"
    assert entry["notification_sender"]["type"] == "user"


def test_it_attaches_only_to_what_is_in_the_room(api: Any) -> None:
    parent = api.say("a question").json()["id"]
    for target in (parent, "0" * 36):
        assert api.notify(json={"message": "x", "attach_to": target}).status_code == 204

    _, attached, alone = api.latest()
    assert attached["attach_to"] == parent
    assert "attach_to" not in alone


@pytest.mark.parametrize(("message_format", "mentioned"), [("text", ["RobinReed"]), ("html", [])])
def test_only_text_mentions_people(api: Any, message_format: str, mentioned: list[str]) -> None:
    body = {"message": "@robinreed @all @nobody", "message_format": message_format}

    assert api.notify(json=body).status_code == 204
    (entry,) = api.latest()
    assert [person["mention_name"] for person in entry["mentions"]] == mentioned
