"""Bytes of a file that a person names: bounded, and never waiting for a device or a pipe."""

import os
import stat
from pathlib import Path

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.system import why
from hipadmin.services.config_file import SIZE_MAX


class UnreadableFile(HipadminError):
    """The file could not be read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"“{path}” cannot be read: {reason}")


def read_file(path: Path) -> bytes:
    """The bytes of an ordinary file, one more than `SIZE_MAX` at most. Raises UnreadableFile."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableFile(path, "it is no ordinary file.")
            return file.read(SIZE_MAX + 1)
    except OSError as error:
        raise UnreadableFile(path, why(error)) from error
    except ValueError as error:
        raise UnreadableFile(path, "this is no path of a file.") from error
