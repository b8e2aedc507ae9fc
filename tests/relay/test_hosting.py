"""The server below the intake: slow, rude and many senders, and how it stops."""

import contextlib
import http.client
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from hipadmin.relay.hosting import PATIENCE, Host, listen, url_of
from hipadmin.relay.parsing import CHUNK_LINE_MAX, HEAD_MAX
from hipadmin.relay.wire import Patience
from tests.relay.children import until
from tests.relay.serving import LIMIT_S, Served, served
from tests.store.builders import busy

MIB = 1 << 20
BODY = b'{"title": "x"}'
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
HASTE = Patience(head=0.2, whole=0.5, idle=1.0)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("intake")) as found:
        yield found


@pytest.fixture
def site(one: Served) -> Served:
    one.noted()
    return one


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that waits for a moment only."""
    with served(tmp_path_factory.mktemp("hasty"), HASTE) as found:
        yield found


def connect(site: Served) -> socket.socket:
    return socket.create_connection(site.address, timeout=20)


def taken(peer: socket.socket) -> None:
    """Read the answer to an event that was taken in."""
    told = b""
    while not told.endswith(b"}]}"):
        told += peer.recv(1000)
    assert told.startswith(b"HTTP/1.1 202 ")


def answer_of(peer: socket.socket) -> tuple[int, dict[str, object]]:
    """Status and body of an answer after which the server closes."""
    head, _, body = b"".join(iter(lambda: peer.recv(65_536), b"")).partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), json.loads(body)


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"nonsense\r\n\r\n", 400, "bad_request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400, "bad_request"),
        (b"POST / HTTP/1.1\r\nContent-Length: few\r\n\r\n", 400, "bad_request"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400, "bad_request"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "bad_request"),
        (b"GET / HTTP/1.1\r\nbad header\r\n\r\n", 400, "bad_request"),
        (CHUNKED + b"Content-Length: 3\r\n\r\n0\r\n\r\n", 400, "bad_request"),
        (CHUNKED + b"\r\n" + b"1" * (CHUNK_LINE_MAX + 1), 400, "bad_request"),
        (CHUNKED + b"\r\n0\r\n" + b"A: b\r\n" * 9000, 400, "bad_request"),
        (b"GET /" + b"x" * HEAD_MAX + b" HTTP/1.1\r\n\r\n", 431, "headers_too_large"),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 9000 + b"\r\n", 431, "headers_too_large"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413, "too_large"),
    ],
)
def test_what_is_no_request_is_told_in_json_and_noted(
    site: Served, data: bytes, status: int, code: str
) -> None:
    head, _, body = site.speak(data).partition(b"\r\n\r\n")
    assert head.startswith((f"HTTP/1.1 {status} ".encode(), f"HTTP/1.0 {status} ".encode()))
    assert json.loads(body)["code"] == code
    assert site.noted() == [("", code)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"GET /healthz HTTP/1.1\nHost: x\n\n", "end with CR and LF"),
        (CHUNKED + b"\r\nd\n" + BODY + b"\n0\n\n", "end with CR and LF"),
        (CHUNKED + b"\r\n0\r\nA: b\n\n", "end with CR and LF"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "begins with http, not https"),
    ],
)
def test_what_would_never_end_is_told_at_once(site: Served, data: bytes, reason: str) -> None:
    """A sender waits for the answer, and the relay for the end of the request."""
    with connect(site) as peer:
        peer.settimeout(PATIENCE.head / 2)
        peer.sendall(data)
        status, told = answer_of(peer)
    assert (status, told["code"]) == (400, "bad_request")
    assert reason in str(told["reason"])
    assert site.noted() == [("", "bad_request")]


def test_a_body_that_is_too_large_is_refused_when_it_was_read(site: Served) -> None:
    with connect(site) as peer:
        peer.sendall(site.head(Content_Length=str(8 * MIB), Connection="close"))
        for _ in range(8):
            peer.sendall(b" " * MIB)
        assert answer_of(peer)[0] == 413
    assert site.noted() == [("s1", "too_large")]


def test_who_asks_first_is_refused_before_anything_is_sent(site: Served) -> None:
    with connect(site) as peer:
        peer.sendall(site.head(Content_Length=str(2 * MIB), Expect="100-continue"))
        status, body = answer_of(peer)
    assert (status, body["code"]) == (413, "too_large")


def test_who_asks_first_may_go_on(site: Served) -> None:
    with connect(site) as peer:
        head = site.head(Content_Length=str(len(BODY)), Expect="100-continue", Connection="close")
        peer.sendall(head)
        assert peer.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        peer.sendall(BODY)
        assert answer_of(peer)[0] == 202


def test_chunks_and_several_requests_on_one_connection(site: Served) -> None:
    connection = http.client.HTTPConnection(*site.address, timeout=20)
    headers = {**site.bearer, "Content-Type": "application/json"}
    path = "/v1/subscriptions/s1/events"
    with contextlib.closing(connection):
        connection.connect()
        first = connection.sock
        for body in (BODY, iter([BODY[:5], BODY[5:]])):
            connection.request("POST", path, body, headers, encode_chunked=True)
            assert connection.getresponse().read().startswith(b'{"accepted": 1')
        assert connection.sock is first


def test_pipelined_requests_are_answered_in_order(site: Served) -> None:
    one = site.head(Content_Length=str(len(BODY))) + BODY
    last = site.head(Content_Length=str(len(BODY)), Connection="close") + BODY
    assert site.speak(one * 3 + last).count(b"HTTP/1.1 202 ") == 4


def test_many_at_once_are_answered_without_waiting_for_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than the loop reads ahead: it is to look again as soon as there is room."""
    monkeypatch.setattr("hipadmin.relay.hosting._LOOK_S", 4 * LIMIT_S)
    with served(tmp_path) as site:
        one = site.head(Content_Length=str(len(BODY))) + BODY
        last = site.head(Content_Length=str(len(BODY)), Connection="close") + BODY
        answers = site.speak(one * 20 + last).split(b"HTTP/1.1 202 ")
        assert [json.loads(each.partition(b"\r\n\r\n")[2])["accepted"] for each in answers[1:]] == (
            [1] * 21
        )
        with connect(site) as peer:
            for _ in range(20):  # one that waits for each answer
                peer.sendall(one)
                taken(peer)


def test_who_closes_his_side_is_answered_all_the_same(site: Served) -> None:
    with connect(site) as peer:
        with busy(site.desk.hub.store):
            peer.sendall(site.head(Content_Length=str(len(BODY))) + BODY)
            peer.shutdown(socket.SHUT_WR)
            for _ in range(3):  # whoever answers these has looked at the other one, too
                assert site.get("/openapi.json").status_code == 200
        taken(peer)
        assert peer.recv(1000) == b""


def test_what_was_begun_is_told_of_although_its_sender_has_gone(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One thread begins with both, and waits for the first when the second one leaves."""
    monkeypatch.setattr("hipadmin.relay.hosting.THREADS", 1)
    store, told = site.desk.hub.store, []
    request = site.head(Content_Length=str(len(BODY))) + BODY
    watched = replace(site.site, due=lambda: told.append("due"))
    monkeypatch.setattr(watched.metrics, "received", told.extend)
    listening = listen("127.0.0.1", 0)
    host = Host(watched, listening)
    place, channels = listening.getsockname(), host._server.active_channels
    with socket.create_connection(place) as first, socket.create_connection(place) as second:
        with busy(store):
            first.sendall(request)
            until(lambda: store._writer._queue.qsize() == 1)  # the thread waits for it
            until(lambda: len(channels) == 2)
            second.sendall(request)
            third = socket.create_connection(place)
            third.sendall(request)
            until(lambda: host._workers._jobs.qsize() == 2)
            holding = contextlib.ExitStack()
            behind = threading.Thread(target=lambda: holding.enter_context(busy(store)))
            behind.start()
            until(lambda: store._writer._queue.qsize() == 2)
        behind.join(LIMIT_S)
        taken(first)
        until(lambda: store._writer._queue.qsize() == 2)  # both are begun with
        third.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        third.close()
        until(lambda: len(channels) == 2)
        holding.close()
        taken(second)
        until(lambda: len([each for each in told if each != "due"]) == 3)
    host.stop()


def test_head_and_body_leave_in_one_piece(site: Served) -> None:
    with connect(site) as peer:
        for data, end in (
            (site.head(Content_Length=str(len(BODY))) + BODY, b"}]}"),
            (b"GET /healthz HTTP/1.1\r\n\r\n", b"}"),
            (b"GET /nowhere HTTP/1.1\r\n\r\n", b"}"),
        ):
            for _ in range(10):
                peer.sendall(data)
                assert peer.recv(65_536).endswith(end)


def test_what_the_sender_does_not_take_waits_for_him(site: Served) -> None:
    """Far more than both ends keep: the rest leaves when there is room."""
    ask = b"GET /openapi.json HTTP/1.1\r\n\r\n"
    with socket.socket() as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.settimeout(LIMIT_S)
        peer.connect(site.address)
        peer.sendall(ask * 300)
        peer.sendall(site.head(Content_Length=str(len(BODY)), Connection="close") + BODY)
        told = b"".join(iter(lambda: peer.recv(65_536), b""))
    assert told.count(b"HTTP/1.1 200 OK") == 300
    assert told.count(b"HTTP/1.1 202 ") == 1


def test_headers_that_drip_in_are_given_up(hasty: Served) -> None:
    hasty.noted()
    with connect(hasty) as peer:
        peer.sendall(b"POST / HTTP/1.1\r\n")
        began = time.monotonic()
        peer.settimeout(0.05)
        told = b""
        while not told and time.monotonic() - began < 10:
            peer.sendall(b"X: y\r\n")
            with contextlib.suppress(TimeoutError):
                told = peer.recv(1000)
    assert told.startswith(b"HTTP/1.0 408 ")
    assert time.monotonic() - began < 5
    assert hasty.noted() == [("", "too_slow")]


def test_a_body_that_drips_in_is_given_up(hasty: Served) -> None:
    with connect(hasty) as peer:
        peer.sendall(hasty.head(Content_Length="100"))
        peer.sendall(BODY[:3])
        status, body = answer_of(peer)
    assert (status, body["code"]) == (408, "too_slow")


def test_a_connection_that_rests_is_closed(hasty: Served) -> None:
    with connect(hasty) as silent, connect(hasty) as kept:
        kept.sendall(hasty.head(Content_Length=str(len(BODY))) + BODY)
        taken(kept)
        assert silent.recv(1000) == b""
        assert kept.recv(1000) == b""


def test_two_hundred_connections_are_open_at_once(site: Served) -> None:
    request = site.head(Content_Length=str(len(BODY)), Connection="close") + BODY
    with contextlib.ExitStack() as stack:
        peers = [stack.enter_context(connect(site)) for _ in range(200)]
        for peer in peers:
            peer.sendall(request[:-1])  # not one is complete before all are open
        for peer in peers:
            peer.sendall(request[-1:])
        assert {answer_of(peer)[0] for peer in peers} == {202}


@pytest.mark.logs("^waitress: total open connections reached the connection limit")
def test_who_only_rests_keeps_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than there is room for say nothing; who comes behind them is answered."""
    monkeypatch.setattr("hipadmin.relay.hosting.CONNECTIONS", 40)
    monkeypatch.setattr("hipadmin.relay.hosting.REST_S", 0.1)
    with served(tmp_path) as site, contextlib.ExitStack() as stack:
        request = site.head(Content_Length=str(len(BODY))) + BODY
        for _ in range(100):
            stack.enter_context(connect(site))
        late = stack.enter_context(connect(site))
        late.sendall(request)
        taken(late)


def test_many_senders_in_parallel(site: Served) -> None:
    request = site.head(Content_Length=str(len(BODY)), Connection="close") + BODY
    before = len(site.desk.hub.events())
    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda _: site.speak(request), range(200)))
    assert {answer[:12] for answer in answers} == {b"HTTP/1.1 202"}
    assert len(site.desk.hub.events()) == min(before + 200, 999)


def test_slow_senders_hold_up_nobody(site: Served) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(connect(site)).sendall(site.head(Content_Length="100") + b"{")
        began = time.monotonic()
        assert site.post(data=BODY, headers={"Content-Type": "application/json"}).status_code == 202
        assert time.monotonic() - began < 5


def test_it_stops_within_a_second_whatever_clients_do(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with contextlib.ExitStack() as clients:
        with served(tmp_path) as site:
            silent, half, idle, refused = (clients.enter_context(connect(site)) for _ in range(4))
            half.sendall(site.head(Content_Length="100") + b"only this")
            idle.sendall(site.head(Content_Length=str(len(BODY))) + BODY)
            taken(idle)
            refused.sendall(site.head(Content_Length=str(4 * MIB)) + b" " * 4 * MIB)
            assert refused.recv(1000).startswith(b"HTTP/1.1 413 ")
            late = clients.enter_context(connect(site))
            late.sendall(site.head(Content_Length=str(4 * MIB)) + b" " * MIB)
            assert site.get("/nowhere").status_code == 404
        del silent
    assert site.stopping_s < 1
    for thread in set(threading.enumerate()) - before:
        thread.join(LIMIT_S)
    assert set(threading.enumerate()) == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(site.address, timeout=10)


def test_addresses() -> None:
    with listen("localhost", 0) as one:
        port = one.getsockname()[1]
        assert url_of(one) == f"http://127.0.0.1:{port}"
        with pytest.raises(OSError, match="in use"):
            listen("127.0.0.1", port)
    with pytest.raises(OSError, match="known"):
        listen("nowhere.invalid", 0)
    with listen("::1", 0) as six:
        assert url_of(six) == f"http://[::1]:{six.getsockname()[1]}"
