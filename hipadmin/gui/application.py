"""Runs the window: looks whether it can open, opens the profile beside it, and ends it cleanly.

Nothing here imports Qt before `run` has looked for what Qt needs.
"""

import gc
import logging
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from hipadmin import preflight
from hipadmin.exits import DONE, FAILURE
from hipadmin.gui.instance.single import Silent, claim
from hipadmin.gui.instance.wire import Raised, Wish
from hipadmin.gui.loading import load_qt
from hipadmin.gui.process import Process
from hipadmin.recovery.log_file import LogFile
from hipadmin.recovery.places import Recovery
from hipadmin.services.session import OpenSession, Rescue


class WindowOptions(NamedTuple):
    """How the window was started. ``started`` is when; ``named_profile`` stands in the title.

    What ``rescue`` gives can put a backup in the place of a database that is damaged. In
    ``safe_mode`` nothing the window remembered of itself is used, with ``reset_window`` nothing of
    its sizes and places.
    """

    recovery: Recovery
    settings: Path
    sandbox: bool
    named_profile: str
    ready_file: Path | None
    started: datetime
    rescue: Callable[[], Rescue] | None = None
    safe_mode: bool = False
    log_level: int = logging.INFO
    reset_window: bool = False


def run(options: WindowOptions, open_session: OpenSession) -> int:
    """Open the window and stay until it is closed; give the exit code.

    A window that is open on this profile already is raised instead, which is as good.
    """
    claimed = claim(options.recovery.folder, _wish(options))
    if isinstance(claimed, Raised):
        sys.stdout.write(f"{raised_text(claimed)}\n")
        return DONE
    if isinstance(claimed, Silent):
        sys.stderr.write(f"{silent_text(claimed)}\n")
        return FAILURE
    missing = preflight.trouble(os.environ, needs_display=True)
    if missing:
        sys.stderr.write(f"{missing}\n")
        return FAILURE
    # Qt only now: without its libraries the import itself would fail without a clear word
    # what is loaded at start stays: looking for garbage in it is 5 % of a start
    gc.disable()
    load_qt()
    from hipadmin.gui.running import Running
    from hipadmin.gui.threads.courtesy import short_turns

    process = Process(
        claimed,
        options.recovery.native_watch(),
        LogFile(options.recovery.logs, options.log_level),
    )
    process.begin()
    try:
        with short_turns():
            return Running(options, open_session, process).run()
    finally:
        process.end()


def _wish(options: WindowOptions) -> Wish:
    file = options.ready_file
    return Wish(
        str(file.absolute()) if file else "",
        options.started.timestamp(),
        os.environ.get("XDG_ACTIVATION_TOKEN", ""),
    )


def raised_text(raised: Raised) -> str:
    """The sentence about a window that was open already; it may stand on another display."""
    where = f" on display {raised.display}" if raised.display else ""
    return f"hipadmin is open on this data already (process {raised.pid}{where}): it was raised."


def silent_text(silent: Silent) -> str:
    """The sentence about a window that could not be raised."""
    process = f" (process {silent.pid})" if silent.pid else ""
    if silent.foreign:
        return (
            f"Another user (uid {silent.uid}) has hipadmin open on this data{process}. "
            "Close it there, or choose another folder with --data-dir."
        )
    return (
        f"hipadmin is open on this data already{process} but does not answer. "
        "Wait for it or end that process, then start again."
    )
