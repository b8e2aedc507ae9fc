"""Keeps a window good to its keyboard: Tab in reading order, and a letter for every word.

Pages grow and shrink while people work in them, so neither is written down by hand: both are
derived from what can be seen, whenever it has changed and at the latest when a key asks for it.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from hipadmin.gui.keyboard.letters import give_letters
from hipadmin.gui.threads.turns import AfterPaint

_CHANGES = (QEvent.Type.Show, QEvent.Type.LayoutRequest)


class Keyboard(QObject):
    """Puts ``window`` in order when it shows, when its layout changes, and when Alt is pressed.

    The window calls `goes_round` from ``focusNextPrevChild``, which is where Tab asks. ``inner``
    are widgets whose layout changes do not reach the window's own.
    """

    def __init__(self, window: QWidget, *inner: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._soon = AfterPaint(self)
        self._soon.due.connect(self.renew)
        for watched in (window, *inner):
            watched.installEventFilter(self)

    def renew(self) -> None:
        """Put Tab and letters in order now."""
        if self._window.isVisible():
            put_tab_in_order(self._window)
            give_letters(self._window)

    def goes_round(self, *, forward: bool) -> bool:
        """Put Tab in order; at the end of the window start anew, and say whether that was done.

        Qt's own way round meets the parts that hand their focus on to something inside them, and
        goes there instead of to the start. It also asks here while a page gives way to another one
        or a button is disabled, in the midst of much else: letters come when that is painted.
        """
        reading = put_tab_in_order(self._window) if self._window.isVisible() else ()
        stops = [widget for widget in reading if widget.isEnabled()]
        end, start = (-1, 0) if forward else (0, -1)
        if not stops or self._window.focusWidget() is not stops[end]:
            return False
        reason = Qt.FocusReason
        stops[start].setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look when something changed, and before Alt means anything."""
        if event.type() in _CHANGES:
            self._soon.ask()
        elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Alt:
            self.renew()
        return False


def put_tab_in_order(window: QWidget) -> list[QWidget]:
    """Let Tab follow the eye: line by line, in the direction of writing, part by part.

    Give its stops in this order, those that are disabled included.
    """
    reading = list(_reading(window))
    for before, after in pairwise(reading):
        if before.nextInFocusChain() is not after:
            QWidget.setTabOrder(before, after)
    return reading


def _reading(parent: QWidget) -> Iterator[QWidget]:
    # a name for whatever else hangs there would have Qt's classes made of which nobody asks
    children = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    there = [c for c in children if not c.isWindow() and c.isVisible()]
    for child in _in_lines(there) if len(there) > 1 else there:
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.focusProxy() is None:
            yield child
        yield from _reading(child)


def _in_lines(widgets: Sequence[QWidget]) -> list[QWidget]:
    """Sort siblings: those side by side make a line."""
    lines: list[_Line] = []
    for widget in sorted(widgets, key=lambda w: (w.y(), w.x())):
        top, height = widget.y(), widget.height()
        if not lines or not lines[-1].is_beside(top, top + height):
            lines.append(_Line(top, top + height))
        lines[-1].add(widget, top + height)
    return [widget for line in lines for widget in line.read()]


class _Line:
    """Siblings side by side, from ``top`` to ``bottom``; they come from above to below."""

    def __init__(self, top: int, bottom: int) -> None:
        self._top, self._bottom = top, bottom
        self._members: list[tuple[float, QWidget]] = []

    def is_beside(self, top: int, bottom: int) -> bool:
        """Whether at least half of what is lower is at the same height."""
        shared = min(self._bottom, bottom) - max(self._top, top)
        return shared > min(self._bottom - self._top, bottom - top) / 2

    def add(self, widget: QWidget, bottom: int) -> None:
        """Let ``widget`` belong to it, which ends at ``bottom``."""
        mirrored = widget.layoutDirection() == Qt.LayoutDirection.RightToLeft
        middle = widget.x() + widget.width() / 2
        self._members.append((-middle if mirrored else middle, widget))
        self._bottom = max(self._bottom, bottom)

    def read(self) -> Iterator[QWidget]:
        """In the direction of writing."""
        for _across, widget in sorted(self._members, key=lambda member: member[0]):
            yield widget
