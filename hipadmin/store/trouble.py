"""SQLite's and the system's failures, turned into sentences with a remedy.

Only what the environment does is translated. A constraint, a wrong statement or a misused
connection is a bug of ours and passes unchanged.
"""

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from hipadmin.domain.errors import StoreTrouble

NOT_USED = "The database {path} cannot be used"
NOT_WRITTEN = "The backup {path} could not be written"
NOT_READ = "The backup {path} cannot be read"

LOCKED = "another program is writing to it. Close that program or wait a moment, then try again."
FULL = "the disk is full. Free some space, then try again."
READ_ONLY = "it is read-only. Allow writing to the file and its folder, then try again."
UNREADABLE = (
    "the disk did not read or write it. See whether the disk is full, failing or unplugged,"
    " then try again."
)
DAMAGED = "it is damaged. Close hipadmin and start it again: then it offers to restore a backup."
NO_ACCESS = "access is denied. Allow reading and writing the file and its folder, then try again."
CANNOT_OPEN = "it cannot be opened. See whether its folder exists and may be written to."
NO_FOLDER = "a part of its path is not a folder. Choose another data folder."

_BY_CODE: Mapping[int, str] = MappingProxyType(
    {
        sqlite3.SQLITE_BUSY: LOCKED,
        sqlite3.SQLITE_LOCKED: LOCKED,
        sqlite3.SQLITE_PROTOCOL: LOCKED,
        sqlite3.SQLITE_FULL: FULL,
        sqlite3.SQLITE_READONLY: READ_ONLY,
        sqlite3.SQLITE_IOERR: UNREADABLE,
        sqlite3.SQLITE_CORRUPT: DAMAGED,
        sqlite3.SQLITE_NOTADB: DAMAGED,
        sqlite3.SQLITE_PERM: NO_ACCESS,
        sqlite3.SQLITE_CANTOPEN: CANNOT_OPEN,
    }
)
_BY_ERRNO: Mapping[int, str] = MappingProxyType(
    {
        errno.ENOSPC: FULL,
        errno.EDQUOT: FULL,
        errno.EFBIG: FULL,
        errno.EROFS: READ_ONLY,
        errno.EACCES: NO_ACCESS,
        errno.EPERM: NO_ACCESS,
        errno.ENOTDIR: NO_FOLDER,
        errno.EEXIST: NO_FOLDER,
        errno.ENOENT: CANNOT_OPEN,
    }
)


class ReadCancelled(StoreTrouble):
    """Reading was cancelled by a person; nothing is wrong."""

    def __init__(self) -> None:
        super().__init__("Reading the database was cancelled.")


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code, 0 where Python raised by itself."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def trouble(
    error: sqlite3.Error | OSError, path: Path, what: str = NOT_USED
) -> StoreTrouble | None:
    """The sentence for ``error``, or None if it is no failure of the environment.

    ``what`` is its beginning, with the place of ``path`` in it.
    """
    if not isinstance(error, OSError) and primary_code(error) == sqlite3.SQLITE_INTERRUPT:
        return ReadCancelled()
    why = _why(error)
    return StoreTrouble(f"{what.format(path=path)}: {why}") if why else None


def _why(error: sqlite3.Error | OSError) -> str | None:
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, f"the system said: {error.strerror}.")
    return _BY_CODE.get(primary_code(error))


@contextmanager
def translated(
    path: Path, *kinds: type[sqlite3.Error | OSError], what: str = NOT_USED
) -> Iterator[None]:
    """Raise StoreTrouble for failures of the environment of these kinds; the rest passes."""
    try:
        yield
    except kinds as error:
        known = trouble(error, path, what)
        if known is None:
            raise
        raise known from error
