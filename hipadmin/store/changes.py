"""The change records, appended and read back page by page."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.domain.ports import Topic
from hipadmin.store.rows import Touch, from_ms, to_ms


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

    def page(self, *, limit: int, before: int | None = None, text: str = "") -> list[Change]:
        """See the port."""
        sql = """SELECT id, at, actor, action, entity, entity_id, name, before, after, batch
            FROM change WHERE (?1 IS NULL OR id < ?1) AND instr(search, ?2) > 0
            ORDER BY id DESC LIMIT ?3"""
        wanted = text.strip().casefold()
        rows = self._connection.execute(sql, (before, wanted, max(limit, 0)))
        return [_change(row) for row in rows]

    def count(self) -> int:
        """See the port."""
        (count,) = self._connection.execute("SELECT count(*) FROM change").fetchone()
        return int(count)


def _dump(value: Mapping[str, object] | None) -> str | None:
    return None if value is None else json.dumps(dict(value))


def _load(text: str | None) -> Mapping[str, object] | None:
    return None if text is None else dict(json.loads(text))


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
