"""Roles our item models answer beside Qt's own, and the values they answer with."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from PySide6.QtCore import Qt

from hipadmin.gui.look.icons import Icon

_FIRST = int(Qt.ItemDataRole.UserRole)


class Role(IntEnum):
    """Item data roles of ours."""

    SORT = _FIRST + 1
    """A comparable value."""
    ROW = _FIRST + 2
    """The immutable row itself."""
    STATE = _FIRST + 3
    """A `StateMark`."""
    SECONDARY = _FIRST + 4
    """A second fact, painted after the first in text2."""
    MUTED = _FIRST + 5
    """True: the first fact is painted in text2 too."""
    ICON = _FIRST + 6
    """An `Icon` before the text."""
    LINK = _FIRST + 7
    """True: the cell is a link-coloured word that acts."""
    BUSY = _FIRST + 8
    """True: the switch is on its way and takes no click."""
    EFFECT = _FIRST + 9
    """False: on, but something above it is off."""
    NAMES = _FIRST + 10
    """A tuple of names, shortened by names."""
    COLUMN = _FIRST + 11
    """The `Column` behind a cell."""
    ICON_TONE = _FIRST + 12
    """A `Tone` for the icon; without it the icon takes the text's colour."""
    COPIED = _FIRST + 13
    """The text for the clipboard; None for an act."""


class Tone(StrEnum):
    """How a state or a message feels; each has a colour token, most a background."""

    NEUTRAL = "neutral"
    OK = "ok"
    INFO = "info"
    WARN = "warn"
    DANGER = "danger"
    VIOLET = "violet"

    @property
    def token(self) -> str:
        """The colour token of icons and words in this tone."""
        special = {Tone.NEUTRAL: "text2", Tone.INFO: "link"}
        return special.get(self, self.value)

    @property
    def background(self) -> str:
        """The colour token of a surface in this tone."""
        return f"{self.value}_bg"

    @property
    def word_token(self) -> str:
        """The colour token of a quiet word in this tone: most are plain text."""
        special = {Tone.NEUTRAL: "text2", Tone.DANGER: "danger"}
        return special.get(self, "text")


@dataclass(frozen=True, slots=True)
class StateMark:
    """A state as it is shown: icon and tone, then the word; loud ones are filled."""

    icon: Icon
    tone: Tone
    word: str
    loud: bool = False
