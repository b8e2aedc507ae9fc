"""Webhooks by number and by key."""

import json
from datetime import UTC, datetime

import pytest

from hipadmin.hipchat.errors import MessageRejected, NoSuchItem, NoSuchRoom, NotHipChat
from hipadmin.hipchat.webhooks import EVENTS

E = "http://chat.test/v2"
W = f"{E}/room/17/webhook"
HOOK = {"url": "https://x.test/h", "event": "room_message"}
FULL = HOOK | {"id": 7, "pattern": "^/ok", "name": "n", "links": {"self": f"{W}/7"}, "more": 1}


def error(code: int, message: str) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "type": "t"}}


def sent_json(wire) -> dict[str, object]:
    return json.loads(wire.calls[-1].request.body)


def test_a_webhook_is_made(client, wire) -> None:
    made = {"id": 7, "links": {"self": f"{W}/7"}}
    wire.post(W, status=201, json=made, headers={"Location": f"{W}/7"})
    hook = client.create_webhook(17, **HOOK, pattern="^/ok", name="n")
    assert (hook.id, hook.url, hook.event, hook.pattern, hook.name) == (
        *(7, "https://x.test/h", "room_message"),
        *("^/ok", "n"),
    )
    assert sent_json(wire) == HOOK | {"pattern": "^/ok", "name": "n"}
    client.create_webhook(17, url="https://x.test/h", event="room_enter")
    assert sent_json(wire) == {"url": "https://x.test/h", "event": "room_enter"}


def test_every_event_can_be_asked_for(client, wire) -> None:
    wire.post(W, status=200, json={"id": 1})
    for event in EVENTS:
        assert client.create_webhook(17, url="http://x.test", event=event, pattern="").id == 1
    assert len(wire.calls) == 10


@pytest.mark.parametrize(
    ("change", "field"),
    [
        *(({"url": url}, "url") for url in ("", "x.test/h", "/h", "ftp://x.test", "http://", None)),
        *(
            ({"url": f"http://{rest}"}, "url")
            for rest in ("me:pw@x.test", "[", "x:0", "a b", "a:x")
        ),
        ({"event": "room_shout"}, "event"),
        ({"event": None}, "event"),
        ({"event": "room_exit", "pattern": "x"}, "pattern"),
        ({"pattern": 5}, "pattern"),
        ({"name": 5}, "name"),
    ],
)
def test_a_webhook_no_server_would_keep_is_not_sent(client, wire, change, field) -> None:
    for call in (client.create_webhook, lambda room, **more: client.put_webhook(room, "k", **more)):
        with pytest.raises(MessageRejected) as caught:
            call(17, **HOOK | change)
        assert caught.value.field == field
    assert len(wire.calls) == 0


def test_webhooks_are_listed(client, wire) -> None:
    links = {"next": f"{W}?start-index=1"}
    wire.get(W, json={"items": [FULL], "links": links})
    wire.get(W, json={"items": [FULL | {"id": 8, "pattern": None, "name": None}], "links": {}})
    first, second = client.webhooks(17)
    assert (first.id, first.pattern, first.name) == (7, "^/ok", "n")
    assert (second.id, second.pattern, second.name) == (8, None, None)


def test_one_webhook_in_full(client, wire) -> None:
    creator = {"id": 5, "name": "Jo", "mention_name": "jo"}
    more = {"room": None, "creator": creator, "created": "2015-02-03T04:05:06"}
    wire.get(f"{W}/7", json=FULL | more)
    hook = client.webhook(17, 7)
    assert (hook.creator, hook.created) == ("Jo", datetime(2015, 2, 3, 4, 5, 6, tzinfo=UTC))


def test_a_webhook_is_removed(client, wire) -> None:
    wire.delete(f"{W}/7", status=204)
    wire.delete(f"{W}/8", status=404, json=error(404, "Webhook 8 not found"))
    wire.delete(f"{E}/room/18/webhook/8", status=404, json=error(404, "Room 18 not found"))
    assert client.delete_webhook(17, 7).status == 204
    with pytest.raises(NoSuchItem, match="webhook “8”") as caught:
        client.delete_webhook(17, 8)
    assert caught.value.status == 404
    with pytest.raises(NoSuchRoom):
        client.delete_webhook(18, 8)


@pytest.mark.parametrize("room", [17, None])
def test_the_form_by_key(client, wire, room) -> None:
    base = f"{E}/room/17" if room else E
    path = f"{base}/extension/webhook/my.hook-1_A"
    wire.put(path, status=201, json={"links": {"self": path}})
    wire.get(path, json=FULL | {"id": None})
    wire.delete(path, status=204)
    hook = client.put_webhook(room, "my.hook-1_A", **HOOK, authentication="jwt")
    assert (hook.id, hook.key) == (None, "my.hook-1_A")
    assert sent_json(wire) == HOOK | {"authentication": "jwt"}
    found = client.webhook_by_key(room, "my.hook-1_A")
    assert (found.key, found.id, found.url) == ("my.hook-1_A", None, "https://x.test/h")
    assert client.delete_webhook_by_key(room, "my.hook-1_A").status == 204


@pytest.mark.parametrize("status", [200, 201, 204])
def test_answers_to_the_form_by_key_differ(client, wire, status) -> None:
    body = "" if status == 204 else '{"id": 3}'
    wire.put(f"{E}/room/17/extension/webhook/{'k' * 40}", status=status, body=body)
    assert client.put_webhook(17, "k" * 40, **HOOK).id == (None if status == 204 else 3)


@pytest.mark.parametrize("key", ["", "k" * 41, "a/b", "é", "a b", 5])
def test_keys_have_limits(client, wire, key) -> None:
    for call in (client.webhook_by_key, client.delete_webhook_by_key):
        with pytest.raises(MessageRejected, match="1-40"):
            call(17, key)
    with pytest.raises(MessageRejected, match="1-40"):
        client.put_webhook(17, key, **HOOK)
    with pytest.raises(MessageRejected, match="authentication"):
        client.put_webhook(17, "k", **HOOK, authentication="basic")
    assert len(wire.calls) == 0


@pytest.mark.parametrize("body", [{}, {"id": "7"}, {"id": None}, []])
def test_a_webhook_without_a_number_is_not_hipchat(client, wire, body) -> None:
    wire.post(W, status=201, json=body)
    with pytest.raises(NotHipChat):
        client.create_webhook(17, **HOOK)
