"""One file lock per database: shared while it is open, exclusive while it is migrated."""

import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hipadmin.domain.errors import StoreTrouble
from hipadmin.store.files import make_file

_PAUSE = 0.02
"""Seconds between two tries."""


class FileLock:
    """A lock on ``path``, created if need be. The system lets go of it when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with suppress(FileExistsError):
            make_file(path)
        self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)

    def share(self, patience: float) -> None:
        """Hold it together with others; an exclusive hold becomes a shared one.

        Raises StoreTrouble if another process migrates for longer than ``patience`` seconds.
        """
        if not self._within(patience, fcntl.LOCK_SH):
            raise StoreTrouble(
                f"The database beside {self._path} is being brought up to date by another"
                " hipadmin. Wait until it has finished, then try again."
            )

    def exclude(self, patience: float) -> None:
        """Hold it alone. Raises StoreTrouble if another process has the database open."""
        if not self._within(patience, fcntl.LOCK_EX):
            raise StoreTrouble(
                f"The database beside {self._path} must be brought up to date, but another"
                " hipadmin has it open. Close every other hipadmin (window, relay, command),"
                " then try again."
            )

    def close(self) -> None:
        """Let go of it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _within(self, patience: float, kind: int) -> bool:
        return _keep_trying(lambda: self._try(kind), patience)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _keep_trying(attempt: Callable[[], bool], patience: float) -> bool:
    end = time.monotonic() + patience
    while not attempt():
        if time.monotonic() >= end:
            return False
        time.sleep(_PAUSE)
    return True
