"""Whatever a server sends back, every call gives its result or a typed error."""

import inspect
import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hipadmin.domain.token import Secret
from hipadmin.hipchat import grants
from hipadmin.hipchat.client import HipChatClient
from hipadmin.hipchat.errors import HipChatError
from hipadmin.hipchat.sharing import SharedFile
from tests.fuzzing import TRY

T = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"
HOOK = {"url": "https://x.test/h", "event": "room_enter"}
WHOLE = {"name": "n", "topic": "", "privacy": "public", "owner": 1}
FLAGS = {"is_archived": False, "is_guest_accessible": False}
FILE = SharedFile("a.txt", b"x")
LINK = "https://x.test"
ADDON = grants.OAuthClient("id", Secret("s3cret"))
WHEN = datetime(2018, 3, 1, tzinfo=UTC)


def some(found: Any) -> list[Any]:
    return list(islice(found, 50))


CALLS: dict[str, Callable[[HipChatClient], object]] = {
    "send_notification": lambda c: c.send_notification(17, "m"),
    "send_message": lambda c: c.send_message(17, "m"),
    "reply": lambda c: c.reply(17, "p", "m"),
    "set_topic": lambda c: c.set_topic(17, "t"),
    "share_link": lambda c: c.share_link(17, LINK),
    "share_file": lambda c: c.share_file(17, FILE),
    "send_private_message": lambda c: c.send_private_message("@jo", "m"),
    "share_link_privately": lambda c: c.share_link_privately(5, LINK),
    "share_file_privately": lambda c: c.share_file_privately(5, FILE),
    "users": lambda c: some(c.users()),
    "user": lambda c: c.user("@jo"),
    "invite": lambda c: c.invite(17, "@jo", "come"),
    "rooms": lambda c: some(c.rooms()),
    "room_pages": lambda c: c.room_pages(detailed=True).more(),
    "room": lambda c: c.room(17),
    "create_room": lambda c: c.create_room("n"),
    "update_room": lambda c: c.update_room(17, **WHOLE, **FLAGS),
    "delete_room": lambda c: c.delete_room(17),
    "members": lambda c: some(c.members(17)),
    "add_member": lambda c: c.add_member(17, 5),
    "remove_member": lambda c: c.remove_member(17, 5),
    "participants": lambda c: some(c.participants(17)),
    "statistics": lambda c: c.statistics(17),
    "history_latest": lambda c: c.history_latest(17),
    "history": lambda c: [*some(c.history(17)), *some(c.history(17, before=WHEN, since=WHEN))],
    "message": lambda c: c.message(17, "m"),
    "webhooks": lambda c: c.webhooks(17),
    "webhook": lambda c: c.webhook(17, 7),
    "create_webhook": lambda c: c.create_webhook(17, **HOOK),
    "delete_webhook": lambda c: c.delete_webhook(17, 7),
    "put_webhook": lambda c: c.put_webhook(None, "k", **HOOK),
    "webhook_by_key": lambda c: c.webhook_by_key(17, "k"),
    "delete_webhook_by_key": lambda c: c.delete_webhook_by_key(17, "k"),
    "introspect": lambda c: c.introspect(),
    "revoke_token": lambda c: c.revoke_token(),
    "create_token": lambda c: c.create_token(grants.client_credentials(ADDON)),
    "capabilities": lambda c: c.capabilities(),
    "probe": lambda c: c.probe(17),
}
NO_CALLS = {"cancel", "close", "flood"}


def test_every_call_of_the_client_is_tried() -> None:
    methods = inspect.getmembers(HipChatClient, inspect.isfunction)
    public = {name for name, _ in methods if not name.startswith("_")}
    assert public - NO_CALLS == set(CALLS)


@pytest.fixture(scope="module")
def echo():
    """A server that answers everybody with its ``reply`` and hangs up."""
    from tests.hipchat.conftest import RawServer

    def behave(conn) -> None:
        server.read_request(conn)
        conn.sendall(server.reply)

    server = RawServer(behave)
    yield server
    server.close()


def outcome(call: str, url: str) -> object:
    with HipChatClient(url, T, timeout=(0.5, 0.5)) as client:
        try:
            return CALLS[call](client)
        except HipChatError as error:
            return error


def check(found: object) -> None:
    if isinstance(found, HipChatError):
        shown = f"{found} {found!r} {found.details}"
        assert str(found)
        assert T not in shown
        assert "s3cret" not in shown


LINES = st.sampled_from(
    (
        *(b"HTTP/1.1 %d X\r\n" % n for n in (100, 200, 201, 204, 206, 301, 400, 401, 403, 404)),
        *(b"HTTP/1.1 %d X\r\n" % n for n in (429, 500, 503)),
        *(
            b"HTTP/1.0 200\r\n",
            b"HTTP/9.9 999 X\r\n",
            b"HTTP/1.1",
            b"\r\n",
            b"\r\n\r\n",
            b": x\r\n",
        ),
        *(b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", b"Content-Length: 0\r\n"),
        *(b"Transfer-Encoding: chunked\r\n", b"-5\r\n", b"5\r\n", b"0\r\n\r\n", b"FFFFFFFFFF\r\n"),
        *(b"Content-Encoding: gzip\r\n", b"Content-Encoding: deflate, br\r\n", b"Date: 1\r\n"),
        *(b"Location: /v2/x\r\n", b"Location: http://[\r\n", b"Location: //\xff\r\n"),
        *(b"Retry-After: 0\r\n", b"Retry-After: 1e9\r\n", b"X-Ratelimit-Reset: 1e400\r\n"),
        *(b"X-FloodControl-Remaining: -0\r\n", b"X-Ratelimit-Limit: \xb2\r\n", b" folded\r\n"),
        *(b'{"items": [', b'{"error": {"message": 5, "field": []}}', b'"\\ud800"', b"NaN", b"]}"),
        *(b'{"id": 1e999}', b"\xff\xfe", b'{"access_token": "x"}', b"<html>", b"null", b"[]"),
    )
)


@pytest.mark.may_log("^urllib3")  # which says what it could not read
@TRY
@given(st.sampled_from(sorted(CALLS)), st.lists(LINES | st.binary(max_size=8), max_size=12))
@example("capabilities", [b"HTTP/1.1 200 OK\r\n\r\n", b'{"capabilities": {"x": ' * 3000])
@example("rooms", [b"HTTP/1.1 200 OK\r\n\r\n", b"9" * 5000])
@example(
    "statistics", [b"HTTP/1.1 200 OK\r\n\r\n", b'{"messages_sent": 1, "last_active": "\xc2\xb2"}']
)
def test_whatever_bytes_come_back(echo, call: str, reply: list[bytes]) -> None:
    echo.reply = b"".join(reply)
    check(outcome(call, echo.url))


JO = {"id": 5, "name": "Jo", "mention_name": "jo", "room_roles": ["room_admin"]}
SOUND: dict[str, Any] = {
    "id": 7,
    "name": "n",
    "url": "u",
    "event": "e",
    "pattern": None,
    "topic": "t",
    "links": {"next": "/v2/x?start-index=1"},
    "owner": JO,
    "creator": JO,
    "privacy": "public",
    "created": "2015-02-03T04:05:06",
    "last_active": "5",
    "messages_sent": 1,
    "timestamp": "t",
    "access_token": "x",
    "expires_in": 5,
    "scopes": ["a"],
    "scope": "a b",
    "group_id": "1",
    "owner_type": "user",
    "client": {"name": "n", "room": {"id": 1, "name": "n"}},
    "capabilities": {"hipchatApiProvider": {"availableScopes": {"a": {}}, "url": "u"}},
    "message": {"id": "m", "date": "2018-03-01T09:10:11+00:00", "type": "message", "from": JO},
    "error": {"code": 1, "message": "Room x not found", "field": "message"},
}
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(("\ud800", "²", "9" * 40, 10**40, -1, "2018-03-01T00:00:00+99:99", "NaN"))
)
ODD = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(sorted(SOUND)), inner, max_size=3)
    ),
    max_leaves=6,
)
CHANGES = st.dictionaries(st.sampled_from(sorted(SOUND)), ODD | st.just("gone"), max_size=3)


def answer_with(status: int, body: bytes) -> bytes:
    head = b"HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    return head % (status, len(body)) + body


@TRY
@given(
    st.sampled_from(sorted(CALLS)),
    st.sampled_from((200, 200, 200, 201, 204, 400, 401, 403, 404, 429)),
    CHANGES,
    st.sampled_from((*SOUND, "items", "items", "")),
    CHANGES,
)
def test_whatever_json_comes_back(echo, call, status, change, inside, inner_change) -> None:
    value = SOUND | change
    inner = {**SOUND, **SOUND["message"], **inner_change}
    if inside:
        value[inside] = [inner, inner] if inside == "items" else inner
    value = {name: each for name, each in value.items() if each != "gone"}
    if status < 300:
        value.pop("error", None)
    echo.reply = answer_with(status, json.dumps(value).encode())
    check(outcome(call, echo.url))


BODIES: dict[str, Any] = {
    "send_message": {"id": "m", "timestamp": "t"},
    "message": {"message": SOUND["message"]},
    "rooms": {"items": [JO]},
    "room_pages": {"items": [JO]},
    "users": {"items": [JO]},
    "members": {"items": [JO]},
    "participants": {"items": [JO]},
    "webhooks": {"items": [SOUND]},
    "history": {"items": [SOUND["message"]]},
    "history_latest": {"items": [SOUND["message"]]},
}


@pytest.mark.parametrize("call", sorted(CALLS))
def test_the_sound_answer_is_no_error(echo, call) -> None:
    body = json.dumps(BODIES.get(call, {k: v for k, v in SOUND.items() if k != "error"})).encode()
    made = {"create_room", "create_webhook", "send_message"}
    echo.reply = answer_with(201 if call in made else 200, body)
    assert not isinstance(outcome(call, echo.url), HipChatError)
