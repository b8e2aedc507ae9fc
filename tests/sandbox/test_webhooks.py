"""Webhooks: registered in both forms, and really told."""

import base64
import hashlib
import hmac
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from hipadmin.sandbox.callout import listener
from hipadmin.sandbox.deliveries import Deliveries, Job
from hipadmin.sandbox.server import running
from tests.sandbox.listeners import Listener, listening

WHERE = "http://127.0.0.1:9/hook"


@pytest.fixture
def ear() -> Iterator[Listener]:
    with listening() as found:
        yield found


def register(api: Any, url: str, event: str, token: str | None = None, **more: Any) -> int:
    body = {"url": url, "event": event} | more
    answer = api.call("POST", "/room/1/webhook", token or api.box.tokens.admin, json=body)
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["id"]
    return number


def eventually(check: Callable[[], bool]) -> None:
    limit = time.monotonic() + 10
    while not check() and time.monotonic() < limit:
        os.sched_yield()
    assert check()


def as_admin(api: Any, method: str, path: str, body: Any = None) -> Any:
    more = {} if body is None else {"json": body}
    return api.call(method, path, api.box.tokens.admin, **more)


def test_a_rooms_webhooks_are_made_listed_and_removed(api: Any) -> None:
    body = {"url": WHERE, "event": "room_message", "pattern": "^/cmd", "name": "bot"}
    made = as_admin(api, "POST", "/room/Builds/webhook", body)
    assert made.status_code == 201
    own = f"{api.box.url}/room/Builds/webhook/1"
    assert made.json() == {"id": 1, "links": {"self": own}}
    assert made.headers["Location"] == own
    second = {"url": WHERE, "event": "room_enter", "pattern": None, "name": None, "id": None}
    assert as_admin(api, "POST", "/room/1/webhook", second).status_code == 201

    page = as_admin(api, "GET", "/room/1/webhook").json()
    assert [hook["event"] for hook in page["items"]] == ["room_message", "room_enter"]
    assert page["items"][0]["pattern"] == "^/cmd"
    one = as_admin(api, "GET", "/room/1/webhook/1").json()
    assert (one["room"]["name"], one["creator"]["name"]) == ("Builds", "Ada Admin")
    assert one["authentication"] == "none"
    assert as_admin(api, "GET", "/room/2/webhook/1").status_code == 404
    assert as_admin(api, "DELETE", "/room/1/webhook/1").status_code == 204
    assert as_admin(api, "DELETE", "/room/1/webhook/1").status_code == 404
    assert api.call("GET", "/room/1/webhook", api.user).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"url": None},
        {"url": "/relative"},
        {"url": "ftp://example.test/"},
        {"url": "http://user:word@example.test/"},
        {"url": "http://[oops/"},
        {"url": "http://example.test:0/"},
        {"url": "http://a b/"},
        {"event": "room_explodes"},
        {"event": None},
        {"pattern": "("},
        {"pattern": "(?=x)"},
        {"pattern": "\ud800"},
        {"pattern": 7},
        {"authentication": "basic"},
        {"key": "two words"},
        {"key": "x" * 41},
    ],
)
def test_webhooks_have_their_rules(api: Any, change: dict[str, Any]) -> None:
    body = {"url": WHERE, "event": "room_message"} | change

    answer = as_admin(api, "POST", "/room/1/webhook", body)

    assert answer.status_code == 400
    if isinstance(change.get("url"), str):
        assert answer.json()["error"]["message"] == "Field url must be an absolute URL"


def test_a_message_is_told(api: Any, ear: Listener) -> None:
    number = register(api, ear.url, "room_message")
    api.say("hello @SamShore")

    told = ear.next()
    assert told.path == "/hook?x=1"
    assert told.headers["Content-Type"] == "application/json"
    assert "Authorization" not in told.headers
    assert set(told.body) == {"event", "item", "webhook_id"}
    assert (told.body["event"], told.body["webhook_id"]) == ("room_message", number)
    assert told.body["item"]["message"] == api.latest()[0]
    room = told.body["item"]["room"]
    assert (room["id"], room["name"], room["privacy"]) == (1, "Builds", "public")
    assert set(room["links"]) == {"self", "webhooks", "participants", "members"}


def test_a_notification_is_no_message(api: Any, ear: Listener) -> None:
    register(api, ear.url, "room_message")
    register(api, ear.url, "room_notification")
    api.notify(json={"message": "built", "color": "green", "from": "CI"})

    told = ear.next().body
    assert told["event"] == "room_notification"
    message = told["item"]["message"]
    assert (message["from"], message["color"], message["message_format"]) == (
        "Builds alerts - CI",
        "green",
        "html",
    )
    assert ear.heard.empty()


def test_people_topics_and_archives_are_told(api: Any, ear: Listener) -> None:
    for event in ("room_enter", "room_exit", "room_topic_change", "room_archived", "room_deleted"):
        register(api, ear.url, event)

    as_admin(api, "PUT", "/room/1/member/@SamShore")
    entered = ear.next().body
    assert entered["event"] == "room_enter"
    assert entered["item"]["sender"]["name"] == "Sam Shore"
    as_admin(api, "DELETE", "/room/1/member/@SamShore")
    assert ear.next().body["event"] == "room_exit"
    as_admin(api, "PUT", "/room/1/topic", {"topic": "new"})
    topic = ear.next().body["item"]
    assert (topic["topic"], topic["sender"]["name"], topic["room"]["id"]) == ("new", "Ada Admin", 1)
    full = {
        "name": "Builds",
        "topic": "new",
        "privacy": "public",
        "is_archived": True,
        "is_guest_accessible": False,
        "owner": {"id": "@AdaAdmin"},
    }
    as_admin(api, "PUT", "/room/1", full)
    archived = ear.next().body
    assert archived["event"] == "room_archived"
    assert set(archived["item"]) == {"room", "sender"}
    as_admin(api, "DELETE", "/room/1")
    assert ear.next().body["event"] == "room_deleted"


def test_a_file_is_told_as_a_file(api: Any, ear: Listener) -> None:
    register(api, ear.url, "room_file_upload")
    data = b'--b\nContent-Disposition: attachment; name="file"; filename="a.txt"\n\nhi\n--b--'
    kind = {"Content-Type": "multipart/related; boundary=b"}
    api.call("POST", "/room/1/share/file", api.user, data=data, headers=kind)

    item = ear.next().body["item"]
    assert (item["file"]["name"], item["sender"]["name"]) == ("a.txt", "Robin Reed")


def test_a_pattern_chooses_messages(api: Any, ear: Listener) -> None:
    register(api, ear.url, "room_message", pattern="^/deploy\\b")
    for text in ("please /deploy", "/deployed", "/Deploy", "/deploy now"):
        api.say(text)

    assert ear.next().body["item"]["message"]["message"] == "/deploy now"
    assert ear.heard.empty()


def test_a_hostile_pattern_takes_no_time(api: Any) -> None:
    register(api, WHERE, "room_message", pattern="(a+)+$")
    started = time.monotonic()

    assert api.say("a" * 5000 + "!").status_code == 201

    assert time.monotonic() - started < 5


def test_an_add_on_is_told_with_signed_claims(api: Any, ear: Listener) -> None:
    state = api.box.state
    client = state.add_client("Lamp", ("admin_room",))
    token = state.add_token(api.kinds.ADDON, "Lamp", ("admin_room",), client=client).value
    register(api, ear.url, "room_message", token, authentication="jwt")
    api.say("light")

    told = ear.next()
    assert told.body["oauth_client_id"] == client.id
    scheme, _, value = told.headers["Authorization"].partition(" ")
    head, claims, signature = value.split(".")
    expected = hmac.digest(client.secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256)
    assert scheme == "JWT"
    assert decoded(signature) == expected
    assert json.loads(decoded(head)) == {"alg": "HS256", "typ": "JWT"}
    said = json.loads(decoded(claims))
    assert said.pop("exp") > said.pop("iat")
    assert len(said.pop("jti")) == 20
    robin = str(state.people()[1].id)
    assert said == {
        "iss": client.id,
        "sub": robin,
        "context": {"room_id": 1, "user_tz": "UTC"},
    }


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_an_answer_is_posted(api: Any) -> None:
    reply = b'{"message": "done", "color": "green", "message_format": "text"}'
    with listening(answer=reply) as ear:
        register(api, ear.url, "room_message")
        register(api, ear.url, "room_notification")
        api.say("/go")
        assert ear.next().body["event"] == "room_message"
        eventually(lambda: len(api.latest()) == 2)
        assert ear.heard.empty()  # what is posted as an answer calls nobody again

    posted = api.latest()[1]
    assert (posted["type"], posted["from"], posted["color"]) == (
        "notification",
        "Ada Admin",
        "green",
    )


@pytest.mark.parametrize(
    "how",
    [
        {"answer": b""},
        {"answer": b"{}"},
        {"answer": b"no json"},
        {"answer": b'{"message": "x"}', "kind": "text/plain"},
        {"answer": b'{"message": "x"}', "status": 404},
        {"answer": b'{"message": "x"}', "status": 302},
        {"answer": b'{"message": "' + b"x" * 70_000 + b'"}'},
    ],
)
def test_other_answers_are_ignored(api: Any, how: dict[str, Any]) -> None:
    with listening(**how) as ear:
        register(api, ear.url, "room_message")
        api.say("one")
        ear.next()
        api.say("two")
        ear.next()  # the first answer has been dealt with: tellings of a webhook keep their order

    assert [entry["message"] for entry in api.latest()] == ["one", "two"]


def test_extensions_are_kept_by_key(api: Any, ear: Listener) -> None:
    body = {"url": ear.url, "event": "room_message", "name": "bot"}
    path = "/room/Builds/extension/webhook/my.bot-1_x"

    made = as_admin(api, "PUT", path, body)
    assert made.status_code == 201
    assert made.json()["links"]["self"] == api.box.url + path
    again = as_admin(api, "PUT", path, body | {"name": "robot"})
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    shown = as_admin(api, "GET", path).json()
    assert (shown["name"], shown["key"]) == ("robot", "my.bot-1_x")
    api.say("x")
    assert ear.next().body["webhook_id"] == made.json()["id"]
    assert as_admin(api, "DELETE", path).status_code == 204
    assert as_admin(api, "GET", path).status_code == 404
    assert as_admin(api, "PUT", "/room/1/extension/webhook/a%20b", body).status_code == 400
    assert as_admin(api, "PUT", "/room/1/extension/webhook/" + "k" * 41, body).status_code == 400


def test_keys_belong_to_their_integration(api: Any) -> None:
    state = api.box.state
    body = {"url": WHERE, "event": "room_message", "key": "k"}
    tokens = []
    for name in ("Lamp", "Fan"):
        client = state.add_client(name, ("admin_room",))
        add = state.add_token(api.kinds.ADDON, name, ("admin_room",), client=client)
        tokens.append(add.value)
        assert api.call("POST", "/room/1/webhook", add.value, json=body).status_code == 201
    assert api.call("POST", "/room/1/webhook", tokens[0], json=body).status_code == 400
    assert api.call("DELETE", "/room/1/extension/webhook/k", tokens[0]).status_code == 204
    assert api.call("GET", "/room/1/extension/webhook/k", tokens[1]).status_code == 200
    state.uninstall(client.id)
    assert state.hooks.all() == []


def test_global_webhooks_hear_every_room(api: Any, ear: Listener) -> None:
    state = api.box.state
    client = state.add_client("Lamp", ("admin_room",))
    token = state.add_token(api.kinds.ADDON, "Lamp", ("admin_room",), client=client).value
    path = "/extension/webhook/all"
    body = {"url": ear.url, "event": "room_message"}

    assert api.call("PUT", path, token, json=body).status_code == 201
    api.say("one", room=1)
    api.say("two", room=2)
    assert [ear.next().body["item"]["room"]["id"] for _ in range(2)] == [1, 2]
    assert api.call("GET", path, token).json()["room"] is None
    local = state.add_client("Local", ("admin_room",), room=state.rooms()[0])
    token = state.add_token(
        api.kinds.ADDON, "Local", ("admin_room",), client=local, room=state.rooms()[0]
    ).value
    assert api.call("PUT", path, token, json=body).status_code == 403
    created = {"url": ear.url, "event": "room_created"}
    assert as_admin(api, "PUT", "/extension/webhook/new", created).status_code == 201
    as_admin(api, "POST", "/room", {"name": "Fresh"})
    assert ear.next().body["item"]["room"]["name"] == "Fresh"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.test/",
        "http://192.0.2.1:80/",
        "http://0.0.0.0/",
        "http://127.1/",
        "http://2130706433/",
        "http://127.0.0.1.example.test/",
        "http://[::ffff:192.0.2.1]/",
        "http://[oops/",
        "http://localhost.example.test/",
    ],
)
def test_nothing_leaves_this_machine(url: str) -> None:
    assert listener(url) is None


def test_this_machine_has_several_names() -> None:
    for name in ("127.0.0.1", "127.8.9.10", "[::1]", "localhost", "a.localhost", "LOCALHOST"):
        assert listener(f"http://{name}:8080/a b?c d") is not None
    found = listener("https://localhost/ä?q=ü")
    assert found is not None
    assert (found.port, found.secure, found.target) == (443, True, "/%C3%A4?q=%C3%BC")


def test_a_listener_elsewhere_is_noted_as_not_told() -> None:
    outcomes = run_one("http://example.test/")

    assert [(o.status, o.failure) for o in outcomes] == [(None, "not on this machine")]


def run_one(url: str, timeout: float = 10) -> list[Any]:
    deliveries = Deliveries(timeout)
    try:
        deliveries.put(Job(1, "room_message", url, b"{}", {}, lambda _answer: None))
        eventually(lambda: bool(deliveries.outcomes()))
        return deliveries.outcomes()
    finally:
        deliveries.close()


def test_nobody_there_is_noted() -> None:
    (outcome,) = run_one("http://127.0.0.1:9/")

    assert outcome.failure == "ConnectionRefusedError"


def test_a_listener_that_hangs_is_left(ear: Listener) -> None:
    with listening(hang=True) as slow:
        started = time.monotonic()
        (outcome,) = run_one(slow.url, timeout=0.1)
        assert outcome.failure == "no answer in time"
        assert time.monotonic() - started < 5


def test_a_listener_that_hangs_holds_up_nobody(api: Any, ear: Listener) -> None:
    with listening(hang=True) as slow:
        register(api, slow.url, "room_message")
        register(api, ear.url, "room_message")
        started = time.monotonic()
        for number in range(20):
            assert api.say(str(number)).status_code == 201
        heard = [ear.next().body["item"]["message"]["message"] for _ in range(20)]
        assert time.monotonic() - started < 5
        assert heard == [str(number) for number in range(20)]
        assert slow.heard.qsize() == 1


def test_what_waits_is_bounded() -> None:
    with listening(hang=True) as slow:
        deliveries = Deliveries()
        try:
            for _ in range(2100):
                deliveries.put(Job(1, "room_message", slow.url, b"{}", {}, lambda _answer: None))
            assert {o.failure for o in deliveries.outcomes()} == {"too many are waiting"}
        finally:
            deliveries.close()


def test_it_stops_at_once_though_a_listener_hangs() -> None:
    with listening(hang=True) as slow:
        before = set(threading.enumerate())
        with running(unlimited=True) as box:
            url, admin = box.url, box.tokens.admin
            body = {"url": slow.url, "event": "room_notification"}
            requests.post(f"{url}/room/1/webhook?auth_token={admin}", json=body, timeout=10)
            note = f"{url}/room/1/notification?auth_token={admin}"
            requests.post(note, json={"message": "x"}, timeout=10)
            slow.next()
            started = time.monotonic()
        assert time.monotonic() - started < 5
        eventually(lambda: set(threading.enumerate()) - before <= handlers())


def handlers() -> set[threading.Thread]:
    """Threads of the listener itself, which still wait."""
    return {t for t in threading.enumerate() if "process_request" in t.name}
