"""Columns of the rooms a notification goes to, and of a test that runs through them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.health import RoomResult, ShownState
from hipadmin.domain.subscription import RoomNotification
from hipadmin.gui.acts.room_run import Attempt, attempt_details, attempt_mark
from hipadmin.gui.models.columns import Column, Fit, state_column
from hipadmin.gui.words.texts import result_age, result_fact, result_tip, state_mark
from hipadmin.services.views import IntegrationDetails

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room of a notification; ``own`` ones are known to it alone, so nobody tested them."""

    name: str
    known_as: str = ""
    result: RoomResult | None = None
    state: ShownState | None = None
    own: bool = False


def room_lines(notification: RoomNotification, details: IntegrationDetails) -> tuple[RoomLine, ...]:
    """Give the rooms ``notification`` goes to, the integration's first."""
    choice = notification.rooms
    chosen = [r for r in details.rooms if choice.every or r.room.id in choice.room_ids]
    lines = [
        RoomLine(
            r.room.shown,
            r.room.room if r.room.name not in ("", r.room.room) else "",
            r.result,
            r.state,
        )
        for r in chosen
    ]
    return (*lines, *(RoomLine(own, own=True) for own in choice.own))


def room_line_columns() -> Sequence[Column[RoomLine]]:
    """Room, Last result, Status."""
    return (
        Column(
            "room",
            translate("Rooms", "Room"),
            lambda line: line.name,
            secondary=lambda line: line.known_as,
            strong=True,
        ),
        Column(
            "result",
            translate("Rooms", "Last result"),
            lambda line: result_fact(line.result),
            secondary=lambda line: result_age(line.result),
            muted=lambda line: line.result is None,
            tooltip=lambda line: result_tip(line.result),
        ),
        state_column(
            lambda line: state_mark(line.state) if line.state else None,
            title=translate("Rooms", "Status"),
        ),
    )


def attempt_columns() -> Sequence[Column[Attempt]]:
    """Room, Result, Details."""
    return (
        Column("room", translate("Test", "Room"), lambda a: a.target.shown, strong=True),
        state_column(
            attempt_mark, key="result", title=translate("Test", "Result"), fit=Fit(give=0)
        ),
        Column(
            "details",
            translate("Test", "Details"),
            attempt_details,
            tooltip=attempt_details,
            muted=lambda _attempt: True,
            fit=Fit(most=48.0, give=2, stretch=True),
        ),
    )
