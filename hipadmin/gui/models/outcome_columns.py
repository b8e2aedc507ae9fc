"""What came of an act on several integrations, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hipadmin.gui.acts.room_run import Attempt, attempt_details, attempt_mark
from hipadmin.gui.models.columns import CellKind, Column, Fit, state_column
from hipadmin.gui.models.roles import StateMark

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row: an integration, perhaps a room of it, what happened, why, and what can be done."""

    key: int
    integration: str
    room: str
    mark: StateMark
    details: str = ""
    act: str = ""


def outcome_of(attempt: Attempt) -> Outcome:
    """The row of a tested room."""
    act = translate("Outcome", "Enter token") if attempt.token_needed else ""
    target = attempt.target
    details = attempt_details(attempt)
    return Outcome(
        attempt.key, target.integration, target.shown, attempt_mark(attempt), details, act
    )


def outcome_columns() -> Sequence[Column[Outcome]]:
    """Integration, Room, Result, Details, one act."""
    return (
        Column(
            "integration",
            translate("Outcome", "Integration"),
            lambda row: row.integration,
            strong=True,
            fit=Fit(least=4, give=2),
        ),
        Column("room", translate("Outcome", "Room"), lambda row: row.room, fit=Fit(least=3)),
        state_column(
            lambda row: row.mark,
            key="result",
            title=translate("Outcome", "Result"),
            fit=Fit(give=0),
        ),
        Column(
            "details",
            translate("Outcome", "Details"),
            lambda row: row.details,
            muted=lambda _row: True,
            tooltip=lambda row: row.details,
            fit=Fit(least=3, most=60.0, give=3, stretch=True, drop=1),
        ),
        Column(
            "act",
            "",
            lambda row: row.act,
            called=translate("Outcome", "Act"),
            kind=CellKind.LINK,
            accessible=lambda row: f"{row.act} {row.integration}" if row.act else "",
            fit=Fit(give=0),
        ),
    )
