"""Keeps a window good to its keyboard: Tab in reading order, and a letter for every word.

Pages grow and shrink while people work in them, so neither is written down by hand: both are
derived from what can be seen, whenever it has changed and at the latest when a key asks for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QRect, Qt
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
            self._put_in_order()

    def _put_in_order(self) -> list[QWidget]:
        reading = put_tab_in_order(self._window)
        give_letters(self._window)
        return reading

    def goes_round(self, *, forward: bool) -> bool:
        """Put Tab in order; at the end of the window start anew, and say whether that was done.

        Qt's own way round meets the parts that hand their focus on to something inside them, and
        goes there instead of to the start.
        """
        reading = self._put_in_order() if self._window.isVisible() else ()
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
    for child in _in_lines(there):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.focusProxy() is None:
            yield child
        yield from _reading(child)


def _in_lines(widgets: Sequence[QWidget]) -> list[QWidget]:
    """Sort siblings: those side by side make a line."""
    lines: list[list[QWidget]] = []
    for widget in sorted(widgets, key=lambda w: (w.y(), w.x())):
        if lines and _beside(lines[-1], widget.geometry()):
            lines[-1].append(widget)
        else:
            lines.append([widget])
    return [widget for line in lines for widget in sorted(line, key=_across)]


def _across(widget: QWidget) -> int:
    mirrored = widget.layoutDirection() == Qt.LayoutDirection.RightToLeft
    center = widget.geometry().center().x()
    return -center if mirrored else center


def _beside(line: Iterable[QWidget], box: QRect) -> bool:
    whole = QRect()
    for widget in line:
        whole = whole.united(widget.geometry())
    shared = min(whole.bottom(), box.bottom()) - max(whole.top(), box.top())
    return shared > min(whole.height(), box.height()) / 2
