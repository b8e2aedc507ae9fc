"""The shelf of backups: made when due, listed with what they hold, and looked into."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from hipadmin.domain.backup import Backup, Contents
from hipadmin.domain.errors import NotFound, StoreRefused, StoreTrouble
from hipadmin.domain.ports import Clock, Topic, Unit
from hipadmin.store.backup import FOLDER, backup_path, backups_of, thin_out
from hipadmin.store.database import Database
from hipadmin.store.files import recognise
from hipadmin.store.migrations import run_step
from hipadmin.store.schema import STEPS, Step
from hipadmin.store.trouble import NOT_READ, translated
from hipadmin.store.unit import UnitOfWork

T = TypeVar("T")

DAMAGED_BACKUP = "is damaged."

_LIVE = "SELECT count(*) FROM {} WHERE deleted_at IS NULL"
_COUNTED = ("integration", "subscription", "notification")


class Shelf:
    """Keeps ports.BackupShelf's promises for ``database``."""

    def __init__(self, database: Database, clock: Clock, steps: Sequence[Step] = STEPS) -> None:
        self._database = database
        self._clock = clock
        self._steps = steps

    def all(self) -> list[Backup]:
        """See the port."""
        path = self._database.path
        with translated(path.parent / FOLDER, OSError, what=NOT_READ):
            return [describe(file, at, len(self._steps)) for file, at in backups_of(path).items()]

    def due(self) -> bool:
        """See the port."""
        now = self._database.revisions()
        made = backups_of(self._database.path)
        today = self._clock().date()
        if not any(now.values()) or any(at.date() == today for at in made.values()):
            return False
        return not made or _revisions(next(iter(made))) != now

    def make(self) -> Backup:
        """See the port."""
        path, at = self._database.path, self._clock()
        target = backup_path(path, at, len(self._steps))
        self._database.backup_now(target)
        thin_out(path, at)
        return describe(target, at, len(self._steps))

    def read(self, name: str, work: Callable[[Unit], T]) -> T:
        """See the port."""
        path = self._database.path.parent / FOLDER / name
        if path not in backups_of(self._database.path):
            raise NotFound("backup", name)
        refuse_unusable(path, len(self._steps))
        with (
            translated(path, sqlite3.Error, what=NOT_READ),
            closing(_in_todays_format(path, self._steps)) as found,
        ):
            [store_id] = found.execute("SELECT value FROM meta WHERE key = 'store_id'").fetchone()
            if store_id != self._database.id:
                raise StoreTrouble(f"The backup {path} is of another database. Choose another.")
            return work(UnitOfWork(found))


def refuse_unusable(path: Path, newest: int) -> None:
    """Raise StoreTrouble for a backup that is damaged or newer than version ``newest``."""
    with translated(path, sqlite3.Error, OSError, what=NOT_READ):
        try:
            recognise(path, newest, busy_ms=0)
        except StoreRefused as refused:
            why = _why_unusable(path, newest) or DAMAGED_BACKUP
            raise StoreTrouble(f"The backup {path} {why} Choose another.") from refused


def describe(path: Path, at: datetime, newest: int) -> Backup:
    """What there is to know of the backup at ``path``, without reading all of it."""
    why = _why_unusable(path, newest)
    contents = None if why else _contents(path)
    return Backup(path.name, at, path.stat().st_size, contents, why)


def _why_unusable(path: Path, newest: int) -> str:
    try:
        with closing(looking(path)) as connection:
            [version] = connection.execute("PRAGMA user_version").fetchone()
            _counts(connection)
    except sqlite3.Error:
        return DAMAGED_BACKUP
    return f"was made by a newer hipadmin (format {version})." if version > newest else ""


def _contents(path: Path) -> Contents:
    with closing(looking(path)) as connection:
        return Contents(*_counts(connection))


def _counts(connection: sqlite3.Connection) -> list[int]:
    return [connection.execute(_LIVE.format(table)).fetchone()[0] for table in _COUNTED]


def _revisions(path: Path) -> Mapping[Topic, int]:
    """How often each topic had changed; nothing where that cannot be told."""
    try:
        with closing(looking(path)) as connection:
            rows = connection.execute("SELECT topic, n FROM revision")
            return {Topic(topic): n for topic, n in rows}
    except (sqlite3.Error, ValueError):
        return {}


def looking(path: Path) -> sqlite3.Connection:
    """A connection that only looks at a file nobody writes, and leaves nothing beside it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _in_todays_format(path: Path, steps: Sequence[Step]) -> sqlite3.Connection:
    """The file itself, or a copy in memory of an older one: nothing is left behind either way."""
    source = looking(path)
    [version] = source.execute("PRAGMA user_version").fetchone()
    if version == len(steps):
        return source
    with closing(source):
        copy = sqlite3.connect(":memory:", isolation_level=None)
        source.backup(copy)
    for number in range(version + 1, len(steps) + 1):
        run_step(copy, number, steps[number - 1])
    return copy
