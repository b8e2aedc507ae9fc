"""Bytes of a file that a person names: bounded, and never waiting for a device or a pipe."""

from pathlib import Path

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.system import why
from hipadmin.services.files.config_file import SIZE_MAX
from hipadmin.services.files.ordinary_file import NotOrdinary, read_ordinary


class UnreadableFile(HipadminError):
    """The file could not be read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"“{path}” cannot be read: {reason}")


def read_file(path: Path) -> bytes:
    """The bytes of an ordinary file, one more than `SIZE_MAX` at most. Raises UnreadableFile."""
    try:
        return read_ordinary(path, SIZE_MAX + 1)
    except OSError as error:
        raise UnreadableFile(path, why(error)) from error
    except NotOrdinary as error:
        raise UnreadableFile(path, f"{error}.") from error
    except ValueError as error:
        raise UnreadableFile(path, "this is no path of a file.") from error
