"""Menus: entries that lead on end with a chevron of ours; some come and go with one occasion."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QStyle, QWidget

from hipadmin.gui.keyboard.letters import give_menu_letters
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import Look

_CHEVRON, _ASIDE = 16, 4


class Menu(QMenu):
    """A menu that may hold others."""

    def __init__(self, look: Look, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the entries, and what says that one leads on: Qt's own mark never grows."""
        super().paintEvent(event)
        painter = QPainter(self)
        for action in self.actions():
            if action.isVisible() and action.menu() is not None:
                self._paint_chevron(painter, action)
        painter.end()

    def _paint_chevron(self, painter: QPainter, action: QAction) -> None:
        entry, side = self.actionGeometry(action), self.look.px(_CHEVRON)
        left = entry.right() + 1 - self.look.px(_ASIDE) - side
        box = QRect(left, entry.y() + (entry.height() - side) // 2, side, side)
        direction = self.layoutDirection()
        place = QRectF(QStyle.visualRect(direction, entry, box))
        rtl = direction == Qt.LayoutDirection.RightToLeft
        color = self.look.color(self._ink(action))
        paint_icon(painter, Icon.CHEVRON_RIGHT, place, color, mirrored=rtl)

    def _ink(self, action: QAction) -> str:
        if not action.isEnabled():
            return "disabled"
        return "on_selected" if action is self.activeAction() else "text2"


class PopupMenu(QMenu):
    """A menu for one occasion; ``name`` says what it is about, for assistive technology."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(name)
        self.aboutToShow.connect(self._on_about_to_show)

    def _on_about_to_show(self) -> None:
        give_menu_letters(self)
