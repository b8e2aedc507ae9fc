"""A text to be read and copied: a log, a request, a snippet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hipadmin.gui.theme import FontRole, Look


class ReadText(QPlainTextEdit):
    """Letters of one width that are selected with the mouse or by keys; Tab leaves them."""

    def __init__(self, look: Look, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        by_keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(self.textInteractionFlags() | by_keys)
        look.dress(self, FontRole.MONO)
