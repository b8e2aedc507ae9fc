"""Who may do what, and what everybody else is told."""

from typing import Any

import pytest

from hipadmin.sandbox.model import USER_SCOPES, TokenKind

PASSED = {
    "success": {
        "code": 202,
        "message": "This auth_token has access to use this method.",
        "type": "Accepted",
    }
}
SEE_ROOMS = "This action requires one of the following scopes: [u'view_group', u'view_room']"


def told(answer: Any) -> tuple[int, str, str]:
    error = answer.json()["error"]
    assert error["code"] == answer.status_code
    return answer.status_code, error["type"], error["message"]


def test_tokens_look_like_tokens(api: Any) -> None:
    for token in (api.room_token, api.user, api.box.tokens.admin):
        assert len(token) == 40
        assert token.isascii()
        assert token.isalnum()
        assert token != token.lower() != token.upper()


def test_nobody_gets_nothing(api: Any) -> None:
    text = (
        "Authenticated requests only. See https://www.hipchat.com/docs/apiv2/auth "
        "for more information."
    )

    assert told(api.call("GET", "/room")) == (401, "Unauthorized", text)
    assert told(api.call("GET", "/room?auth_token=")) == (401, "Unauthorized", text)
    basic = {"Authorization": "Basic aWQ6c2Vj"}
    assert told(api.call("GET", "/room", headers=basic)) == (401, "Unauthorized", text)


def test_a_strange_token_is_no_session(api: Any) -> None:
    for token in ("a" * 40, "0123456789abcdef0123456789abcd", "é"):
        answer = api.call("GET", "/room", params={"auth_token": token})
        assert told(answer) == (401, "Unauthorized", "Invalid OAuth session")


def test_an_expired_token_is_no_session(limited: Any, clock: Any) -> None:
    assert limited.get("/room").status_code == 200
    clock.now += 31_536_001
    assert told(limited.get("/room")) == (401, "Unauthorized", "Invalid OAuth session")


def test_the_token_may_stand_in_header_or_query(api: Any) -> None:
    assert api.call("GET", "/room", params={"auth_token": api.user}).status_code == 200
    assert api.call("GET", "/room", headers={"Authorization": f"bearer {api.user}"}).ok
    wrong = api.call("GET", "/room", "x" * 40, params={"auth_token": api.user})
    assert wrong.status_code == 401


@pytest.mark.parametrize("kind", ["json", "data"])
def test_the_token_never_stands_in_the_body(api: Any, kind: str) -> None:
    body = {kind: {"message": "x", "auth_token": api.room_token}}

    assert api.call("POST", "/room/1/notification", **body).status_code == 401


def test_a_room_token_sends_to_its_room_alone(api: Any) -> None:
    assert api.notify(1, json={"message": "x"}).status_code == 204
    assert api.notify("builds", json={"message": "x"}).status_code == 204
    assert told(api.notify(2, json={"message": "x"}))[:2] == (403, "Forbidden")
    assert api.notify("Nowhere", json={"message": "x"}).status_code == 404
    assert api.latest(2) == []


@pytest.mark.parametrize(
    ("method", "path", "text"),
    [
        ("GET", "/room", SEE_ROOMS),
        ("GET", "/room/1", SEE_ROOMS),
        ("GET", "/room/1/history", "[u'view_messages']"),
        ("GET", "/room/1/history/latest", "[u'view_messages']"),
        ("POST", "/room/1/message", "[u'send_message']"),
    ],
)
def test_a_room_token_may_do_nothing_else(api: Any, method: str, path: str, text: str) -> None:
    status, kind, message = told(api.call(method, path, api.room_token, json={"message": "x"}))

    assert (status, kind) == (403, "Forbidden")
    assert message.startswith("This action requires one of the following scopes: ")
    assert message.endswith(text)


def test_either_scope_shows_rooms(api: Any) -> None:
    person = api.box.state.people()[1]
    for scope in ("view_group", "view_room"):
        token = api.box.state.add_token(TokenKind.USER, "t", (scope,), person=person)
        assert api.get("/room", token.value).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/room"),
        ("GET", "/room/Ops"),
        ("GET", "/room/1/history/latest"),
        ("POST", "/room/1/notification"),
        ("POST", "/room/1/message"),
        ("GET", "/oauth/token/whatever"),
    ],
)
def test_a_trial_does_nothing(api: Any, method: str, path: str) -> None:
    answer = api.call(method, path, api.user, params={"auth_test": "true"})

    assert answer.status_code == 202
    assert answer.json() == PASSED
    assert api.latest() == []


def test_a_trial_without_access_is_unauthorized(api: Any) -> None:
    def tried(path: str, token: str | None, method: str = "GET") -> tuple[int, str, str]:
        return told(api.call(method, path, token, params={"auth_test": "true"}))

    assert tried("/room/1", None)[0] == 401
    assert tried("/room/1", "x" * 40) == (401, "Unauthorized", "Invalid OAuth session")
    assert tried("/room/1", api.room_token) == (401, "Unauthorized", SEE_ROOMS)
    assert tried("/room/2/notification", api.room_token, "POST")[0] == 401
    assert tried("/room/Nowhere", api.user)[0] == 404


def test_a_token_tells_about_itself(api: Any) -> None:
    session = api.get(f"/oauth/token/{api.room_token}", api.room_token).json()

    room = session["client"].pop("room")
    assert (room["id"], room["name"]) == (1, "Builds")
    assert room["links"]["self"] == f"{api.box.url}/room/1"
    assert len(session["client"].pop("oauth_client_id")) == 36
    assert isinstance(session["client"].pop("id"), int)
    assert 31_535_900 < session.pop("expires_in") <= 31_536_000
    assert session == {
        "access_token": api.room_token,
        "scopes": ["send_notification"],
        "owner": None,
        "owner_type": "client",
        "client": {"name": "Builds alerts", "allowed_scopes": ["send_notification"]},
    }


def test_a_persons_token_tells_whose_it_is(api: Any) -> None:
    session = api.get(f"/oauth/token/{api.user}").json()

    assert session["owner_type"] == "user"
    assert session["owner"]["mention_name"] == "RobinReed"
    assert session["client"]["room"] is None
    assert session["scopes"] == list(USER_SCOPES)
    admin = api.get(f"/oauth/token/{api.box.tokens.admin}").json()
    assert len(admin["scopes"]) == 9


def test_unknown_tokens_are_not_found(api: Any) -> None:
    answer = api.get("/oauth/token/nothing")

    assert told(answer) == (404, "Not Found", "Token not found")
    assert api.call("GET", f"/oauth/token/{api.user}").status_code == 401
