"""Faults, switched on and off while it serves."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from hipadmin.sandbox.faults import KINDS, Faults, UnknownFault, read_fault
from hipadmin.sandbox.server import running


class Switches:
    """Speaks to the switches of a sandbox."""

    def __init__(self, api: Any) -> None:
        self.home = api.box.url.removesuffix("/v2")
        self._session = api.session

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        if body is not None:
            more["json"] = body
        url = f"{self.home}/sandbox{path}"
        return self._session.request(method, url, timeout=10, **more)

    def on(self, name: str, value: Any = None, times: int | None = None) -> None:
        members = {"value": value, "times": times}
        body = {key: item for key, item in members.items() if item is not None}
        answer = self("PUT", f"/faults/{name}", body)
        assert answer.status_code == 200, answer.text


@pytest.fixture
def switches(api: Any) -> Iterator[Switches]:
    found = Switches(api)
    yield found
    assert found("DELETE", "/faults").status_code == 200


def raw(api: Any, path: str = "/v2/capabilities") -> bytes:
    address = urlsplit(api.box.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as peer:
        peer.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: peer.recv(65_536), b""))


def test_faults_are_listed_set_and_cleared(switches: Switches) -> None:
    def on() -> dict[str, Any]:
        found = switches("GET", "/faults").json()["faults"]
        assert set(found) == set(KINDS)
        return {name: fault["value"] for name, fault in found.items() if fault["on"]}

    assert on() == {}
    assert switches("PUT", "/faults", {"slow": 0, "503": True, "html": False}).status_code == 200
    assert on() == {"slow": 0, "503": None}
    assert switches("PUT", "/faults/clock-skew").status_code == 200
    assert switches("DELETE", "/faults/503").status_code == 200
    assert on() == {"slow": 0, "clock-skew": 3600}
    assert switches("DELETE", "/faults").status_code == 200
    assert on() == {}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/faults/earthquake", {}),
        ("/faults/slow", {"value": "very"}),
        ("/faults/slow", {"value": -1}),
        ("/faults/slow", {"value": 61}),
        ("/faults/slow", {"value": [1]}),
        ("/faults/500", {"value": "x"}),
        ("/faults/reset-header", {"value": "roman"}),
        ("/faults/redirect", {"value": "a\r\nb: c"}),
        ("/faults/503", {"times": 0}),
        ("/faults/503", {"times": True}),
        ("/faults", {"earthquake": True}),
        ("/faults", {"slow": "very"}),
    ],
)
def test_there_are_no_other_faults(switches: Switches, path: str, body: Any) -> None:
    assert switches("PUT", path, body).status_code == 400


def test_the_switches_are_for_this_machine_alone(switches: Switches) -> None:
    def status(**headers: str) -> int:
        code: int = switches("GET", "/faults", headers=headers).status_code
        return code

    assert status(Host="rebound.example.test") == 403
    assert status(Host="[oops") == 403
    assert status(Origin="https://page.example.test") == 403
    assert status(Origin="null") == 403
    assert status(Origin="http://localhost:3000") == 200
    assert status(Host="localhost:80") == 200
    assert "Access-Control-Allow-Origin" not in switches("GET", "/faults").headers


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("500", 500, "application/json"),
        ("503", 503, "text/html; charset=utf-8"),
        ("html", 200, "text/html; charset=utf-8"),
    ],
)
def test_answers_of_a_bad_day(
    api: Any, switches: Switches, name: str, status: int, kind: str
) -> None:
    switches.on(name)
    answer = api.notify(json={"message": "lost"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, kind)
    assert answer.text.startswith('{\n  "error": {\n' if status == 500 else "<!DOCTYPE html>\n")
    switches("DELETE", "/faults")
    assert api.latest() == []


def test_a_redirect_leads_elsewhere(api: Any, switches: Switches) -> None:
    switches.on("redirect", "https://login.example.test/")
    answer = api.call("GET", "/capabilities", allow_redirects=False)

    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://login.example.test/"


@pytest.mark.parametrize("length", [10, 300])
def test_a_fault_may_last_so_many_answers(api: Any, switches: Switches, length: int) -> None:
    switches.on("500", times=2)

    answers = [api.notify(json={"message": "x" * length}) for _ in range(3)]

    assert [a.status_code for a in answers] == [500, 500, 204]


def test_wrong_json_comes_after_the_deed(api: Any, switches: Switches) -> None:
    switches.on("wrong-json", times=1)
    answer = api.notify(json={"message": "done"})

    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert [entry["message"] for entry in api.latest()] == ["done"]


def test_a_cut_off_answer_comes_after_the_deed(api: Any, switches: Switches) -> None:
    switches.on("cut-off", times=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        api.notify(json={"message": "done"})
    assert [entry["message"] for entry in api.latest()] == ["done"]

    switches.on("cut-off", times=1)
    head, _, body = raw(api).partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r")[0])
    assert 0 < len(body) == length // 2


def test_a_connection_is_reset(api: Any, switches: Switches) -> None:
    switches.on("reset", times=1)
    with pytest.raises(ConnectionResetError):
        raw(api)
    assert api.call("GET", "/capabilities").status_code == 200


def test_slow_answers_come(api: Any, switches: Switches) -> None:
    switches.on("slow", 0.2)
    started = time.monotonic()

    assert api.call("GET", "/capabilities").status_code == 200
    assert time.monotonic() - started >= 0.2


def test_a_hanging_connection_ends_without_a_word(api: Any, switches: Switches) -> None:
    switches.on("hang", 0.1)

    assert raw(api) == b""


def test_many_that_hang_leave_room_for_the_switch(api: Any, switches: Switches) -> None:
    switches.on("hang", 30, times=41)
    with ThreadPoolExecutor(40) as pool:
        hanging = [pool.submit(raw, api) for _ in range(40)]
        limit = time.monotonic() + 10
        while (left := switches("GET", "/faults").json()["faults"]["hang"]["times"]) > 1:
            assert time.monotonic() < limit, f"{41 - left} hang"
        started = time.monotonic()
        answer = requests.delete(f"{switches.home}/sandbox/faults", timeout=10)
        assert answer.status_code == 200
        assert {future.result() for future in hanging} == {b""}
    assert time.monotonic() - started < 10
    assert api.call("GET", "/capabilities").status_code == 200


def test_it_stops_at_once_while_clients_hang() -> None:
    before = set(threading.enumerate())
    with running(unlimited=True, faults={"hang": 60.0}) as box:
        address = urlsplit(box.url)
        peers = [
            socket.create_connection((address.hostname, address.port), timeout=10)
            for _ in range(12)
        ]
        for peer in peers:
            peer.sendall(b"GET /v2/capabilities HTTP/1.1\r\nHost: x\r\n\r\n")
        started = time.monotonic()
    assert time.monotonic() - started < 5
    for peer in peers:
        peer.close()
    limit = time.monotonic() + 5
    while set(threading.enumerate()) - before and time.monotonic() < limit:
        threading.Event().wait(0.01)
    assert set(threading.enumerate()) - before == set()


def test_a_clock_is_off(api: Any, switches: Switches) -> None:
    def shown() -> float:
        answer = api.call("GET", "/capabilities")
        return parsedate_to_datetime(answer.headers["Date"]).timestamp()

    with running(faults={"clock-skew": -7200.0}) as box:
        answer = requests.get(f"{box.url}/room?auth_token={box.tokens.user}", timeout=10)
        date = parsedate_to_datetime(answer.headers["Date"]).timestamp()
        reset = int(answer.headers["X-Ratelimit-Reset"])
    assert abs(time.time() - 7200 - date) < 10
    assert 0 <= reset - date <= 310
    assert abs(shown() - time.time()) < 10


@pytest.mark.parametrize(("form", "text"), [("float", "1800000300.0"), ("duration", "300")])
def test_the_reset_takes_other_forms(limited: Any, form: str, text: str) -> None:
    Switches(limited).on("reset-header", form)

    assert limited.get("/room").headers["X-Ratelimit-Reset"] == text


def test_limits_are_changed_while_it_serves(limited: Any) -> None:
    switches = Switches(limited)
    documented = {"people": 100, "addons": 500, "sends": 30, "unlimited": False}
    assert switches("GET", "/limits").json() == documented

    assert switches("PUT", "/limits", {"sends": 1}).json() == documented | {"sends": 1}
    sent = [limited.notify(json={"message": "x"}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [204, 429]
    assert switches("PUT", "/limits", {"unlimited": True}).json()["unlimited"] is True
    assert limited.notify(json={"message": "x"}).status_code == 204
    for odd in ({"sends": -1}, {"people": "many"}, {"unlimited": 3}, {"addons": True}):
        assert switches("PUT", "/limits", odd).status_code == 400


def test_add_ons_are_installed_and_uninstalled(api: Any, switches: Switches) -> None:
    body = {"name": "Lamp", "scopes": ["view_room"], "room": "Ops"}
    made = switches("POST", "/addons", body)
    assert made.status_code == 201
    addon = made.json()
    assert addon["roomId"] == 2
    assert addon in switches("GET", "/addons").json()["addons"]
    key = (addon["oauthId"], addon["oauthSecret"])
    asked = {"grant_type": "client_credentials"}
    assert api.call("POST", "/oauth/token", data=asked, auth=key).status_code == 200
    assert switches("DELETE", f"/addons/{addon['oauthId']}").status_code == 204
    assert switches("DELETE", f"/addons/{addon['oauthId']}").status_code == 404
    assert api.call("POST", "/oauth/token", data=asked, auth=key).status_code == 401
    assert switches("POST", "/addons", {"name": "x"}).status_code == 400
    assert switches("POST", "/addons", body | {"room": "nowhere"}).status_code == 404


def test_somebody_comes_and_goes(api: Any, switches: Switches) -> None:
    def there() -> list[str]:
        return [p["name"] for p in api.get("/room/1/participant").json()["items"]]

    assert switches("DELETE", "/room/1/participant/@SamShore").status_code == 204
    assert there() == ["Ada Admin", "Robin Reed"]
    everybody = api.get("/room/1/participant?include-offline=true").json()["items"]
    assert len(everybody) == 3
    assert switches("PUT", "/room/1/participant/@SamShore").status_code == 204
    assert len(there()) == 3
    assert switches("PUT", "/room/nowhere/participant/@SamShore").status_code == 404


def test_tellings_are_listed(api: Any, switches: Switches) -> None:
    body = {"url": "http://example.test/", "event": "room_message"}
    api.call("POST", "/room/1/webhook", api.box.tokens.admin, json=body)
    api.say("x")

    limit = time.monotonic() + 10
    while not (told := switches("GET", "/webhooks").json()["told"]):
        assert time.monotonic() < limit
    assert told == [
        {"hook": 1, "event": "room_message", "status": None, "failure": "not on this machine"}
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [("503", ("503", None)), ("slow", ("slow", 3.0)), ("slow=0.5", ("slow", 0.5))],
)
def test_the_command_line_names_faults(text: str, read: Any) -> None:
    assert read_fault(text) == read


@pytest.mark.parametrize("text", ["", "earthquake", "slow=very", "slow=nan", "500=1", "=1"])
def test_the_command_line_knows_no_others(text: str) -> None:
    with pytest.raises(UnknownFault):
        read_fault(text)


def test_a_skew_moves_a_clock_while_it_is_on() -> None:
    faults = Faults({"clock-skew": 60.0})
    clock = faults.clock(lambda: 100.0)

    assert clock() == 160.0
    faults.replace({})
    assert clock() == 100.0
