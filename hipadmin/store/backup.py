"""Backups: through SQLite's own backup, verified before they count, thinned with time."""

import os
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hipadmin.domain.backup import DAYS, MONTHS, WEEKS
from hipadmin.domain.errors import StoreTrouble
from hipadmin.store.files import beside, discard, make_file, make_folder, sync_folder
from hipadmin.store.trouble import NOT_WRITTEN, is_sound, translated

FOLDER = "backups"
RESTORED = ".restored"
"""What a backup is called beside the database until it takes its place."""

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_DRAFT = ".new"
_STAMP = "%Y%m%dT%H%M%S%fZ"


def backup_path(database: Path, at: datetime, version: int) -> Path:
    """Where the backup of ``database``, of schema ``version``, made at ``at`` belongs."""
    stamp = at.astimezone(UTC).strftime(_STAMP)
    return database.parent / FOLDER / f"{database.stem}-{stamp}-v{version}.db"


def taken_at(path: Path) -> datetime | None:
    """When a backup was made, by its name; None for any other file."""
    stamp = path.stem.rpartition("-v")[0].rpartition("-")[2]
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def write_backup(source: sqlite3.Connection, target: Path) -> None:
    """Copy the whole database, also what only its write-ahead log has, to ``target``.

    The copy is one plain file for the user alone and replaces ``target`` only once it is verified.
    ``source`` must not be in a transaction. Raises StoreTrouble if there is no room for it or the
    copy is not sound.
    """
    with translated(target, sqlite3.Error, OSError, what=NOT_WRITTEN):
        make_folder(target.parent)
        draft = beside(target, _DRAFT)
        draft.unlink(missing_ok=True)
        make_file(draft)
        try:
            _copy(source, draft, target)
            _sync(draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
            beside(draft, "-journal").unlink(missing_ok=True)
        sync_folder(target.parent)


def backups_of(database: Path) -> dict[Path, datetime]:
    """The backups of ``database``, and when each was made; newest first."""
    folder = (database.parent / FOLDER).glob(f"{database.stem}-*-v*.db")
    found = {path: at for path in folder if (at := taken_at(path))}
    return dict(sorted(found.items(), key=lambda pair: pair[1], reverse=True))


def thin_out(database: Path, now: datetime) -> None:
    """Remove backups of ``database`` that are not `worth_keeping` and older than a day.

    What a restore has just saved does not push out what was there this morning. Those from after
    ``now`` are thinned by themselves: a clock that ran ahead once must not make every later backup
    look old.
    """
    found = backups_of(database)
    times = set(found.values())
    ahead = {at for at in times if at > now}
    recent = {at for at in times - ahead if now - at < _DAY}
    kept = recent | worth_keeping(ahead) | worth_keeping(times - ahead)
    for path, at in found.items():
        if at not in kept:
            path.unlink(missing_ok=True)
    _remove_half_made(database, now)


def _remove_half_made(database: Path, now: datetime) -> None:
    """Remove what a process that was killed had begun to write; nobody writes for an hour."""
    for path in (database.parent / FOLDER).glob(f"{database.stem}-*-v*.db{_DRAFT}*"):
        at = taken_at(Path(path.name.partition(_DRAFT)[0]))
        if at and now - at > _HOUR:
            path.unlink(missing_ok=True)
    discard(beside(database, RESTORED))  # whoever restores one has the database for itself


def worth_keeping(times: Iterable[datetime]) -> set[datetime]:
    """The newest time of each of the 7 newest days, 4 weeks and 6 months (UTC) that have one."""
    newest_first = sorted(times, reverse=True)
    kept: set[datetime] = set()
    for count, period in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        newest: dict[str, datetime] = {}
        for at in newest_first:
            newest.setdefault(at.astimezone(UTC).strftime(period), at)
        kept.update(list(newest.values())[:count])
    return kept


def _copy(source: sqlite3.Connection, draft: Path, target: Path) -> None:
    copy = sqlite3.connect(draft, isolation_level=None)
    try:
        source.execute("BEGIN")  # rows counted and rows copied are those of one moment
        wanted = _counts(source)
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        if not is_sound(copy) or _counts(copy) != wanted:
            raise StoreTrouble(f"The backup {target} did not come out right, so it was not kept.")
    finally:
        source.rollback()
        copy.close()


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    count = 'SELECT count(*) FROM "{}"'
    return {name: connection.execute(count.format(name)).fetchone()[0] for (name,) in tables}


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
