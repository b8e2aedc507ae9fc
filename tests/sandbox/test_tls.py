"""The sandbox over https, with a certificate nobody knows yet."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from hipadmin.sandbox.certificate import LIFE, kept, made
from hipadmin.sandbox.server import Sandbox, running


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with running(unlimited=True, tls=True) as found:
        yield found


@pytest.fixture
def trusted(box: Sandbox, tmp_path: Path) -> str:
    file = tmp_path / "sandbox.pem"
    file.write_text(box.certificate or "")
    return str(file)


def test_a_certificate_is_what_it_says() -> None:
    found = x509.load_pem_x509_certificate(made(time.time()).certificate.encode())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    assert found.signature_algorithm_oid._name == "ecdsa-with-SHA256"
    found.verify_directly_issued_by(found)
    assert isinstance(found.public_key(), ec.EllipticCurvePublicKey)
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    assert made(time.time()) != made(time.time())


def test_nobody_trusts_it_unasked(box: Sandbox) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{box.url}/capabilities", timeout=10)


def test_who_was_given_the_certificate_is_served(box: Sandbox, trusted: str) -> None:
    assert box.url.startswith("https://127.0.0.1:")
    assert box.certificate in box.ready_line().encode().decode("unicode_escape")
    with requests.Session() as session:
        session.trust_env, session.verify = False, trusted
        token = box.tokens.rooms[1]
        for number in range(3):
            url = f"{box.url}/room/1/notification?auth_token={token}"
            answer = session.post(url, json={"message": "x" * 9000 + str(number)}, timeout=10)
            assert answer.status_code == 204
        listed = session.get(f"{box.url}/room?auth_token={box.tokens.user}", timeout=10).json()
        assert listed["items"][0]["links"]["self"].startswith("https://")
        url = f"{box.url}/room/1/history/latest?auth_token={box.tokens.user}"
        assert len(session.get(url, timeout=10).json()["items"]) == 3


def test_many_are_served_at_once(box: Sandbox, trusted: str) -> None:
    def status(_number: int) -> int:
        return requests.get(f"{box.url}/capabilities", verify=trusted, timeout=20).status_code

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(status, range(60))) == {200}


def test_plain_talk_and_garbage_do_no_harm(box: Sandbox, trusted: str) -> None:
    address = urlsplit(box.url)
    for data in (b"GET / HTTP/1.1\r\n\r\n", b"\x00" * 50, b""):
        with socket.create_connection((address.hostname, address.port), timeout=10) as peer:
            peer.sendall(data)
    assert requests.get(f"{box.url}/capabilities", verify=trusted, timeout=10).status_code == 200


def test_a_fault_comes_through(trusted: str) -> None:
    with running(tls=True, faults={"reset": None}) as box:
        unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unverified.check_hostname = False
        unverified.verify_mode = ssl.CERT_NONE
        where = urlsplit(box.url)
        connection = http.client.HTTPSConnection(where.netloc, context=unverified, timeout=10)
        connection.request("GET", "/v2/capabilities")
        with pytest.raises(OSError):
            connection.getresponse()
        connection.close()


def test_it_stops_at_once_whatever_clients_do() -> None:
    before = set(threading.enumerate())
    with running(tls=True) as box:
        address = urlsplit(box.url)
        target = (address.hostname, address.port)
        silent = socket.create_connection(target, timeout=10)
        with requests.Session() as session:
            session.trust_env, session.verify = False, False
            with pytest.warns(Warning, match="Unverified"):
                session.get(f"{box.url}/capabilities", timeout=10)
            started = time.monotonic()
    assert time.monotonic() - started < 5
    silent.close()
    assert set(threading.enumerate()) == before


def test_a_certificate_is_kept_while_it_is_good(tmp_path: Path) -> None:
    file, now = tmp_path / "sandbox.json.pem", time.time()
    first = kept(file, now)
    assert file.stat().st_mode & 0o777 == 0o600
    assert kept(file, now + LIFE.total_seconds() - 100_000) == first
    assert kept(file, now + LIFE.total_seconds()) != first
    file.write_text("garbage")
    assert kept(file, now) == kept(file, now) != first
    assert kept(tmp_path / "nowhere" / "x.pem", now) != kept(None, now)


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[tuple[Sandbox, requests.Session]]:
    """A sandbox that was switched to self-signed TLS, and who trusts its certificate."""
    file = tmp_path / "sandbox.pem"
    with running(unlimited=True) as box, requests.Session() as session:
        session.trust_env = False
        home = box.url.removesuffix("/v2")
        assert session.put(f"{home}/sandbox/faults/self-signed", timeout=10).status_code == 200
        file.write_text(session.get(f"{home}/sandbox/certificate", timeout=10).text)
        session.verify = str(file)
        yield box, session


def test_switched_on_http_leads_to_https_on_the_same_port(
    secured: tuple[Sandbox, requests.Session],
) -> None:
    box, session = secured
    https = box.url.replace("http:", "https:")
    query = f"auth_token={box.tokens.user}&max-results=1"
    led = session.get(f"{box.url}/room?{query}", allow_redirects=False, timeout=10)
    assert (led.status_code, led.headers["Location"]) == (301, f"{https}/room?{query}")

    told = session.get(f"{https}/room?{query}", timeout=10).json()
    assert told["links"]["self"].startswith(https)
    assert told["items"][0]["links"]["self"].startswith(https)
    following = session.get(told["links"]["next"], params=query, timeout=10)
    assert following.status_code == 200
    url = f"{https}/room/1/notification?auth_token={box.tokens.rooms[1]}"
    assert session.post(url, json={"message": "x" * 9000}, timeout=10).status_code == 204
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{https}/capabilities", timeout=10)


def test_a_room_view_goes_on_over_http(secured: tuple[Sandbox, requests.Session]) -> None:
    box, session = secured
    query = {"auth_token": box.tokens.user}

    def status(method: str, path: str) -> int:
        url = box.url + path
        more = {"params": query, "json": {"message": "x"}, "allow_redirects": False, "timeout": 10}
        return session.request(method, url, **more).status_code  # type: ignore[arg-type]

    looks = ("/room/1", "/room/Builds/history", "/room/1/history/latest")
    assert [status("GET", path) for path in looks] == [200, 200, 200]
    others = (("POST", "/room/1/message"), ("GET", "/room"), ("GET", "/room/1/webhook"))
    assert [status(*each) for each in others] == [301, 301, 301]


def test_switched_off_the_port_speaks_no_tls(secured: tuple[Sandbox, requests.Session]) -> None:
    box, session = secured
    https = box.url.replace("http:", "https:")
    assert session.get(f"{https}/capabilities", timeout=10).status_code == 200
    session.delete(f"{box.url.removesuffix('/v2')}/sandbox/faults", timeout=10)
    assert session.get(f"{box.url}/capabilities", timeout=10).status_code == 200
    with pytest.raises(requests.exceptions.SSLError, match=r"(?i)version|record layer"):
        requests.get(f"{https}/capabilities", timeout=10)


def test_many_come_by_both_ways_at_once(secured: tuple[Sandbox, requests.Session]) -> None:
    box, session = secured

    def status(number: int) -> int:
        url = box.url.replace("http:", "https:") if number % 2 else box.url
        more = {"verify": session.verify, "allow_redirects": False, "timeout": 20}
        return requests.get(f"{url}/capabilities", **more).status_code  # type: ignore[arg-type]

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(status, range(40))) == [301, 200] * 20
