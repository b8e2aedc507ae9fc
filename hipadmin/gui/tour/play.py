"""Opens the real window and lets the director play the tour in it."""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer, Slot

from hipadmin.exits import DONE, FAILURE
from hipadmin.gui.application import WindowOptions
from hipadmin.gui.running import Running
from hipadmin.gui.settings import THEMES, Settings
from hipadmin.gui.tour.director import Director
from hipadmin.gui.tour.hand import Hand
from hipadmin.gui.tour.source import Source
from hipadmin.gui.tour.steps import SUBSCRIPTION, Tour
from hipadmin.gui.tour.witness import Witness
from hipadmin.services.session import OpenSession


class Play:
    """One tour from the first picture to the exit code."""

    def __init__(
        self, out: Path, theme: str, options: WindowOptions, open_session: OpenSession
    ) -> None:
        _choose_theme(options.settings, theme)
        self._out = out
        self._running = Running(options, open_session)
        window = self._running.window
        source = Source(lambda: window.context, SUBSCRIPTION)
        tour = Tour(Hand(), Witness(lambda: window.context), source)
        self._director = Director(tour.scenes(), window, self._running.jobs, out, theme)
        self._director.finished.connect(self._on_finished)
        self._good = False

    def run(self) -> int:
        """Play; 0 only if every step was confirmed."""
        QTimer.singleShot(0, self._director.start)
        code = self._running.run()
        said = f"Pictures and transcript.json are in {self._out}\n"
        sys.stdout.write(said)
        return code or (DONE if self._good else FAILURE)

    @Slot(bool)
    def _on_finished(self, good: bool) -> None:
        self._good = good
        if not good:
            sys.stderr.write(f"Not confirmed: {self._director.problem}\n")
        self._running.window.quitting.insist()  # a step that failed may have left a relay running
        self._running.window.close()


def _choose_theme(settings: Path, theme: str) -> None:
    chosen = Settings(settings)
    chosen.theme = next(t for t in THEMES if t == theme)
    chosen.flush()
