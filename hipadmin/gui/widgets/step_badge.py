"""The number of a step, in a filled circle."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.theme import FontRole, Look


class StepBadge(QWidget):
    """A number of 22; the words beside it say the rest, so it has no name."""

    def __init__(self, look: Look, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._text = str(number)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Give the circle's size."""
        side = self.look.px(22)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint circle and number."""
        painter, look = QPainter(self), self.look
        box = QRectF(self.rect())
        edge = look.color("link") if look.theme.high_contrast else None
        fill = look.color("info_bg")
        rounded(painter, box, box.width() / 2, fill=fill, border=edge, width=look.hair)
        painter.setPen(look.color("link"))
        painter.setFont(look.font(FontRole.SECTION))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._text)
        painter.end()
