"""The database as a file: its folder, its maker and whether it is one of ours at all."""

import os
import sqlite3
from pathlib import Path

from hipadmin.domain.errors import StoreDamaged, StoreRefused
from hipadmin.store.schema import APPLICATION_ID, TABLES
from hipadmin.store.trouble import is_damage, is_sound

_MAGIC = b"SQLite format 3\0"
_VERSION, _APPLICATION = slice(60, 64), slice(68, 72)
"""Where SQLite's file format keeps user_version and application_id, big-endian."""
_HEADER = 100

_LEFT = "It was left as it is."
_INSTEAD = "Restore a backup, or choose another data folder."
_GONE = "Restore one, or move that folder away to begin anew."


def make_folder(folder: Path) -> None:
    """Create ``folder`` and what is missing above it, for the user alone whatever the umask is."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)


def make_file(path: Path) -> None:
    """Create an empty file for the user alone whatever the umask is. Raises FileExistsError."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(file, 0o600)
    finally:
        os.close(file)


def sync_folder(folder: Path) -> None:
    """Have the names in ``folder`` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def beside(path: Path, suffix: str) -> Path:
    """The file SQLite or we keep beside the database, such as ``-wal`` or ``.lock``."""
    return path.with_name(path.name + suffix)


def discard(draft: Path) -> None:
    """Remove a database file that was never in its place, with what SQLite kept beside it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        beside(draft, suffix).unlink(missing_ok=True)


def recognise(path: Path, newest: int, busy_ms: int) -> int:
    """The version of the database at ``path``, which is only read.

    The header is looked at without SQLite; then, if nobody has the file open, SQLite looks at it as
    a file that never changes: either way nothing appears beside it. Raises StoreRefused for
    whatever is not a sound database of ours of version 1 to ``newest``; sqlite3.Error; OSError.
    """
    if not path.is_file():
        raise StoreRefused(f"{path} is not a file. {_LEFT} Choose another data folder.")
    with path.open("rb") as file:
        header = file.read(_HEADER)
    if not header:
        raise StoreDamaged(f"{path} is empty, so it is no database. {_LEFT} {_INSTEAD}")
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise StoreDamaged(f"{path} is not a database. {_LEFT} {_INSTEAD}")
    refuse_stranger(path, _number(header[_APPLICATION]), _number(header[_VERSION]), newest)
    return _version_inside(path, newest, busy_ms)


def refuse_loose_end(path: Path) -> None:
    """Raise StoreRefused if ``path`` is a link to nothing: a new database would take its place."""
    if path.is_symlink() and not path.exists():
        raise StoreRefused(
            f"{path} is a link that leads nowhere. {_LEFT} Connect the disk it leads to, or remove"
            " the link to begin anew."
        )


def refuse_loss(path: Path, backups: Path) -> None:
    """Raise StoreDamaged because there is no database, but there are copies of it."""
    text = f"The database {path} is gone, but the folder {backups} has copies of it."
    raise StoreDamaged(f"{text} {_GONE}")


def refuse_stranger(path: Path, application: int, version: int, newest: int) -> None:
    """Raise StoreRefused for another program's database or a newer one of ours."""
    if application != APPLICATION_ID or version < 1:
        raise StoreRefused(
            f"{path} is a database of another program. {_LEFT} Choose another data folder."
        )
    if version > newest:
        raise StoreRefused(
            f"{path} was written by a newer hipadmin (format {version}; this one knows up to"
            f" {newest}). {_LEFT} Install the newer hipadmin again."
        )


def _number(field: bytes) -> int:
    return int.from_bytes(field, "big")


def _version_inside(path: Path, newest: int, busy_ms: int) -> int:
    try:
        application, version, sound = _look(path, busy_ms)
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        application, version, sound = 0, 0, False
    if not sound:
        raise StoreDamaged(f"{path} is damaged. {_LEFT} {_INSTEAD}")
    refuse_stranger(path, application, version, newest)
    return version


def _look(path: Path, busy_ms: int) -> tuple[int, int, bool]:
    # A write-ahead log means that somebody has the database open or died with it: then the log
    # counts, and the files beside it exist already.
    mode = "mode=ro" if beside(path, "-wal").exists() else "mode=ro&immutable=1"
    uri = f"{path.absolute().as_uri()}?{mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=busy_ms / 1000)
    try:
        [application] = connection.execute("PRAGMA application_id").fetchone()
        [version] = connection.execute("PRAGMA user_version").fetchone()
        sound = is_sound(connection) and _is_whole(connection, application)
        return application, version, sound
    finally:
        connection.close()


def _is_whole(connection: sqlite3.Connection, application: int) -> bool:
    if application != APPLICATION_ID:
        return True  # not ours to judge
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    if not {name for (name,) in found} >= TABLES:
        return False
    known = connection.execute("SELECT 1 FROM meta WHERE key = 'store_id'")
    return known.fetchone() is not None
