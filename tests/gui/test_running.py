"""The window as a process: the ready file, clean ends, and words where it cannot open."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hipadmin.app import build, clock
from hipadmin.store import open_store
from hipadmin.vault.session_vault import SessionVault
from tests.ends import used, worked
from tests.gui.fill import add_integration

LIMIT_S = 30.0
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the window over ``tmp_path``, drawing into memory."""
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
        env = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            **environment,
        }
        command = [sys.executable, "-m", "hipadmin", *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen(command, env=env, text=True, **pipes)
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until(condition: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + LIMIT_S
    while not condition():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < end, "it never came"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.02)


def wait_for(file: Path, process: "subprocess.Popen[str]") -> dict[str, float]:
    wait_until(file.exists, process)
    found: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_the_ready_file_tells_rows_and_seconds(tmp_path: Path, start: Start) -> None:
    store = open_store(tmp_path / "data" / "hipadmin.db", clock=clock)
    services = build(store, SessionVault(""))
    for name in ("A", "B", "C"):
        add_integration(services, name, "1")
    store.close()
    ready = tmp_path / "ready"
    process = start("--data-dir", str(tmp_path / "data"), "--ready-file", str(ready))
    told = wait_for(ready, process)
    assert told["rows"] == 3
    assert 0 < told["seconds"] < LIMIT_S
    assert ready.read_text(encoding="utf-8").endswith("\n")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_signals_close_it_cleanly_and_soon(
    tmp_path: Path, start: Start, number: signal.Signals, code: int
) -> None:
    ready = tmp_path / "ready"
    process = start("--data-dir", str(tmp_path / "data"), "--ready-file", str(ready))
    wait_for(ready, process)
    log = tmp_path / "data" / "logs" / "hipadmin.log"
    wait_until(log.exists, process)
    before = used(process.pid)
    process.send_signal(number)
    assert worked(process, LIMIT_S) - before < 3
    assert process.returncode == code
    assert (tmp_path / "data" / "window.ini").exists()
    said = log.read_text(encoding="utf-8")
    assert "the profile is open" in said
    assert f"ended by signal {number}" in said
    assert not list((tmp_path / "data" / "crashes").iterdir())


def test_a_second_start_raises_the_first_and_ends_well(tmp_path: Path, start: Start) -> None:
    data, ready, again = str(tmp_path / "data"), tmp_path / "ready", tmp_path / "again"
    first = start("--data-dir", data, "--ready-file", str(ready))
    wait_for(ready, first)
    second = start("--data-dir", data, "--ready-file", str(again))
    said, _errors = second.communicate(timeout=LIMIT_S)
    assert second.returncode == 0
    assert f"(process {first.pid}" in said
    assert wait_for(again, first)["rows"] == 0
    assert first.poll() is None


def test_another_data_folder_and_its_sandbox_are_windows_of_their_own(
    tmp_path: Path, start: Start
) -> None:
    data, other = ("--data-dir", str(tmp_path / "a")), ("--data-dir", str(tmp_path / "b"))
    windows = []
    for number, arguments in enumerate((data, other, (*data, "--sandbox"))):
        ready = tmp_path / f"ready{number}"
        windows.append(start(*arguments, "--ready-file", str(ready)))
        wait_for(ready, windows[-1])
    assert [window.poll() for window in windows] == [None, None, None]


def test_two_starts_at_once_open_one_window(tmp_path: Path, start: Start) -> None:
    data = str(tmp_path / "data")
    ready = [tmp_path / "r0", tmp_path / "r1"]
    both = [start("--data-dir", data, "--ready-file", str(file)) for file in ready]
    end = time.monotonic() + LIMIT_S
    while all(process.poll() is None for process in both):
        assert time.monotonic() < end
        with contextlib.suppress(subprocess.TimeoutExpired):
            both[0].wait(0.02)
    [window] = [process for process in both if process.poll() is None]
    [raised] = [process for process in both if process.poll() is not None]
    assert raised.returncode == 0
    for file in ready:
        wait_for(file, window)


def test_after_a_kill_the_next_start_is_a_window_again(tmp_path: Path, start: Start) -> None:
    ready = tmp_path / "ready"
    arguments = ("--sandbox", "--data-dir", str(tmp_path), "--ready-file", str(ready))
    killed = start(*arguments)
    wait_for(ready, killed)
    port = saved_port(tmp_path)
    killed.kill()
    killed.wait()
    ready.unlink()
    wait_for(ready, start(*arguments))
    assert saved_port(tmp_path) == port


def saved_port(data: Path) -> int:
    state = json.loads((data / "sandbox" / "sandbox.json").read_text(encoding="utf-8"))
    return int(state["port"])


def test_a_command_works_beside_the_window(tmp_path: Path, start: Start) -> None:
    ready, data = tmp_path / "ready", ("--data-dir", str(tmp_path / "data"))
    window = start(*data, "--ready-file", str(ready))
    wait_for(ready, window)
    command = start("list", *data)
    assert command.wait(LIMIT_S) == 0
    assert window.poll() is None


def test_the_sandbox_ends_with_its_window(tmp_path: Path, start: Start) -> None:
    import psutil

    ready = tmp_path / "ready"
    process = start("--sandbox", "--data-dir", str(tmp_path), "--ready-file", str(ready))
    wait_for(ready, process)
    children = psutil.Process(process.pid).children(recursive=True)
    assert any("sandbox" in " ".join(child.cmdline()) for child in children)
    process.send_signal(signal.SIGTERM)
    assert process.wait(LIMIT_S) == 0
    _gone, alive = psutil.wait_procs(children, timeout=LIMIT_S)
    assert alive == []


def test_a_foreign_database_is_refused_with_its_own_code(tmp_path: Path, start: Start) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with sqlite3.connect(data / "hipadmin.db") as foreign:
        foreign.execute("CREATE TABLE other (x)")
    foreign.close()
    before = (data / "hipadmin.db").read_bytes()
    process = start("--data-dir", str(data))
    assert process.stderr is not None
    line = ""
    while "hipadmin.db" not in line and "database" not in line:
        line = process.stderr.readline()
        assert line or process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(LIMIT_S) == 3
    assert (data / "hipadmin.db").read_bytes() == before


def test_without_a_display_it_says_so_before_qt_starts(start: Start) -> None:
    process = start(QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    _out, said = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 1
    assert "There is no display" in said
    assert "hipadmin tour" in said
