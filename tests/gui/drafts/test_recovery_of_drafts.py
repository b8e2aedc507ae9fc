"""A window with something entered is killed, crashes or is told to go; the next one offers it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ends import used, worked
from tests.gui.entering_window import FAILED, TOKEN

LIMIT_S = 30.0


class Window:
    """A window in a process of its own."""

    def __init__(self, folder: Path) -> None:
        env = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        command = [sys.executable, "-m", "tests.gui.entering_window", str(folder)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=env, text=True, **pipes)
        assert self._answer() == "ready"

    def ask(self, *words: str) -> Any:
        assert self.process.stdin
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def enter(self, name: str) -> None:
        """Open Add integration and enter a name and a token."""
        self.ask("add")
        self.until(lambda: self.ask("enter", name) == "entered", "the dialog did not open")

    def until(self, found: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + LIMIT_S
        while not found():
            assert time.monotonic() < end, what
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.02)

    def _answer(self) -> Any:
        assert self.process.stdout
        answer = json.loads(self.process.stdout.readline())
        assert not (isinstance(answer, dict) and FAILED in answer), answer[FAILED]
        return answer

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextlib.contextmanager
def window(folder: Path) -> Iterator[Window]:
    found = Window(folder)
    try:
        yield found
    finally:
        found.end()


def kept(folder: Path) -> bool:
    return bool(list(folder.glob("drafts/*.json")))


def test_a_logout_asks_nothing_and_keeps_what_was_entered(tmp_path: Path) -> None:
    with window(tmp_path) as first:
        first.enter("Ops")
        assert first.ask("logout") == "kept"
        assert kept(tmp_path)


@pytest.mark.parametrize(
    "end",
    [
        signal.SIGKILL,
        signal.SIGTERM,
        pytest.param(signal.SIGSEGV, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
    ],
)
def test_what_was_entered_is_there_again(tmp_path: Path, end: signal.Signals) -> None:
    with window(tmp_path) as first:
        first.enter("Ops")
        if end in (signal.SIGKILL, signal.SIGSEGV):
            first.until(lambda: kept(tmp_path), "no draft was written")
        before = used(first.process.pid)
        first.process.send_signal(end)
        assert worked(first.process, LIMIT_S) - before < 3
        if end in (signal.SIGTERM, signal.SIGHUP):  # closed, and not asked
            assert "geometry" in (tmp_path / "window.ini").read_text(encoding="utf-8")
    with window(tmp_path) as second:
        said = "Unsaved changes of “Ops” were recovered."
        second.until(lambda: said in " ".join(second.ask("bars")), "nothing was recovered")
        assert second.ask("resume") == "resumed"
        second.until(lambda: second.ask("name") == "Ops", "the name did not come back")
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or TOKEN.encode() not in file.read_bytes(), file
