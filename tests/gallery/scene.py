"""What a scene is: a state of the window that somebody should have looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtWidgets import QWidget

from tests.gallery.stage import Stage


class House(Enum):
    """What a stage is opened over."""

    FILLED = "filled"
    """Integrations in every state, subscriptions, room notifications."""
    SANDBOX = "sandbox"
    """The same under ``--sandbox``."""
    EMPTY = "empty"
    """The first run."""
    REHEARSAL = "rehearsal"
    """The first run under ``--sandbox``."""
    CLOSED = "closed"
    """A window whose database is not open yet."""


@dataclass(frozen=True, slots=True)
class Scene:
    """``play`` brings it about on a stage of its house and gives the window to look at."""

    name: str
    house: House
    play: Callable[[Stage], QWidget]


def scenes(house: House, *plays: Callable[[Stage], QWidget]) -> tuple[Scene, ...]:
    """Make scenes called as their functions are."""
    return tuple(Scene(play.__name__.replace("_", "-"), house, play) for play in plays)
