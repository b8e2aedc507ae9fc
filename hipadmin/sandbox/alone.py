"""One sandbox per state file: two would overwrite each other's rooms and messages."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from hipadmin.sandbox.persistence import StateFileError

PATIENCE_S = 3.0
"""One whose window was killed ends within a second; its port and last words are worth that."""
_PAUSE_S = 0.02


@contextlib.contextmanager
def alone(state_file: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold ``state_file`` while inside; raises ``StateFileError`` when another sandbox keeps it."""
    state_file.parent.mkdir(parents=True, exist_ok=True)
    path = state_file.with_name(f"{state_file.name}.lock")
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StateFileError(f"cannot write {path}: {error.strerror}") from None
    try:
        _take(file, state_file, patience_s)
        yield
    finally:
        os.close(file)


def _take(file: int, state_file: Path, patience_s: float) -> None:
    end = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                raise StateFileError(f"another sandbox uses {state_file}") from None
            time.sleep(_PAUSE_S)
        else:
            return
