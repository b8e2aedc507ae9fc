"""Labels that scroll in a part of a page, of which only whole lines are seen at first."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

Line = tuple[int, int]
"""Where a line of words begins and ends, in px from the top."""


class LineArea(QScrollArea):
    """Scrolls ``body`` vertically; where that is too high, it ends after a whole line of a label.

    A part of a line could be taken for a fault, and hides that there is more.
    """

    def __init__(self, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._body = body
        self.setWidget(body)
        body.setAutoFillBackground(False)
        body.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """End elsewhere when the labels have another place."""
        done = super().eventFilter(watched, event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._end_between_lines()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """End elsewhere when there is more or less room."""
        super().resizeEvent(event)
        self._end_between_lines()

    def _end_between_lines(self) -> None:
        left = self.viewportMargins().bottom()
        room = self.viewport().height() + left
        needed = self._body.heightForWidth(self._body.width())
        rest = room - whole(list(self._lines()), room) if needed > room else 0
        if rest != left:
            self.setViewportMargins(0, 0, 0, rest)

    def _lines(self) -> Iterator[Line]:
        body = self._body
        for label in body.findChildren(QLabel):
            if label.isVisibleTo(body) and label.text():
                top, height = label.mapTo(body, QPoint()).y(), label.height()
                count = max(1, round(height / QFontMetrics(label.font()).lineSpacing()))
                for at in range(count):
                    yield top + at * height // count, top + (at + 1) * height // count


def whole(lines: list[Line], room: int) -> int:
    """Give how much of ``room`` ends after a line and cuts none; all where even the first is cut.

    >>> whole([(0, 16), (16, 32), (40, 56)], 50)
    32
    """
    ends = [end for _start, end in lines if end <= room]
    good = (end for end in ends if not any(start < end < other for start, other in lines))
    return max(good, default=room)
