"""Each way a server cannot be reached has its own sentence, with something to do about it."""

import socket
import ssl
from pathlib import Path

import pytest
from urllib3 import exceptions as lib

from hipadmin.hipchat.answers import Asked
from hipadmin.hipchat.errors import (
    ConnectionBroken,
    ConnectionRefused,
    DnsFailure,
    ForeignRedirect,
    HipChatError,
    NotHipChat,
    ProxyFailure,
    Redirected,
    ServerFailure,
    TimedOut,
    TlsFailure,
    TooLarge,
    Unreachable,
)
from hipadmin.hipchat.failures import unreachable
from tests.hipchat.certificates import self_signed, server_context

ASKED = Asked("POST", "chat.example.com", "Token", lambda: 0.0)
LEFT = "HTTP/1.1 {} x\r\n{}Content-Length: {}\r\n\r\n{}"


def reply(status: int, body: str = "", head: str = "") -> bytes:
    return LEFT.format(status, head, len(body), body).encode()


def failing(connect, send, url: str, **options: object) -> HipChatError:
    with connect(url, **options) as client, pytest.raises(HipChatError) as caught:
        send(client)
    return caught.value


def test_nothing_listens(connect, send, free_port) -> None:
    error = failing(connect, send, f"http://127.0.0.1:{free_port}")
    assert isinstance(error, ConnectionRefused)
    assert "nothing listens there. See whether the port is right and the server" in str(error)


def test_a_server_that_hangs(serve, connect, send) -> None:
    server = serve(lambda server, conn: server.read_request(conn) and conn.recv(1))
    error = failing(connect, send, server.url)
    assert isinstance(error, TimedOut)
    assert error.outcome_unknown
    assert "did not answer in time. It may have been carried out: look before" in str(error)


def test_a_body_that_drips(serve, connect, send) -> None:
    def drip(server, conn) -> None:
        server.read_request(conn)
        conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            conn.sendall(b"x")
            conn.settimeout(0.1)
            try:
                if not conn.recv(1):
                    return
            except TimeoutError:
                continue

    error = failing(connect, send, serve(drip).url)
    assert isinstance(error, TimedOut)
    assert "did not answer in time" in str(error)


def test_a_full_backlog(connect, send, full_port) -> None:
    error = failing(connect, send, f"http://127.0.0.1:{full_port}")
    assert isinstance(error, TimedOut)
    assert "did not accept a connection in time. See whether a firewall or VPN" in str(error)


def test_a_connection_that_breaks(serve, connect, send) -> None:
    error = failing(connect, send, serve(lambda server, conn: server.read_request(conn)).url)
    assert isinstance(error, ConnectionBroken)
    assert error.outcome_unknown
    assert "broke before the answer was complete. It may have been carried out: look" in str(error)


def test_a_question_that_breaks_can_be_asked_again(serve, connect) -> None:
    error = failing(
        connect,
        lambda client: client.room(1),
        serve(lambda server, conn: server.read_request(conn)).url,
    )
    assert isinstance(error, ConnectionBroken)
    assert "broke before the answer was complete. Try again." in str(error)


@pytest.mark.parametrize(
    ("answered", "kind", "said"),
    [
        (reply(200, "{nonsense"), NotHipChat, "its answer is not JSON (status 200). Check the API"),
        (reply(200, "<html>hi"), NotHipChat, "Check the API endpoint."),
        (reply(404, "<html>"), NotHipChat, "a web page came back (status 404). Check the API"),
        (reply(500, "{}"), ServerFailure, "has trouble of its own (status 500). Try again later."),
        (
            reply(504, "{}"),
            ServerFailure,
            "(status 504). It may have been carried out: look before",
        ),
        (
            reply(302, head="Location: https://other.example.com/v2\r\n"),
            ForeignRedirect,
            "another host (other.example.com), which does not get the token. If that is the right",
        ),
        (
            reply(302, head="Location: https://127.0.0.1:1/v2\r\n"),
            Redirected,
            "redirects to https://127.0.0.1:1. Enter that as the API endpoint.",
        ),
        (
            reply(302, head="Location: /sign_in?next=x\r\n"),
            Redirected,
            "redirects to another page (/sign_in) instead. Check the API endpoint.",
        ),
        (reply(200, "[" + "1," * 600_000), TooLarge, "larger than 1 MiB. Check the API endpoint."),
    ],
)
def test_what_answers_is_not_hipchat(
    answer, connect, send, answered: bytes, kind: type[HipChatError], said: str
) -> None:
    error = failing(connect, send, answer(answered).url, timeout=(3, 3))
    assert isinstance(error, kind)
    assert said in str(error)


def test_a_proxy_that_is_not_there(connect, send, free_port) -> None:
    for url in ("http://chat.test", "https://chat.test"):
        error = failing(connect, send, url, proxy=f"http://me:secret@127.0.0.1:{free_port}")
        assert isinstance(error, ProxyFailure)
        expected = f"The proxy 127.0.0.1:{free_port} refused the connection: nothing listens"
        assert str(error).startswith(expected)
        assert "under Proxy" in str(error)
        assert "secret" not in str(error)


@pytest.mark.parametrize("url", ["http://chat.test", "https://chat.test"])
def test_a_proxy_that_wants_a_password(answer, connect, send, url: str) -> None:
    proxy = f"http://127.0.0.1:{answer(reply(407)).port}"
    error = failing(connect, send, url, proxy=proxy)
    assert isinstance(error, ProxyFailure)
    assert "wants a user name and password" in str(error)
    assert "in https_proxy" in str(error)


def test_a_proxy_that_forbids(answer, connect, send) -> None:
    proxy = answer(reply(403)).port
    error = failing(connect, send, "https://chat.test", proxy=f"http://127.0.0.1:{proxy}")
    assert isinstance(error, ProxyFailure)
    assert "(status 403). Ask whoever runs it to allow chat.test." in str(error)


def test_a_proxy_that_is_none(serve, connect, send) -> None:
    def hang_up(server, conn) -> None:
        server.read_request(conn)

    proxy = serve(hang_up).port
    error = failing(connect, send, "https://chat.test", proxy=f"http://127.0.0.1:{proxy}")
    assert isinstance(error, ProxyFailure)
    assert "See whether it is a proxy" in str(error)


def test_a_proxy_that_does_not_answer(connect, send, full_port) -> None:
    error = failing(connect, send, "http://chat.test", proxy=f"http://127.0.0.1:{full_port}")
    assert isinstance(error, ProxyFailure)
    assert "did not accept a connection in time" in str(error)


def test_a_port_that_says_nothing_to_tls(serve, connect, send) -> None:
    url = serve(lambda server, conn: server.read_request(conn)).url.replace("http:", "https:")
    error = failing(connect, send, url)
    assert isinstance(error, TimedOut)
    assert not error.outcome_unknown
    assert "said nothing in time. See whether the port is right." in str(error)


def test_a_certificate_nobody_vouches_for(serve, tmp_path: Path, connect, send) -> None:
    (tmp_path / "chat.pem").write_bytes(self_signed())
    context = server_context(tmp_path / "chat.pem")

    def behave(_server, conn) -> None:
        with pytest.raises(ssl.SSLError), context.wrap_socket(conn, server_side=True) as tls:
            tls.recv(1)

    url = f"https://127.0.0.1:{serve(behave).port}"
    error = failing(connect, send, url, timeout=(3, 3))
    assert isinstance(error, TlsFailure)
    assert "signed by itself. Enter the server's CA certificate." in str(error)


def test_a_port_that_speaks_no_tls(serve, connect, send) -> None:
    def answer_in_clear(_server, conn) -> None:
        conn.recv(1)
        conn.sendall(reply(400))

    url = serve(answer_in_clear).url.replace("http:", "https:")
    error = failing(connect, send, url, timeout=(3, 3))
    assert isinstance(error, TlsFailure)
    assert "does not speak TLS. Try http://" in str(error)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (socket.EAI_NONAME, "is not known: the DNS lookup failed. See whether it is spelt right"),
        (socket.EAI_AGAIN, "DNS does not answer. See whether this machine is on the network."),
    ],
)
def test_names_that_cannot_be_looked_up(number: int, said: str) -> None:
    cause = socket.gaierror(number, "words of the system")
    error = lib.NameResolutionError("chat.example.com", None, cause)  # type: ignore[arg-type]
    error.__cause__ = cause
    found = unreachable(error, ASKED, sent=False)
    assert isinstance(found, DnsFailure)
    assert said in str(found)
    assert "words of the system" not in str(found)
    by_proxy = unreachable(error, ASKED, sent=False, via="proxy:3128")
    assert isinstance(by_proxy, ProxyFailure)
    assert "The name of the proxy proxy:3128 is not known" in str(by_proxy)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("certificate has expired", "has expired. Whoever runs the server must mend that."),
        ("certificate is not yet valid", "See whether this machine's clock is right."),
        ("Hostname mismatch", "Enter the name it is for as API endpoint."),
        ("unable to get local issuer certificate", "Enter the server's CA certificate."),
        ("alert handshake failure", "TLS failed. Whoever runs the server must mend that."),
    ],
)
def test_what_is_wrong_with_a_certificate(words: str, said: str) -> None:
    found = unreachable(ssl.SSLError(1, words), ASKED, sent=False)
    assert isinstance(found, TlsFailure)
    assert said in str(found)


def test_a_network_that_is_down() -> None:
    error = lib.NewConnectionError(None, "no route to host")  # type: ignore[arg-type]
    found = unreachable(error, ASKED, sent=False)
    assert type(found) is Unreachable
    assert "See whether network, VPN and firewall let it through." in str(found)
