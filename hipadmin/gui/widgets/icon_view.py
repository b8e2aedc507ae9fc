"""Icons by themselves: beside words, and in fields, as the lens of a filter."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import Look


class IconView(QWidget):
    """One icon in a layout; words beside it say what it means, so it has no name."""

    def __init__(
        self,
        look: Look,
        icon: Icon,
        color: str = "text2",
        size: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._icon = icon
        self._color_token = color
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def show_icon(self, icon: Icon, color: str) -> None:
        """Show another icon in the colour of a token."""
        self._icon, self._color_token = icon, color
        self.update()

    def sizeHint(self) -> QSize:
        """Give the icon's size."""
        side = self.look.px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        painter = QPainter(self)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        color = self.look.color(self._color_token)
        paint_icon(painter, self._icon, QRectF(self.rect()), color, mirrored=rtl)
        painter.end()


def icon_in_field(
    painter: QPainter, field: QWidget, look: Look, icon: Icon, left: int, size: int = 16
) -> None:
    """Paint ``icon`` in the middle of a field's height, ``left`` px from where it begins."""
    side = look.px(size)
    spot = QRect(left, (field.height() - side) // 2, side, side)
    shown = QRectF(QStyle.visualRect(field.layoutDirection(), field.rect(), spot))
    paint_icon(painter, icon, shown, look.color("text2" if field.isEnabled() else "disabled"))
