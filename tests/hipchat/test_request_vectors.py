"""What well-known senders put on the wire for an intent, the client puts there too."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import responses

from hipadmin.domain.token import Secret
from hipadmin.hipchat import grants
from hipadmin.hipchat.cards import Card
from hipadmin.hipchat.client import HipChatClient

VECTORS = Path(__file__).parents[1] / "vectors" / "request-vectors.json"
NAMES = {"format": "message_format", "from": "from", "color": "color", "notify": "notify"}
PAGE = {"items": [], "startIndex": 0, "maxResults": 0, "links": {}}


def notify(client: HipChatClient, given: dict[str, Any], request: dict[str, Any]) -> None:
    options = {k: given[k] for k in ("color", "notify") if k in given}
    if "format" in given:
        options["message_format"] = given["format"]
    if "from" in given:
        options["sender"] = given["from"]
    if "card" in given:
        options["card"] = Card.from_wire(request["json"]["card"])
    client.send_notification(given["room"], given["message"], **options)


def rooms(client: HipChatClient, given: dict[str, Any], _request: dict[str, Any]) -> None:
    wanted = {"start_index": "start_index", "max_results": "page_size"}
    options = {name: given[key] for key, name in wanted.items() if key in given}
    list(client.rooms(**options, include_private=given.get("include_private")))


def hook(client: HipChatClient, given: dict[str, Any], _request: dict[str, Any]) -> None:
    made = {name: given[name] for name in ("url", "event", "pattern", "name") if name in given}
    assert client.create_webhook(given["room"], **made).id == 7


def token(client: HipChatClient, given: dict[str, Any], _request: dict[str, Any]) -> None:
    addon = grants.OAuthClient(given["client_id"], Secret(given["client_secret"]))
    client.create_token(grants.client_credentials(addon), given["scopes"])


CALLS = {
    "notify": notify,
    "room_message": lambda c, g, _: c.send_message(g["room"], g["message"]),
    "rooms_list": rooms,
    "history_latest": lambda c, g, _: c.history_latest(g["room"], max_results=g["max_results"]),
    "token_check": lambda c, g, _: c.probe(g["room"]),
    "topic_set": lambda c, g, _: c.set_topic(g["room"], g["topic"]),
    "webhook_create": hook,
    "token_get": token,
    "capabilities": lambda c, _g, _: c.capabilities(),
    "private_message": lambda c, g, _: c.send_private_message(
        g["user"], g["message"], message_format=g["format"], notify=g["notify"]
    ),
}


def vectors() -> list[Any]:
    found = json.loads(VECTORS.read_text("utf-8"))["vectors"]
    return [pytest.param(v, id=v["id"]) for v in found]


def decoded(path: str) -> list[str]:
    return [unquote(part) for part in path.split("/") if part]


@pytest.mark.parametrize("vector", vectors())
def test_the_same_intent_makes_the_same_request(vector: dict[str, Any]) -> None:
    given, request = vector["input"], vector["request"]
    with responses.RequestsMock(assert_all_requests_are_fired=False) as wire:
        base = "http://chat.test"
        path = "/".join(p for p in request["path"].split("/") if p)
        wire.add(request["method"], f"{base}/{path}", status=_status(vector), json=_answer(vector))
        wire.post(f"{base}/v2/room/1/notification", status=202)
        with HipChatClient(f"{base}/v2", given.get("token")) as client:
            CALLS[given["op"]](client, given, request)
        made = wire.calls[0].request
    assert made.method == request["method"]
    assert decoded(urlsplit(made.url).path) == decoded(request["path"])
    assert made.headers.get("Authorization") == _authorization(given)
    query = {k: v for k, v in request["query"].items() if k not in ("auth_token", "token")}
    assert query.items() <= dict(made.params).items()
    body = _members(made)
    for name, value in _intended(given, request).items():
        assert body[name] == value


def _authorization(given: dict[str, Any]) -> str | None:
    if "client_id" in given:
        return "Basic aWQ6c2Vj"
    return f"Bearer {given['token']}" if "token" in given else None


def _members(made: Any) -> dict[str, Any]:
    if not made.body:
        return {}
    if made.headers["Content-Type"] == "application/json":
        return dict(json.loads(made.body))
    return {k: v for k, [v] in parse_qs(made.body.decode()).items()}


def _intended(given: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    """The members of the body that the intent determines, in HipChat's names."""
    plain = {name: given[key] for key, name in NAMES.items() if key in given}
    alike = ("message", "topic", "url", "event", "pattern", "name")
    same = {key: given[key] for key in alike if key in given}
    card = {"card": request["json"]["card"]} if "card" in given else {}
    return plain | same | card | (request["form"] if "client_id" in given else {})


def _status(vector: dict[str, Any]) -> int:
    """A sender's mistake, which a server refuses, is not made: the same intent is fine."""
    status = vector["expects"]["server_status"][-1]
    return status if status < 400 else 204


def _answer(vector: dict[str, Any]) -> Any:
    op = vector["input"]["op"]
    known = {"webhook_create": {"id": 7}, "token_get": {"access_token": "t"}}
    return known.get(op, PAGE if vector["request"]["method"] == "GET" else None)


def test_there_are_vectors_for_every_call() -> None:
    assert {param.values[0]["input"]["op"] for param in vectors()} == set(CALLS)
