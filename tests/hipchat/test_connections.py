"""Connections that fail in every way a network can, and are used again, over real sockets."""

import gzip
import socket
import threading
import time
from contextlib import suppress

import pytest
import requests
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hipadmin.hipchat.errors import (
    ConnectionBroken,
    ConnectionRefused,
    DnsFailure,
    HipChatError,
    Phase,
    ProxyFailure,
    TimedOut,
    TlsFailure,
    TooLarge,
)
from hipadmin.hipchat.sharing import SharedFile

T = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"
OK = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


def hang(server, conn) -> None:
    server.read_request(conn)
    conn.recv(1)


def test_nothing_listens(connect, send, free_port) -> None:
    with (
        connect(f"http://127.0.0.1:{free_port}") as each,
        pytest.raises(ConnectionRefused) as caught,
    ):
        send(each)
    assert "nothing listens" in str(caught.value)
    assert (caught.value.status, caught.value.outcome_unknown) == (None, False)


def test_a_name_nobody_knows(monkeypatch, connect, send) -> None:
    def unknown(*_args, **_kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with connect("http://chat.invalid") as each, pytest.raises(DnsFailure, match=r"chat\.invalid"):
        send(each)


def test_a_lookup_that_takes_too_long(monkeypatch, connect, send) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: over.wait(10) and [])
    with connect("http://chat.invalid") as each, pytest.raises(TimedOut) as caught:
        send(each)
    over.set()
    assert caught.value.phase is Phase.CONNECT


def test_no_connection_in_time(full_port, connect, send) -> None:
    with connect(f"http://127.0.0.1:{full_port}") as each, pytest.raises(TimedOut) as caught:
        send(each)
    assert (caught.value.phase, caught.value.outcome_unknown) == (Phase.CONNECT, False)


@pytest.mark.parametrize(("method", "unknown"), [("POST", True), ("GET", False)])
def test_no_answer_in_time(serve, method, unknown, connect, send) -> None:
    server = serve(hang)
    with connect(server.url) as each, pytest.raises(TimedOut) as caught:
        send(each) if method == "POST" else each.room(17)
    assert (caught.value.phase, caught.value.outcome_unknown) == (Phase.READ, unknown)
    assert len(server.seen) == 1


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n"])
def test_an_answer_that_drips_ends_at_the_deadline(serve, start, connect, send) -> None:
    def drip(server, conn) -> None:
        server.read_request(conn)
        conn.sendall(start)
        conn.settimeout(0.02)
        while True:
            conn.sendall(b"H")
            with suppress(TimeoutError):
                if not conn.recv(1):
                    return

    server = serve(drip)
    began = time.monotonic()
    with connect(server.url) as each, pytest.raises(TimedOut):
        send(each)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 20",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x00\xff\x00\xff\r\n\r\n",
    ],
)
def test_an_answer_cut_off_or_garbled(answer, reply, connect, send) -> None:
    server = answer(reply)
    with connect(server.url) as each, pytest.raises(ConnectionBroken) as caught:
        send(each)
    assert caught.value.outcome_unknown
    assert len(server.seen) == 1


def test_a_connection_that_ends_as_it_is_used_is_opened_again_for_reading_only(
    serve, connect, send
) -> None:
    empty = b'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"items":[]}'

    def tired(server, conn) -> None:
        # a kept connection ends after its next request was read, never before
        while server.read_request(conn) and len(server.seen) % 2 == 0:
            conn.sendall(empty)

    server = serve(tired)
    with connect(server.url) as each:
        assert list(each.rooms()) == []
        assert len(server.seen) == 2
        with pytest.raises(ConnectionBroken):
            send(each)
        assert len(server.seen) == 3


def test_a_reset(serve, connect, send) -> None:
    def reset(server, conn) -> None:
        server.read_request(conn)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with connect(serve(reset).url) as each, pytest.raises(ConnectionBroken) as caught:
        send(each)
    assert caught.value.outcome_unknown


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 1048577\r\n", b"Connection: close\r\n", b"Content-Encoding: gzip\r\n"],
)
def test_more_than_a_mebibyte_is_not_read(serve, head, connect) -> None:
    body = b" " * (1024 * 1024 + 1)

    def flood(server, conn) -> None:
        server.read_request(conn)
        content = gzip.compress(body) if b"gzip" in head else body
        conn.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + content)

    with connect(serve(flood).url, timeout=(3, 3)) as each, pytest.raises(TooLarge):
        each.room(17)


def test_exactly_a_mebibyte_is_read(answer, connect) -> None:
    body = b'{"id": 17, "name": "Ops"}'.ljust(1024 * 1024)
    server = answer(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    with connect(server.url, timeout=(3, 3)) as each:
        assert each.room(17).name == "Ops"


def test_a_connection_the_server_closed_is_opened_again(serve, connect, send) -> None:
    def once(server, conn) -> None:
        server.read_request(conn)
        conn.sendall(OK)

    server = serve(once)
    with connect(server.url, timeout=(3, 3)) as each:
        send(each)
        server._threads[1].join(5)
        send(each)
    assert len(server.seen) == 2


def test_a_read_finds_a_server_that_comes_up_late(monkeypatch, answer, connect) -> None:
    server = answer(b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"id": 17, "name": "Ops"}')
    real, refused = socket.socket.connect, [ConnectionRefusedError(111, "refused")]

    def dial(sock, address):
        if refused:
            raise refused.pop()
        return real(sock, address)

    monkeypatch.setattr(socket.socket, "connect", dial)
    with connect(server.url) as each:
        assert each.room(17).name == "Ops"


def test_a_send_is_tried_once(monkeypatch, connect, send) -> None:
    tries = []

    def dial(_sock, address):
        tries.append(address)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket.socket, "connect", dial)
    with connect("http://127.0.0.1:1") as each:
        with pytest.raises(ConnectionRefused):
            send(each)
        assert len(tries) == 1
        with pytest.raises(ConnectionRefused):
            each.room(17)
        assert len(tries) == 4


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (requests.exceptions.ConnectTimeout(), TimedOut),
        (requests.exceptions.ReadTimeout(), TimedOut),
        (requests.exceptions.SSLError(f"no {T}"), TlsFailure),
        (requests.exceptions.ProxyError(), ProxyFailure),
        (requests.exceptions.ConnectionError(f"/oauth/token/{T}"), ConnectionBroken),
        (requests.exceptions.ChunkedEncodingError(), ConnectionBroken),
        (requests.exceptions.InvalidURL(T), ConnectionBroken),
    ],
)
def test_what_the_library_says_is_not_passed_on(wire, error, kind, connect) -> None:
    wire.get(f"http://chat.test/v2/oauth/token/{T}", body=error)
    with connect("http://chat.test") as each, pytest.raises(kind) as caught:
        each.introspect()
    assert T not in str(caught.value)
    assert (caught.value.__context__, caught.value.__cause__) == (None, None)


HEADS = st.sampled_from(
    (
        *(
            b"HTTP/1.1 200 OK\r\n",
            b"HTTP/1.1 204 No\r\n",
            b"HTTP/1.0 302 X\r\n",
            b"HTTP/1.1 429 \r\n",
        ),
        *(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 503 X\r\n", b"HTTP/9.9 999 X\r\n", b"HTTP"),
        *(b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", b"Content-Length: x\r\n", b"\r\n"),
        *(b"Transfer-Encoding: chunked\r\n", b"-5\r\n", b"5\r\n", b"0\r\n\r\n", b"FFFFFFFFFF\r\n"),
        *(b"Content-Encoding: gzip\r\n", b"Content-Encoding: br, zstd\r\n", b"Retry-After: 0\r\n"),
        *(b"Location: /v2/x\r\n", b"Location: http://[\r\n", b"Set-Cookie: a=b; expires=x\r\n"),
        *(b'{"items": [', b'{"error": {"message": 5}}', b'"\\ud800"', b"NaN", b"\xff\xfe", b"]}"),
        *(b'{"owner_type": "user", "scopes": []', b', "expires_in": 1e999}', b"Date: 1\r\n"),
    )
)


@pytest.mark.may_log("^urllib3")  # which says what it could not read
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(HEADS | st.binary(max_size=8), max_size=12).map(b"".join))
@example(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nx")
@example(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")
@example(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nhello")
@example(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n")
@example(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n")
@example(b"HTTP/1.1 200 OK\r\n\r\n{" + b'"a":{' * 5000)
@example(b"HTTP/1.1 200 OK\r\n\r\n" + b"9" * 5000)
def test_whatever_bytes_come_back_only_typed_errors_come_out(echo, connect, send, reply) -> None:
    echo.reply = reply
    with connect(echo.url) as each:
        for call in (each.introspect, lambda: send(each), lambda: list(each.rooms())):
            failure = failure_of(call)
            assert failure is None or (str(failure) and T not in str(failure))


def failure_of(call) -> HipChatError | None:
    try:
        call()
    except HipChatError as error:
        return error
    return None


@pytest.fixture
def echo(serve):
    """A server that answers everybody with its ``reply``."""

    def behave(server, conn) -> None:
        server.read_request(conn)
        conn.sendall(server.reply)

    return serve(behave)


def test_the_end_of_no_chunks_is_waited_for(serve, connect, send) -> None:
    """A client that did not would take it for the beginning of the next answer."""

    def behave(server, conn) -> None:
        while server.read_request(conn):
            conn.sendall(b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n")
            conn.settimeout(0.1)
            with suppress(TimeoutError):  # whoever waits sends nothing meanwhile
                conn.recv(1, socket.MSG_PEEK)
            conn.settimeout(10)
            conn.sendall(b"0\r\n\r\n")

    server = serve(behave)
    with connect(server.url) as client:
        for _ in range(2):
            assert send(client).status == 204
    assert (len(server.seen), len(server._open)) == (2, 1)


def test_a_closed_client_opens_a_new_connection(answer, connect, send) -> None:
    server = answer(OK)
    with connect(server.url) as client:
        for _ in range(2):
            assert send(client).status == 204
            client.close()
    assert len(server.seen) == 2


@pytest.mark.parametrize(("size", "writes"), [(20, 1), (9_000, 1), (100_000, 2)])
def test_head_and_body_leave_together(monkeypatch, serve, connect, size, writes) -> None:
    """Unless the body is so large that to copy it costs more than another packet."""
    written = []

    class Counting(socket.socket):
        def sendall(self, data, *flags):
            written.append(bytes(data))
            return super().sendall(data, *flags)

    def behave(server, conn) -> None:
        server.seen.append(server.read_request(conn))
        conn.sendall(OK)

    server = serve(behave)
    monkeypatch.setattr(socket, "socket", Counting)
    with connect(server.url) as each:
        each.share_file("17", SharedFile("a.txt", b"x" * size))
    ours = [data for data in written if data != OK]
    assert (len(ours), b"".join(ours)) == (writes, server.seen[0])
