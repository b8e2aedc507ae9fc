"""What a class of widgets tells assistive technology, in place of what Qt would say of it."""

from collections.abc import Callable
from functools import cache
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget


@cache
def let_speak(kind: type[QWidget], speaker: Callable[[Any], QAccessibleInterface]) -> None:
    """From now on every widget of this class answers as ``speaker`` makes it."""

    def interface(_class: str, thing: QObject) -> QAccessibleInterface | None:
        return speaker(thing) if isinstance(thing, kind) else None

    QAccessible.installFactory(interface)
