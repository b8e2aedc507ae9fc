"""Tells whoever started the window when its first list was on the screen."""

import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from hipadmin.gui.jobs import JobContext, Jobs, Lane
from hipadmin.gui.window import MainWindow
from hipadmin.services.files.replacing import replacing


class Readiness(QObject):
    """Writes ready files: one JSON line with the number of rows and the seconds it took."""

    def __init__(self, window: MainWindow, jobs: Jobs) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._waiting: list[tuple[Path, datetime]] = []
        window.first_list_shown.connect(self._on_first_list_shown)

    def tell(self, file: Path, started: datetime) -> None:
        """Write ``file`` as soon as there is a list; ``started`` is when it was asked for."""
        self._waiting.append((file, started))
        if self._window.page is not None and self._window.page.painted:
            self._write(self._window.page.count)

    @Slot(int)
    def _on_first_list_shown(self, rows: int) -> None:
        self._write(rows)

    def _write(self, rows: int) -> None:
        now, asked = datetime.now(UTC), self._waiting
        self._waiting = []
        for file, started in asked:
            seconds = round((now - started).total_seconds(), 3)
            line = json.dumps({"rows": rows, "seconds": seconds}) + "\n"
            self._jobs.run(
                partial(_put, file, line),
                failed=self._window.navigator.explain,
                lane=Lane.FILES,
                owner=self,
            )


def _put(file: Path, line: str, _job: JobContext) -> None:
    # the reader waits for the file to appear: it must never see half a line
    with replacing(file) as half:
        half.write(line.encode())
