"""How tokens are got, and what becomes of them."""

import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

ROOM_URL = "/room/1/notification"


def basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


@pytest.fixture
def addon(api: Any) -> Any:
    return api.box.state.add_client("Lamp", ("send_notification", "view_room", "admin_room"))


@pytest.fixture
def kim(api: Any) -> Any:
    return api.box.state.add_person("Kim", "kim", password="s3cret")


def ask(api: Any, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    return api.call("POST", "/oauth/token", headers=headers or {}, data=fields)


def got(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_an_add_on_gets_a_token(api: Any, addon: Any) -> None:
    answer = got(ask(api, basic(addon.id, addon.secret), grant_type="client_credentials"))

    assert answer.pop("access_token") != answer.pop("group_name")
    assert 28_700 < answer.pop("expires_in") <= 28_800
    assert answer == {
        "group_id": 1,
        "scope": "send_notification view_room admin_room",
        "token_type": "bearer",
    }


@pytest.mark.parametrize("way", ["form", "json", "query", "fields"])
def test_fields_stand_where_clients_put_them(api: Any, addon: Any, way: str) -> None:
    fields = {"grant_type": "client_credentials", "scope": "view_room send_notification"}
    key = basic(addon.id, addon.secret)
    more: dict[str, Any] = {
        "form": {"data": fields, "headers": key},
        "json": {"json": fields, "headers": key},
        "query": {"params": fields, "headers": key},
        "fields": {"data": fields | {"client_id": addon.id, "client_secret": addon.secret}},
    }[way]

    answer = got(api.call("POST", "/oauth/token", **more))

    assert answer["scope"] == "view_room send_notification"
    assert api.get("/room/1", answer["access_token"]).status_code == 200
    assert api.get("/room/1/webhook/x", answer["access_token"]).status_code in (403, 404)


def test_an_add_on_speaks_under_its_name_and_for_nobody(api: Any, addon: Any) -> None:
    key = basic(addon.id, addon.secret)
    token = got(ask(api, key, grant_type="client_credentials"))["access_token"]

    assert api.call("POST", ROOM_URL, token, json={"message": "on"}).status_code == 204
    assert api.latest()[0]["from"] == "Lamp"
    assert api.latest()[0]["notification_sender"]["client_id"] == addon.id
    session = api.get(f"/oauth/token/{token}", token).json()
    assert (session["owner_type"], session["owner"]) == ("client", None)
    assert session["client"]["oauth_client_id"] == addon.id
    assert session["client"]["id"] == addon.number
    client = api.box.state.add_client("Talker", ("send_message",))
    key = basic(client.id, client.secret)
    token = got(ask(api, key, grant_type="client_credentials"))["access_token"]
    answer = api.call("POST", "/room/1/message", token, json={"message": "hi"})
    assert answer.status_code == 403
    acting = got(ask(api, key, grant_type="client_credentials", username="@SamShore"))
    body = {"message": "hi"}
    assert api.call("POST", "/room/1/message", acting["access_token"], json=body).status_code == 201
    assert api.latest()[-1]["from"]["name"] == "Sam Shore"


def test_an_add_on_of_one_room_sees_only_that(api: Any) -> None:
    room = api.box.state.rooms()[0]
    client = api.box.state.add_client("Local", ("view_room", "send_notification"), room=room)
    key = basic(client.id, client.secret)
    token = got(ask(api, key, grant_type="client_credentials"))["access_token"]

    assert [r["id"] for r in api.get("/room", token).json()["items"]] == [1]
    assert api.get("/room/2", token).status_code == 403
    assert api.get(f"/oauth/token/{token}", token).json()["client"]["room"]["id"] == 1


def test_add_ons_have_a_larger_limit(limited: Any) -> None:
    client = limited.box.state.add_client("Lamp", ("view_room",))
    key = basic(client.id, client.secret)
    tokens = [
        got(ask(limited, key, grant_type="client_credentials"))["access_token"] for _ in range(2)
    ]

    first = limited.get("/room", tokens[0])
    second = limited.get("/room", tokens[1])

    assert first.headers["X-Ratelimit-Limit"] == "500"
    assert second.headers["X-Ratelimit-Remaining"] == "498"


def test_an_uninstalled_add_on_is_nobody(api: Any, addon: Any) -> None:
    key = basic(addon.id, addon.secret)
    token = got(ask(api, key, grant_type="client_credentials"))["access_token"]
    api.box.state.remove_client(addon.id)

    assert ask(api, key, grant_type="client_credentials").status_code == 401
    assert api.get("/room/1", token).status_code == 401


def test_wrong_credentials_get_nothing(api: Any, addon: Any, kim: Any) -> None:
    unreadable = {"Authorization": "Basic YT\xff"}
    for headers in (
        basic(addon.id, "wrong"),
        basic("nobody", addon.secret),
        unreadable,
        {},
    ):
        assert ask(api, headers, grant_type="client_credentials").status_code == 401
    for name, word in (("@kim", "wrong"), ("@nobody", "s3cret"), ("@SamShore", "")):
        answer = ask(api, grant_type="password", username=name, password=word)
        assert answer.status_code in (400, 401)
    assert ask(api, grant_type="refresh_token", refresh_token="x").status_code == 401
    assert ask(api, grant_type="authorization_code", code="x").status_code == 401


def test_odd_requests_are_refused(api: Any, addon: Any) -> None:
    key = basic(addon.id, addon.secret)

    assert ask(api, key).status_code == 400
    assert ask(api, key, grant_type="magic").status_code == 400
    answer = ask(api, key, grant_type="client_credentials", scope="admin_group")
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "scope"
    assert api.call("POST", "/oauth/token", json=[1]).status_code == 400


@pytest.mark.parametrize("name", ["kim@example.test", "@kim", "kim"])
def test_a_password_is_exchanged_and_refreshed(api: Any, kim: Any, name: str) -> None:
    first = got(ask(api, grant_type="password", username=name, password="s3cret"))
    assert api.get("/room", first["access_token"]).status_code == 200

    asked = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = got(ask(api, **asked, scope="view_room"))

    assert second["access_token"] != first["access_token"]
    assert second["scope"] == "view_room"
    assert ask(api, **asked, scope="admin_group").status_code == 400
    session = api.get(f"/oauth/token/{second['access_token']}", second["access_token"]).json()
    assert session["owner"]["mention_name"] == "kim"


def test_a_refresh_token_is_for_its_own_client(api: Any, addon: Any, kim: Any) -> None:
    key = basic(addon.id, addon.secret)
    first = got(ask(api, key, grant_type="password", username="@kim", password="s3cret"))
    asked = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}

    assert ask(api, **asked).status_code == 401
    assert ask(api, key, **asked).status_code == 200


def test_a_person_makes_a_token_of_their_own(api: Any, kim: Any) -> None:
    asked = {"grant_type": "personal", "label": "mine", "scope": "view_room send_message"}
    one = got(ask(api, {"Authorization": f"Bearer {api.user}"}, **asked))
    two = got(ask(api, **asked, username="@kim", password="s3cret"))

    assert one["expires_in"] > 31_000_000
    sessions = [
        api.get(f"/oauth/token/{t['access_token']}", t["access_token"]).json() for t in (one, two)
    ]
    assert [s["owner"]["mention_name"] for s in sessions] == ["RobinReed", "kim"]
    assert {s["client"]["name"] for s in sessions} == {"mine"}
    bearer = {"Authorization": f"Bearer {api.user}"}
    assert ask(api, bearer, grant_type="personal", scope="admin_group").status_code == 400
    admin = {"Authorization": f"Bearer {api.box.tokens.admin}"}
    assert ask(api, admin, grant_type="personal", scope="admin_group").status_code == 200
    room = {"Authorization": f"Bearer {api.room_token}"}
    assert ask(api, room, grant_type="personal").status_code == 403


def test_a_room_gets_a_token(api: Any) -> None:
    admin = {"Authorization": f"Bearer {api.box.tokens.admin}"}
    asked = {"grant_type": "room_notification", "room_id": "1", "label": "Deploys"}
    token = got(ask(api, admin, **asked))["access_token"]

    assert api.call("POST", ROOM_URL, token, json={"message": "x"}).status_code == 204
    assert api.latest()[0]["from"] == "Deploys"
    assert api.call("POST", "/room/2/notification", token, json={"message": "x"}).status_code == 403
    user = {"Authorization": f"Bearer {api.user}"}
    assert ask(api, user, **asked).status_code == 403
    assert ask(api, **asked).status_code == 401
    assert ask(api, admin, **(asked | {"room_id": "nowhere"})).status_code == 404
    assert ask(api, admin, grant_type="room_notification").status_code == 400


@pytest.mark.parametrize("name", ["redirect_uri", "redirect_url"])
def test_a_code_is_exchanged_once(api: Any, addon: Any, name: str) -> None:
    key = basic(addon.id, addon.secret)
    back = "https://addon.example.test/back?x=1"
    page = api.session.get(
        api.box.url.removesuffix("/v2") + "/users/authorize",
        params={"client_id": addon.id, name: back, "scope": "view_room", "state": "s"},
        allow_redirects=False,
        timeout=10,
    )
    assert page.status_code == 302
    given = parse_qs(urlsplit(page.headers["Location"]).query)
    assert (given["x"], given["state"]) == (["1"], ["s"])

    def exchange(where: str) -> Any:
        fields = {"grant_type": "authorization_code", "code": given["code"][0], name: where}
        return ask(api, key, **fields)

    assert exchange("https://elsewhere.example.test/").status_code == 401
    answer = got(exchange(back))
    assert answer["scope"] == "view_room"
    assert "refresh_token" in answer
    assert exchange(back).status_code == 401


def test_the_page_refuses_what_it_cannot_send_back(api: Any, addon: Any) -> None:
    url = api.box.url.removesuffix("/v2") + "/users/authorize"

    def status(**query: str) -> int:
        code: int = api.session.get(url, params=query, allow_redirects=False).status_code
        return code

    assert status(client_id="nobody", redirect_uri="https://a.example.test/") == 401
    assert status(client_id=addon.id, redirect_uri="/relative") == 400
    assert status(client_id=addon.id, redirect_uri="https://[oops") == 400


def test_an_add_ons_token_expires(limited: Any, clock: Any) -> None:
    client = limited.box.state.add_client("Lamp", ("view_room",))
    key = basic(client.id, client.secret)
    token = got(ask(limited, key, grant_type="client_credentials"))["access_token"]
    clock.now += 28_801

    answer = limited.get("/room", token)

    assert answer.status_code == 401
    assert answer.json()["error"]["message"] == "Invalid OAuth session"


@pytest.mark.parametrize("value", ["0123456789abcdef0123456789ABCD", "a1" * 20])
def test_tokens_of_the_first_api_are_no_session(api: Any, value: str) -> None:
    person = api.box.state.people()[0]
    api.box.state.add_token(api.kinds.ADMIN, "v1", ("view_room",), person=person, value=value)

    answer = api.get("/room", value)

    assert answer.status_code == 401
    assert answer.json()["error"]["message"] == "Invalid OAuth session"


def test_every_success_tells_of_the_limit(api: Any, addon: Any) -> None:
    key = basic(addon.id, addon.secret)
    answers = [
        ask(api, key, grant_type="client_credentials"),
        api.call("GET", "/capabilities"),
    ]
    assert all("X-Ratelimit-Remaining" in answer.headers for answer in answers)


@pytest.mark.parametrize("path", ["account/api", "rooms", "rooms/tokens/17", "addons/"])
def test_where_people_make_tokens_a_page_says_how_they_come_by_one(api: Any, path: str) -> None:
    answer = api.session.get(f"{api.box.url.removesuffix('/v2')}/{path}", timeout=10)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Tokens of the sandbox" in answer.text
    assert api.user not in answer.text
