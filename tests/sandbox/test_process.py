"""The command, as its own process."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

CODE = """
import sys
from pathlib import Path
from hipadmin.sandbox.server import serve
port, file, eof = sys.argv[1:]
sys.exit(serve(int(port), False, Path(file) if file else None, sys.stdout, eof == "eof"))
"""
LIMIT = 20


@contextmanager
def child(*, port: int = 0, file: str = "", eof: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    line = [sys.executable, "-X", "dev", "-W", "error", "-c", CODE, str(port), file]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*line, "eof" if eof else "stay"], stdin=pipe, stdout=pipe, stderr=pipe
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ready(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    line: dict[str, Any] = json.loads(process.stdout.readline())
    return line


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_one_line_and_serves_until_it_is_stopped(number: signal.Signals) -> None:
    with child() as process, requests.Session() as session:
        line = ready(process)
        assert line["url"].startswith("http://127.0.0.1:")
        assert line["url"].endswith("/v2")
        assert [room["id"] for room in line["rooms"]] == [1, 2, 3]
        assert set(line["tokens"]) == {"room", "user", "admin"}
        assert set(line["tokens"]["room"]) == {"1", "2", "3"}
        for room in line["rooms"]:
            token = line["tokens"]["room"][str(room["id"])]
            url = f"{line['url']}/room/{room['name']}/notification?auth_token={token}"
            assert session.post(url, json={"message": "x"}, timeout=LIMIT).status_code == 204

        process.send_signal(number)  # while the session still holds its connection

        rest, trouble = process.communicate(timeout=LIMIT)
        assert (process.returncode, rest, trouble) == (0, b"", b"")


def test_it_ends_with_its_standard_input_when_asked() -> None:
    with child(eof=True) as process:
        ready(process)
        assert process.stdin is not None
        process.stdin.write(b"still here\n")
        process.stdin.flush()
        process.stdin.close()
        assert process.wait(LIMIT) == 0


def test_its_threads_take_short_turns_while_it_serves() -> None:
    code = (
        "import sys; from hipadmin.sandbox import server\n"
        "class Out:\n"
        "    def write(self, text): print(round(sys.getswitchinterval(), 6) == server.TURN_S)\n"
        "    def flush(self): pass\n"
        "assert server.serve(out=Out(), stop_on_stdin_eof=True) == 0\n"
        "print(round(sys.getswitchinterval(), 6) == server.TURN_S)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["True", "False"]


def test_otherwise_it_stays() -> None:
    with child() as process:
        line = ready(process)
        assert process.stdin is not None
        process.stdin.close()
        answer = requests.get(f"{line['url']}/capabilities", timeout=LIMIT)
        assert answer.status_code == 200
        assert process.poll() is None


def test_a_taken_port_is_said_clearly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with child(port=port) as process:
            out, trouble = process.communicate(timeout=LIMIT)
    assert (process.returncode, out) == (1, b"")
    assert trouble.decode() == f"cannot serve on port {port}: Address already in use\n"


def test_a_foreign_state_file_is_said_clearly(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("shopping list")
    with child(file=str(file)) as process:
        out, trouble = process.communicate(timeout=LIMIT)
    assert (process.returncode, out) == (1, b"")
    assert trouble.decode() == f"{file} is not a state file of the sandbox\n"
    assert file.read_text() == "shopping list"


def test_the_command_seeds_and_spoils(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text('{"rooms": [{"name": "Attic"}]}')
    line = [sys.executable, "-W", "error", "-m", "hipadmin", "sandbox", "--seed", str(seed)]
    with subprocess.Popen(
        [*line, "--fault", "503"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            found = ready(process)
            assert [room["name"] for room in found["rooms"]] == ["Attic"]
            status = requests.get(f"{found['url']}/capabilities", timeout=LIMIT).status_code
            assert status == 503
            process.terminate()
            assert process.communicate(timeout=LIMIT) == (b"", b"")
        finally:
            process.kill()


def test_the_command_serves_https(tmp_path: Path) -> None:
    line = [sys.executable, "-W", "error", "-m", "hipadmin", "sandbox", "--tls"]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdout=pipe, stderr=pipe) as process:
        try:
            found = ready(process)
            file = tmp_path / "sandbox.pem"
            file.write_text(found["certificate"])
            url = f"{found['url']}/capabilities"
            assert url.startswith("https://")
            assert requests.get(url, verify=str(file), timeout=LIMIT).status_code == 200
            process.terminate()
            assert process.communicate(timeout=LIMIT) == (b"", b"")
        finally:
            process.kill()


def test_an_unfit_seed_ends_the_command(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text("{")
    run = subprocess.run(
        [sys.executable, "-m", "hipadmin", "sandbox", "--seed", str(seed)],
        capture_output=True,
        timeout=LIMIT,
        check=False,
    )
    assert (run.returncode, run.stdout) == (1, b"")
    assert run.stderr.decode() == f"{seed} is not a seed file of the sandbox\n"


def test_what_was_said_outlives_the_process(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    for sent in (1, 2):
        with child(file=str(file), eof=True) as process:
            line = ready(process)
            key = line["tokens"]["room"]["1"]
            url = f"{line['url']}/room/1/notification?auth_token={key}"
            assert requests.post(url, json={"message": "x"}, timeout=LIMIT).status_code == 204
            process.send_signal(signal.SIGTERM)
            assert process.wait(LIMIT) == 0
        assert len(json.loads(file.read_text())["history"]["1"]) == sent


def test_the_sandbox_needs_nothing_else_of_the_package() -> None:
    code = (
        "import sys, hipadmin.sandbox.server\n"
        "print(sorted({m.split('.')[1] for m in sys.modules if m.startswith('hipadmin.')}),"
        " 'PySide6' in sys.modules, 'requests' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        timeout=LIMIT,
        check=True,
        env=os.environ,
    )
    assert run.stdout.decode().strip() == "['sandbox'] False False"
