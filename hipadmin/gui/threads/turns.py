"""Work that may wait, in pieces: between two of them the window answers people."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Slot


class Turns(QObject):
    """Takes one step in each turn of the event loop; lives as a child of ``owner``, as they do.

    A step that raises ends no other: the fault is told as any other is.
    """

    def __init__(self, owner: QObject, steps: Sequence[Callable[[], object]]) -> None:
        super().__init__(owner)
        self._steps = list(steps)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    @Slot()
    def _on_timeout(self) -> None:
        if not self._steps:
            self._timer.stop()
            self.deleteLater()
            return
        self._steps.pop(0)()
