"""Cancel ends a call at once, in whatever phase it is, and says what may have happened."""

import socket
import threading
import time

import pytest

from hipadmin.hipchat.errors import (
    Cancelled,
)

T = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"
OK = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("phase", ["read", "body", "endless"])
def test_cancel_ends_a_blocked_send_at_once(serve, running, phase, connect, send) -> None:
    starts = {
        "read": b"",
        "body": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{",
        "endless": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}",
    }

    def behave(server, conn) -> None:
        server.read_request(conn)
        conn.sendall(starts[phase])
        conn.recv(1)

    server = serve(behave)
    with connect(server.url, timeout=(60, 60)) as each:
        call = running(lambda: send(each))
        assert server.arrived.wait(5)
        began = time.monotonic()
        each.cancel()
        found = call.result()
        assert time.monotonic() - began < 5
        assert isinstance(found, Cancelled)
        assert found.outcome_unknown
        assert "may have been sent" in str(found)


def test_cancel_ends_a_blocked_connect(full_port, running, monkeypatch, connect, send) -> None:
    dialling, real = threading.Event(), socket.socket.connect

    def dial(sock, address):
        dialling.set()
        return real(sock, address)

    monkeypatch.setattr(socket.socket, "connect", dial)
    with connect(f"http://127.0.0.1:{full_port}", timeout=(60, 60)) as each:
        call = running(lambda: send(each))
        assert dialling.wait(5)
        began = time.monotonic()
        each.cancel()
        found = call.result()
        assert time.monotonic() - began < 5
        assert isinstance(found, Cancelled)
        assert not found.outcome_unknown


def test_cancel_ends_a_blocked_handshake(serve, running, connect, send) -> None:
    reached = threading.Event()

    def behave(_server, conn) -> None:
        conn.recv(1)
        reached.set()
        while conn.recv(4096):
            pass

    server = serve(behave)
    with connect(server.url.replace("http:", "https:"), timeout=(60, 60)) as each:
        call = running(lambda: send(each))
        assert reached.wait(5)
        began = time.monotonic()
        each.cancel()
        found = call.result()
        assert time.monotonic() - began < 5
        assert isinstance(found, Cancelled)
        assert not found.outcome_unknown


def test_cancel_ends_a_wait_between_tries(answer, running, connect, monkeypatch) -> None:
    # so long that nobody could take its end for the cancelling
    monkeypatch.setattr("hipadmin.hipchat.transport._MAX_PAUSE_S", 60)
    server = answer(b"HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n")
    with connect(server.url) as each:
        call = running(lambda: each.room(17))
        assert server.arrived.wait(5)
        began = time.monotonic()
        each.cancel()
        assert isinstance(call.result(), Cancelled)
        assert time.monotonic() - began < 5


def test_after_cancel_nothing_is_sent(answer, connect, send) -> None:
    server = answer(OK)
    with connect(server.url) as each:
        send(each)
        each.cancel()
        with pytest.raises(Cancelled, match="not sent") as caught:
            send(each)
    assert not caught.value.outcome_unknown
    assert len(server.seen) == 1
