"""Timers that run on and windows that stay, and the line that made each."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tests.plugins.audit import line


class Timers:
    """Timers made in Python. Their constructor notes its caller; nothing else of Qt is changed."""

    name = "timer"

    def __init__(self) -> None:
        self._made: WeakKeyDictionary[QTimer, str] = WeakKeyDictionary()
        QTimer.__init__ = self._noting(QTimer.__init__)  # type: ignore[method-assign]

    def _noting(self, make: Callable[..., None]) -> Callable[..., None]:
        def noting(timer: QTimer, *arguments: Any, **options: Any) -> None:
            make(timer, *arguments, **options)
            self._made[timer] = line()

        return noting

    def there(self) -> Mapping[Hashable, str]:
        """Every timer that runs."""
        running = [(t, w) for t, w in self._made.items() if shiboken6.isValid(t) and t.isActive()]
        return {id(timer): f"of {timer.interval()} ms made at {where}" for timer, where in running}


def let_go() -> None:
    """Let the objects go that were asked to: without an event loop they wait for one."""
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Windows:
    """Top-level widgets, hidden ones included."""

    name = "window"

    def there(self) -> Mapping[Hashable, str]:
        """Every widget without a parent."""
        if not isinstance(QApplication.instance(), QApplication):
            return {}
        return {_address(w): _described(w) for w in QApplication.topLevelWidgets()}


def _address(widget: QWidget) -> int:
    return int(shiboken6.getCppPointer(widget)[0])


def _described(widget: QWidget) -> str:
    named = widget.windowTitle() or widget.accessibleName() or widget.objectName()
    return f"{type(widget).__name__} “{named}”" if named else type(widget).__name__
