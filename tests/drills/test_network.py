"""Commands against servers and proxies that fail: `test` and `doctor` say each with its remedy."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

import pytest

from hipadmin.exits import INTERRUPTED
from hipadmin.sandbox.server import running
from tests.hipchat.conftest import RawServer, answer, free_port, serve
from tests.secret_service import running_service
from tests.test_cli import Shell

__all__ = ["answer", "free_port", "serve"]

PROXY_407 = b"HTTP/1.1 407 x\r\nContent-Length: 0\r\n\r\n"
SAID = {
    "refused": "nothing listens there. See whether the port is right and the server runs.",
    "dns": "chat.hipadmin.invalid",
    "no proxy": "See whether it is right under Proxy, and whether the proxy runs.",
    "proxy password": "The proxy wants a user name and password",
    "tls": "signed by itself. Enter the server's CA certificate.",
    "wrong json": "Check the API endpoint.",
    "page": "Check the API endpoint.",
    "elsewhere": "which does not get the token. If that is the right server, enter it",
    "trouble": "has trouble of its own (status 500). Try again later.",
}


@pytest.fixture
def hipadmin(tmp_path: Path) -> Iterator[Shell]:
    with running_service(tmp_path / "session") as session:
        shell = Shell(tmp_path)
        shell.env = {**session.env, "HIPADMIN_DATA_DIR": str(tmp_path / "data")}
        yield shell


def applied(hipadmin: Shell, servers: dict[str, tuple[str, str]], token: str) -> None:
    integrations = [
        {
            "name": name,
            "endpoint": endpoint,
            "proxy": proxy,
            "token_env": "THE_TOKEN",
            "rooms": [{"room": 1}],
        }
        for name, (endpoint, proxy) in servers.items()
    ]
    file = hipadmin.folder / "file.json"
    file.write_text(json.dumps({"version": 1, "integrations": integrations}))
    hipadmin("apply", str(file), THE_TOKEN=token)


def test_each_failure_has_its_sentence_in_test_and_doctor(
    hipadmin: Shell, free_port: int, answer: Callable[..., RawServer]
) -> None:
    faults = {
        "wrong json": {"wrong-json": None},
        "page": {"html": None},
        "elsewhere": {"redirect": "https://other.example.com"},
        "trouble": {"500": None},
    }
    with ExitStack() as stack:
        secure = stack.enter_context(running(unlimited=True, tls=True))
        boxes = {
            name: stack.enter_context(running(unlimited=True, faults=fault))
            for name, fault in faults.items()
        }
        nowhere = f"http://127.0.0.1:{free_port}"
        servers = {
            "refused": (nowhere, ""),
            "dns": ("http://chat.hipadmin.invalid", ""),
            "no proxy": ("http://chat.test", nowhere),
            "proxy password": ("http://chat.test", f"http://127.0.0.1:{answer(PROXY_407).port}"),
            "tls": (secure.url, ""),
            **{name: (box.url, "") for name, box in boxes.items()},
        }
        applied(hipadmin, servers, boxes["wrong json"].tokens.user)
        told = hipadmin("doctor", code=1)
        for name, said in SAID.items():
            [line] = [x for x in told.splitlines() if f" {name}, 1: " in x]
            assert line.startswith("FAILED")
            assert said in line, name
        for name in ("refused", "no proxy", "tls"):
            assert SAID[name] in hipadmin("test", name, code=1)


def test_an_interrupted_test_says_how_far_it_came(
    hipadmin: Shell, serve: Callable[..., RawServer]
) -> None:
    def hang(server: RawServer, conn: socket.socket) -> None:
        server.read_request(conn)
        conn.recv(1)

    server = serve(hang)
    applied(hipadmin, {"hangs": (server.url, "")}, "a-token")
    command = [sys.executable, "-m", "hipadmin", "test", "hangs"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=hipadmin.env, text=True, **pipes) as process:
        assert server.arrived.wait(30)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    assert said == "1: Cancelled: it may have been sent.\n"
    assert process.returncode == INTERRUPTED


@pytest.mark.slow
def test_a_server_that_hangs_and_a_body_that_drips_end_in_time(
    hipadmin: Shell, serve: Callable[..., RawServer]
) -> None:
    def drip(server: RawServer, conn: socket.socket) -> None:
        server.read_request(conn)
        conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        conn.settimeout(0.2)
        while True:
            conn.sendall(b" ")
            try:
                if not conn.recv(1):
                    return
            except TimeoutError:
                continue

    with running(unlimited=True, faults={"hang": 60.0}) as box:
        servers = {"hangs": (box.url, ""), "drips": (serve(drip).url, "")}
        applied(hipadmin, servers, box.tokens.user)
        for name, most in (("hangs", 20), ("drips", 45)):
            began = monotonic()
            said = hipadmin("test", name, code=1)
            assert monotonic() - began < most
            assert "did not answer in time. It may have been carried out: look before" in said
