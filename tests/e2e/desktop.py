"""A desktop of our own: X server, window manager, D-Bus, accessibility bus, keyring."""

import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.needs import needs
from tests.secret_service import running_service

LAUNCHERS = (
    "/usr/libexec/at-spi-bus-launcher",
    "/usr/lib/at-spi2-core/at-spi-bus-launcher",
)
START_S = 15
FIELDS = "text|password text|entry"
SYSTEM_PYTHON = "/usr/bin/python3"


@contextlib.contextmanager
def child(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with the block, by its own id."""
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                pipe.close()


@contextlib.contextmanager
def x_server(size: str = "1280x900") -> Iterator[str]:
    """An X server on a free display, with a window manager; gives the display."""
    read, write = os.pipe()
    # without -noreset it begins anew when its last client leaves, and throws out a window manager
    # that is just coming
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    command.append("-noreset")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with child(command, pass_fds=[write], **quiet):
        os.close(write)
        with os.fdopen(read) as pipe:
            ready, _, _ = select.select([pipe], [], [], START_S)
            assert ready, "the X server did not start"
            display = f":{pipe.readline().strip()}"
        with _window_manager({**os.environ, "DISPLAY": display}):
            yield display


@contextlib.contextmanager
def _window_manager(env: Mapping[str, str]) -> Iterator[None]:
    """One that manages windows already: those that came before it would stay without a frame."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "started")
        os.mkfifo(told)
        reader = os.open(told, os.O_RDONLY | os.O_NONBLOCK)
        command = ["openbox", "--startup", f"sh -c 'echo > {told}'"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        try:
            with child(command, env=dict(env), **quiet):
                ready, _, _ = select.select([reader], [], [], START_S)
                assert ready, "the window manager did not start"
                yield
        finally:
            os.close(reader)


@contextlib.contextmanager
def desktop(folder: Path) -> Iterator[Mapping[str, str]]:
    """Everything a window expects, in ``folder``; gives the environment to start programs in."""
    needs("Xvfb", "openbox", "dbus-daemon", "gnome-keyring-daemon")
    launcher = next((p for p in LAUNCHERS if Path(p).exists()), None)
    needs(launcher or "at-spi-bus-launcher")
    with running_service(folder) as service, x_server() as display:
        env = {
            **service.env,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "LC_ALL": "C.UTF-8",
        }
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with child([str(launcher), "--launch-immediately", "--a11y=1"], env=env, **quiet):
            yield env


class Driver:
    """Asks the driver process; every question waits for what it looks for."""

    def __init__(self, process: "subprocess.Popen[str]", pid: int) -> None:
        self._process = process
        self._pid = pid

    def ask(self, op: str, **request: Any) -> Any:
        """One request, one answer; a failure shows what the window held."""
        reply = self._send({"op": op, "pid": self._pid, **request})
        if "error" in reply:
            tree = self._send({"op": "tree", "pid": self._pid}).get("ok", [])
            raise AssertionError("\n".join([reply["error"], *tree]))
        return reply["ok"]

    def _send(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def press(
        self, name: str, role: str = "push button|button|link|toggle button|check box"
    ) -> None:
        """Press what has this name."""
        self.ask("press", name=name, role=role)

    def write(self, name: str, text: str) -> None:
        """Put text into the field of this name."""
        self.ask("set_text", name=name, role=FIELDS, text=text)

    def type(self, name: str, text: str) -> None:
        """Put the keyboard into the field of this name and type."""
        self.ask("click", name=name, role=FIELDS)
        self.ask("find", name=name, role=FIELDS, state="focused")
        self.ask("type", text=text)

    def choose(self, combo: str, text: str) -> None:
        """Unfold the combo box of this name and click an entry."""
        self.ask("press", name=combo, role="combo box")
        self.ask("click", name=text, role="list item", state="focusable")

    def menu(self, *path: str) -> None:
        """Press through the menu bar."""
        for word in path:
            self.ask("press", name=word, role="menu item")

    def goes_to(self, place: str) -> None:
        """Choose a place in the sidebar."""
        self.ask("select", name=place, role="list item")

    def row(self, table: str, row: str, column: str, **more: Any) -> dict[str, Any]:
        """Wait for a row of a table; give the name and the states of its cell in ``column``."""
        found: dict[str, Any] = self.ask("find", table=table, row=row, column=column, **more)
        return found

    def click_cell(self, table: str, row: str, column: str) -> None:
        """Click a cell."""
        self.ask("click", table=table, row=row, column=column)

    def has_gone(self, **request: Any) -> None:
        """Wait until nothing that matches is showing."""
        self.ask("gone", **request)

    def sees(self, part: str, **more: Any) -> str:
        """Wait until something whose name holds ``part`` is showing; give its name."""
        found: str = self.ask("find", part=part, **more)["name"]
        return found


@contextlib.contextmanager
def driver(env: Mapping[str, str], pid: int) -> Iterator[Driver]:
    """The driver for the window of process ``pid``."""
    script = Path(__file__).with_name("atspi_driver.py")
    process = subprocess.Popen(
        [SYSTEM_PYTHON, "-W", "ignore", str(script)],
        env=dict(env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Driver(process, pid)
    finally:
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
        process.wait(10)


def hipadmin(*arguments: str) -> list[str]:
    """The command line of this checkout's program."""
    return [sys.executable, "-m", "hipadmin", *arguments]
