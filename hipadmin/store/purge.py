"""Purge: what was deleted long ago goes for good, unless something still refers to it."""

import sqlite3
from collections.abc import Sequence

_GONE = "SELECT id FROM {} WHERE deleted_at < ?"
_ROOMS = "DELETE FROM room WHERE integration_id = ?"
_KINDS: Sequence[tuple[str, Sequence[str]]] = (
    ("notification", ()),
    ("room", ()),
    ("integration", (_ROOMS,)),
    ("subscription", ()),
)
"""Children before their parents, with what goes along; references and triggers keep the rest."""


def purge_rows(connection: sqlite3.Connection, before: int) -> int:
    """Remove rows deleted before ``before`` (milliseconds since 1970); give how many."""
    count = 0
    for table, along in _KINDS:
        statements = (*along, f"DELETE FROM {table} WHERE id = ?")
        for (row_id,) in connection.execute(_GONE.format(table), (before,)).fetchall():
            count += _gone(connection, statements, row_id)
    return count


def purge_changes(connection: sqlite3.Connection, before: int) -> int:
    """Remove change records from before ``before`` (milliseconds since 1970); give how many."""
    return connection.execute("DELETE FROM change WHERE at < ?", (before,)).rowcount


def _gone(connection: sqlite3.Connection, statements: Sequence[str], row_id: str) -> bool:
    connection.execute("SAVEPOINT purge")
    try:
        for statement in statements:
            connection.execute(statement, (row_id,))
    except sqlite3.IntegrityError:
        connection.execute("ROLLBACK TO purge")
        return False
    finally:
        connection.execute("RELEASE purge")
    return True
