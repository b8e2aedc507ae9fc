"""What a column answers to each role a view or a screen reader asks for."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from hipadmin.gui.models.columns import CellKind, Column
from hipadmin.gui.models.roles import Role

_Item = Qt.ItemDataRole
Answer = Callable[[Column[Any], Any], Any]


def _optional(name: str, default: Any = None) -> Answer:
    def answer(column: Column[Any], row: Any) -> Any:
        ask = getattr(column, name)
        return ask(row) if ask else default

    return answer


def _check_state(column: Column[Any], row: Any) -> Any:
    if column.checked is None:
        return None
    return Qt.CheckState.Checked if column.checked(row) else Qt.CheckState.Unchecked


def _sort(column: Column[Any], row: Any) -> Any:
    return column.sort(row) if column.sort else column.text(row).casefold()


def rank(column: Column[Any], row: Any) -> tuple[bool, Any]:
    """Give what a row is ordered by; rows without a value come first."""
    value = _sort(column, row)
    return (False, 0) if value is None else (True, value)


def _accessible(column: Column[Any], row: Any) -> str:
    if column.accessible:
        return column.accessible(row)
    facts = (column.text(row), column.secondary(row) if column.secondary else "")
    return ", ".join(fact for fact in facts if fact)


def _copied(column: Column[Any], row: Any) -> str | None:
    if column.kind is CellKind.LINK:
        return None
    text = column.copied(row) if column.copied else column.text(row)
    return " ".join(text.split())  # a tab or a new line would begin another cell


def _names(column: Column[Any], row: Any) -> Any:
    return tuple(column.names(row)) if column.names else None


ANSWERS: dict[int, Answer] = {
    int(_Item.DisplayRole): lambda column, row: column.text(row),
    int(_Item.CheckStateRole): _check_state,
    int(_Item.ToolTipRole): _optional("tooltip"),
    int(_Item.AccessibleTextRole): _accessible,
    Role.SORT: _sort,
    Role.ROW: lambda _column, row: row,
    Role.STATE: _optional("state"),
    Role.SECONDARY: _optional("secondary", ""),
    Role.MUTED: _optional("muted", False),
    Role.ICON: _optional("icon"),
    Role.ICON_TONE: _optional("icon_tone"),
    Role.LINK: lambda column, _row: column.kind is CellKind.LINK,
    Role.BUSY: _optional("busy", False),
    Role.EFFECT: _optional("effective", True),
    Role.NAMES: _names,
    Role.COPIED: _copied,
    Role.COLUMN: lambda column, _row: column,
}
