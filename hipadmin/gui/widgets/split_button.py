"""A button with a menu beside it: the button does the usual, the menu offers the rest."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hipadmin.gui.look.icons import Icon, icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import Edge, icon_button, standard
from hipadmin.gui.widgets.menu import PopupMenu


class SplitButton(QWidget):
    """Two buttons that look like one; each can be reached and pressed by itself.

    Alt+Down in the first opens the menu of the second, as in a combo box.

    Signals:
        clicked: the first button was pressed.
    """

    clicked = Signal()

    def __init__(self, look: Look, text: str, sign: Icon, more: str) -> None:
        super().__init__()
        self.look = look
        self.main = standard(look, text, sign)
        self.more = icon_button(look, more, Icon.CHEVRON_DOWN)
        self._entries: list[tuple[str, Icon, Callable[[], object]]] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button, edge in ((self.main, Edge.END), (self.more, Edge.START)):
            button.join(edge)
            row.addWidget(button)
        self.main.installEventFilter(self)
        self.main.clicked.connect(self.clicked)
        self.more.clicked.connect(self.open_menu)

    def add_entry(self, text: str, sign: Icon, run: Callable[[], object]) -> None:
        """Add an entry to the menu."""
        self._entries.append((text, sign, run))

    @Slot()
    def open_menu(self) -> None:
        """Show the menu below."""
        menu = PopupMenu(self.more.text(), self)
        for text, sign, run in self._entries:
            action = menu.addAction(icon(sign), text)
            action.triggered.connect(partial(_call, run))
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.width() - menu.sizeHint().width() if rtl else 0
        menu.popup(self.mapToGlobal(QPoint(left, self.height())))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu by Alt+Down."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt and event.key() == Qt.Key.Key_Down:
                self.open_menu()
                return True
        return False


def _call(run: Callable[[], object], _checked: bool = False) -> None:
    run()
