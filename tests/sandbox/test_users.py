"""People, emoticons, the group."""

from typing import Any

import pytest


def as_admin(api: Any, method: str, path: str, body: Any = None) -> Any:
    more = {} if body is None else {"json": body}
    return api.call(method, path, api.box.tokens.admin, **more)


def test_people_are_listed_in_brief(api: Any) -> None:
    page = api.get("/user", params={"max-results": 2}).json()

    assert [person["mention_name"] for person in page["items"]] == ["AdaAdmin", "RobinReed"]
    assert set(page["items"][0]) == {"id", "links", "mention_name", "name", "version"}
    assert "start-index=2" in page["links"]["next"]
    assert api.get("/user?expand=items").json()["items"][0]["is_group_admin"] is True


def test_a_person_shows_everything(api: Any) -> None:
    person = api.get("/user/@robinreed").json()

    assert (person["name"], person["email"]) == ("Robin Reed", "robinreed@example.test")
    assert person["presence"]["show"] in ("away", "chat", "dnd", "xa")
    assert person["is_deleted"] is person["is_guest"] is person["is_group_admin"] is False
    assert {"title", "created", "last_active", "timezone", "photo_url", "xmpp_jid"} <= set(person)
    assert api.get("/user/@nobody").json()["error"]["message"] == "User @nobody not found"
    assert api.call("GET", "/user/@robinreed", api.room_token).status_code == 403


def test_a_person_is_made_changed_and_removed(api: Any) -> None:
    body = {"name": "Kim Keller", "email": "kim@example.test", "title": "Chef", "password": "s3"}
    made = as_admin(api, "POST", "/user", body)
    assert made.status_code == 201
    assert set(made.json()) == {"id", "links"}
    assert api.get("/user/@KimKeller").json()["title"] == "Chef"
    changed = {"name": "Kim K", "email": "kim@example.test", "mention_name": "kim"}
    assert as_admin(api, "PUT", "/user/kim@example.test", changed).status_code == 204
    assert api.get("/user/@kim").json()["name"] == "Kim K"
    assert as_admin(api, "PUT", "/user/@kim/photo", {"photo": "aGk="}).status_code == 204
    assert api.get("/user/@kim").json()["photo_url"].startswith("http")
    assert as_admin(api, "DELETE", "/user/@kim/photo").status_code == 204
    assert api.get("/user/@kim").json()["photo_url"] is None

    assert as_admin(api, "DELETE", "/user/@kim").status_code == 204
    assert api.get("/user/@kim").status_code == 404
    assert api.get(f"/user/{made.json()['id']}").json()["is_deleted"] is True
    names = [p["name"] for p in api.get("/user").json()["items"]]
    assert "Kim K" not in names
    deleted = api.get("/user?include-deleted=true").json()["items"]
    assert "Kim K" in [p["name"] for p in deleted]


def test_a_password_is_made_up_when_none_is_given(api: Any) -> None:
    answer = as_admin(api, "POST", "/user", {"name": "Kim", "email": "kim@example.test"})

    assert len(answer.json()["password"]) == 12


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Kim"},
        {"email": "kim@example.test"},
        {"name": "k" * 51, "email": "kim@example.test"},
        {"name": "Kim", "email": "adaadmin@example.test"},
        {"name": "Kim", "email": "kim@example.test", "mention_name": "adaadmin"},
        {"name": "Kim", "email": "kim@example.test", "is_group_admin": "yes"},
    ],
)
def test_people_have_their_rules(api: Any, body: dict[str, Any]) -> None:
    assert as_admin(api, "POST", "/user", body).status_code == 400
    assert len(api.get("/user").json()["items"]) == 3


def test_the_tokens_of_somebody_removed_are_no_session(api: Any) -> None:
    assert as_admin(api, "DELETE", "/user/@RobinReed").status_code == 204
    assert api.get("/room").status_code == 401


def test_emoticons_by_number_and_code(api: Any) -> None:
    page = api.get("/emoticon", params={"max-results": 2}).json()
    assert len(page["items"]) == 2
    first = page["items"][0]
    assert api.get(f"/emoticon/{first['shortcut']}").json()["id"] == first["id"]
    assert api.get(f"/emoticon/{first['id']}").json()["shortcut"] == first["shortcut"]
    assert api.get("/emoticon/nothing").status_code == 404


def test_the_group_and_its_invitations(api: Any) -> None:
    group = api.get("/group/1").json()
    assert group["owner"]["name"] == "Ada Admin"
    api.say("x")
    assert api.get("/group/1/statistics").json()["messages_sent"] == 1
    assert api.get("/group/7").status_code == 404
    assert api.get("/user/@SamShore/preference/auto-join").json()["items"] == []
    guest = {"email": "new@example.test", "name": "New"}
    assert as_admin(api, "POST", "/invite/user", guest).status_code == 200
    assert as_admin(api, "POST", "/invite/user", {"name": "New"}).status_code == 400


def test_glances_are_for_add_ons(api: Any) -> None:
    body = {"glance": []}
    state = api.box.state
    addon = state.add_token(api.kinds.ADDON, "Lamp", ("send_notification",)).value

    assert api.call("POST", "/addon/ui/room/1", addon, json=body).status_code == 204
    assert as_admin(api, "POST", "/addon/ui/room/1", body).status_code == 403


def test_a_token_revokes_itself_alone(api: Any) -> None:
    admin = api.box.tokens.admin

    def revoke(value: str, token: str) -> int:
        status: int = api.call("DELETE", f"/oauth/token/{value}", token).status_code
        return status

    assert revoke(admin, api.user) == 403
    assert revoke("unknown", api.user) == 404
    assert revoke(api.user, api.user) == 204
    assert api.get("/room").status_code == 401
    assert revoke(api.room_token, api.room_token) == 204
    assert api.notify(json={"message": "x"}).status_code == 401
