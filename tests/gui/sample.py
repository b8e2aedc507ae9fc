"""A small table to drive: rows with a switch, names, a state and an act."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import (
    CellKind,
    Column,
    Fit,
    link_column,
    state_column,
    switch_column,
)
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.models.table import RowsModel


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sample."""

    name: str
    on: bool = True
    busy: bool = False
    rooms: tuple[str, ...] = ()
    size: int = 0

    @property
    def state(self) -> StateMark:
        """OK when on, else off."""
        if self.on:
            return StateMark(Icon.CHECK_CIRCLE, Tone.OK, "OK")
        return StateMark(Icon.POWER, Tone.NEUTRAL, "Off")


ON, NAME, ROOMS, STATUS, EDIT = range(5)


def sample_columns() -> list[Column[Row]]:
    """Describe the columns of the sample."""
    return [
        switch_column(lambda r: r.name, lambda r: r.on, busy=lambda r: r.busy),
        Column[Row](
            "name", "Name", lambda r: r.name, secondary=lambda r: str(r.size or ""), strong=True
        ),
        Column[Row](
            "rooms",
            "Rooms",
            lambda r: ", ".join(r.rooms) or "No room yet",
            kind=CellKind.NAMES,
            names=lambda r: r.rooms,
            sort=lambda r: r.size,
            fit=Fit(3, 24, 5, drop=1),
        ),
        state_column(lambda r: r.state),
        link_column("edit", "Edit", lambda r: r.name),
    ]


def sample_model(rows: Iterable[Row]) -> RowsModel[Row]:
    """Make a model of the sample with ``rows``."""
    model = RowsModel(sample_columns(), lambda r: r.name)
    model.set_rows(list(rows))
    return model


def click(table: QTableView, index: QModelIndex) -> None:
    """Click into the middle of a cell."""
    spot: QPoint = table.visualRect(index).center()
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
    )
