"""Icons in fields: the lens of a filter, the chevron of a combo box."""

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QWidget

from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import Look


def icon_in_field(
    painter: QPainter, field: QWidget, look: Look, icon: Icon, left: int, size: int = 16
) -> None:
    """Paint ``icon`` in the middle of a field's height, ``left`` px from where it begins."""
    side = look.px(size)
    spot = QRect(left, (field.height() - side) // 2, side, side)
    shown = QRectF(QStyle.visualRect(field.layoutDirection(), field.rect(), spot))
    paint_icon(painter, icon, shown, look.color("text2" if field.isEnabled() else "disabled"))
