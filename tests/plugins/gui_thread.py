"""Nothing in the window waits for disk, network or keyring: what does on the GUI thread is told.

A line of ``hipadmin.gui`` is guilty when it, or what it calls, opens a file, looks into a folder,
connects a socket, begins a process, or asks store or vault on the main thread. What a test does
there itself, in its own name, is its own affair. `EXCEPTIONS` says what may, and why.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from types import FrameType
from typing import Any

import pytest

from tests.plugins.audit import ROOT, Audit, name_of

EVENTS = (
    *("open", "os.listdir", "os.scandir", "os.mkdir", "os.rmdir", "os.remove", "os.rename"),
    *("os.chmod", "os.link", "os.symlink", "os.truncate", "shutil.rmtree", "sqlite3.connect"),
    *("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.posix_spawn"),
)
DOORS = (
    ("hipadmin.store.connections", "Lane", ("call",)),
    ("hipadmin.vault.deferred", "DeferredVault", ("put", "get", "remove")),
    ("hipadmin.vault.keyring_vault", "KeyringVault", ("put", "get", "remove")),
    ("hipadmin.vault.sandbox_vault", "SandboxVault", ("put", "get", "remove")),
    ("hipadmin.vault.session_vault", "SessionVault", ("put", "get", "remove")),
)
"""What waits without an event of its own: a class, and its methods that do."""

PROGRAM = (*(str(ROOT / part) for part in ("hipadmin", "resources")), sys.prefix, sys.base_prefix)
"""Folders whose files may be read: they stand beside the code, and are read as it is."""

EXCEPTIONS = {
    "hipadmin/gui/instance/single.py": "its lock is taken before there is a window",
    "hipadmin/gui/instance/wire.py": "its socket is local, and opened before there is a window",
    "hipadmin/gui/tour/director.py": "nobody works in its window while it takes pictures",
    "hipadmin/gui/drafts/keeper.py:write": "the desktop ends the process: there may be no later",
}
"""Lines that may wait, by file or by file and function, and why."""

_GUI = str(ROOT / "hipadmin" / "gui") + "/"
_TESTS = str(ROOT / "tests") + "/"
_PLUGINS = str(ROOT / "tests" / "plugins") + "/"


class GuiThread:
    """Notes what the window does on the GUI thread that may wait."""

    def __init__(self, audit: Audit) -> None:
        self._told: list[str] = []
        self._doors = False
        for event in EVENTS:
            audit.on(event, lambda arguments, event=event: self._on_event(event, arguments))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Iterator[None]:
        """Look at the doors too, once there is a window."""
        if not self._doors and "hipadmin.gui" in sys.modules:
            self._doors = True
            for module, name, methods in DOORS:
                for method in methods:
                    self._watch(getattr(import_module(module), name), method)
        return (yield)

    def _watch(self, kind: type, method: str) -> None:
        goes_in: Callable[..., Any] = getattr(kind, method)

        @wraps(goes_in)
        def watched(*arguments: Any, **options: Any) -> Any:
            self._look(f"{kind.__name__}.{method}", sys._getframe(1))
            return goes_in(*arguments, **options)

        setattr(kind, method, watched)

    def _on_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not _is_allowed(event, arguments):
            self._look(f"{event} {arguments[0]!r}", sys._getframe(1))

    def _look(self, what: str, frame: FrameType | None) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        guilty = _guilty(frame)
        if guilty is not None and not _is_excused(guilty):
            self._told.append(f"{what} at {name_of(guilty)}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        """Fail the test in which it happened."""
        yield
        told, self._told = self._told, []
        if told:
            pytest.fail("waited on the GUI thread: " + "; ".join(told), pytrace=False)


def _is_allowed(event: str, arguments: tuple[Any, ...]) -> bool:
    if not arguments or event not in ("open", "os.listdir", "os.scandir"):
        return False
    path = arguments[0]
    if isinstance(path, int):
        return True  # what is open already
    # a traceback quotes sources, those of the tests among them
    return str(path).startswith(PROGRAM) or str(path).endswith(".py")


def _is_excused(frame: FrameType) -> bool:
    file = name_of(frame).rpartition(":")[0]
    return file in EXCEPTIONS or f"{file}:{frame.f_code.co_name}" in EXCEPTIONS


def _guilty(frame: FrameType | None) -> FrameType | None:
    """The innermost line of the window, unless an import or a line of a test stands before it."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(("<frozen importlib", _TESTS)) and not file.startswith(_PLUGINS):
            return None
        if file.startswith(_GUI):
            return frame
        frame = frame.f_back
    return None
