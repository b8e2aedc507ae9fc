"""Columns as wide as their contents ask: nobody keeps room that another one lacks."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hipadmin.gui.models.columns import Fit
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.table import Table
from tests.gui.sample import NAME, ROOMS, Row, sample_columns

LONG = Row("Continuous integration of the platform team", rooms=("Builds", "Night shift", "Desk"))


@pytest.fixture
def table(qtbot: QtBot, look: Look) -> Table:
    made = Table(look, "Sample")
    qtbot.addWidget(made)
    columns = sample_columns()
    columns[NAME] = replace(columns[NAME], fit=Fit(least=12, give=4))  # as in Integrations
    columns[ROOMS] = replace(columns[ROOMS], fit=Fit(least=6, give=3))
    model: RowsModel[Row] = RowsModel(columns, lambda row: row.name, made)
    model.set_rows([LONG, Row("web", rooms=("Ops",))])
    made.setModel(model)
    made.resize(look.px(900), look.px(300))
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize("width", range(380, 700, 20))
def test_what_is_too_little_for_another_room_goes_to_the_name(
    look: Look, table: Table, width: int
) -> None:
    table.resize(look.px(width), table.height())
    QApplication.processEvents()

    names, rooms = (table.itemDelegateForColumn(at) for at in (NAME, ROOMS))
    has = table.columnWidth(ROOMS)
    slack = has - rooms.taken_width(ROOMS, range(2), has)
    is_cut = table.columnWidth(NAME) < names.column_width(NAME, range(2))
    assert not is_cut or slack == 0
