"""What a table paints, and what it asks for that."""

from dataclasses import replace
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.table import Table
from tests.gui.sample import NAME, Row, sample_columns

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
