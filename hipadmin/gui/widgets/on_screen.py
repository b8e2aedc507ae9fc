"""Windows that the screen can hold: at a large scale or with large letters it is small."""

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QWidget


def decoration(widget: QWidget | None) -> QSize:
    """What title bar and edges add to the window of ``widget``."""
    window = widget.window() if widget else None
    return window.frameGeometry().size() - window.size() if window else QSize(0, 0)


def room_for(window: QWidget, frame: QSize | None = None) -> QSize:
    """The largest size ``window`` may have on its screen, inside a ``frame`` of that size."""
    frame = decoration(window) if frame is None else frame
    return window.screen().availableGeometry().size() - frame


def open_within_screen(window: QWidget, wanted: QSize, least: QSize, title_bar: int) -> None:
    """Give ``window``, which is not shown yet, its size and its least size, if the screen can."""
    room = room_for(window, QSize(0, title_bar))
    window.setMinimumSize(least.boundedTo(room))
    window.resize(wanted.boundedTo(room))


def keep_on_screen(window: QWidget, frame: QSize) -> None:
    """Move ``window`` so far that all of it, its ``frame`` included, can be seen."""
    room, size = window.screen().availableGeometry(), window.size() + frame
    top = min(window.y(), room.bottom() + 1 - size.height())
    left = min(window.x(), room.right() + 1 - size.width())
    place = QPoint(max(room.left(), left), max(room.top(), top))
    if place != window.pos():
        window.move(place)
