"""Rescue: a backup takes the place of a database that cannot be opened; the old file is kept."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from hipadmin.domain.backup import Backup
from hipadmin.domain.errors import NotFound
from hipadmin.domain.ports import Clock
from hipadmin.store.backup import FOLDER, RESTORED, backups_of, write_backup
from hipadmin.store.database import BUSY_MS
from hipadmin.store.files import beside, discard, make_folder, sync_folder
from hipadmin.store.locks import FileLock
from hipadmin.store.rows import to_ms
from hipadmin.store.schema import STEPS, Step
from hipadmin.store.shelf import describe, looking, refuse_unusable
from hipadmin.store.trouble import translated

_NUMBERS = "SELECT name, seq FROM sqlite_sequence"
LEAP = 1_000
"""Numbers of alerts that are left out where nobody can say which were given after the backup."""


class Rescue:
    """Lists and restores backups without opening the database at ``path``. Blocking."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        steps: Sequence[Step] = STEPS,
        *,
        busy_s: float = BUSY_MS / 1000,
    ) -> None:
        self._path = path
        self._busy_s = busy_s
        self._clock = clock
        self._newest = len(steps)

    def all(self) -> list[Backup]:
        """Every backup, newest first. Raises StoreTrouble."""
        with translated(self._path, OSError):
            found = backups_of(self._path).items()
            return [describe(path, at, self._newest) for path, at in found]

    def restore(self, name: str) -> Path:
        """Put the backup ``name`` in the database's place; give where the old file is now.

        It is whole in its place, or the old one still is. Raises NotFound; StoreTrouble for a
        backup that cannot be used, and while another process has the database open.
        """
        backup = self._path.parent / FOLDER / name
        if backup not in backups_of(self._path):
            raise NotFound("backup", name)
        refuse_unusable(backup, self._newest)
        with translated(self._path, sqlite3.Error, OSError):
            make_folder(self._path.parent)
            lock = FileLock(beside(self._path, ".lock"))
            with closing(lock):
                lock.exclude(self._busy_s)
                return self._replace(backup)

    def _replace(self, backup: Path) -> Path:
        path, now = self._path, self._clock()
        aside = path.with_name(f"{path.stem}-replaced-{now:%Y%m%dT%H%M%S%fZ}.db")
        draft = beside(path, RESTORED)
        discard(draft)
        with closing(looking(backup)) as source:
            write_backup(source, draft)
        _prepare(draft, path, now)
        # a log that is not its own would be read into the new file, so it goes first
        for suffix in ("-wal", "-shm", "-journal"):
            if beside(path, suffix).exists():
                beside(path, suffix).replace(beside(aside, suffix))
        if path.exists():
            _keep(path, aside)
        draft.replace(path)
        sync_folder(path.parent)
        return aside


def _keep(path: Path, aside: Path) -> None:
    try:
        os.link(path, aside)
    except OSError:  # not every file system has links
        shutil.copy2(path, aside)


def _prepare(draft: Path, old: Path, now: datetime) -> None:
    """Let the backup know what came and went since, as far as the old file tells."""
    known, last = _pairs(old, "SELECT id, vault FROM token_ref"), _pairs(old, _NUMBERS)
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        kept = [ref for (ref,) in connection.execute("SELECT id FROM token_ref")]
        if known is not None:
            swept = [(to_ms(now), ref) for ref in kept if ref not in known]
            sql = "UPDATE token_ref SET state = 'missing', changed_at = ? WHERE id = ?"
            connection.executemany(sql, swept)
            sql = "INSERT INTO token_ref (id, vault, state, changed_at) VALUES (?, ?, 'dead', ?)"
            new = [(ref, vault, to_ms(now)) for ref, vault in known.items() if ref not in kept]
            connection.executemany(sql, new)
        _go_on(connection, last)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def _go_on(connection: sqlite3.Connection, last: dict[str, int] | None) -> None:
    """Give no number twice: a room still shows the messages about the alert that had it."""
    known: dict[str, int] = dict(connection.execute(_NUMBERS))
    if last is None:
        last = {"alert": known.get("alert", 0) + LEAP}
    for table, number in last.items():
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        sql = "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)"
        connection.execute(sql, (table, max(number, known.get(table, 0))))


def _pairs(old: Path, question: str) -> dict[str, Any] | None:
    """What the old file answers, by the first column; None if it does not tell."""
    if not old.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{old.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return dict(connection.execute(question))
    except sqlite3.Error:
        return None
