"""The change records, appended and read back page by page."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from typing import Any

from hipadmin.domain.change import (
    EVERY_CHANGE,
    Action,
    ActKind,
    Change,
    ChangeFilter,
    Entity,
    Thing,
)
from hipadmin.domain.ports import Topic
from hipadmin.gently import gently
from hipadmin.store.rows import Touch, from_ms, of_row, to_ms

_COLUMNS = """SELECT id, at, actor, action, entity, entity_id, name, before, after, batch
    FROM change"""


class Changes:
    """Keeps ports.ChangeRepository's promises."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch

    def add(self, change: Change) -> None:
        """See the port."""
        self._connection.execute(
            """INSERT INTO change (at, actor, action, entity, entity_id, name, before, after, batch,
                search) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                to_ms(change.at),
                change.actor,
                change.action.value,
                change.entity.value,
                change.entity_id,
                change.name,
                _dump(change.before),
                _dump(change.after),
                change.batch,
                f"{change.actor}\n{change.action}\n{change.name}".casefold(),
            ),
        )
        self._touch(Topic.AUDIT)

    def page(
        self,
        *,
        limit: int,
        before: int | None = None,
        after: int = 0,
        wanted: ChangeFilter = EVERY_CHANGE,
    ) -> list[Change]:
        """See the port."""
        clauses, values = _where(wanted)
        sql = f"""{_COLUMNS} WHERE (? IS NULL OR id < ?) AND id > ? {clauses}
            ORDER BY id DESC LIMIT ?"""
        bounds = (before, before, after)
        rows = self._connection.execute(sql, (*bounds, *values, max(limit, 0)))
        return [_change(row) for row in gently(rows)]

    def latest(self, entity_id: str) -> Change | None:
        """See the port."""
        sql = f"{_COLUMNS} WHERE entity_id = ? AND action <> ? ORDER BY id DESC LIMIT 1"
        row = self._connection.execute(sql, (entity_id, Action.VALIDATE_CONNECTION)).fetchone()
        return None if row is None else _change(row)

    def count(self, wanted: ChangeFilter = EVERY_CHANGE) -> int:
        """See the port."""
        clauses, values = _where(wanted)
        sql = f"SELECT count(*) FROM change WHERE TRUE {clauses}"
        (count,) = self._connection.execute(sql, values).fetchone()
        return int(count)

    def actors(self) -> list[str]:
        """See the port."""
        found = self._connection.execute("SELECT DISTINCT actor FROM change")
        return sorted((actor for (actor,) in found), key=str.casefold)

    def together(self, batches: Collection[str]) -> dict[str, int]:
        """See the port."""
        sql = """SELECT batch, count(*) FROM change
            WHERE batch IN (SELECT value FROM json_each(?)) GROUP BY batch"""
        return dict(self._connection.execute(sql, (json.dumps(sorted(batches)),)).fetchall())

    def things(self, ids: Collection[str]) -> dict[str, Thing]:
        """See the port."""
        rows = self._connection.execute(_THINGS, {"ids": json.dumps(sorted(ids))})
        found = {key: Thing(name, bool(live), *parents) for key, name, live, *parents in rows}
        gone = sorted(set(ids) - found.keys())
        if gone:  # purged: only the records remember
            names = self._connection.execute(_REMEMBERED, (json.dumps(gone),))
            found.update({key: Thing(name, live=False) for key, name in names})
        return found


_KIND = """action || ':' || entity || ':' || CASE
        WHEN action <> 'updateOn' THEN ''
        WHEN json_extract(before, '$.enabled') IS json_extract(after, '$.enabled') THEN 'room'
        WHEN json_extract(after, '$.enabled') THEN 'on' ELSE 'off' END"""
"""As domain.change.ActKind.key says it."""
_OF_KINDS = f"{_KIND} IN (SELECT value FROM json_each(?))"
_REMEMBERED = """SELECT entity_id, name FROM change
    WHERE entity_id IN (SELECT value FROM json_each(?)) ORDER BY id"""
_THINGS = """WITH asked AS (SELECT value AS id FROM json_each(:ids))
    SELECT id, name, deleted_at IS NULL, '', '' FROM integration JOIN asked USING (id)
    UNION ALL
    SELECT id, name, deleted_at IS NULL, '', '' FROM subscription JOIN asked USING (id)
    UNION ALL
    SELECT id, iif(name = '', room, name), deleted_at IS NULL, '', ''
    FROM room JOIN asked USING (id)
    UNION ALL
    SELECT id, name, deleted_at IS NULL, subscription_id, integration_id
    FROM notification JOIN asked USING (id)
    UNION ALL
    SELECT asked.id, title, subscription.deleted_at IS NULL, subscription_id, ''
    FROM asked JOIN alert ON number = CAST(asked.id AS INTEGER) AND number || '' = asked.id
    JOIN subscription ON subscription.id = subscription_id"""


def _where(wanted: ChangeFilter) -> tuple[str, list[object]]:
    """What narrows a query, and the values in it."""
    clauses: list[str] = []
    values: list[object] = []
    for word in wanted.words:
        clauses.append(f"AND (instr(search, ?) > 0 OR {_OF_KINDS})")
        values += (word.text, _keys(word.kinds))
    if wanted.kinds is not None:
        clauses.append(f"AND {_OF_KINDS}")
        values.append(_keys(wanted.kinds))
    for column, value in (("actor", wanted.actor), ("batch", wanted.batch)):
        if value:
            clauses.append(f"AND {column} = ?")
            values.append(value)
    if wanted.since is not None:
        clauses.append("AND at >= ?")
        values.append(to_ms(wanted.since))
    return " ".join(clauses), values


def _keys(kinds: Collection[ActKind]) -> str:
    return json.dumps(sorted(kind.key for kind in kinds))


def _dump(value: Mapping[str, object] | None) -> str | None:
    return None if value is None else json.dumps(dict(value))


def _load(text: str | None) -> Mapping[str, object] | None:
    return None if text is None else dict(json.loads(text))


@of_row
def _change(row: tuple[Any, ...]) -> Change:
    number, at, actor, action, entity, entity_id, name, before, after, batch = row
    return Change(
        at=from_ms(at),
        actor=actor,
        action=Action(action),
        entity=Entity(entity),
        entity_id=entity_id,
        name=name,
        before=_load(before),
        after=_load(after),
        batch=batch,
        id=number,
    )
