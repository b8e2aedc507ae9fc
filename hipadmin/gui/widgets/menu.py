"""Menus that come and go: named, lettered, and gone when they are closed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from hipadmin.gui.keyboard.letters import give_menu_letters


class PopupMenu(QMenu):
    """A menu for one occasion; ``name`` says what it is about, for assistive technology."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(name)
        self.aboutToShow.connect(self._on_about_to_show)

    def _on_about_to_show(self) -> None:
        give_menu_letters(self)
