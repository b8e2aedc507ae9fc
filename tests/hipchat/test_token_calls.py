"""Tokens made and revoked, and what a server says of itself."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from hipadmin.domain.token import Secret
from hipadmin.hipchat import grants
from hipadmin.hipchat.client import HipChatClient
from hipadmin.hipchat.errors import BadToken, HipChatError, MessageRejected, NotHipChat
from hipadmin.hipchat.grants import OAuthClient

E = "http://chat.test/v2"
T = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"
TOKENS = f"{E}/oauth/token"
ADDON = OAuthClient("0f9a4d2e-1111-2222-3333-444455556666", Secret("addon:secrét"))
MADE = {
    "access_token": "x" * 40,
    "expires_in": 3599,
    "group_id": "12",
    "group_name": "Acme",
    "scope": "send_notification view_room",
    "token_type": "bearer",
    "refresh_token": "r" * 40,
    "more": 1,
}


def error(code: int, message: str) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "type": "t"}}


def form(wire) -> dict[str, str]:
    request = wire.calls[-1].request
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    return {k: v for k, [v] in parse_qs(request.body.decode(), strict_parsing=True).items()}


def test_a_token_for_an_addon(wire) -> None:
    wire.post(TOKENS, status=200, json=MADE)
    with HipChatClient(E, None) as client:
        made = client.create_token(
            grants.client_credentials(ADDON, username="jo"), ["send_notification", "view_room"]
        )
    assert form(wire) == {
        "grant_type": "client_credentials",
        "scope": "send_notification view_room",
        "username": "jo",
    }
    kind, _, pair = wire.calls[0].request.headers["Authorization"].partition(" ")
    assert (kind, b64decode(pair).decode()) == ("Basic", f"{ADDON.id}:addon:secrét")
    assert (made.token.reveal(), made.scopes) == ("x" * 40, {"send_notification", "view_room"})
    assert made.refresh_token is not None
    assert (made.refresh_token.reveal(), made.group_id, made.group_name) == ("r" * 40, 12, "Acme")
    assert timedelta(minutes=59) < made.expiry - datetime.now(UTC) < timedelta(hours=1)
    assert "xxx" not in repr(made)
    assert "rrr" not in repr(made)


S = Secret("s3cret")


@pytest.mark.parametrize(
    ("grant", "members"),
    [
        (
            grants.password("jo", S),
            {"grant_type": "password", "username": "jo", "password": "s3cret"},
        ),
        (
            grants.refresh_token(S, user_id="5", client_name="n", group_id="1"),
            {
                "grant_type": "refresh_token",
                "refresh_token": "s3cret",
                "user_id": "5",
                "client_name": "n",
                "group_id": "1",
            },
        ),
        (
            grants.authorization_code(S, "https://x.test/back?a=b&c"),
            {
                "grant_type": "authorization_code",
                "code": "s3cret",
                "redirect_url": "https://x.test/back?a=b&c",
                "redirect_uri": "https://x.test/back?a=b&c",
            },
        ),
        (grants.personal(), {"grant_type": "personal"}),
        (grants.room_notification(), {"grant_type": "room_notification"}),
        (
            grants.room_notification(room_id=17, label="ci"),
            {"grant_type": "room_notification", "room_id": "17", "label": "ci"},
        ),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_every_grant(client, wire, grant, members) -> None:
    wire.post(TOKENS, status=200, json={"access_token": "x"})
    made = client.create_token(grant)
    assert form(wire) == members
    assert wire.calls[0].request.headers["Authorization"] == f"Bearer {T}"
    assert (made.scopes, made.expiry, made.refresh_token) == (frozenset(), None, None)
    assert "s3cret" not in repr(grant)


@pytest.mark.parametrize(
    ("grant", "scopes"),
    [
        (grants.personal(), ["everything"]),
        (grants.personal(), "send"),
        (grants.personal(), [5]),
        (grants.password("", S), ()),
        (grants.password("jo", Secret("")), ()),
        (grants.client_credentials(OAuthClient("", S)), ()),
        (grants.client_credentials(OAuthClient("a:b", S)), ()),
        (grants.authorization_code(S, None), ()),
    ],
)
def test_what_no_server_would_grant_is_not_sent(client, wire, grant, scopes) -> None:
    with pytest.raises(MessageRejected):
        client.create_token(grant, scopes)
    assert len(wire.calls) == 0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_no_secret_comes_back_in_an_error(client, wire, status) -> None:
    basic = ADDON.basic.reveal().partition(" ")[2]
    text = f"bad s3cret for addon:secrét ({basic}) of {T}"
    wire.post(TOKENS, status=status, json=error(status, text))
    grant = grants.refresh_token(S, client=ADDON)
    with pytest.raises(HipChatError) as caught:
        client.create_token(grant)
    shown = f"{caught.value!r} {caught.value} {caught.value.details} {vars(caught.value)}"
    assert not [each for each in ("s3cret", "secrét", basic, T) if each in shown]
    assert caught.value.status == status
    if status == 401:
        assert type(caught.value) is BadToken
        assert "refused the credentials" in str(caught.value)


def test_a_token_no_header_can_hold_asks_for_none(wire) -> None:
    with HipChatClient(E, "a b") as client, pytest.raises(BadToken, match="blanks"):
        client.create_token(grants.personal())
    assert len(wire.calls) == 0


def test_a_token_ends(client, wire) -> None:
    wire.delete(f"{TOKENS}/{T}", status=204)
    wire.delete(f"{TOKENS}/{T}", status=404, json=error(404, f"no {T}"))
    assert client.revoke_token().status == 204
    with pytest.raises(BadToken) as caught:
        client.revoke_token()
    assert T not in str(caught.value) + caught.value.details
    with HipChatClient(E, None) as nobody, pytest.raises(BadToken, match="no token"):
        nobody.revoke_token()


WHOLE = {
    "capabilities": {
        "hipchatApiProvider": {
            "availableScopes": {"view_room": {"id": "view_room", "name": "n"}, "new_one": {}},
            "url": f"{E}/",
        },
        "oauth2Provider": {"authorizationUrl": "http://a", "tokenUrl": TOKENS},
    },
    "connect_server_api_version": 1,
    "description": "Group chat and IM built for teams",
    "key": "hipchat",
    "name": "HipChat",
}


def test_capabilities_need_no_token(client, wire) -> None:
    wire.get(f"{E}/capabilities", json=WHOLE)
    found = client.capabilities()
    assert "Authorization" not in wire.calls[0].request.headers
    assert (found.name, found.api_version, found.api_url) == ("HipChat", 1, f"{E}/")
    assert (found.authorization_url, found.token_url) == ("http://a", TOKENS)
    assert found.scopes == {"view_room", "new_one"}


def test_capabilities_of_a_server_that_says_little(client, wire) -> None:
    wire.get(f"{E}/capabilities", json={"name": None})
    found = client.capabilities()
    assert (found.name, found.api_version, found.token_url, found.scopes) == (
        "",
        None,
        None,
        frozenset(),
    )


@pytest.mark.parametrize("body", [[], {"name": 5}, {"capabilities": 1}])
def test_capabilities_that_are_none(client, wire, body) -> None:
    wire.get(f"{E}/capabilities", json=body)
    with pytest.raises(NotHipChat):
        client.capabilities()


@pytest.mark.parametrize("status", [200, 202])
def test_a_page_that_says_yes_to_everything_is_no_proof(connect, answer, status: int) -> None:
    page = b"<!DOCTYPE html><title>Sign in</title>"
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
    server = answer(head.encode() + page)
    with connect(server.url) as client, pytest.raises(NotHipChat, match="Check the API endpoint"):
        client.probe(17)
