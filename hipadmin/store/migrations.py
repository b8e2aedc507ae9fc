"""Migrations: a database is made, or brought step by step to this version, or left as it was."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from hipadmin.domain.errors import StoreTrouble
from hipadmin.store.backup import backup_path, thin_out, write_backup
from hipadmin.store.files import beside, discard, make_file, sync_folder
from hipadmin.store.rows import to_ms
from hipadmin.store.schema import Step
from hipadmin.store.trouble import trouble


def create(path: Path, steps: Sequence[Step], now: datetime) -> None:
    """Make an empty database at ``path``: whole, with its random id, or not at all.

    Raises sqlite3.Error and OSError.
    """
    draft = beside(path, ".new")
    discard(draft)
    make_file(draft)
    try:
        with _connection(draft) as connection:
            for number, step in enumerate(steps, start=1):
                run_step(connection, number, step)
            _fill(connection, now)
            connection.execute("PRAGMA journal_mode = WAL")
        draft.rename(path)
    finally:
        discard(draft)
    sync_folder(path.parent)


def migrate(path: Path, steps: Sequence[Step], now: datetime) -> None:
    """Bring the database to the newest version, after a verified backup.

    Each step is one transaction with its version stamp. Raises StoreTrouble for one that fails,
    saying where the backup is, and if there could not even be a backup; sqlite3.Error.
    """
    with _connection(path) as connection:
        [version] = connection.execute("PRAGMA user_version").fetchone()
        if version >= len(steps):
            return
        backup = backup_path(path, now, version)
        _back_up(connection, path, backup)
        for number in range(version + 1, len(steps) + 1):
            try:
                run_step(connection, number, steps[number - 1])
            except sqlite3.Error as error:
                raise _failed(path, number, backup, error) from error
    thin_out(path, now)


def _back_up(connection: sqlite3.Connection, path: Path, backup: Path) -> None:
    try:
        write_backup(connection, backup)
    except StoreTrouble as error:
        text = f"The database {path} was left as it was: it is backed up before it is brought up to"
        raise StoreTrouble(f"{text} date. {error.text}") from error


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection for schema changes: references are checked at the end of a step instead."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA synchronous = FULL")
        yield connection
    finally:
        connection.close()


def run_step(connection: sqlite3.Connection, number: int, step: Step) -> None:
    """Bring the database from version ``number`` - 1 to ``number``: whole, or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in step:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise sqlite3.IntegrityError("a row refers to one that does not exist")
        connection.execute("COMMIT")
    finally:
        connection.rollback()  # does nothing after a commit


def _fill(connection: sqlite3.Connection, now: datetime) -> None:
    rows = [("store_id", os.urandom(16).hex()), ("created_at", str(to_ms(now)))]
    connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", rows)


def _failed(path: Path, number: int, backup: Path, error: sqlite3.Error) -> StoreTrouble:
    known = trouble(error, path)
    why = known.text if known else f"SQLite said: {error}."
    return StoreTrouble(
        f"The database {path} could not be brought to format {number}. {why} That step was taken"
        f" back whole, and a backup from before is at {backup}."
    )
