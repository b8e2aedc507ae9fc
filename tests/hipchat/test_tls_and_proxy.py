"""Certificates and proxies: whom the client trusts, and whom it asks."""

import socket
import threading
from contextlib import suppress

import pytest

from hipadmin.hipchat.errors import ProxyFailure, TlsFailure
from tests.hipchat.certificates import self_signed, server_context

T = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6lM9o"
OK = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


def test_a_proxy_that_is_not_there(connect, send, free_port) -> None:
    with connect("http://chat.test", proxy=f"me:{T}@127.0.0.1:{free_port}") as each:
        with pytest.raises(ProxyFailure) as caught:
            send(each)
        assert T not in str(caught.value)


def test_a_proxy_is_asked_with_the_whole_address(answer, connect) -> None:
    server = answer(OK)
    with connect("http://chat.test", proxy=f"127.0.0.1:{server.port}") as each:
        each.send_notification("..", "m")
    expected = b"POST http://chat.test/v2/room/%2E%2E/notification HTTP/1.1"
    assert server.seen[0].startswith(expected)


def test_a_proxy_that_refuses_a_tunnel(answer, connect, send) -> None:
    server = answer(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    with connect("https://chat.test", proxy=f"http://127.0.0.1:{server.port}") as each:
        with pytest.raises(ProxyFailure) as caught:
            send(each)
        assert not caught.value.outcome_unknown
    assert T.encode() not in b"".join(server.seen)


def pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@pytest.fixture
def tunnel(serve):
    """A proxy that makes tunnels to this machine, whatever host is asked for."""

    def behave(server, conn) -> None:
        head = server.read_request(conn).decode()
        port = int(head.split()[1].rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as upstream:
            conn.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            there = threading.Thread(target=pump, args=(conn, upstream))
            there.start()
            pump(upstream, conn)
            there.join(5)

    return serve(behave)


def test_https_goes_through_a_tunnel(tls_server, tunnel, certificate, connect, send) -> None:
    proxy = f"http://me:p%40ss@127.0.0.1:{tunnel.port}"
    url = f"https://127.0.0.1:{tls_server.port}"
    with connect(url, proxy=proxy, verify=str(certificate), timeout=(3, 3)) as each:
        for _ in range(3):
            assert send(each).status == 204
    (opened,) = tunnel.seen
    assert opened.startswith(f"CONNECT 127.0.0.1:{tls_server.port} HTTP/1.".encode())
    assert b"Proxy-Authorization: Basic bWU6cEBzcw==" in opened
    assert T.encode() not in opened
    assert len(tls_server.seen) == 3
    assert all(b"Proxy-Authorization" not in request for request in tls_server.seen)
    assert all(f"Bearer {T}".encode() in request for request in tls_server.seen)


def test_a_certificate_is_checked_behind_a_tunnel(tls_server, tunnel, connect, send) -> None:
    url = f"https://127.0.0.1:{tls_server.port}"
    with (
        connect(url, proxy=f"127.0.0.1:{tunnel.port}", timeout=(3, 3)) as each,
        pytest.raises(TlsFailure, match="CA certificate") as caught,
    ):
        send(each)
    assert not caught.value.outcome_unknown
    assert tls_server.seen == []


def test_the_systems_https_proxy_is_used(tls_server, tunnel, monkeypatch, connect, send) -> None:
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{tunnel.port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with connect(f"https://chat.test:{tls_server.port}", verify=False, timeout=(3, 3)) as each:
        assert send(each).status == 204
    assert tunnel.seen[0].startswith(b"CONNECT chat.test:")


def test_a_proxy_that_speaks_tls_itself(serve, certificate, connect, send) -> None:
    context = server_context(certificate)

    def behave(server, conn) -> None:
        with context.wrap_socket(conn, server_side=True) as wrapped:
            while server.read_request(wrapped):
                wrapped.sendall(OK)

    proxy = serve(behave)
    address = f"https://127.0.0.1:{proxy.port}"
    with connect("http://chat.test", proxy=address, verify=str(certificate), timeout=(3, 3)) as c:
        assert send(c).status == 204
        assert send(c).status == 204
    assert proxy.seen[0].startswith(b"POST http://chat.test/v2/room/17/notification")
    assert len(proxy._open) == 1


def test_connections_through_a_proxy_are_reused(answer, connect, send) -> None:
    proxy = answer(OK)
    with connect("http://chat.test", proxy=f"127.0.0.1:{proxy.port}") as each:
        for _ in range(3):
            send(each)
    assert (len(proxy.seen), len(proxy._open)) == (3, 1)


def test_system_proxies_are_for_other_hosts_than_this(answer, monkeypatch, connect, send) -> None:
    proxy, server = answer(OK), answer(OK)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with connect(server.url) as here, connect("http://chat.test") as there:
        send(here)
        send(there)
    assert (len(server.seen), len(proxy.seen)) == (1, 1)


def test_the_systems_proxy_of_the_moment_is_asked(answer, monkeypatch, connect, send) -> None:
    proxies = [answer(OK), answer(OK)]
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with connect("http://chat.test") as each:
        for proxy in (*proxies, proxies[0]):
            monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
            send(each)
    assert [(len(proxy.seen), len(proxy._open)) for proxy in proxies] == [(2, 1), (1, 1)]


def test_an_unknown_kind_of_proxy(connect, send) -> None:
    proxy = "gopher://127.0.0.1:1"
    with connect("http://chat.test", proxy=proxy) as each, pytest.raises(ProxyFailure):
        send(each)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A fresh self-signed certificate for 127.0.0.1, with its key, in one file."""
    path = tmp_path_factory.mktemp("tls") / "chat.pem"
    path.write_bytes(self_signed())
    return path


@pytest.fixture
def tls_server(serve, certificate):
    context = server_context(certificate)

    def behave(server, conn) -> None:
        with context.wrap_socket(conn, server_side=True) as wrapped:
            while server.read_request(wrapped):
                wrapped.sendall(OK)

    return serve(behave)


def test_a_certificate_nobody_vouches_for(tls_server, connect, send) -> None:
    url = tls_server.url.replace("http:", "https:")
    with (
        connect(url, timeout=(3, 3)) as each,
        pytest.raises(TlsFailure, match="CA certificate") as caught,
    ):
        send(each)
    assert not caught.value.outcome_unknown
    assert tls_server.seen == []


def test_a_certificate_vouched_for_or_not_asked(tls_server, certificate, connect, send) -> None:
    url = tls_server.url.replace("http:", "https:")
    for verify in (str(certificate), False):
        with connect(url, verify=verify, timeout=(3, 3)) as each:
            assert send(each).status == 204


def test_tls_connections_are_reused(tls_server, certificate, connect, send) -> None:
    url = tls_server.url.replace("http:", "https:")
    with connect(url, verify=str(certificate), timeout=(3, 3)) as each:
        for _ in range(3):
            send(each)
    assert (len(tls_server.seen), len(tls_server._open)) == (3, 1)


def test_certificates_of_the_system_count_from_when_they_are_named(
    tls_server, certificate, monkeypatch, connect, send
) -> None:
    with connect(tls_server.url.replace("http:", "https:"), timeout=(3, 3)) as each:
        with pytest.raises(TlsFailure):
            send(each)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        assert send(each).status == 204


def test_a_certificate_for_another_host(tls_server, certificate, connect, send) -> None:
    url = f"https://localhost:{tls_server.port}"
    patient = connect(url, verify=str(certificate), timeout=(3, 3))
    with patient as each, pytest.raises(TlsFailure, match="another host"):
        send(each)


def test_a_ca_file_that_cannot_be_read(tmp_path, tls_server, connect, send) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    url = tls_server.url.replace("http:", "https:")
    for path in (tmp_path / "missing.pem", empty):
        with connect(url, verify=str(path)) as each, pytest.raises(TlsFailure):
            send(each)


def test_tls_to_a_port_that_speaks_plainly(serve, connect, send) -> None:
    def behave(_server, conn) -> None:
        conn.recv(1)
        conn.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        conn.recv(4096)

    url = f"https://127.0.0.1:{serve(behave).port}"
    with connect(url, timeout=(3, 3)) as each, pytest.raises(TlsFailure, match="speak TLS"):
        send(each)
