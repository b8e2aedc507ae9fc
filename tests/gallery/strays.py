"""Finds what is shown as a window of its own for a moment, because it had no parent yet."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QMainWindow, QMenu, QWidget

_WINDOWS = (QMainWindow, QDialog, QMenu, QFrame)


class Strays(QObject):
    """Listens to ``app``; ``found`` are the widgets, each with its text."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.found: list[str] = []
        self._app = app
        app.installEventFilter(self)

    def stop(self) -> None:
        """Listen no more."""
        self._app.removeEventFilter(self)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at every widget that is shown."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and _strays(watched):
            self.found.append(f"{type(watched).__name__} “{watched.accessibleName()}”")
        return False


def _strays(widget: QWidget) -> bool:
    is_meant = isinstance(widget, _WINDOWS) or bool(widget.windowTitle())
    return widget.isWindow() and not is_meant
