"""Certificates and proxies: whom the client trusts, and whom it asks."""

import datetime as dt
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hipadmin.hipchat.errors import (
    ProxyFailure,
    TlsFailure,
)

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


def test_system_proxies_are_for_other_hosts_than_this(answer, monkeypatch, connect, send) -> None:
    proxy, server = answer(OK), answer(OK)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with connect(server.url) as here, connect("http://chat.test") as there:
        send(here)
        send(there)
    assert (len(server.seen), len(proxy.seen)) == (1, 1)


def test_an_unknown_kind_of_proxy(connect, send) -> None:
    proxy = "gopher://127.0.0.1:1"
    with connect("http://chat.test", proxy=proxy) as each, pytest.raises(ProxyFailure):
        send(each)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A fresh self-signed certificate for 127.0.0.1, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "chat")])
    now = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "chat.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls_server(serve, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

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


def test_a_certificate_vouched_for_or_not_asked(
    tls_server, certificate, connect, send
) -> None:
    url = tls_server.url.replace("http:", "https:")
    for verify in (str(certificate), False):
        with connect(url, verify=verify, timeout=(3, 3)) as each:
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
