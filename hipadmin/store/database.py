"""The database: opened or refused, then transactions over the repositories."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import current_thread, get_ident
from types import MappingProxyType
from typing import TypeVar

from hipadmin.domain.ports import Cancel, Clock, Topic, Unit
from hipadmin.store.backup import FOLDER, backups_of, write_backup
from hipadmin.store.connections import Lane, Part, connect
from hipadmin.store.files import (
    beside,
    make_folder,
    recognise,
    refuse_loose_end,
    refuse_loss,
    refuse_stranger,
)
from hipadmin.store.locks import FileLock
from hipadmin.store.migrations import create, migrate
from hipadmin.store.place import Place
from hipadmin.store.schema import STEPS, Step
from hipadmin.store.trouble import primary_code, translated
from hipadmin.store.unit import UnitOfWork, revisions_on

T = TypeVar("T")

BUSY_MS = 5000
"""How long a write waits for another process's write, in milliseconds."""
READERS = 2
_GRACE = 2.0
"""Seconds `close` gives what still runs before it is interrupted, and again after that."""


def open_store(
    path: Path, *, clock: Clock, busy_ms: int = BUSY_MS, steps: Sequence[Step] = STEPS
) -> "Database":
    """Open the database at ``path``; make it, with its folder, if there is none.

    ``busy_ms`` also bounds the wait for another process that migrates. Raises StoreRefused for a
    file that is not ours to open (left untouched), StoreTrouble if the environment is in the way.
    """
    with translated(path, sqlite3.Error, OSError):
        make_folder(path.parent)
        refuse_loose_end(path)
        if not path.exists() and backups_of(path):
            refuse_loss(path, path.parent / FOLDER)
        found = recognise(path, len(steps), busy_ms) if path.exists() else 0
        lock = FileLock(beside(path, ".lock"))
        try:
            if found < len(steps):
                lock.exclude(busy_ms / 1000)
                _bring_up_to_date(path, clock, steps)
            lock.share(busy_ms / 1000)
            return Database(path, lock, len(steps), busy_ms)
        except BaseException:
            lock.close()
            raise


def _bring_up_to_date(path: Path, clock: Clock, steps: Sequence[Step]) -> None:
    if not path.exists():  # it may have come into being while we waited for the lock
        create(path, steps, clock())
    migrate(path, steps, clock())


class Database:
    """Keeps ports.Store's promises over one SQLite file.

    ``write`` and ``read`` may be called from any thread but the database's own: work that asks for
    another transaction gets RuntimeError.
    """

    id: str
    first_revisions: Mapping[Topic, int]
    path: Path
    """Where the file is."""

    def __init__(self, path: Path, lock: FileLock, version: int, busy_ms: int) -> None:
        self.path = path
        self._lock = lock
        self._version = version
        self._seen: dict[int, tuple[int, Mapping[Topic, int]]] = {}
        self._place = Place(path)
        self._writer = Lane(
            "store writer",
            1,
            lambda: self._connect(busy_ms, writable=True),
            lambda connection, works: _write(connection, works, self._place.check),
        )
        self._readers = Lane(
            "store reader", READERS, lambda: self._connect(busy_ms, writable=False)
        )
        self._writer.start()
        try:
            self._readers.start()
            self.id = self._readers.call(_store_id)
            self._place.enter()
            self.first_revisions = self._readers.call(self._revisions)
        except BaseException:
            self.close()
            raise

    def write(self, work: Callable[[Unit], T], *, shared: bool = False) -> T:
        """See the port."""
        return self._on(self._writer, self._writing(work), part=work if shared else None)

    def begin(self, work: Callable[[Unit], T]) -> Callable[[], T]:
        """See the port."""
        self._refuse_own_threads()
        waiting = self._writer.begin(self._writing(work), part=work)

        def outcome() -> T:
            with translated(self.path, sqlite3.Error):
                return waiting()

        return outcome

    def _writing(self, work: Callable[[Unit], T]) -> Callable[[sqlite3.Connection], T]:
        """A transaction of its own for ``work``."""

        def writing(connection: sqlite3.Connection) -> T:
            [result] = _write(connection, (work,), self._place.check)
            return result

        return writing

    def read(self, work: Callable[[Unit], T], *, cancel: Cancel | None = None) -> T:
        """See the port. ReadCancelled (a StoreTrouble) if ``cancel`` or `interrupt_reads` hit."""

        def reading(connection: sqlite3.Connection) -> T:
            return _read(connection, work)

        return self._on(self._readers, reading, cancellable=True, cancel=cancel)

    def revisions(self) -> Mapping[Topic, int]:
        """See the port."""
        return self._on(self._readers, self._revisions)

    def interrupt_reads(self) -> None:
        """End every ``read`` that runs or waits; its caller gets ReadCancelled. Does not block."""
        self._readers.cancel()

    def integrity(self) -> list[str]:
        """What is wrong inside the file, a sentence each; empty if it is sound. May take long."""
        return self._on(self._readers, _integrity, cancellable=True)

    def backup_now(self, path: Path) -> None:
        """Write a verified copy to ``path``, replacing what is there.

        Raises StoreTrouble; ValueError if ``path`` is the database itself.
        """
        if path.resolve() == self.path.resolve():
            raise ValueError("a backup must not replace the database")
        self._on(self._readers, lambda connection: write_backup(connection, path))

    def close(self) -> None:
        """See the port. Takes a few seconds at most; closing again does nothing."""
        self._refuse_own_threads()
        self._place.leave()
        self._readers.close(_GRACE)
        self._writer.close(_GRACE)  # the last one to close moves the log into the file
        self._lock.close()

    def _connect(self, busy_ms: int, *, writable: bool) -> sqlite3.Connection:
        connection = connect(self.path, writable=writable, busy_ms=busy_ms)
        try:
            [application] = connection.execute("PRAGMA application_id").fetchone()
            [version] = connection.execute("PRAGMA user_version").fetchone()
            refuse_stranger(self.path, application, version, self._version)
        except BaseException:
            connection.close()
            raise
        return connection

    def _on(
        self,
        lane: Lane,
        work: Callable[[sqlite3.Connection], T],
        *,
        cancellable: bool = False,
        cancel: Cancel | None = None,
        part: Part | None = None,
    ) -> T:
        self._refuse_own_threads()
        if lane is not self._writer:  # what is written looks just before its commit
            self._place.check()
        with translated(self.path, sqlite3.Error):
            return lane.call(work, cancellable=cancellable, cancel=cancel, part=part)

    def _refuse_own_threads(self) -> None:
        if current_thread() in (*self._writer.threads, *self._readers.threads):
            raise RuntimeError("work inside a transaction must use its unit, not the store")

    def _revisions(self, connection: sqlite3.Connection) -> Mapping[Topic, int]:
        [version] = connection.execute("PRAGMA data_version").fetchone()
        seen, known = self._seen.get(get_ident(), (None, MappingProxyType({})))
        if seen != version:
            known = revisions_on(connection)
            self._seen[get_ident()] = (version, known)
        return known


def _write(
    connection: sqlite3.Connection, works: Sequence[Callable[[Unit], T]], place: Callable[[], None]
) -> list[T]:
    """Run ``works`` in one transaction; what one of them raises undoes them all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        unit = UnitOfWork(connection)
        results = [work(unit) for work in works]
        unit.bump_revisions()
        place()
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # what led here is what the caller must hear
            connection.rollback()
        raise
    return results


def _read(connection: sqlite3.Connection, work: Callable[[Unit], T]) -> T:
    connection.execute("BEGIN")
    try:
        return work(UnitOfWork(connection))
    except sqlite3.OperationalError as error:
        if primary_code(error) == sqlite3.SQLITE_READONLY:
            raise RuntimeError("what only reads cannot change anything: use write") from error
        raise
    finally:
        connection.rollback()


def _store_id(connection: sqlite3.Connection) -> str:
    [store_id] = connection.execute("SELECT value FROM meta WHERE key = 'store_id'").fetchone()
    return str(store_id)


def _integrity(connection: sqlite3.Connection) -> list[str]:
    try:
        found = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
    except UnicodeDecodeError:
        found = ["Its own description of its tables cannot be read."]
    lost = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [*found, *(f"A row of {row[0]} refers to one of {row[2]} that is gone." for row in lost)]
