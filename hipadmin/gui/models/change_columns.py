"""Columns of the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.change import Change
from hipadmin.gui.changes import Difference, act_text, moment, summary
from hipadmin.gui.models.columns import Column, Fit
from hipadmin.gui.texts import full_time

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change with its differences, ids in them replaced by names."""

    change: Change
    differences: tuple[Difference, ...]

    @property
    def id(self) -> int:
        """The change's number."""
        return self.change.id


def change_columns() -> Sequence[Column[ChangeLine]]:
    """When, Who, What, Name, Change; facts give way from the last to the first."""
    return (
        Column(
            "when",
            translate("Audit", "When"),
            lambda line: moment(line.change.at),
            sort=lambda line: line.id,
            tooltip=lambda line: full_time(line.change.at),
            fit=Fit(give=0),
        ),
        Column("who", translate("Audit", "Who"), lambda line: line.change.actor),
        Column("what", translate("Audit", "What"), lambda line: act_text(line.change)),
        Column("name", translate("Audit", "Name"), lambda line: line.change.name, strong=True),
        Column(
            "change",
            translate("Audit", "Change"),
            lambda line: summary(line.change, line.differences),
            muted=lambda _line: True,
            fit=Fit(least=8.0, most=80.0, give=3, stretch=True),
        ),
    )
