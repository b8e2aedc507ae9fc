"""Rooms and their people: what is asked of the server, and the values made of its answers."""

import json
from datetime import UTC, datetime
from itertools import islice

import pytest

from hipadmin.hipchat.errors import (
    MessageRejected,
    NoSuchPerson,
    NoSuchRoom,
    NotHipChat,
    ServerFailure,
)

E = "http://chat.test/v2"
R = f"{E}/room/17"
JO = {"id": 5, "name": "Jo", "mention_name": "jo", "version": "00000000", "links": {}}


def error(code: int, message: str) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "type": "t"}}


def sent_json(wire) -> dict[str, object]:
    return json.loads(wire.calls[-1].request.body)


@pytest.mark.parametrize(
    "change", [{"name": 5}, {"is_archived": "no"}, {"owner": []}, {"id": True}, {"topic": {}}]
)
def test_a_room_of_another_shape_is_not_hipchat(client, wire, change) -> None:
    wire.get(R, json={"id": 17, "name": "Ops"} | change)
    with pytest.raises(NotHipChat, match=next(iter(change))):
        client.room(17)


@pytest.mark.parametrize("roles", ["room_admin", [5], {}])
def test_members_of_another_shape_are_not_hipchat(client, wire, roles) -> None:
    wire.get(f"{R}/member", json={"items": [JO | {"room_roles": roles}]})
    with pytest.raises(NotHipChat, match="room_roles"):
        list(client.members(17))


def test_a_new_room(client, wire) -> None:
    wire.post(f"{E}/room", status=201, json={"id": 9, "links": {"self": f"{E}/room/9"}})
    assert client.create_room("é" * 50, topic="t" * 250, privacy="private", owner="@jo").id == 9
    assert sent_json(wire) == {
        "name": "é" * 50,
        "topic": "t" * 250,
        "privacy": "private",
        "guest_access": False,
        "owner_user_id": "@jo",
    }
    client.create_room("Ops", guest_access=True, owner=5, delegate_admin_visibility=False)
    assert sent_json(wire) == {
        "name": "Ops",
        "topic": "",
        "privacy": "public",
        "guest_access": True,
        "owner_user_id": 5,
        "delegate_admin_visibility": False,
    }


def test_a_name_that_is_taken(client, wire) -> None:
    wire.post(f"{E}/room", status=400, json=error(400, "Another room exists with that name."))
    with pytest.raises(MessageRejected, match="Another room exists"):
        client.create_room("Ops")


WHOLE = {
    "name": "Ops",
    "topic": "",
    "privacy": "public",
    "is_archived": True,
    "is_guest_accessible": False,
    "owner": 5,
}


def test_a_changed_room_is_replaced_as_a_whole(client, wire) -> None:
    wire.put(R, status=204)
    assert client.update_room(17, **WHOLE).status == 204
    assert sent_json(wire) == WHOLE | {"owner": {"id": 5}}
    client.update_room(17, **WHOLE | {"owner": "@jo"}, delegate_admin_visibility=True)
    assert sent_json(wire)["owner"] == {"id": "@jo"}
    assert sent_json(wire)["delegate_admin_visibility"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"topic": "x" * 251}, "topic"),
        ({"topic": None}, "topic"),
        ({"privacy": "secret"}, "privacy"),
        ({"privacy": ["public"]}, "privacy"),
        ({"is_archived": None}, "is_archived"),
        ({"is_guest_accessible": "no"}, "is_guest_accessible"),
        ({"owner": ""}, "user"),
        ({"owner": "x" * 255}, "user"),
        ({"delegate_admin_visibility": 1}, "delegate_admin_visibility"),
    ],
)
def test_a_room_no_server_would_keep_is_not_sent(client, wire, change, field) -> None:
    with pytest.raises(MessageRejected) as caught:
        client.update_room(17, **WHOLE | change)
    assert (caught.value.field, len(wire.calls)) == (field, 0)
    common = {k: v for k, v in change.items() if not k.startswith("is_")}
    if common:
        with pytest.raises(MessageRejected):
            client.create_room(**{"name": "Ops"} | common)


def test_a_room_is_removed(client, wire) -> None:
    wire.delete(R, status=204)
    wire.delete(R, status=404, json=error(404, "Room 17 not found"))
    assert client.delete_room(17).status == 204
    with pytest.raises(NoSuchRoom):
        client.delete_room(17)
    assert wire.calls[0].request.body is None


def test_members_have_roles(client, wire) -> None:
    boss = JO | {"id": 6, "name": "Al", "room_roles": ["room_member", "room_admin"]}
    wire.get(f"{R}/member", json={"items": [boss, JO], "links": {}})
    first, second = client.members(17, page_size=1000)
    assert (first.id, first.name, first.roles) == (6, "Al", {"room_admin", "room_member"})
    assert second.roles == frozenset()
    assert wire.calls[0].request.params == {"max-results": "1000"}


@pytest.mark.parametrize(
    ("user", "path"),
    [
        (5, "5"),
        ("@jo", "@jo"),
        ("jo+x@a.test", "jo%2Bx@a.test"),
        ("..", "%2E%2E"),
        ("é/", "%C3%A9%2F"),
    ],
)
def test_people_are_named_by_id_address_or_mention(answer, connect, user, path) -> None:
    server = answer(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
    with connect(server.url, timeout=(3, 3)) as each:
        each.add_member("a/b", user)
        each.remove_member("a/b", user)
        each.send_private_message(user, "m")
    steps = [head.split(b"\r\n")[0] for head in server.seen]
    inner = f"/v2/room/a%2Fb/member/{path} HTTP/1.1".encode()
    assert steps[:2] == [b"PUT " + inner, b"DELETE " + inner]
    assert steps[2] == f"POST /v2/user/{path}/message HTTP/1.1".encode()


def test_a_member_gets_roles(client, wire) -> None:
    wire.put(f"{R}/member/@jo", status=204)
    client.add_member(17, "@jo")
    assert sent_json(wire) == {"room_roles": ["room_member"]}
    client.add_member(17, "@jo", roles=["room_admin", "room_member"])
    assert sent_json(wire) == {"room_roles": ["room_admin", "room_member"]}
    for roles in ("room_admin", [], ["boss"], [5]):
        with pytest.raises(MessageRejected, match="room_roles"):
            client.add_member(17, "@jo", roles=roles)


def test_who_is_missing_is_told(client, wire) -> None:
    wire.put(f"{R}/member/@no", status=404, json=error(404, "User @no not found"))
    wire.put(f"{E}/room/18/member/@no", status=404, json=error(404, "Room 18 not found"))
    with pytest.raises(NoSuchPerson, match="@no"):
        client.add_member(17, "@no")
    with pytest.raises(NoSuchRoom, match="18"):
        client.add_member(18, "@no")


@pytest.mark.parametrize("user", ["", " ", "a\nb", "x" * 255])
def test_nobody_is_called_like_this(client, wire, user) -> None:
    for call in (
        lambda: client.add_member(17, user),
        lambda: client.send_private_message(user, "m"),
        lambda: client.share_link_privately(user, "http://x.test"),
    ):
        with pytest.raises(MessageRejected) as caught:
            call()
        assert caught.value.field == "user"
    assert len(wire.calls) == 0


def test_who_is_there_now(client, wire) -> None:
    wire.get(f"{R}/participant", json={"items": [JO, JO], "links": {}})
    assert [str(each) for each in client.participants(17, include_offline=True)] == ["Jo"]
    assert wire.calls[0].request.params == {"max-results": "100", "include-offline": "true"}


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2015-02-03T04:05:06+00:00", datetime(2015, 2, 3, 4, 5, 6, tzinfo=UTC)),
        ("1422936306", datetime(2015, 2, 3, 4, 5, 6, tzinfo=UTC)),
        (1422936306, datetime(2015, 2, 3, 4, 5, 6, tzinfo=UTC)),
        *((value, None) for value in (None, "", "long ago", "9" * 50, 10**30, [], True, -(10**10))),
    ],
)
def test_statistics_in_every_form_of_date(client, wire, value, moment) -> None:
    wire.get(f"{R}/statistics", json={"messages_sent": 3, "last_active": value, "links": {}})
    found = client.statistics(17)
    assert (found.messages_sent, found.last_active) == (3, moment)


def test_statistics_that_count_nothing_are_not_hipchat(client, wire) -> None:
    wire.get(f"{R}/statistics", json={"messages_sent": "3"})
    with pytest.raises(NotHipChat, match="messages_sent"):
        client.statistics(17)


def test_what_later_servers_say_of_a_room(client, wire) -> None:
    more = {"is_guest_accessible": True, "guest_access_url": "http://x", "version": "0ABCDEFG"}
    wire.get(R, json={"id": 17, "name": "Ops", "created": "soon", "xmpp_jid": "j", **more})
    room = client.room(17)
    assert (room.is_guest_accessible, room.guest_access_url, room.version, room.created) == (
        True,
        "http://x",
        "0ABCDEFG",
        None,
    )


def page_of(request):
    start = int(request.params.get("start-index", 0))
    items = [{"id": i, "name": f"r{i}"} for i in range(start, min(start + 1000, 2345))]
    links = {"next": f"{E}/room?start-index={start + 1000}"} if start + 1000 < 2345 else {}
    return 200, {}, json.dumps({"items": items, "links": links})


def test_more_than_two_thousand_rooms(client, wire) -> None:
    wire.add_callback("GET", f"{E}/room", page_of)
    assert [room.id for room in client.rooms(page_size=1000)] == list(range(2345))
    assert len(wire.calls) == 3


@pytest.mark.parametrize("start", [0, 500])
def test_a_server_that_serves_the_same_page_for_ever(client, wire, start) -> None:
    same = [{"id": i, "name": f"r{i}"} for i in (1, 2, 1)]
    links = {"next": f"{E}/room?start-index=999"}
    wire.get(f"{E}/room", json={"items": same, "links": links})
    assert [room.id for room in client.rooms(start_index=start)] == [1, 2]
    assert len(wire.calls) == 2


def test_an_empty_page_with_a_next_one_is_the_last(client, wire) -> None:
    wire.get(f"{E}/room", json={"items": [], "links": {"next": f"{E}/room?start-index=5"}})
    assert list(client.rooms()) == []
    assert len(wire.calls) == 1


def test_flags_of_the_list(client, wire) -> None:
    wire.get(f"{E}/room", json={"items": [], "links": {}})
    list(islice(client.rooms(include_private=False, include_archived=True), 1))
    assert wire.calls[0].request.params == {
        "max-results": "100",
        "include-private": "false",
        "include-archived": "true",
    }
    with pytest.raises(MessageRejected):
        client.rooms(include_private="yes")


def test_pages_are_asked_for_one_by_one(client, wire) -> None:
    wire.add_callback("GET", f"{E}/room", page_of)
    pages = client.room_pages(page_size=1000, include_archived=True, detailed=True)
    assert (pages.following, len(wire.calls)) == (0, 0)
    assert [room.id for room in pages.more()] == list(range(1000))
    assert wire.calls[0].request.params == {
        "max-results": "1000",
        "include-archived": "true",
        "expand": "items",
    }
    assert pages.following == 1000
    assert len(pages.more()) == 1000
    assert [len(pages.more()), pages.following, pages.more()] == [345, None, []]
    assert len(wire.calls) == 3


def test_a_page_that_failed_can_be_asked_for_again(client, wire) -> None:
    wire.get(f"{E}/room", status=500, json=error(500, "no"))
    wire.get(f"{E}/room", json={"items": [{"id": 1, "name": "a"}], "links": {}})
    pages = client.room_pages()
    with pytest.raises(ServerFailure):
        pages.more()
    assert [room.id for room in pages.more()] == [1]


def test_topic_and_people_of_a_list_may_be_missing(client, wire) -> None:
    bare = {"id": 1, "name": "a"}
    whole = {"id": 2, "name": "b", "topic": "t", "participants": [JO, JO]}
    odd = {"id": 3, "name": "c", "topic": None, "participants": {"links": {}}}
    wire.get(f"{E}/room", json={"items": [bare, whole, odd], "links": {}})
    found = [(room.topic, room.present) for room in client.room_pages().more()]
    assert found == [(None, None), ("t", 2), (None, None)]
