"""Answers that are not success: each is one typed error with what a person must know."""

import re
from datetime import UTC, datetime

import pytest

from hipadmin.hipchat.client import HipChatClient
from hipadmin.hipchat.errors import (
    BadToken,
    Forbidden,
    ForeignRedirect,
    Limit,
    MessageRejected,
    MissingScope,
    NoSuchRoom,
    NotHipChat,
    OAuth1Token,
    ProxyFailure,
    RateLimited,
    Redirected,
    ServerFailure,
)

E = "http://chat.test/v2"
N = f"{E}/room/17/notification"
T = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"
HTML = "<html><body>hello</body></html>"
NOW = datetime(2018, 3, 1, 12, tzinfo=UTC)
EPOCH = NOW.timestamp()


def error(code: int, message: str, **more: object) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "type": "t", **more}}


@pytest.mark.parametrize("body", ["", " \n", "{}", '{"status": "sent"}'])
def test_200_is_success_for_a_notification(client, wire, body) -> None:
    wire.post(N, status=200, body=body)
    assert client.send_notification(17, "m").status == 200


@pytest.mark.parametrize(
    ("status", "body"),
    [
        *((200, HTML), (200, "sent"), (200, "[]"), (200, '{"error": {}}'), (200, "\xff")),
        *((201, "{}"), (202, ""), (203, ""), (206, ""), (101, ""), (418, ""), (405, "")),
        *((400, HTML), (401, HTML), (403, HTML), (404, HTML), (404, "")),
    ],
)
def test_anything_else_is_not_hipchat(client, wire, status, body) -> None:
    wire.post(N, status=status, body=body)
    with pytest.raises(NotHipChat, match="not a HipChat v2 endpoint") as caught:
        client.send_notification(17, "m")
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("status", "message", "kind", "words"),
    [
        (401, "Invalid OAuth session", BadToken, "refused the token"),
        (403, "You are not allowed", Forbidden, "room “17”"),
        (404, "Room 17 not found", NoSuchRoom, "no room “17”"),
        (400, "Required field 'message' is missing", MessageRejected, "Required field"),
        (407, "", ProxyFailure, "proxy"),
        (500, "", ServerFailure, "status 500"),
        (503, "", ServerFailure, "status 503"),
    ],
)
def test_a_refusal_is_a_typed_sentence(client, wire, status, message, kind, words) -> None:
    wire.post(N, status=status, json=error(status, message))
    with pytest.raises(kind, match=words) as caught:
        client.send_notification(17, "m")
    assert type(caught.value) is kind
    assert caught.value.status == status
    assert len(wire.calls) == 1


def test_an_old_token_is_recognised(wire) -> None:
    wire.post(N, status=401, json=error(401, "Invalid OAuth session"))
    with HipChatClient(E, "0123456789abcdef") as client, pytest.raises(OAuth1Token):
        client.send_notification(17, "m")


@pytest.mark.parametrize(
    ("listed", "scopes"),
    [
        ("[u'view_group']", ("view_group",)),
        ("['view_group', u'view_room']", ("view_group", "view_room")),
    ],
)
def test_a_missing_scope_is_named(client, wire, listed, scopes) -> None:
    text = f"This action requires one of the following scopes: {listed}"
    wire.get(f"{E}/room/17", status=403, json=error(403, text))
    with pytest.raises(MissingScope, match=" or ".join(scopes)) as caught:
        client.room(17)
    assert caught.value.scopes == scopes


@pytest.mark.parametrize("members", [{"field": "color"}, {}, {"field": None}])
def test_a_rejected_field_is_named(client, wire, members) -> None:
    body = error(400, "Value u'Gray' for field 'color' is not allowed", **members)
    wire.post(N, status=400, json=body)
    with pytest.raises(MessageRejected, match="color") as caught:
        client.send_notification(17, "m")
    assert caught.value.field == "color"


@pytest.mark.parametrize(
    ("headers", "wait", "limit"),
    [
        ({}, 300, Limit.GENERAL),
        ({"X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": f"{EPOCH + 42}"}, 42, Limit.GENERAL),
        ({"X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": "60"}, 60, Limit.GENERAL),
        ({"X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": f"{EPOCH - 5}"}, 0, Limit.GENERAL),
        (
            {
                "X-Ratelimit-Remaining": "90",
                "X-Ratelimit-Reset": f"{EPOCH + 250}",
                "X-FloodControl-Remaining": "0",
                "X-FloodControl-Reset": f"{EPOCH + 7}",
            },
            7,
            Limit.FLOOD,
        ),
        ({"X-Ratelimit-Reset": "20", "X-FloodControl-Reset": "30"}, 30, Limit.FLOOD),
        ({"X-Ratelimit-Reset": "nan", "Retry-After": "12"}, 12, Limit.GENERAL),
        ({"Retry-After": "Thu, 01 Mar 2018 12:00:30 GMT"}, 30, Limit.GENERAL),
        ({"X-Ratelimit-Reset": "1e300"}, 3600, Limit.GENERAL),
        ({"X-Ratelimit-Reset": "soon", "Retry-After": "later"}, 300, Limit.GENERAL),
        (
            {"X-Ratelimit-Reset": f"{EPOCH + 1010}", "Date": "Thu, 01 Mar 2018 12:16:40 GMT"},
            10,
            Limit.GENERAL,
        ),
    ],
)
def test_a_limit_says_until_when(client, wire, time_machine, headers, wait, limit) -> None:
    time_machine.move_to(NOW, tick=False)
    wire.post(N, status=429, json=error(429, "Rate Limit exceeded"), headers=headers)
    with pytest.raises(RateLimited, match="wait") as caught:
        client.send_notification(17, "m")
    assert caught.value.wait_s == pytest.approx(wait)
    assert caught.value.retry_at == pytest.approx(EPOCH + wait)
    assert caught.value.limit is limit
    assert len(wire.calls) == 1


def test_a_wait_that_nobody_asked_for_is_not_said_to_be(client, wire) -> None:
    wire.post(N, status=429, json=error(429, "Rate Limit exceeded"))
    with pytest.raises(RateLimited, match="does not say how long") as caught:
        client.send_notification(17, "m")
    assert caught.value.wait_s == 300


@pytest.mark.parametrize(
    ("headers", "wait"), [({"Retry-After": "7"}, 7), ({"Retry-After": "9999"}, 3600), ({}, 0)]
)
def test_a_busy_server_says_until_when(client, wire, headers, wait) -> None:
    wire.post(N, status=503, body=HTML, headers=headers)
    with pytest.raises(ServerFailure) as caught:
        client.send_notification(17, "m")
    assert caught.value.wait_s == wait


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location",
    ["http://evil.test/v2/room", "//evil.test/x", "http://chat.test@evil.test/", "http://[", "x:y"],
)
def test_another_host_never_gets_the_token(client, wire, status, location) -> None:
    for method in (wire.get, wire.post):
        method(re.compile(f"{E}/.*"), status=status, headers={"Location": location})
    for call in (lambda: client.room(17), lambda: client.send_notification(17, "m")):
        with pytest.raises(ForeignRedirect):
            call()
    assert {call.request.url for call in wire.calls} == {f"{E}/room/17", N}


def test_a_get_follows_on_the_same_host_three_times(client, wire) -> None:
    wire.get(f"{E}/room/17", status=302, headers={"Location": "/v2/a"})
    wire.get(f"{E}/a", status=307, headers={"Location": "b#x"})
    wire.get(f"{E}/b", status=301, headers={"Location": "https://chat.test/v2/c"})
    wire.get("https://chat.test/v2/c", json={"id": 17, "name": "Ops"})
    assert client.room(17).name == "Ops"
    assert wire.calls[-1].request.headers["Authorization"] == f"Bearer {T}"


@pytest.mark.parametrize("location", ["https://chat.test/v2/x", "/v2/other", "http://chat.test:9/"])
def test_a_send_is_never_repeated_elsewhere(client, wire, location) -> None:
    wire.post(N, status=308, headers={"Location": location})
    with pytest.raises(Redirected, match=r"Enter that|another page") as caught:
        client.send_notification(17, "m")
    assert not isinstance(caught.value, ForeignRedirect)


def test_circles_and_downgrades_end(client, wire) -> None:
    wire.get(f"{E}/room/17", status=302, headers={"Location": "/v2/room/17"})
    wire.get(f"{E}/room/18", status=302, headers={"Location": "http://chat.test:9/v2"})
    for room, calls in ((17, 4), (18, 5)):
        with pytest.raises(Redirected):
            client.room(room)
        assert len(wire.calls) == calls


def test_a_short_503_is_tried_again_for_reading_only(client, wire) -> None:
    wire.get(f"{E}/room/17", status=503, headers={"Retry-After": "0"})
    wire.get(f"{E}/room/17", json={"id": 17, "name": "Ops"})
    wire.get(f"{E}/room/18", status=503, headers={"Retry-After": "3600"})
    wire.post(N, status=503, headers={"Retry-After": "0"})
    assert client.room(17).id == 17
    for call in (lambda: client.room(18), lambda: client.send_notification(17, "m")):
        with pytest.raises(ServerFailure):
            call()
    assert len(wire.calls) == 4


@pytest.mark.parametrize(
    ("status", "unknown"), [(500, False), (502, True), (503, False), (504, True)]
)
def test_after_a_gateway_error_the_outcome_is_unknown(client, wire, status, unknown) -> None:
    wire.post(N, status=status, body=HTML)
    with pytest.raises(ServerFailure) as caught:
        client.send_notification(17, "m")
    assert caught.value.outcome_unknown is unknown
