"""SQLite's and the system's failures, turned into sentences with a remedy.

Only what the environment does is translated. A constraint, a wrong statement or a misused
connection is a bug of ours and passes unchanged.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.system import FAILING, FULL, NO_ACCESS, READ_ONLY, why

NOT_USED = "The database {path} cannot be used"
NOT_WRITTEN = "The backup {path} could not be written"
NOT_READ = "The backup {path} cannot be read"

LOCKED = "another program is writing to it. Close that program or wait a moment, then try again."
DAMAGED = "it is damaged. Close hipadmin and start it again: then it offers to restore a backup."
CANNOT_OPEN = "it cannot be opened. See whether its folder exists and may be written to."

UNREADABLE = "something in it cannot be read, for it is damaged. Restore a backup from before."

LEAST_FREE = 64 * 1024
"""Bytes below which a disk is called full: SQLite grows its files in steps of 32 KiB."""

_BY_CODE: Mapping[int, str] = MappingProxyType(
    {
        sqlite3.SQLITE_BUSY: LOCKED,
        sqlite3.SQLITE_LOCKED: LOCKED,
        sqlite3.SQLITE_PROTOCOL: LOCKED,
        sqlite3.SQLITE_FULL: FULL,
        sqlite3.SQLITE_READONLY: READ_ONLY,
        sqlite3.SQLITE_IOERR: FAILING,
        sqlite3.SQLITE_CORRUPT: DAMAGED,
        sqlite3.SQLITE_NOTADB: DAMAGED,
        sqlite3.SQLITE_PERM: NO_ACCESS,
        sqlite3.SQLITE_CANTOPEN: CANNOT_OPEN,
    }
)
_NO_TEXT = ("Could not decode to UTF-8", "malformed JSON")
"""What is said, without a code of its own, of a column whose bytes were damaged."""
_PERHAPS_FULL = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})


class ReadCancelled(StoreTrouble):
    """Reading was cancelled by a person; nothing is wrong."""

    def __init__(self) -> None:
        super().__init__("Reading the database was cancelled.")


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code, 0 where Python raised by itself."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def is_busy(error: BaseException) -> bool:
    """Whether another process kept the database for longer than it was waited for."""
    return isinstance(error, sqlite3.Error) and primary_code(error) == sqlite3.SQLITE_BUSY


def _is_no_text(error: sqlite3.Error) -> bool:
    return any(words in str(error) for words in _NO_TEXT)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is what fails."""
    damaged = primary_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return damaged or _is_no_text(error)


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds nothing wrong in the file. Raises sqlite3.Error."""
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except UnicodeDecodeError:  # it names what is wrong, and the name is wrong too
        return False


def trouble(
    error: sqlite3.Error | OSError, path: Path, what: str = NOT_USED
) -> StoreTrouble | None:
    """The sentence for ``error``, or None if it is no failure of the environment.

    ``what`` is its beginning, with the place of ``path`` in it.
    """
    if not isinstance(error, OSError) and primary_code(error) == sqlite3.SQLITE_INTERRUPT:
        return ReadCancelled()
    reason = _why(error, path)
    return StoreTrouble(f"{what.format(path=path)}: {reason}") if reason else None


def _why(error: sqlite3.Error | OSError, path: Path) -> str | None:
    if isinstance(error, OSError):
        return why(error)
    if _is_no_text(error):
        return UNREADABLE
    code = primary_code(error)
    return FULL if code in _PERHAPS_FULL and _is_full(path.parent) else _BY_CODE.get(code)


def _is_full(folder: Path) -> bool:
    """Whether there is no room for what SQLite keeps beside its file: it tells that as trouble."""
    try:
        return shutil.disk_usage(folder).free < LEAST_FREE
    except OSError:
        return False


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
