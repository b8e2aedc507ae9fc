"""Work that may wait, in pieces: between two of them the window answers people."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol
from weakref import ref

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QTimer, QTimerEvent, Signal, Slot

_TO_PAINT = 2
"""Turns in which what has changed is laid out and painted: timers come last in each."""


class _Stepper(Protocol):
    """What waits for its step; a QObject."""

    def step(self) -> None:
        """Take it; whoever wants another one waits again."""


class Rota(QObject):
    """Lets one step be taken in every other turn of the event loop, whoever waits for one.

    In the turns between what a step has changed is laid out and painted. If everybody had a timer
    all steps would come in the same turn, together with the picture of those before.
    """

    _only: "Rota | None" = None

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self._waiting: deque[ref[_Stepper]] = deque()  # nobody is kept alive by waiting
        self._timer = 0
        self._rests = self._gave_way = False

    @classmethod
    def of_the_window(cls) -> "Rota":
        """Give the one of the GUI thread."""
        if cls._only is None or not shiboken6.isValid(cls._only):
            cls._only = Rota()
        return cls._only

    @property
    def busy(self) -> bool:
        """Whether anybody waits, or what the last step changed is still to be painted."""
        return bool(self._timer)

    def wait(self, stepper: _Stepper) -> None:
        """Let ``stepper``, while it lives, take its step after all who wait already.

        Not in this turn, whose timers may still be to come.
        """
        self._waiting.append(ref(stepper))
        if not self._timer:
            self._timer = self.startTimer(0)
            self._rests = True

    def give_way(self) -> None:
        """Something else is done in this turn; it cannot keep the steps from going on."""
        if self._timer and not (self._rests or self._gave_way):
            self._rests = self._gave_way = True

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Go on."""
        # started anew each time: one that repeats stands still while a step runs a loop
        self.killTimer(self._timer)
        self._timer = 0
        if not self._waiting:
            return
        self._timer = self.startTimer(0)
        if self._rests:
            self._rests = False
        elif (stepper := self._next()) is not None:
            self._rests, self._gave_way = True, False
            stepper.step()

    def _next(self) -> _Stepper | None:
        while self._waiting:
            stepper = self._waiting.popleft()()
            if stepper is not None and shiboken6.isValid(stepper):
                return stepper
        return None


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
        self._waits = False

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
        if not self._waits:
            self._waits = True
            Rota.of_the_window().wait(self)

    def step(self) -> None:
        """Say it, unless it was asked again meanwhile."""
        self._waits = False
        if not self._timer:
            self.due.emit()


class Turns(QObject):
    """Takes one step in each turn of the event loop; lives as a child of ``owner``, as they do.

    The first one comes in the turn after this one, whose timers may still be to come. A step that
    raises ends no other: the fault is told as any other is.
    """

    def __init__(self, owner: QObject, steps: Sequence[Callable[[], object]]) -> None:
        super().__init__(owner)
        self._steps = list(steps)
        self._rota = Rota.of_the_window()
        self._rota.wait(self)

    def step(self) -> None:
        """Take the next."""
        step = self._steps.pop(0)
        self._rota.wait(self) if self._steps else self.deleteLater()
        step()


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
        self._rota = Rota.of_the_window()
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._wait)
        self._wait()

    @Slot()
    def _wait(self) -> None:
        self._rota.wait(self)

    def step(self) -> None:
        """Go on up to the next ``yield``."""
        try:
            rest = next(self._work)
        except StopIteration:
            self._end(done=True)
        except Exception:
            self._end(done=False)
            raise
        else:
            self._pause.start(rest) if rest else self._wait()

    def _end(self, *, done: bool) -> None:
        self._work = iter(())  # it knows its owner, which could not go before a collection else
        self.deleteLater()
        self.ended.emit(done)
