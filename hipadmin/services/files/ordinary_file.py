"""Bytes of an ordinary file that a person names, without waiting for a pipe or a device."""

import os
import stat
from pathlib import Path


class NotOrdinary(ValueError):
    """A folder, a pipe or a device was named."""

    def __init__(self) -> None:
        super().__init__("it is no ordinary file")


def read_ordinary(path: Path, most: int) -> bytes:
    """The first ``most`` bytes of ``path``. Raises OSError, NotOrdinary; ValueError: no path."""
    # opened by Python itself: a folder's descriptor can be had, but no file be made of it
    with open(path, "rb", opener=_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotOrdinary
        return file.read(most)


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
