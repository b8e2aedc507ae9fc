"""What a table paints, and what it asks for that."""

from dataclasses import replace
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.table import Table
from tests.gui.sample import NAME, STATUS, Row, sample_columns

MANY = [Row(f"{n:03}") for n in range(300)]


class Asked(RowsModel[Row]):
    """Notes the cells of which Qt asks something."""

    cells: ClassVar[list[tuple[int, int]]] = []

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        self.cells.append((index.row(), index.column()))
        return super().flags(index)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        self.cells.append((index.row(), index.column()))
        return super().data(index, role)


@pytest.fixture
def told() -> list[str]:
    """The names that were asked for, which is done to paint them."""
    return []


@pytest.fixture
def telling(qtbot: QtBot, look: Look, told: list[str]) -> Table:
    """A table of many rows that notes the names it paints."""
    columns = list(sample_columns())
    columns[NAME] = replace(columns[NAME], text=lambda row: told.append(row.name) or row.name)
    table = Table(look, "Integrations")
    model = Asked(columns, lambda row: row.name, table)
    model.set_rows(MANY)
    qtbot.addWidget(table)
    table.setModel(model)
    table.resize(800, 900)
    with qtbot.waitExposed(table):
        table.show()
    QApplication.processEvents()
    told.clear()
    Asked.cells.clear()
    return table


def test_cells_are_painted_without_qt_asking_for_each(telling: Table, told: list[str]) -> None:
    telling.viewport().repaint()

    assert told == [row.name for row in MANY[: len(told)]]
    assert len(told) > 20
    assert Asked.cells == [(row, 0) for row in range(len(told))], "whether the row is selected"


def test_only_rows_that_changed_are_painted(telling: Table, told: list[str], qtbot: QtBot) -> None:
    for row in (1, 5):
        telling.viewport().update(telling.visualRect(telling.model().index(row, NAME)))
    qtbot.waitUntil(lambda: bool(told))

    assert told == [MANY[1].name, MANY[5].name]


@pytest.mark.parametrize("in_card", [False, True])
def test_a_state_in_the_last_column_stands_below_its_head_in_both_directions(
    qtbot: QtBot, look: Look, in_card: bool
) -> None:
    table = Table(look, "Integrations", in_card=in_card)
    columns = [sample_columns()[at] for at in (NAME, STATUS)]
    model: RowsModel[Row] = RowsModel(columns, lambda row: row.name, table)
    model.set_rows([Row("a", on=False)])
    qtbot.addWidget(table)
    table.setModel(model)
    starts = []
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        table.setLayoutDirection(direction)
        table.resize(600, 200)
        table.show()
        QApplication.processEvents()
        cell = table.visualRect(model.index(0, 1))
        found = [x for x in range(cell.width()) if _is_inked(table, cell, x)]
        mirrored = direction is Qt.LayoutDirection.RightToLeft
        starts.append(cell.width() - 1 - found[-1] if mirrored else found[0])

    assert abs(starts[0] - starts[1]) <= 1


def _is_inked(table: Table, cell: QRect, x: int) -> bool:
    image = table.viewport().grab(cell.adjusted(0, 4, 0, -4)).toImage()
    ground = image.pixel(x, 0)
    return any(image.pixel(x, y) != ground for y in range(image.height()))
