"""What every answer carries, and what bad requests meet."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest

from hipadmin.sandbox.app import create_app
from hipadmin.sandbox.farewell import Farewell
from hipadmin.sandbox.hosting import Host, listen
from hipadmin.sandbox.model import ALL_SCOPES, TokenKind
from hipadmin.sandbox.server import running
from hipadmin.sandbox.state import State
from hipadmin.sandbox.tls import Passage
from hipadmin.sandbox.wire import Doors

MIB = 1 << 20


def connect(api: Any) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(api.box.url).netloc, timeout=10)


def speak(url: str, data: bytes) -> bytes:
    """Send bytes and read until the server closes."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as peer:
        peer.sendall(data)
        return b"".join(iter(lambda: peer.recv(65_536), b""))


def test_json_is_laid_out_as_the_service_did(api: Any) -> None:
    answer = api.call("GET", "/nowhere")

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.text == (
        '{\n  "error": {\n    "code": 404,\n    "message": "No such method in this API",\n'
        '    "type": "Not Found"\n  }\n}'
    )


def test_every_answer_carries_the_headers(api: Any) -> None:
    for answer in (api.get("/room"), api.call("GET", "/nowhere"), api.notify(json={})):
        headers = answer.headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Server"] == "nginx"
        assert "Strict-Transport-Security" in headers
        assert "X-XSS-Protection" in headers


@pytest.mark.parametrize("path", ["/room", "/room/1/notification", "/nowhere"])
def test_options_are_answered_with_nothing(api: Any, path: str) -> None:
    answer = api.call("OPTIONS", path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/room"),
        ("POST", "/room/"),
        ("POST", "/room//notification"),
        ("POST", "/room/1"),
        ("GET", "/room/1/notification"),
        ("DELETE", "/capabilities"),
    ],
)
def test_a_wrong_method_is_told(api: Any, method: str, path: str) -> None:
    answer = api.call(method, path, api.user)

    assert answer.status_code == 405
    assert answer.json()["error"]["type"] == "Method Not Allowed"
    assert answer.headers["Allow"]


def test_head_has_the_headers_alone(api: Any) -> None:
    answer = api.call("HEAD", "/room", api.user)

    assert (answer.status_code, answer.content) == (200, b"")


def test_capabilities_are_public(api: Any) -> None:
    found = api.call("GET", "/capabilities?auth_token=&token=").json()

    provider = found["capabilities"]["hipchatApiProvider"]
    assert provider["url"] == f"{api.box.url}/"
    assert len(provider["availableScopes"]) == 9
    assert found["links"]["api"] == api.box.url
    assert found["capabilities"]["oauth2Provider"]["tokenUrl"] == f"{api.box.url}/oauth/token"


def test_a_mebibyte_is_refused(api: Any) -> None:
    plain = {"Content-Type": "text/plain"}

    def sent(data: Any) -> tuple[int, str]:
        answer = api.notify(data=data, headers=plain)
        return answer.status_code, answer.json()["error"]["type"]

    too_large = (413, "Request Entity Too Large")
    almost = b"x" * (MIB - 1)
    assert sent(almost) == (400, "Bad Request")  # read, and then too long a message
    assert sent(almost + b"x") == sent(almost + b"xx") == sent(iter([almost, b"x"])) == too_large
    assert sent(iter([b"x" * MIB] * 3)) == too_large
    assert api.notify(json={"message": "still here"}).status_code == 204


def test_far_too_much_is_refused_before_it_is_sent(api: Any) -> None:
    head = (
        b"POST /v2/room/1/notification HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"
    )

    answer = speak(api.box.url, head)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"code": 413' in answer


CHUNKS = b"POST /v2/room HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
GARBAGE = [
    b"nonsense\r\n\r\n",
    b"GET /v2/room/Night shift HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /v2/room HTTP/1.1\r\nContent-Length: few\r\n\r\n",
    b"GET /v2/room HTTP/1.1\r\nbad header\r\n\r\n",
    b"GET /v2/room\x00\r\r HTTP/1.1\r\n\r\n",
    b"\x00\x01 never a line's end",
    b"nor here",
    "élan".encode(),
    # what is no HTTP this server speaks
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /v2/capabilities HTTP/1.2\r\nHost: x\r\n\r\n",
    b"GET / FTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1x\r\nHost: x\r\n\r\n",
    b"GET / http/1.1\r\nHost: x\r\n\r\n",
    b"GET /v2/capabilities\r\n",
    b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET\t/\tHTTP/1.1\r\nHost: x\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"EHLO mail.example.org\r\n",
    b"A" * 33,
    b"GET /" + b"a" * 70_000,
    b"\n" * 3000,
    # line ends that are none
    b"GET /v2/capabilities HTTP/1.1\nHost: x\n\n",
    b"POST /v2/room/1/notification HTTP/1.1\nHost: x\nContent-Length: 1\n\nx",
    b"GET /v2/capabilities HTTP/1.1\r\nHost: x\n\r\n",
    b"GET /v2/capabilities HTTP/1.1\rHost: x\r\r",
    # heads that do not end
    b"GET /\x00 HTTP/1.1\r\n",
    b"GET / HTTP/1.1\r\nHost: \x00",
    b"GET / HTTP/1.1\r\nno colon\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\r\n",
    # targets and lengths
    b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://[x]/v2/room HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /v2/room HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    b"POST /v2/room HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    # chunks
    CHUNKS + b"zz",
    CHUNKS + b"1\nx\n0\n\n",
    CHUNKS + b"1\r\nxyz\r\n0\r\n\r\n",
    CHUNKS + b"0" * 5000,
    CHUNKS + b"0\r\na\n\n",
    CHUNKS + b"0\r\n" + b"a" * 10_000,
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Where one sandbox for all garbage is."""
    with running() as box:
        yield box.url


@pytest.mark.parametrize("request_bytes", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_answered_with_400(url: str, request_bytes: bytes) -> None:
    head, _, body = speak(url, request_bytes).partition(b"\r\n\r\n")

    assert b" 400 Bad Request" in head.splitlines()[0]
    assert b'"code": 400' in body


def test_who_sends_on_after_a_refusal_still_sees_it(url: str) -> None:
    address = urlsplit(url)
    for begun in (b"A" * 100, b"\x00", b"POST /x HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"):
        with socket.create_connection((address.hostname, address.port), timeout=10) as peer:
            peer.sendall(begun)
            assert peer.recv(65_536, socket.MSG_PEEK).startswith(b"HTTP/1.")
            for _ in range(8):
                peer.sendall(b"A" * 65_536)
            peer.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda peer=peer: peer.recv(65_536), b""))
        assert answer.split()[1] in (b"400", b"413")


def test_who_never_ends_after_a_refusal_is_left() -> None:
    loop: dict[int, Any] = {}
    for seconds, gone in ((10.0, False), (-1.0, True)):
        ours, theirs = socket.socketpair()
        with theirs:
            left = Farewell(ours, loop, seconds)
            assert (left.readable(), left.writable()) == (True, False)
            theirs.sendall(b"A")
            left.handle_read()
            left.hurry()
            assert (loop == {}) is gone
            assert theirs.recv(1) == b""
        if loop:
            left.handle_read()
        assert loop == {}


def test_garbage_after_a_request_is_told_as_well(url: str) -> None:
    good = b"GET /v2/capabilities HTTP/1.1\r\nHost: x\r\n\r\n"

    answer = speak(url, good + b"\x00\x01")

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b" 400 Bad Request\r\n" in answer


@pytest.mark.parametrize("size", [1, 7])
def test_a_request_may_come_in_pieces(api: Any, size: int) -> None:
    head = f"POST /v2/room/1/notification?auth_token={api.room_token} HTTP/1.1 \r\nHost: x\r\n"
    rest = "Connection: close\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
    data = (
        "\r\n" + head + "X-Long: a\r\n\tb\r\n" + rest + "2;a=b\r\nhi\r\n0\r\nA: b\r\n\r\n"
    ).encode()
    address = urlsplit(api.box.url)

    with socket.create_connection((address.hostname, address.port), timeout=10) as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(0, len(data), size):
            peer.sendall(data[at : at + size])
        answer = b"".join(iter(lambda: peer.recv(65_536), b""))

    assert answer.startswith(b"HTTP/1.1 204 No Content\r\n")
    assert api.latest()[-1]["message"] == "hi"


@pytest.mark.parametrize(
    "begun", [b"GET /v2/capabilities HTT", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nonly"]
)
def test_who_falls_silent_in_a_request_is_told(begun: bytes) -> None:
    def nothing(_environ: Any, _start: Any) -> NoReturn:
        raise AssertionError("no request ended")

    listening = listen(0)
    port = listening.getsockname()[1]
    host = Host(nothing, listening, Doors(Passage(port, pytest.fail), lambda: False), patience=0.05)
    try:
        answer = speak(f"http://127.0.0.1:{port}", begun)
    finally:
        host.stop()

    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b'"code": 408' in answer


def test_names_are_spelt_as_the_service_spelt_them(api: Any) -> None:
    body = "Content-Type: text/plain\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"
    head = f"POST /v2/room/1/notification?auth_token={api.room_token} HTTP/1.1\r\nHost: x\r\n"

    lines = speak(api.box.url, (head + body).encode()).decode().split("\r\n")

    assert lines[0] == "HTTP/1.1 204 No Content"
    assert sorted(line.partition(":")[0] for line in lines[1:] if line) == [
        "Access-Control-Allow-Origin",
        "Connection",
        "Date",
        "Server",
        "Strict-Transport-Security",
        "X-Content-Type-Options",
        "X-FloodControl-Limit",
        "X-FloodControl-Remaining",
        "X-FloodControl-Reset",
        "X-Ratelimit-Limit",
        "X-Ratelimit-Remaining",
        "X-Ratelimit-Reset",
        "X-XSS-Protection",
    ]


class Broken(State):
    """A state that cannot list its rooms."""

    def rooms(self) -> NoReturn:
        raise RuntimeError("out of order")


@pytest.mark.logs("^hipadmin.sandbox.app: the sandbox could not answer rooms.room_list$")
def test_our_own_mistake_is_told_in_the_same_form(caplog: pytest.LogCaptureFixture) -> None:
    state = Broken()
    token = state.add_token(TokenKind.ADMIN, "t", ALL_SCOPES, person=state.add_person("K", "k"))
    http = create_app(state, base="http://127.0.0.1:1/v2").test_client()

    answer = http.get("/v2/room", query_string={"auth_token": token.value})

    assert answer.status_code == 500
    assert answer.json == {
        "error": {
            "code": 500,
            "message": "The sandbox made a mistake",
            "type": "Internal Server Error",
        }
    }
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert token.value not in caplog.text


def test_a_connection_goes_on_after_an_empty_answer(api: Any) -> None:
    connection = connect(api)
    try:
        connection.connect()
        first = connection.sock
        for _ in range(3):
            connection.request(
                "POST",
                f"/v2/room/1/notification?auth_token={api.room_token}",
                body="x",
                headers={"Content-Type": "text/plain"},
            )
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (204, b"")
            assert answer.getheader("Connection") is None
            assert connection.sock is first
    finally:
        connection.close()


def test_a_client_may_ask_for_the_end(api: Any) -> None:
    head = f"POST /v2/room/1/notification?auth_token={api.room_token} HTTP/1.1\r\nHost: x\r\n"
    rest = "Connection: close\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx"

    assert speak(api.box.url, (head + rest).encode()).startswith(b"HTTP/1.1 204 ")


def test_many_clients_at_once_are_all_served(api: Any) -> None:
    url, token = api.box.url, api.room_token
    head = f"POST /v2/room/1/notification?auth_token={token} HTTP/1.1\r\nHost: x\r\n"
    rest = "Connection: close\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx"

    with ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(lambda _: speak(url, (head + rest).encode()), range(240)))

    assert {answer[:12] for answer in answers} == {b"HTTP/1.1 204"}
    assert len(api.latest(**{"max-results": 1000})) == 240


def test_two_hundred_connections_are_open_at_once(api: Any) -> None:
    head = f"GET /v2/room?auth_token={api.user} HTTP/1.1\r\nHost: x\r\n"
    address = urlsplit(api.box.url)
    peers = [
        socket.create_connection((address.hostname, address.port), timeout=10) for _ in range(200)
    ]
    try:
        for peer in peers:
            peer.sendall(head.encode())  # not one is complete before all are open
        for peer in peers:
            peer.sendall(b"\r\n")
        assert {peer.recv(12) for peer in peers} == {b"HTTP/1.1 200"}
    finally:
        for peer in peers:
            peer.close()


def test_it_stops_at_once_whatever_clients_do() -> None:
    before = set(threading.enumerate())
    with running() as box:
        address = urlsplit(box.url)
        target = (address.hostname, address.port)
        silent = socket.create_connection(target, timeout=10)
        half = socket.create_connection(target, timeout=10)
        half.sendall(b"POST /v2/room HTTP/1.1\r\nContent-Length: 100\r\n\r\nonly this")
        idle = http.client.HTTPConnection(address.netloc, timeout=10)
        idle.request("GET", "/v2/capabilities")
        idle.getresponse().read()
        started = time.monotonic()
    took = time.monotonic() - started
    for peer in (silent, half, idle):
        peer.close()

    assert took < 5
    assert set(threading.enumerate()) == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(target, timeout=10)
