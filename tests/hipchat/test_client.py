"""The client over the wire format: what it asks, and the values it makes of answers."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import responses
from responses import matchers

from hipadmin.domain.token import TokenKind
from hipadmin.hipchat.client import HipChatClient
from hipadmin.hipchat.errors import (
    BadToken,
    Forbidden,
    MessageRejected,
    MissingScope,
    NoSuchPerson,
    NoSuchRoom,
    NotHipChat,
)

E = "http://chat.test/v2"
N = f"{E}/room/17/notification"
T = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"
HTML = "<html><body>hello</body></html>"


def error(code: int, message: str, **more: object) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "type": "t", **more}}


def sent_json(wire: responses.RequestsMock) -> dict[str, object]:
    return json.loads(wire.calls[-1].request.body)


def test_notification_carries_every_field(client, wire) -> None:
    wire.post(N, status=204)
    done = client.send_notification(
        17,
        "<b>hi</b>",
        color="red",
        notify=True,
        message_format="html",
        sender="ci",
        card={"id": "1", "style": "link", "title": "t"},
        attach_to="a" * 36,
    )
    assert done.status == 204
    assert done.elapsed_s >= 0
    assert sent_json(wire) == {
        "message": "<b>hi</b>",
        "color": "red",
        "notify": True,
        "message_format": "html",
        "from": "ci",
        "card": {"id": "1", "style": "link", "title": "t"},
        "attach_to": "a" * 36,
    }
    request = wire.calls[0].request
    assert request.headers["Authorization"] == f"Bearer {T}"
    assert request.headers["Content-Type"] == "application/json"
    assert T not in request.url


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"message": ""}, "message"),
        ({"message": "x" * 10_001}, "message"),
        ({"message": "\ud800"}, "message"),
        ({"message": None}, "message"),
        ({"color": "Gray"}, "color"),
        ({"message_format": "markdown"}, "message_format"),
        ({"notify": "true"}, "notify"),
        ({"sender": "x" * 65}, "from"),
        ({"attach_to": "x" * 37}, "attach_to"),
        ({"card": "link"}, "card"),
        ({"card": {"x": {1, 2}}}, "card"),
        ({"card": {"x": float("nan")}}, "card"),
        ({"room": " "}, "room"),
        ({"room": "x" * 101}, "room"),
        ({"room": "a\nb"}, "room"),
    ],
)
def test_what_would_be_rejected_is_not_sent(client, wire, given, field) -> None:
    with pytest.raises(MessageRejected) as caught:
        client.send_notification(**{"room": 17, "message": "m", **given})
    assert caught.value.field == field
    assert caught.value.status is None
    assert len(wire.calls) == 0


def test_limits_are_inclusive(client, wire) -> None:
    wire.post(N, status=204)
    client.send_notification(17, "é" * 10_000, sender="x" * 64, attach_to="x" * 36, color="random")
    assert len(wire.calls) == 1


def test_room_message_returns_its_id(client, wire) -> None:
    wire.post(f"{E}/room/17/message", status=201, json={"id": "u-1", "timestamp": "t", "more": 1})
    posted = client.send_message(17, "hello")
    assert (posted.id, posted.timestamp, posted.status) == ("u-1", "t", 201)
    assert sent_json(wire) == {"message": "hello"}


def test_the_smaller_sends(client, wire) -> None:
    wire.post(f"{E}/room/17/reply", status=204)
    wire.put(f"{E}/room/17/topic", status=204)
    wire.post(f"{E}/user/@jo/message", status=204)
    wire.post(f"{E}/user/@no/message", status=404, json=error(404, "User not found"))
    client.reply(17, "p-1", "yes")
    assert sent_json(wire) == {"parentMessageId": "p-1", "message": "yes"}
    client.set_topic(17, "on call: Jo")
    assert sent_json(wire) == {"topic": "on call: Jo"}
    client.send_private_message("@jo", "pm", notify=True)
    assert sent_json(wire) == {"message": "pm", "message_format": "text", "notify": True}
    with pytest.raises(NoSuchPerson, match="@no"):
        client.send_private_message("@no", "pm")


def page(ids: range, following: str | None = None) -> dict[str, object]:
    links = {"self": f"{E}/room"} | ({"next": following} if following else {})
    items = [{"id": i, "name": f"r{i}", "links": {}} for i in ids]
    return {"items": items, "startIndex": 0, "maxResults": 100, "links": links}


def asked_from(wire) -> list[str | None]:
    return [call.request.params.get("start-index") for call in wire.calls]


def test_rooms_come_page_by_page_as_they_are_asked_for(client, wire) -> None:
    wire.get(f"{E}/room", json=page(range(2), f"{E}/room?start-index=2"))
    wire.get(f"{E}/room", json=page(range(2, 3)))
    rooms = client.rooms(page_size=2)
    assert next(rooms).name == "r0"
    assert len(wire.calls) == 1
    assert [room.id for room in rooms] == [1, 2]
    assert asked_from(wire) == [None, "2"]


@pytest.mark.parametrize(
    "following",
    [
        "http://evil.test/v2/room?start-index=2",
        "http://evil.test/x",
        "?start-index=-1",
        "?start-index=x",
        "//[",
        "?",
    ],
)
def test_only_the_number_of_a_next_link_is_used(client, wire, following) -> None:
    wire.get(f"{E}/room", json=page(range(2), following))
    wire.get(f"{E}/room", json=page(range(2, 3)))
    assert [room.id for room in client.rooms()] == [0, 1, 2]
    assert asked_from(wire) == [None, "2"]


def test_rooms_end_when_a_next_page_brings_nothing_new(client, wire) -> None:
    wire.get(f"{E}/room", json=page(range(2), f"{E}/room?start-index=2"))
    assert [room.id for room in client.rooms()] == [0, 1]
    assert len(wire.calls) == 2


def test_a_refused_list_is_refused_at_once(client, wire) -> None:
    wire.get(f"{E}/room", status=401, json=error(401, "Invalid OAuth session"))
    with pytest.raises(BadToken):
        client.rooms()


@pytest.mark.parametrize("bad", [{"page_size": 0}, {"page_size": 1001}, {"start_index": -1}])
def test_pages_have_limits(client, bad) -> None:
    with pytest.raises(MessageRejected):
        client.rooms(**bad)


def test_room_in_full(client, wire) -> None:
    owner = {"id": 5, "name": "Jo", "mention_name": "jo", "links": {}}
    body = {"id": 17, "name": "Ops", "topic": "t", "created": "2015-02-03T04:05:06", "owner": owner}
    wire.get(f"{E}/room/17", json=body)
    room = client.room(17)
    assert (room.id, room.name, room.topic, str(room.owner)) == (17, "Ops", "t", "Jo")
    assert room.created == datetime(2015, 2, 3, 4, 5, 6, tzinfo=UTC)


def test_members_nobody_knows_are_passed_over(client, wire) -> None:
    new = {"mood": "good", "links": {"moods": "x"}, "nested": [{"a": None}]}
    owner = {"id": 5, "name": "Jo", "mention_name": "jo"} | new
    wire.get(f"{E}/room/17", json={"id": 17, "name": "Ops", "owner": owner} | new)
    wire.get(f"{E}/room", json={"items": [{"id": 17, "name": "Ops"} | new]} | new)
    wire.get(f"{E}/room/17/history/latest", json={"items": [NOTE | new, TYPED | new]} | new)
    assert str(client.room(17).owner) == "Jo"
    assert [room.name for room in client.rooms()] == ["Ops"]
    assert [message.id for message in client.history_latest(17)] == ["a", "b"]


NOTE = {
    "id": "b",
    "date": "2018-03-01T09:10:12.123456+00:00",
    "type": "notification",
    "from": "CI",
    "message": "<b>ok</b>",
    "mentions": [],
    "color": "green",
    "message_format": "html",
}
TYPED = {
    "id": "a",
    "date": "2018-03-01T10:10:11+01:00",
    "type": "message",
    "from": {"id": 5, "name": "Jo", "mention_name": "jo", "version": "00000000", "links": {}},
    "message": "hi",
    "file": {"name": "f.txt", "url": "http://chat.test/f", "size": 3},
}


def test_history_is_typed_and_oldest_first(client, wire) -> None:
    query = {"max-results": "50", "not-before": "x"}
    wire.get(
        f"{E}/room/17/history/latest",
        json={"items": [NOTE, TYPED]},
        match=[matchers.query_param_matcher(query)],
    )
    first, second = client.history_latest(17, not_before="x", max_results=50)
    assert (first.id, first.sender, first.message, first.file_name) == ("a", "Jo", "hi", "f.txt")
    assert first.person is not None
    assert (second.sender, second.color, second.message_format) == ("CI", "green", "html")
    assert second.date - first.date == timedelta(seconds=1, microseconds=123456)


@pytest.mark.parametrize(
    "change",
    [
        *({"id": 5}, {"id": None}, {"date": "yesterday"}, {"date": 1}, {"type": []}, {"color": 3}),
        *({"from": 5}, {"from": {"name": "x"}}, {"from": {"id": True, "name": "x"}}, {"file": "x"}),
    ],
)
def test_wrongly_typed_history_is_not_hipchat(client, wire, change) -> None:
    wire.get(f"{E}/room/17/history/latest", json={"items": [NOTE | change]})
    with pytest.raises(NotHipChat):
        client.history_latest(17)


TRIMMED = {
    "mentions": [{"id": 7, "name": "Sam", "mention_name": "SamShore"}, {"name": "no id"}, 5],
    "message_links": [
        {"type": "link", "url": "https://x.test", "link": {"title": "T", "description": "D"}},
        {"type": "image", "url": "https://x.test/a.png", "image": {"name": "a.png", "image": "u"}},
        {"type": "twitter_user", "url": "https://t.test", "twitter_user": {"name": 5}},
        {"type": 5},
        "x",
    ],
    "file": {"name": "f.png", "url": "http://chat.test/f", "size": 3, "thumb_url": "http://t"},
}


def test_the_trimmings_of_a_message_are_read_as_far_as_they_go(client, wire) -> None:
    wire.get(f"{E}/room/17/history/latest", json={"items": [TYPED | TRIMMED]})
    [read] = client.history_latest(17)
    assert [each.mention_name for each in read.mentions] == ["SamShore"]
    assert [(each.kind, each.title, each.description) for each in read.links] == [
        ("link", "T", "D"),
        ("image", "a.png", ""),
        ("twitter_user", "", ""),
    ]
    assert (read.file_size, read.file_thumb) == (3, "http://t")


@pytest.mark.parametrize(
    "change",
    [
        {"mentions": 5, "message_links": {"a": 1}},
        {"mentions": None, "message_links": None},
        {"file": {"name": "f", "url": "u", "size": "3", "thumb_url": 4}},
        {"file": {"name": "f", "url": "u", "size": -1}},
    ],
)
def test_odd_trimmings_cost_no_message(client, wire, change) -> None:
    wire.get(f"{E}/room/17/history/latest", json={"items": [TYPED | change]})
    [read] = client.history_latest(17)
    assert (read.message, read.mentions, read.links) == ("hi", (), ())
    assert read.file_thumb is None


def test_a_deleted_entry_has_lost_its_words(client, wire) -> None:
    gone = {name: TYPED[name] for name in ("id", "date", "type", "from")}
    empty = gone | {"message": ""}
    wire.get(f"{E}/room/17/history/latest", json={"items": [gone, empty]})
    assert [each.is_deleted for each in client.history_latest(17)] == [True, False]


@pytest.mark.parametrize("body", ["", "[]", "null", "{}", HTML, "[" * 100_000, '{"items": [1]}'])
def test_answers_of_another_shape_are_not_hipchat(client, wire, body) -> None:
    wire.get(f"{E}/room", body=body)
    with pytest.raises(NotHipChat):
        list(client.rooms())


def session(**change: object) -> dict[str, object]:
    room = {"id": 17, "name": "Ops", "links": {}}
    client = {"id": 1, "name": "Alerts", "allowed_scopes": [], "room": room}
    return {
        "access_token": T,
        "scopes": ["send_notification"],
        "expires_in": 3600,
        "owner_type": "client",
        "owner": None,
        "client": client,
    } | change


def test_introspection_of_a_room_token(client, wire) -> None:
    wire.get(f"{E}/oauth/token/{T}", json=session())
    found = client.introspect()
    assert (found.kind, found.label, found.room_id, found.room_name) == (
        "room",
        "Alerts",
        17,
        "Ops",
    )
    assert found.scopes == {"send_notification"}
    assert timedelta(minutes=59) < found.expiry - datetime.now(UTC) <= timedelta(hours=1)
    assert T not in repr(found)


def test_introspection_of_other_tokens(client, wire) -> None:
    owner = {"id": 5, "name": "Jo", "mention_name": "jo", "links": {}}
    wire.get(
        f"{E}/oauth/token/{T}",
        json=session(owner_type="user", owner=owner, client=None, expires_in=None),
    )
    wire.get(f"{E}/oauth/token/{T}", json=session(client={"id": 1, "name": "App", "room": None}))
    personal = session(owner_type="user", owner=owner, client={"name": "CI bot", "room": None})
    wire.get(f"{E}/oauth/token/{T}", json=personal)
    user, addon, own = client.introspect(), client.introspect(), client.introspect()
    assert (user.kind, user.label, str(user.owner), user.expiry) == ("user", "Jo", "Jo", None)
    assert (addon.kind, addon.label, addon.room_id) == (TokenKind.ADDON, "App", None)
    assert (own.kind, own.label, own.title) == (TokenKind.USER, "Jo", "CI bot")
    assert (user.title, addon.title) == ("", "")


@pytest.mark.parametrize("status", [401, 404])
def test_introspection_of_an_unknown_token(client, wire, status) -> None:
    wire.get(f"{E}/oauth/token/{T}", status=status, json=error(status, f"no {T}"))
    with pytest.raises(BadToken) as caught:
        client.introspect()
    assert T not in str(caught.value) + caught.value.details


def test_probe_of_a_token_that_may_do_everything(client, wire) -> None:
    wire.get(f"{E}/room/17", status=202, json={"success": {"code": 202}})
    wire.post(N, status=202, json={"success": {"code": 202}})
    found = client.probe(17)
    assert (found.may_view, found.status) == (True, 202)
    assert all(call.request.params == {"auth_test": "true"} for call in wire.calls)
    assert "message" not in sent_json(wire)


@pytest.mark.parametrize("status", [401, 403])
def test_probe_of_a_room_token(client, wire, status) -> None:
    scope = "This action requires one of the following scopes: [u'view_group']"
    wire.get(f"{E}/room/17", status=status, json=error(status, scope))
    wire.post(N, status=202)
    assert client.probe(17).may_view is False


def test_probe_of_a_server_that_knows_no_auth_test(client, wire) -> None:
    wire.get(f"{E}/room/17", status=200, json={"id": 17})
    wire.post(N, status=400, json=error(400, "Required field 'message'", field="message"))
    assert client.probe(17).status == 400


@pytest.mark.parametrize(
    ("status", "found", "kind"),
    [
        (401, error(401, "Invalid OAuth session"), BadToken),
        (404, error(404, "not found"), BadToken),
        (200, session(scopes=["view_group"]), MissingScope),
        (200, session(), Forbidden),
        (404, None, BadToken),
    ],
)
def test_probe_says_what_a_401_means(client, wire, status, found, kind) -> None:
    wire.get(f"{E}/room/9", status=401, json=error(401, "no"))
    wire.post(f"{E}/room/9/notification", status=401, json=error(401, "no"))
    wire.get(f"{E}/oauth/token/{T}", status=status, json=found)
    with pytest.raises(kind) as caught:
        client.probe(9)
    assert type(caught.value) is kind
    assert caught.value.status == 401
    if kind is MissingScope:
        assert caught.value.scopes == ("send_notification",)


def test_probe_refused_for_another_reason_says_so(client, wire) -> None:
    wire.get(f"{E}/room/17", status=202)
    wire.post(N, status=400, json=error(400, "no", field="auth_test"))
    with pytest.raises(MessageRejected, match="auth_test"):
        client.probe(17)


def test_probe_of_a_room_that_does_not_exist(client, wire) -> None:
    wire.get(f"{E}/room/9", status=404, json=error(404, "Room 9 not found"))
    with pytest.raises(NoSuchRoom):
        client.probe(9)


@pytest.mark.parametrize(
    ("room", "path"),
    [
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("a/b #1+2%", "a%2Fb%20%231%2B2%25"),
        ("日本", "%E6%97%A5%E6%9C%AC"),
    ],
)
def test_any_room_name_reaches_the_server_as_one_segment(answer, room, path) -> None:
    server = answer(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
    with HipChatClient(server.url, T) as client:
        client.send_notification(room, "m")
    assert server.seen[0].startswith(f"POST /v2/room/{path}/notification HTTP/1.1\r\n".encode())


def test_connections_are_reused(answer) -> None:
    server = answer(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
    with HipChatClient(server.url, T) as client:
        for _ in range(3):
            client.send_notification(17, "m")
    assert len(server.seen) == 3
    assert len(server._open) == 1
