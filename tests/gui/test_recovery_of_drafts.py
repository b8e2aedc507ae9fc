"""A window with something entered is killed, crashes or is told to go; the next one offers it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gui.entering_window import TOKEN

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

    def bar(self) -> str:
        """Wait for the bar about what was recovered."""
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            for text in self.ask("bars"):
                if "recovered" in text:
                    return str(text)
            self.work_on()
        raise AssertionError("nothing was recovered")

    def wait_for_draft(self, folder: Path) -> None:
        end = time.monotonic() + LIMIT_S
        while not list(folder.glob("drafts/*.json")):
            assert time.monotonic() < end, "no draft was written"
            self.work_on()

    def work_on(self) -> None:
        """Leave it a moment."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.02)

    def _answer(self) -> Any:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

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


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGHUP])
def test_what_was_entered_is_there_again(tmp_path: Path, end: signal.Signals) -> None:
    with window(tmp_path) as first:
        first.ask("enter", "Ops")
        if end in (signal.SIGKILL, signal.SIGSEGV):
            first.wait_for_draft(tmp_path)
        began = time.monotonic()
        first.process.send_signal(end)
        first.process.wait(10)
        assert time.monotonic() - began < 3
    with window(tmp_path) as second:
        assert "Unsaved changes of “Ops” were recovered." in second.bar()
        assert second.ask("resume") == "resumed"
        assert second.ask("name") == "Ops"
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or TOKEN.encode() not in file.read_bytes(), file
