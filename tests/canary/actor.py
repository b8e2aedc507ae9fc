"""A process that runs the real window and plants a canary at every place.

    python -m tests.canary.actor DATA_DIR INPUTS REPORT LABEL …

REPORT tells what was played, what could be seen, and what did not work. With ``--sandbox`` before
DATA_DIR the window works in the sandbox, and what is planted are the sandbox's own tokens.
"""

import json
import os
import resource
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hipadmin.cli import main as run_hipadmin
from hipadmin.gui.window import MainWindow
from hipadmin.sandbox.server import running
from tests.canary.echo import echo_server
from tests.canary.hand import Bot, Hand
from tests.canary.places import ON_PURPOSE, PLACES, SANDBOX_PLACES, Place
from tests.canary.traces import canary
from tests.gui.fill import add_integration, add_subscription


class Actor:
    """Plays the places within the window's own event loop."""

    def __init__(self, places: Sequence[Place], data: Path, inputs: Path) -> None:
        self.played: list[str] = []
        self.failed: dict[str, str] = {}
        self.planted: dict[str, str] = {}
        self.seen: list[str] = []
        self._places = places
        self._data = data
        self._inputs = inputs

    def play(self) -> None:
        """Plant every canary, and close the window."""
        Bot().waitUntil(lambda: bool(_windows()))
        [window] = _windows()
        try:
            with running(unlimited=True) as sandbox, echo_server() as echo:
                self._play_all(Hand(window, sandbox, echo))
        finally:
            window.close()

    def _play_all(self, hand: Hand) -> None:
        hand.until(lambda: hand.window.context is not None and hand.window.deleting is not None)
        hand.idle()
        hand.data, hand.inputs = self._data, self._inputs
        add_subscription(hand.services, "first")  # lists have a filter once they have a row
        add_integration(hand.services, "First", "1", endpoint=hand.sandbox.url, token="")
        hand.context.watch.look()
        hand.settle()
        for place in self._places:
            self._play_one(hand, place)
        self.seen = [str(trace) for trace in hand.found]
        self.planted = hand.planted

    def _play_one(self, hand: Hand, place: Place) -> None:
        token = _token(hand, place)
        hand.planted[place.label] = token
        try:
            try:
                place.act(hand, token)
            finally:
                hand.settle()
        except Exception:
            self.failed[place.label] = traceback.format_exc()
        self.played.append(place.label)


def _token(hand: Hand, place: Place) -> str:
    sandbox = hand.context.sandbox
    if sandbox is None:
        return canary(place.label)
    return next(iter(sandbox.room_tokens.values())).reveal()


def _windows() -> list[MainWindow]:
    tops = QApplication.topLevelWidgets()
    return [w for w in tops if isinstance(w, MainWindow) and w.isVisible()]


def main(arguments: Sequence[str]) -> int:
    """Run the window over DATA_DIR; write REPORT; give the window's exit code."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no picture of the memory where we stand
    options = [a for a in arguments if a == "--sandbox"]
    data, inputs, report, *labels = [a for a in arguments if a != "--sandbox"]
    every = (*PLACES, *SANDBOX_PLACES, *ON_PURPOSE)
    actor = Actor([p for p in every if p.label in labels], Path(data), Path(inputs))
    app = QApplication(["hipadmin"])
    QTimer.singleShot(0, app, actor.play)
    code = run_hipadmin([*options, "--data-dir", data])
    told = {
        "played": actor.played,
        "failed": actor.failed,
        "seen": actor.seen,
        "planted": actor.planted,
    }
    Path(report).write_text(json.dumps(told, indent=1), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
