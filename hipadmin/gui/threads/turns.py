"""Work that may wait, in pieces: between two of them the window answers people."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, QTimer, QTimerEvent, Signal, Slot

_TO_PAINT = 2
"""Turns in which what has changed is laid out and painted: timers come last in each."""


class AfterPaint(QObject):
    """Says when what has changed is painted: work that may wait would hold the picture up.

    Lives as a child of ``owner``; asked again meanwhile it waits anew.

    Signals:
        due: now; once for all times it was asked.
    """

    due = Signal()

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._left = self._timer = 0

    def ask(self) -> None:
        """Say it soon."""
        self._left = _TO_PAINT
        if not self._timer:
            self._timer = self.startTimer(0)

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Count the turns."""
        if self._left:
            self._left -= 1
            return
        self.killTimer(self._timer)
        self._timer = 0
        self.due.emit()


class Turns(QObject):
    """Takes one step in each turn of the event loop; lives as a child of ``owner``, as they do.

    The first one comes in the turn after this one, whose timers may still be to come. A step that
    raises ends no other: the fault is told as any other is.
    """

    def __init__(self, owner: QObject, steps: Sequence[Callable[[], object]]) -> None:
        super().__init__(owner)
        self._steps = [_nothing, *steps]
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


def _nothing() -> None:
    """Do nothing, in the turn in which the steps were put together."""


class Building(QObject):
    """Goes on with ``work``, up to its next ``yield``, in each turn of the event loop.

    What waits for something yields the ms until it is worth another look.

    Lives as a child of ``owner``. Work that raises goes no further: the fault is told as any other.

    Signals:
        ended: whether all of it was done.
    """

    ended = Signal(bool)

    def __init__(self, owner: QObject, work: Iterator[int | None]) -> None:
        super().__init__(owner)
        self._work = work
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    @Slot()
    def _on_timeout(self) -> None:
        try:
            rest = next(self._work) or 0
        except StopIteration:
            self._end(done=True)
        except Exception:
            self._end(done=False)
            raise
        else:
            if rest != self._timer.interval():
                self._timer.setInterval(rest)

    def _end(self, *, done: bool) -> None:
        self._timer.stop()
        self._work = iter(())  # it knows its owner, which could not go before a collection else
        self.deleteLater()
        self.ended.emit(done)
