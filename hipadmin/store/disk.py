"""The disk that a database is on: whether it still takes anything, and how much."""

import contextlib
import os
import shutil
from pathlib import Path

from hipadmin.domain.system import Disk
from hipadmin.recovery.private_file import create
from hipadmin.store.files import beside
from hipadmin.store.trouble import translated

TRIAL = 64 * 1024
"""Bytes: what SQLite writes at once is less."""


def look_at_disk(database: Path) -> Disk:
    """How much room there is where ``database`` lies.

    Raises StoreTrouble if TRIAL bytes cannot be written beside it: no room, a quota, read-only.
    """
    with translated(database.parent, OSError, what="Nothing can be written into {path}"):
        _try_to_write(beside(database, f".trial-{os.getpid()}"))
        free = shutil.disk_usage(database.parent).free
        return Disk(free, sum(_size(beside(database, end)) for end in ("", "-wal")))


def _try_to_write(trial: Path) -> None:
    try:
        with os.fdopen(create(trial), "wb") as file:
            file.write(bytes(TRIAL))
            file.flush()
            os.fsync(file.fileno())
    finally:
        with contextlib.suppress(OSError):
            trial.unlink()


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
