"""What the table **Rooms** of the integration dialog shows of a room."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.redaction import mask_pasted
from hipadmin.domain.token import MASK
from hipadmin.gui.dialogs.integration_words import token_told
from hipadmin.gui.drafts.entries import RoomEntry, TokenState
from hipadmin.gui.models.columns import ABSENT, Column, Fit, switch_column

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One row: the room, and what its own token is."""

    entry: RoomEntry
    token: TokenState


def room_columns() -> Sequence[Column[RoomLine]]:
    """The columns of the table **Rooms**."""
    return (
        Column(
            "room",
            translate("Rooms", "Room ID or name"),
            text=lambda r: mask_pasted(r.entry.room.strip()) or ABSENT,
            secondary=lambda r: r.entry.known_name,
            strong=True,
            fit=Fit(most=16, stretch=True),
        ),
        Column(
            "token",
            translate("Rooms", "Room token"),
            text=_token_text,
            muted=lambda r: r.token is not TokenState.TYPED,
            accessible=_token_spoken,
            copied=_token_spoken,
            fit=Fit(give=2),
        ),
        Column(
            "label",
            translate("Rooms", "Label"),
            text=lambda r: r.entry.info.label if r.entry.info else ABSENT,
            tooltip=lambda r: token_told(r.entry.info) if r.entry.info else "",
            accessible=lambda r: token_told(r.entry.info) if r.entry.info else ABSENT,
            fit=Fit(least=5, most=12),
        ),
        switch_column(
            lambda r: mask_pasted(r.entry.shown),
            lambda r: r.entry.enabled,
            title=translate("Rooms", "On"),
        ),
    )


def _token_text(row: RoomLine) -> str:
    if row.token in (TokenState.TYPED, TokenState.STORED):
        return MASK
    if row.token is TokenState.OTHER_SERVER:
        return translate("Rooms", "enter again for this server")
    return translate("Rooms", "uses Access token")


def _token_spoken(row: RoomLine) -> str:
    if row.token is TokenState.TYPED:
        return translate("Rooms", "own token, not saved yet")
    if row.token is TokenState.STORED:
        return translate("Rooms", "own token, stored")
    return _token_text(row)
