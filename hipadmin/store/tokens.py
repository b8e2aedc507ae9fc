"""References into the vault, and what the server said about the tokens. Never a token."""

import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import Any

from hipadmin.domain.ports import Topic
from hipadmin.domain.token import RefState, TokenInfo, TokenKind, TokenRef
from hipadmin.gently import gently
from hipadmin.store.rows import (
    Touch,
    from_json,
    from_ms,
    maybe_ms,
    maybe_time,
    of_row,
    storable,
    to_json,
    to_ms,
)

_COLUMNS = "SELECT id, vault, state, changed_at FROM token_ref"


class Tokens:
    """Keeps ports.TokenRefRepository's promises."""

    def __init__(self, connection: sqlite3.Connection, touch: Touch) -> None:
        self._connection = connection
        self._touch = touch

    def add_pending(self, ref_id: str, vault: str, at: datetime) -> None:
        """See the port."""
        sql = "INSERT INTO token_ref (id, vault, state, changed_at) VALUES (?, ?, ?, ?)"
        self._connection.execute(sql, (ref_id, vault, RefState.PENDING.value, to_ms(at)))
        self._touch(Topic.TOKENS)

    def mark(self, ref_ids: Collection[str], state: RefState, at: datetime) -> None:
        """See the port. One that is in ``state`` already keeps the time it got there."""
        sql = "UPDATE token_ref SET state = ?1, changed_at = ?2 WHERE id = ?3 AND state <> ?1"
        self._change(sql, [(state.value, to_ms(at), ref_id) for ref_id in ref_ids])

    def all(self) -> dict[str, TokenRef]:
        """See the port."""
        return {row[0]: _ref(row) for row in gently(self._connection.execute(_COLUMNS))}

    def get(self, ref_id: str) -> TokenRef | None:
        """See the port."""
        row = self._connection.execute(f"{_COLUMNS} WHERE id = ?", (ref_id,)).fetchone()
        return None if row is None else _ref(row)

    def in_state(self, state: RefState) -> list[TokenRef]:
        """See the port."""
        sql = f"{_COLUMNS} WHERE state = ? ORDER BY changed_at, rowid"
        return [_ref(row) for row in self._connection.execute(sql, (state.value,))]

    def forget(self, ref_ids: Collection[str]) -> None:
        """See the port."""
        self._change("DELETE FROM token_ref WHERE id = ?", [(ref_id,) for ref_id in ref_ids])

    def save_info(self, ref_id: str, info: TokenInfo) -> None:
        """See the port. A reference forgotten meanwhile is passed over."""
        values = (
            info.kind.value,
            storable(info.label),
            to_json(info.scopes),
            storable(info.room),
            maybe_ms(info.expires_at),
            maybe_ms(info.checked_at),
            storable(info.title),
            ref_id,
        )
        sql = """INSERT OR REPLACE INTO token_info
            (kind, label, scopes, room, expires_at, checked_at, title, ref_id)
            SELECT ?, ?, ?, ?, ?, ?, ?, id FROM token_ref WHERE id = ?"""
        self._change(sql, [values])

    def infos(self) -> dict[str, TokenInfo]:
        """See the port."""
        sql = """SELECT ref_id, kind, label, scopes, room, expires_at, checked_at, title
            FROM token_info"""
        return {row[0]: _info(row) for row in self._connection.execute(sql)}

    def ends(self) -> dict[str, datetime]:
        """See the port."""
        sql = "SELECT ref_id, expires_at FROM token_info WHERE expires_at IS NOT NULL"
        return {ref: from_ms(at) for ref, at in self._connection.execute(sql)}

    def _change(self, sql: str, values: list[tuple[object, ...]]) -> None:
        if self._connection.executemany(sql, values).rowcount > 0:
            self._touch(Topic.TOKENS)


@of_row
def _ref(row: tuple[Any, ...]) -> TokenRef:
    ref_id, vault, state, changed_at = row
    return TokenRef(ref_id, vault, RefState(state), from_ms(changed_at))


@of_row
def _info(row: tuple[Any, ...]) -> TokenInfo:
    _ref_id, kind, label, scopes, room, expires_at, checked_at, title = row
    return TokenInfo(
        TokenKind(kind),
        label,
        from_json(scopes),
        room,
        maybe_time(expires_at),
        maybe_time(checked_at),
        title,
    )
