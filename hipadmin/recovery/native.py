"""Faults below Python: the file the system's last breath is written to, and what it says.

Python's faulthandler writes the stack of every thread when the process receives a fatal signal. The
next start finds the file, because a run that ends by itself takes its own away.
"""

import contextlib
import faulthandler
import fcntl
import os
import resource
import threading
from pathlib import Path

from hipadmin.recovery import private_file
from hipadmin.recovery.facts import Fact

NAME = "run-{pid}.txt"
MARK = "-- "
"""Before each version that a run noted of itself."""


class NativeWatch:
    """The file of this run; `close` it when the run ends by itself."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME.format(pid=os.getpid())
        self._file = -1
        self._guard = threading.Lock()

    def open(self) -> None:
        """Catch fatal signals from now on, and leave no image of the memory, which has tokens.

        Raises OSError where the folder takes no file.
        """
        _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
        private_file.make_folder(self._path.parent)
        self._file = private_file.create(self._path, os.O_APPEND)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        faulthandler.enable(self._file, all_threads=True)

    def note(self, facts: tuple[Fact, ...]) -> None:
        """Note what the next start cannot know of this run. Raises OSError."""
        lines = "".join(f"{MARK}{name}: {value}\n" for name, value in facts)
        with self._guard:
            if self._file >= 0:
                os.write(self._file, lines.encode())

    def close(self) -> None:
        """The run ends by itself."""
        with self._guard:
            if self._file < 0:
                return
            faulthandler.disable()
            with contextlib.suppress(OSError):
                self._path.unlink()
            os.close(self._file)
            self._file = -1
