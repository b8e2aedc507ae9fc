import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hipadmin.relay.manager import VARIABLE, Manager
from tests.relay.children import COMMAND


@contextmanager
def letterbox(name: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as made:
        made.bind(name)
        made.settimeout(20)
        yield made


@pytest.fixture
def folder() -> Iterator[Path]:
    # a socket's path may have 107 characters, which a test's folder alone may use up
    with tempfile.TemporaryDirectory(prefix="manager-") as name:
        yield Path(name)


def test_it_hears_of_the_start_and_of_trouble_in_a_line(folder: Path) -> None:
    address = str(folder / "notify")
    with letterbox(address) as box:
        manager = Manager({VARIABLE: address})
        manager.ready("Events are taken in.")
        manager.status("Another program\nhas the port.")

        assert box.recv(1000) == b"READY=1\nSTATUS=Events are taken in."
        assert box.recv(1000) == b"STATUS=Another program has the port."


def test_an_abstract_address_is_understood(folder: Path) -> None:
    with letterbox(f"\0{folder.name}") as box:
        Manager({VARIABLE: f"@{folder.name}"}).ready("Ready.")
        assert box.recv(1000) == b"READY=1\nSTATUS=Ready."


def test_without_one_or_with_a_deaf_one_nothing_happens(folder: Path) -> None:
    Manager({}).ready("Ready.")
    Manager({VARIABLE: str(folder / "gone")}).ready("Ready.")


def test_children_do_not_inherit_its_address() -> None:
    environment = {VARIABLE: "/run/notify", "HOME": "/root"}
    Manager(environment)
    assert environment == {"HOME": "/root"}


def test_a_service_manager_hears_why_it_did_not_start_and_that_it_did(folder: Path) -> None:
    address = str(folder / "notify")
    command = [*COMMAND, "--sealed", "--data-dir", str(folder), "--port"]
    with letterbox(address) as heard, socket.create_server(("127.0.0.1", 0)) as taken:
        env = {**os.environ, VARIABLE: address}
        port = taken.getsockname()[1]
        done = subprocess.run([*command, str(port)], env=env, capture_output=True, timeout=60)
        assert done.returncode == 1
        assert heard.recv(1000).startswith(f"STATUS=The relay cannot have port {port}".encode())

        with subprocess.Popen([*command, "0"], env=env, stdout=subprocess.PIPE) as process:
            assert process.stdout
            url = json.loads(process.stdout.readline())["url"]
            assert heard.recv(1000) == f"READY=1\nSTATUS=Events are taken in at {url}.".encode()
            process.terminate()
        assert process.returncode == 0
