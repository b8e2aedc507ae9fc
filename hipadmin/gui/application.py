"""Runs the window: looks whether it can open, opens the profile beside it, and ends it cleanly.

Nothing here imports Qt before `run` has looked for what Qt needs.
"""

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
    from hipadmin.gui.running import Running

    return Running(options, open_session).run()
