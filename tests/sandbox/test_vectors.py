"""Requests that well-known senders really make get the answers they count on."""

import base64
import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest

VECTORS = Path(__file__).parents[1] / "vectors" / "request-vectors.json"
OPERATIONS = {
    "notify",
    "room_message",
    "topic_set",
    "private_message",
    "webhook_create",
    "rooms_list",
    "history_latest",
    "token_check",
    "capabilities",
    "token_get",
}
CASES = json.loads(VECTORS.read_text())["vectors"]


def live(value: Any, names: dict[str, str]) -> Any:
    """Put live names in place of the recorded ones, wherever a whole text is one of them."""
    if isinstance(value, dict):
        return {key: live(item, names) for key, item in value.items()}
    if isinstance(value, str):
        return names.get(value, value)
    return value


def live_path(path: str, room: str | None, replacement: str) -> str:
    if room is None:
        return path
    return path.replace(f"room/{quote(room)}", f"room/{quote(replacement)}")


def live_header(value: str, names: dict[str, str]) -> str:
    scheme, _, recorded = value.partition(" ")
    if scheme == "Basic":
        name, _, secret = base64.b64decode(recorded).decode().partition(":")
        here = f"{names[name]}:{names[secret]}"
        return f"Basic {base64.b64encode(here.encode()).decode()}"
    return f"Bearer {names.get(recorded, recorded)}" if scheme == "Bearer" else value


def send(url: str, request: dict[str, Any], path: str, names: dict[str, str]) -> int:
    query = urlencode(live(request["query"], names))
    headers = {key: live_header(value, names) for key, value in request["headers"].items()}
    body = json.dumps(live(request["json"], names)) if "json" in request else None
    body = urlencode(request["form"]) if "form" in request else body
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(
            request["method"], f"{path}?{query}" if query else path, body=body, headers=headers
        )
        return connection.getresponse().status
    finally:
        connection.close()


def addon_of(api: Any, given: dict[str, Any]) -> dict[str, str]:
    if "client_id" not in given:
        return {}
    client = api.box.state.add_client("Lamp", tuple(given["scopes"]))
    return {given["client_id"]: client.id, given["client_secret"]: client.secret}


@pytest.mark.parametrize("vector", CASES, ids=[case["id"] for case in CASES])
def test_a_recorded_request_gets_the_recorded_answer(api: Any, vector: dict[str, Any]) -> None:
    room, room_token = api.room_with_token("Night shift")
    asked = vector["input"].get("room")
    shown = str(room.id) if asked is None or asked.isdigit() else room.name
    api.box.state.add_person("Alice", "alice")
    token = room_token.value if vector["input"]["op"] == "notify" else api.box.tokens.admin
    names = {vector["input"].get("token", ""): token} | ({asked: shown} if asked else {})
    names |= addon_of(api, vector["input"])
    names.pop("", None)

    path = live_path(vector["request"]["path"], asked, shown)
    status = send(api.box.url, vector["request"], path, names)

    assert status in vector["expects"]["server_status"]


def test_the_recorded_requests_are_all_there() -> None:
    assert len(CASES) == 29
    assert {case["input"]["op"] for case in CASES} == OPERATIONS
