"""The selected rows of a table as text: a line each, their facts parted by tabs."""

from collections.abc import Iterable

from PySide6.QtWidgets import QTableView

from hipadmin.gui.models.roles import Role


def copied(table: QTableView, rows: Iterable[int]) -> str:
    """Give the text of ``rows`` in the order of the columns as they stand; acts are left out."""
    return "\n".join(_line(table, row) for row in rows)


def _line(table: QTableView, row: int) -> str:
    model, head = table.model(), table.horizontalHeader()
    positions = [head.logicalIndex(place) for place in range(head.count())]
    facts = [model.index(row, position).data(Role.COPIED) for position in positions]
    return "\t".join(str(fact) for fact in facts if fact is not None)
