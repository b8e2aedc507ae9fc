"""Starts this program another time: over the sandbox, or in place of this run."""

import sys
from collections.abc import Sequence

from PySide6.QtCore import QProcess

SAFE_MODE = "--safe-mode"


def start_command(arguments: Sequence[str]) -> list[str]:
    """The command that starts this program with ``arguments``; a frozen one interprets itself."""
    frozen = getattr(sys, "frozen", False)
    program = [sys.executable] if frozen else [sys.executable, "-m", "hipadmin"]
    return [*program, *arguments]


def safe_again(arguments: Sequence[str]) -> list[str]:
    """The command that repeats a start with ``arguments``, in safe mode."""
    return start_command([*(a for a in arguments if a != SAFE_MODE), SAFE_MODE])


def start_detached(command: Sequence[str]) -> bool:
    """Start ``command`` so that it outlives this program; say whether it started."""
    program, *arguments = command
    started = QProcess.startDetached(program, arguments)
    return bool(started[0] if isinstance(started, tuple) else started)
