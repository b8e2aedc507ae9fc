"""One audit hook for all plugins: Python can add hooks but never take one out again."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

Heard = Callable[[tuple[Any, ...]], None]

ROOT = Path(__file__).parents[2]
_LIBRARY = str(Path(os.__file__).parent)
_PLUGINS = str(Path(__file__).parent)


class Audit:
    """Passes Python's audit events on, in the thread that caused them and before they happen."""

    def __init__(self) -> None:
        self._heard: dict[str, list[Heard]] = {}
        sys.addaudithook(self._hook)

    def on(self, event: str, heard: Heard) -> None:
        """Call ``heard`` with the arguments of every ``event``; what it raises prevents it."""
        self._heard.setdefault(event, []).append(heard)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        for heard in self._heard.get(event, ()):
            heard(arguments)


def ours(frame: FrameType | None) -> FrameType | None:
    """The first frame from ``frame`` outwards that belongs to the package or its tests."""
    while frame is not None and not _is_ours(frame.f_code.co_filename):
        frame = frame.f_back
    return frame


def _is_ours(file: str) -> bool:
    foreign = file.startswith(("<", _LIBRARY)) or "site-packages" in file
    return not foreign and str(Path(file).parent) != _PLUGINS


def line() -> str:
    """Name the innermost line of the package or its tests that is running now."""
    frame = ours(sys._getframe(1))
    return name_of(frame) if frame is not None else "no line of ours"


def name_of(frame: FrameType) -> str:
    """Name the line a frame stands at, as file:line."""
    file = Path(frame.f_code.co_filename)
    shown = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file.name
    return f"{shown}:{frame.f_lineno}"
