"""A later start rings: the window comes forward and does what that start was asked for."""

import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from hipadmin.gui.instance.server import Call
from hipadmin.gui.instance.single import Instance
from hipadmin.gui.instance.wire import Raised
from hipadmin.gui.readiness import Readiness

_log = logging.getLogger(__name__)


class Doorbell(QObject):
    """Answers the calls of ``instance`` on the GUI thread."""

    _rung = Signal(object)

    def __init__(self, instance: Instance, window: QWidget, readiness: Readiness) -> None:
        super().__init__(window)
        self._window = window
        self._readiness = readiness
        self._rung.connect(self._on_rung)
        instance.attend(self._rung.emit)

    @Slot(object)
    def _on_rung(self, call: Call) -> None:
        if call.wish.activation:
            # Qt hands it to the compositor with the next activation
            os.environ["XDG_ACTIVATION_TOKEN"] = call.wish.activation
        _log.info("raised by a later start")
        bring_forward(self._window)
        if call.wish.ready_file:
            started = datetime.fromtimestamp(call.wish.started, UTC)
            self._readiness.tell(Path(call.wish.ready_file), started)
        call.answer(Raised(os.getpid(), os.environ.get("DISPLAY", "")))


def bring_forward(window: QWidget) -> None:
    """Show ``window`` un-minimised above all others, and the dialog over it that has the word."""
    for widget in (window, QApplication.activeModalWidget()):
        if widget is None:
            continue
        widget.setWindowState(widget.windowState() & ~Qt.WindowState.WindowMinimized)
        widget.show()
        widget.raise_()
        widget.activateWindow()
