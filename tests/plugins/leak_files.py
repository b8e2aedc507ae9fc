"""File descriptors, sockets among them, and child processes."""

import os
import socket
from collections.abc import Hashable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import psutil

from tests.plugins.audit import Audit, line

_FOLDER = Path("/proc/self/fd")
_LOOK = f"/proc/{os.getpid()}/fd"
_KEPT = ("anon_inode:[eventfd]", "/usr/share/mime/mime.cache")
"""What Qt opens once and keeps: its event loop's wakeups, and the types of files."""


class Descriptors:
    """What this process has open; Linux knows it by number and by name."""

    name = "file"

    def __init__(self, audit: Audit) -> None:
        self._made: WeakKeyDictionary[socket.socket, str] = WeakKeyDictionary()
        audit.on("socket.__new__", self._on_socket)

    def _on_socket(self, arguments: tuple[Any, ...]) -> None:
        made = arguments[0]
        if isinstance(made, socket.socket):
            self._made[made] = line()

    def there(self) -> Mapping[Hashable, str]:
        """Every descriptor, but the one that this look opens."""
        found: dict[Hashable, str] = {}
        for entry in _FOLDER.iterdir():
            with suppress(OSError):  # closed by another thread meanwhile
                target = str(entry.readlink())
                if target not in (*_KEPT, _LOOK):
                    found[entry.name, target] = self._described(int(entry.name), target)
        return found

    def _described(self, number: int, target: str) -> str:
        if not target.startswith("socket:"):
            return target
        lines = [where for made, where in self._made.items() if made.fileno() == number]
        return f"{target} made at {lines[0] if lines else 'no line'}"


class Children:
    """Child processes that run, or have ended and nobody asked how."""

    name = "process"

    def __init__(self, audit: Audit) -> None:
        self._begun = False
        for event in ("subprocess.Popen", "os.fork", "os.posix_spawn"):
            audit.on(event, self._on_begun)

    def _on_begun(self, _arguments: tuple[Any, ...]) -> None:
        self._begun = True

    def there(self) -> Mapping[Hashable, str]:
        """Every child; nobody looks until one has been begun."""
        if not self._begun:
            return {}
        children = psutil.Process().children()
        self._begun = bool(children)
        return {child.pid: f"{child.pid} ({child.name()})" for child in children}
