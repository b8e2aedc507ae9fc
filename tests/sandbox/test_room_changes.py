"""Making, changing and removing rooms, and the people in them."""

from typing import Any

import pytest

from hipadmin.hipchat.client import HipChatClient

FULL = {
    "name": "Builds",
    "privacy": "private",
    "is_archived": True,
    "is_guest_accessible": True,
    "topic": "new",
    "owner": {"id": "@SamShore"},
}


def as_admin(api: Any, method: str, path: str, body: Any = None) -> Any:
    more = {} if body is None else {"json": body}
    return api.call(method, path, api.box.tokens.admin, **more)


def test_a_room_is_made(api: Any) -> None:
    body = {
        "name": "Night shift",
        "topic": "quiet",
        "privacy": "private",
        "guest_access": True,
        "owner_user_id": "robinreed@example.test",
        "delegate_admin_visibility": False,
    }
    answer = as_admin(api, "POST", "/room", body)

    assert answer.status_code == 201
    made = answer.json()
    assert made == {"id": 4, "links": {"self": f"{api.box.url}/room/4"}}
    assert answer.headers["Location"] == made["links"]["self"]
    room = api.get("/room/Night%20shift").json()
    assert (room["topic"], room["privacy"]) == ("quiet", "private")
    assert room["owner"]["name"] == "Robin Reed"
    assert room["is_guest_accessible"] is True
    assert room["guest_access_url"].startswith("http")
    assert room["delegate_admin_visibility"] is False


def test_a_name_is_enough_for_a_room(api: Any) -> None:
    assert as_admin(api, "POST", "/room", {"name": "Plain"}).status_code == 201
    room = api.get("/room/Plain").json()
    assert (room["privacy"], room["topic"], room["owner"]["name"]) == ("public", "", "Ada Admin")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "n" * 51},
        {"name": "  \u3000"},
        {"name": "two\nlines"},
        {"name": "\x00"},
        {"name": "half \ud83d"},
        {"name": "x", "privacy": "secret"},
        {"name": "x", "guest_access": 1},
        {"name": "x", "owner_user_id": True},
    ],
)
def test_a_room_has_its_rules(api: Any, body: dict[str, Any]) -> None:
    assert as_admin(api, "POST", "/room", body).status_code == 400


def test_whatever_a_room_may_be_called_finds_it(api: Any) -> None:
    for name in ("a/b", "50%", "a?b#c", "..", "100", "+", "b&c;d", "übermäßig 😀", " edge "):
        made = as_admin(api, "POST", "/room", {"name": name})
        assert made.status_code == 201, name
        with HipChatClient(api.box.url, api.box.tokens.admin) as client:
            found = client.room(name)
        assert (found.id, found.name) == (made.json()["id"], name)


def test_a_room_keeps_a_name_that_fits(api: Any) -> None:
    assert as_admin(api, "PUT", "/room/1", FULL | {"name": "a\tb"}).status_code == 400


def test_a_second_room_of_a_name_is_refused(api: Any) -> None:
    answers = [
        as_admin(api, "POST", "/room", {"name": "Ops"}),
        as_admin(api, "PUT", "/room/1", FULL | {"name": "Ops"}),
    ]
    for answer in answers:
        assert answer.status_code == 400
        assert answer.json()["error"]["message"] == "Another room exists with that name."
    assert as_admin(api, "POST", "/room", {"name": "x", "owner_user_id": 7}).status_code == 404


def test_a_room_is_replaced_and_archived(api: Any) -> None:
    assert as_admin(api, "PUT", "/room/1", FULL).status_code == 204

    room = api.get("/room/1").json()
    assert {key: room[key] for key in FULL if key != "owner"} == {
        key: value for key, value in FULL.items() if key != "owner"
    }
    assert room["owner"]["name"] == "Sam Shore"
    assert [r["name"] for r in api.get("/room").json()["items"]] == ["Ops", "Releases"]


@pytest.mark.parametrize("name", sorted(FULL))
def test_a_change_names_everything(api: Any, name: str) -> None:
    body = {key: value for key, value in FULL.items() if key != name}

    answer = as_admin(api, "PUT", "/room/1", body)

    assert answer.json()["error"]["message"] == f"Required field '{name}' is missing"


def test_only_those_who_run_a_room_change_it(api: Any) -> None:
    state = api.box.state
    sam = state.people()[2]
    token = state.add_token(api.kinds.USER, "sam", ("admin_room",), person=sam).value

    assert api.call("PUT", "/room/1", token, json=FULL).status_code == 403
    as_admin(api, "PUT", "/room/1/member/@SamShore", {"room_roles": ["room_admin"]})
    assert api.call("PUT", "/room/1", token, json=FULL).status_code == 204


def test_a_removed_room_is_gone_with_its_token(api: Any) -> None:
    assert as_admin(api, "DELETE", "/room/1").status_code == 204

    assert api.get("/room/1").status_code == 404
    assert api.notify(json={"message": "x"}).status_code == 401
    made = as_admin(api, "POST", "/room", {"name": "Builds"}).json()
    assert made["id"] == 4
    assert api.latest(4) == []


def test_members_come_and_go(api: Any) -> None:
    as_admin(api, "POST", "/room", {"name": "Den", "privacy": "private"})

    def members() -> dict[str, list[str]]:
        items = as_admin(api, "GET", "/room/Den/member").json()["items"]
        return {entry["mention_name"]: entry["room_roles"] for entry in items}

    assert members() == {"AdaAdmin": ["room_admin"]}
    assert as_admin(api, "PUT", "/room/Den/member/@SamShore").status_code == 204
    roles = {"room_roles": ["room_admin"]}
    assert as_admin(api, "PUT", "/room/Den/member/@RobinReed", roles).status_code == 204
    assert members() == {
        "AdaAdmin": ["room_admin"],
        "SamShore": ["room_member"],
        "RobinReed": ["room_admin"],
    }
    assert as_admin(api, "DELETE", "/room/Den/member/@SamShore").status_code == 204
    assert "SamShore" not in members()
    assert as_admin(api, "PUT", "/room/Den/member/@nobody").status_code == 404
    odd = {"room_roles": ["king"]}
    assert as_admin(api, "PUT", "/room/Den/member/@SamShore", odd).status_code == 400


def test_participants_are_those_who_are_there(api: Any) -> None:
    as_admin(api, "POST", "/room", {"name": "Den", "privacy": "private"})

    def names(room: str, **query: str) -> list[str]:
        items = api.get(f"/room/{room}/participant", params=query).json()["items"]
        return [entry["name"] for entry in items]

    assert names("1") == ["Ada Admin", "Robin Reed", "Sam Shore"]
    assert names("Den") == ["Ada Admin"]
    assert names("1", **{"max-results": "1", "start-index": "1"}) == ["Robin Reed"]
    detailed = api.get("/room/1/participant?expand=items").json()["items"][0]
    assert detailed["email"] == "adaadmin@example.test"


def test_statistics_count_what_was_said(api: Any) -> None:
    assert api.get("/room/1/statistics").json()["last_active"] is None
    api.say("one")
    api.notify(json={"message": "two"})

    found = api.get("/room/1/statistics").json()
    assert found["messages_sent"] == 2
    assert found["last_active"] == api.latest()[-1]["date"]
    assert found["links"]["self"] == f"{api.box.url}/room/1/statistics"


def test_a_room_expands(api: Any) -> None:
    room = api.get("/room/1?expand=participants,owner,statistics").json()
    assert "email" in room["owner"]
    assert all("email" in person for person in room["participants"])
    assert room["statistics"]["messages_sent"] == 0
    listed = api.get("/room?expand=items.owner").json()["items"][0]
    assert "email" in listed["owner"]


def test_somebody_is_invited(api: Any) -> None:
    assert as_admin(api, "POST", "/room/1/invite/@SamShore", {"reason": "help"}).status_code == 204
    assert as_admin(api, "POST", "/room/1/invite/@SamShore").status_code == 204
    assert as_admin(api, "POST", "/room/1/invite/@nobody").status_code == 404
    assert api.call("POST", "/room/1/invite/@SamShore", api.user).status_code == 403
