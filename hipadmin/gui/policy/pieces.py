"""Changes of a long text in pieces: between two of them the window answers people."""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QTextCursor, QTextDocument

PIECE = 10_000
"""Characters beyond which a change goes in pieces of so many and the rest of the line: a part of a
line takes as long as all of it."""
_TURN_S = 0.008
"""Seconds of processor time after which a turn takes no further piece."""
_Keep = QTextCursor.MoveMode.KeepAnchor


class Pieces(QObject):
    """Changes ``document`` over several turns of the event loop; for its history it is one step.

    Each piece is a step of its own to Qt, for Qt would undo a long one at once; `undo` and `redo`
    here go over all that belong together. Whoever wants to see or change the text calls `finish`.

    Signals:
        ended: the cursor where the change was made, after its last piece.
    """

    ended = Signal(QTextCursor)

    def __init__(self, document: QTextDocument, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._work: Iterator[QTextCursor] | None = None
        self._cursor = QTextCursor(document)
        self._spans: list[tuple[int, int]] = []
        self._steps = 0
        self._travels = False
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_timeout)
        document.contentsChanged.connect(self._on_contents_changed)

    @property
    def busy(self) -> bool:
        """Whether pieces are still to come."""
        return self._work is not None

    def forget(self) -> None:
        """Leave out what is still to come, and what the history knows."""
        self._spans, self._steps = [], 0
        self._stop()

    def begin(self, text: str) -> None:
        """Fill the empty document with ``text``, of which nothing comes into the history."""
        self._document.setUndoRedoEnabled(False)
        self._start(self._beginning(text))

    def change(self, start: int, end: int, text: str) -> None:
        """Put ``text`` in the place of what stands between two positions."""
        self.finish()
        self._start(self._changing(start, end, text))

    def undo(self) -> bool:
        """Take back a change that was made in pieces, if that is the last one."""
        self.finish()
        low = next((low for low, high in self._spans if high == self._steps), None)
        if low is None:
            return False
        self._start(self._travelling(self._document.undo, lambda: self._steps <= low))
        return True

    def redo(self) -> bool:
        """Do a change again that was made in pieces, if that is the next one."""
        self.finish()
        high = next((high for low, high in self._spans if low == self._steps), None)
        if high is None or not self._document.isRedoAvailable():
            return False
        self._start(self._travelling(self._document.redo, lambda: self._steps >= high))
        return True

    def finish(self) -> None:
        """Let all that is still to come happen now."""
        while self._work is not None:
            self._take_one()

    # piece by piece

    def _start(self, work: Iterator[QTextCursor]) -> None:
        self._work = work
        self._timer.start()

    def _stop(self) -> None:
        self._work, self._travels = None, False
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        end = time.thread_time() + _TURN_S
        while self._work is not None:
            self._take_one()
            if time.thread_time() > end:
                break

    def _take_one(self) -> None:
        cursor = next(self._work, None) if self._work is not None else None
        if cursor is not None:
            self._cursor = cursor
            return
        self._stop()
        self.ended.emit(self._cursor)

    def _beginning(self, text: str) -> Iterator[QTextCursor]:
        yield from self._inserting(QTextCursor(self._document), text)
        self._document.setUndoRedoEnabled(True)

    def _changing(self, start: int, end: int, text: str) -> Iterator[QTextCursor]:
        cursor, low = QTextCursor(self._document), self._steps
        while end > start:
            cursor.setPosition(end)
            end = max(start, self._document.findBlock(max(start, end - PIECE)).position())
            cursor.setPosition(end, _Keep)
            cursor.beginEditBlock()
            cursor.removeSelectedText()
            cursor.endEditBlock()
            yield cursor
        cursor.setPosition(start)
        yield from self._inserting(cursor, text)
        self._spans.append((low, self._steps))

    def _inserting(self, cursor: QTextCursor, text: str) -> Iterator[QTextCursor]:
        at = 0
        while at < len(text):
            end = text.find("\n", at + PIECE) + 1 or len(text)
            cursor.beginEditBlock()  # or the history would join the pieces
            cursor.insertText(text[at:end])
            cursor.endEditBlock()
            at = end
            yield cursor

    def _travelling(
        self, step: Callable[[QTextCursor], None], arrived: Callable[[], bool]
    ) -> Iterator[QTextCursor]:
        cursor = QTextCursor(self._document)
        self._travels, before = True, -1
        while before != self._steps and not arrived():
            before = self._steps
            step(cursor)
            yield cursor

    @Slot()
    def _on_contents_changed(self) -> None:
        before, self._steps = self._steps, self._document.availableUndoSteps()
        if not self._travels and self._document.availableRedoSteps() == 0:
            # what could be done again until now cannot any more
            least = min(before, self._steps)
            self._spans = [span for span in self._spans if span[1] <= least]


def difference(old: str, new: str) -> tuple[int, int, int]:
    """Give where two texts begin to differ, and where in each they are the same again."""
    most = min(len(old), len(new))
    start = _common(most, lambda a, b: old[a:b] == new[a:b])
    ends = len(old), len(new)
    end = _common(
        most - start,
        lambda a, b: old[ends[0] - b : ends[0] - a] == new[ends[1] - b : ends[1] - a],
    )
    return start, len(old) - end, len(new) - end


def _common(most: int, same: Callable[[int, int], bool]) -> int:
    """How many of ``most`` characters are the same, by halves: comparing slices is quick."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if same(low, middle) else (low, middle - 1)
    return low
