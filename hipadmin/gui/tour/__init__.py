"""The tour: the main job, done by the program itself in its real window."""

import os
import sys
from pathlib import Path

from hipadmin import preflight
from hipadmin.domain.system import why
from hipadmin.exits import FAILURE
from hipadmin.gui.application import WindowOptions
from hipadmin.gui.loading import load_qt
from hipadmin.services.session import OpenSession

TRANSCRIPT = "transcript.json"


def run_tour(out: Path, theme: str, options: WindowOptions, open_session: OpenSession) -> int:
    """Play the tour in ``theme`` and keep pictures and transcript in ``out``; give the exit code.

    Draws into memory where there is no display.
    """
    if preflight.trouble(os.environ, needs_display=True):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    missing = preflight.trouble(os.environ, needs_display=False)
    if missing:
        sys.stderr.write(f"{missing}\n")
        return FAILURE
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / TRANSCRIPT).write_text("{}\n", encoding="utf-8")
    except OSError as error:
        sys.stderr.write(f"No pictures can be kept in {out}: {why(error)}\n")
        return FAILURE
    # Qt only now: without its libraries the import itself would fail without a clear word
    load_qt()
    from hipadmin.gui.tour.play import Play

    return Play(out, theme, options, open_session).run()
