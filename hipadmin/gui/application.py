"""Runs the window: looks whether it can open, opens the profile beside it, and ends it cleanly.

Nothing here imports Qt before `run` has looked for what Qt needs.
"""

import builtins
import gc
import importlib
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hipadmin import preflight
from hipadmin.exits import FAILURE
from hipadmin.services.session import OpenSession


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """How the window was started. ``started`` is when; ``named_profile`` stands in the title."""

    settings: Path
    sandbox: bool
    named_profile: str
    ready_file: Path | None
    started: datetime


def run(options: WindowOptions, open_session: OpenSession) -> int:
    """Open the window and stay until it is closed; give the exit code."""
    missing = preflight.trouble(os.environ, needs_display=True)
    if missing:
        sys.stderr.write(f"{missing}\n")
        return FAILURE
    # Qt only now: without its libraries the import itself would fail without a clear word
    # what is loaded at start stays: looking for garbage in it is 5 % of a start
    gc.disable()
    load_qt()
    from hipadmin.gui.running import Running

    return Running(options, open_session).run()


def load_qt() -> None:
    """Load Qt and take its import hook out again.

    The hook reads the source of every module imported from then on, to see whether it asks for
    PySide's ``__feature__``. None of ours does: 15 ms and 4 MB of a start.
    """
    plain = builtins.__import__
    importlib.import_module("PySide6.QtWidgets")
    builtins.__import__ = plain
