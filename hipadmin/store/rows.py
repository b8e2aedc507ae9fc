"""What every repository needs: times, names, and rows with a version that can be deleted."""

import json
import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from hipadmin.domain.errors import Conflict, Invalid, NotFound, StoreTrouble
from hipadmin.domain.ports import Topic
from hipadmin.domain.problems import Code, Problem
from hipadmin.store.trouble import UNREADABLE

_log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

Touch = Callable[[Topic], None]
"""Reports that a topic has changed in this transaction."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""With a day to spare for every time zone."""


def to_ms(at: datetime) -> int:
    """Milliseconds since 1970; the rest is cut off. A time without a zone is a TypeError."""
    return (at - _EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """The time in UTC; of what no calendar has (a damaged row's), the first or the last."""
    try:
        return _EPOCH + ms * _MILLISECOND
    except OverflowError:
        return _FIRST if ms < 0 else _LAST


def maybe_ms(at: datetime | None) -> int | None:
    """As ``to_ms``; None stays None."""
    return None if at is None else to_ms(at)


def maybe_time(ms: int | None) -> datetime | None:
    """As ``from_ms``; None stays None."""
    return None if ms is None else from_ms(ms)


def fold(name: str) -> str:
    """The key two names share that differ by case or outer blanks only."""
    return name.strip().casefold()


def storable(text: str) -> str:
    """``text`` with what UTF-8 cannot hold (halves of surrogate pairs from a server) replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def to_json(items: Iterable[str]) -> str:
    """A list of texts as JSON."""
    return json.dumps(list(items))


def from_json(text: str) -> tuple[str, ...]:
    """The texts of a JSON list."""
    return tuple(json.loads(text)) if text != "[]" else ()


class UnreadableRow(StoreTrouble):
    """A row does not hold what it was given: its page was damaged."""

    def __init__(self) -> None:
        super().__init__(f"The database cannot be used: {UNREADABLE}")


def of_row(make: Callable[P, T]) -> Callable[P, T]:
    """``make`` of a row what it stands for; raises UnreadableRow where that makes no sense."""

    @wraps(make)
    def made(*given: P.args, **named: P.kwargs) -> T:
        try:
            return make(*given, **named)
        except (ValueError, TypeError, LookupError, ArithmeticError) as error:
            _log.info("a row cannot be read: %s: %s", made.__name__, error)
            raise UnreadableRow from error

    return made


def several(rows: Sequence[Sequence[object]]) -> tuple[str, list[object]]:
    """Marks for ``rows`` (at least one) in one statement, and the values in their order.

    The last row is repeated until there are a power of two: what SQLite has prepared already serves
    for most numbers. Whoever takes the same row twice must end where once leads to.
    """
    size = 1 << (len(rows) - 1).bit_length()
    row = f"({', '.join('?' * len(rows[0]))})"
    whole = [*rows, *[rows[-1]] * (size - len(rows))]
    return ", ".join([row] * size), [value for each in whole for value in each]


class Versioned:
    """The rows of a table with ``id``, ``name``, ``name_key``, ``version`` and ``deleted_at``.

    ``scope`` is the column within which names are unique, if not the whole table.
    """

    def __init__(self, connection: sqlite3.Connection, table: str, scope: str = "") -> None:
        self._connection = connection
        self._table = table
        self._within = f" AND {scope} = ?" if scope else ""
        self._aside: dict[str, tuple[str, str]] = {}

    def run(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Execute ``sql`` with ``@table`` replaced."""
        return self._connection.execute(sql.replace("@table", self._table), values)

    def live(self, row: tuple[Any, ...] | None, row_id: str) -> tuple[Any, ...]:
        """``row`` itself. Raises NotFound if it is None."""
        if row is None:
            raise NotFound(self._table, row_id)
        return row

    def is_live(self, row_id: str) -> bool:
        """Whether there is such a row that is not deleted."""
        sql = "SELECT 1 FROM @table WHERE id = ? AND deleted_at IS NULL"
        return self.run(sql, (row_id,)).fetchone() is not None

    def names(self, but: str) -> list[str]:
        """The names of all live rows except one, in order."""
        sql = "SELECT name FROM @table WHERE deleted_at IS NULL AND id <> ? ORDER BY name_key, id"
        return [name for (name,) in self.run(sql, (but,))]

    def expect(self, row_id: str, version: int, *, deleted: bool = False) -> str:
        """The row's name. Raises Conflict unless it is live (or deleted) in this version."""
        sql = "SELECT name, version, deleted_at IS NOT NULL FROM @table WHERE id = ?"
        row = self.run(sql, (row_id,)).fetchone()
        if row is None:
            raise Conflict(self._table, row_id, gone=True)
        name, found, is_deleted = row
        if found != version or bool(is_deleted) is not deleted:
            raise Conflict(self._table, name, gone=bool(is_deleted))
        return str(name)

    def refuse_taken(self, name: str, row_id: str, scope: str = "") -> None:
        """Raise Invalid(NAME_TAKEN) if another live row has ``name``."""
        sql = "SELECT name FROM @table WHERE name_key = ? AND deleted_at IS NULL AND id <> ?"
        values = (fold(name), row_id, *([scope] if self._within else []))
        taken = self.run(sql + self._within, values).fetchone()
        if taken is not None:
            raise Invalid([Problem("name", Code.NAME_TAKEN, {"name": taken[0]})])

    def mark(self, row_id: str, at: datetime, *, deleted: bool) -> None:
        """Delete the row or take that back, version + 1."""
        sql = "UPDATE @table SET deleted_at = ?, updated_at = ?, version = version + 1 WHERE id = ?"
        now = to_ms(at)
        self.run(sql, (now if deleted else None, now, row_id))
        if deleted and row_id in self._aside:
            sql = "UPDATE @table SET name = ?, name_key = ? WHERE id = ?"
            self.run(sql, (*self._aside.pop(row_id), row_id))

    def exhume(self, row_id: str) -> int | None:
        """Make a deleted row live under its id as its name; its version, None if it is no row.

        For the moment between a delete and the row that is stored in its place.
        """
        sql = """UPDATE @table SET name = id, name_key = id, deleted_at = NULL
            WHERE id = ? AND deleted_at IS NOT NULL RETURNING version"""
        rows = self.run(sql, (row_id,)).fetchall()
        return int(rows[0][0]) if rows else None

    def step_aside(self, ids: Collection[str]) -> None:
        """Call live rows by their ids, so that others can take their names.

        One that is deleted then has its own name again; one that is stored, the new one.
        """
        for row_id in ids:
            sql = "SELECT name, name_key FROM @table WHERE id = ? AND deleted_at IS NULL"
            self._aside[row_id] = self.run(sql, (row_id,)).fetchone()
            self.run("UPDATE @table SET name = id, name_key = id WHERE id = ?", (row_id,))
