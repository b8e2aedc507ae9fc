"""A row that becomes a column where its widgets do not fit beside each other."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

_Direction = QBoxLayout.Direction


class Turning(QWidget):
    """Holds ``row``, which turns by itself; add to it as to any box layout.

    What stands in it wants a least width, or it would be squeezed before the row turns.
    """

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
            self.updateGeometry()

    def _least(self) -> list[QSize]:
        items = [self.row.itemAt(place) for place in range(self.row.count())]
        return [item.minimumSize() for item in items if item is not None and not item.isEmpty()]
