"""The table of integrations, and a way to know when something has been painted."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from hipadmin.gui.widgets.table import Table


class IntegrationsTable(Table):
    """The list. Space with several selected switches all of them.

    Signals:
        selection_toggled: Space was pressed while several rows are selected.
    """

    selection_toggled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Space act on the whole selection."""
        several = len(self.selected_positions()) > 1
        if event.key() == Qt.Key.Key_Space and not event.modifiers() and several:
            self.selection_toggled.emit()
            return
        super().keyPressEvent(event)


class AfterPaint(QObject):
    """Calls once, after ``widget`` has been painted the next time; lives as its child."""

    def __init__(self, widget: QWidget, call: Callable[[], None]) -> None:
        super().__init__(widget)
        self._call = call
        widget.installEventFilter(self)
        widget.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the paint event, then for its end."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._finish)
        return False

    def _finish(self) -> None:
        self._call()
        self.deleteLater()
