"""What the dialog Browse rooms shows of a room."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import ABSENT, Column, Fit, check_column, state_column
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.services.rooms.room_lists import FoundRoom

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A room that was found; ``known`` ones stand in the integration already."""

    room: FoundRoom
    chosen: bool = False
    known: bool = False


def browse_columns() -> Sequence[Column[FoundLine]]:
    """Choice, Room, ID, Privacy, People, Topic, and whether it is in the list already."""
    return (
        check_column(
            lambda line: line.room.name,
            lambda line: line.chosen or line.known,
            locked=lambda line: line.known,
            title=translate("Browse", "Add"),
        ),
        Column(
            "room",
            translate("Browse", "Room"),
            lambda line: line.room.name,
            strong=True,
            fit=Fit(least=8, most=24, give=2),
        ),
        Column(
            "id",
            translate("Browse", "ID"),
            lambda line: str(line.room.id),
            muted=_always,
            sort=lambda line: line.room.id,
            fit=Fit(give=0),
        ),
        Column(
            "privacy",
            translate("Browse", "Privacy"),
            lambda line: privacy_word(line.room.privacy),
            muted=_always,
            fit=Fit(least=4, give=1, drop=2),
        ),
        Column(
            "people",
            translate("Browse", "People"),
            lambda line: ABSENT if line.room.present is None else str(line.room.present),
            muted=_always,
            tooltip=lambda _line: translate("Browse", "People who are in the room now"),
            sort=lambda line: -1 if line.room.present is None else line.room.present,
            fit=Fit(give=0, drop=3),
        ),
        Column(
            "topic",
            translate("Browse", "Topic"),
            lambda line: _topic(line.room),
            muted=_always,
            tooltip=lambda line: line.room.topic or "",
            fit=Fit(least=6, most=40, give=3, stretch=True, drop=1),
        ),
        state_column(_mark, key="known", title=translate("Browse", "Status"), fit=Fit(give=0)),
    )


def _always(_line: FoundLine) -> bool:
    return True


def privacy_word(privacy: str | None) -> str:
    """Who may enter a room, in the server's own word where it is none of the two known ones."""
    if privacy == "public":
        return translate("Browse", "public")
    if privacy == "private":
        return translate("Browse", "private")
    return privacy or ABSENT


def _topic(room: FoundRoom) -> str:
    if room.topic is None:
        return ABSENT
    return " ".join(room.topic.split())


def _mark(line: FoundLine) -> StateMark | None:
    if line.known:
        return StateMark(Icon.CHECK, Tone.NEUTRAL, translate("Browse", "in the list"))
    if line.room.is_archived:
        return StateMark(Icon.MINUS_CIRCLE, Tone.NEUTRAL, translate("Browse", "archived"))
    return None
