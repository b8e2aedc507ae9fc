"""What assistive technology hears of us: what happened, and what a widget is in our own words."""

from collections.abc import Callable
from functools import cache
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have ``text`` read out without the focus moving; what is urgent interrupts other speech."""
    if not text:
        return
    event = QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


@cache
def let_speak(kind: type[QWidget], speaker: Callable[[Any], QAccessibleInterface]) -> None:
    """Have every widget of this class answer as ``speaker`` makes it, not as Qt would."""

    def interface(_class: str, thing: QObject) -> QAccessibleInterface | None:
        return speaker(thing) if isinstance(thing, kind) else None

    QAccessible.installFactory(interface)
