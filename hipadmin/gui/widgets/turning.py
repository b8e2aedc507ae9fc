"""A row that becomes a column where its widgets do not fit beside each other."""

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.scroll_body import ScrollBody

_Direction = QBoxLayout.Direction


class Turning(QWidget):
    """Holds ``row``, which turns by itself; add to it as to any box layout.

    What stands in it wants a least width, or it would be squeezed before the row turns.

    Signals:
        turned_over: the row became a column, or the column a row.
    """

    turned_over = Signal()

    def __init__(self, spacing: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = QBoxLayout(_Direction.LeftToRight, self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(spacing)

    @property
    def turned(self) -> bool:
        """Whether it is a column now."""
        return self.row.direction() == _Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        """Give the width of the widest, and the height as it stands now."""
        widest = max((item.width() for item in self._least()), default=0)
        return QSize(widest, self.row.totalMinimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn if need be."""
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        """Look again when something in it has changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        least = self._least()
        needed = sum(item.width() for item in least) + self.row.spacing() * (len(least) - 1)
        wanted = _Direction.TopToBottom if needed > self.width() else _Direction.LeftToRight
        if wanted != self.row.direction():
            self.row.setDirection(wanted)
            self.turned_over.emit()
            self.updateGeometry()

    def _least(self) -> list[QSize]:
        items = [self.row.itemAt(place) for place in range(self.row.count())]
        return [item.minimumSize() for item in items if item is not None and not item.isEmpty()]


class WholeWhenTurned(ScrollBody):
    """Scrolls ``body`` in a row; in a column, which scrolls as a whole, it is as high as its body.

    Attributes:
        least: the least size in a row, in px; its width counts in a column, too.
    """

    def __init__(self, look: Look, body: QWidget, around: Turning) -> None:
        self._around = around
        self.least = QSize()
        super().__init__(look, body)
        around.turned_over.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:
        """Give the least size as it stands now."""
        body = self.widget()
        if body is None or not self._around.turned:
            return self.least
        width = max(self.least.width(), self.width())
        tall = body.heightForWidth(width) if body.hasHeightForWidth() else body.sizeHint().height()
        return QSize(self.least.width(), tall)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a column, keep the focus in sight of what scrolls it."""
        super().resizeEvent(event)
        outer = self.parentWidget()
        while outer is not None and not isinstance(outer, ScrollBody):
            outer = outer.parentWidget()
        if outer is not None and self._around.turned:
            outer.follow_soon()

    def viewportEvent(self, event: QEvent) -> bool:
        """Ask for more room when the body has grown."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().viewportEvent(event)
