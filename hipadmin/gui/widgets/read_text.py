"""A text to be read and copied: a log, a request, a snippet."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hipadmin.gui.theme import FontRole, Look


class ReadText(QPlainTextEdit):
    """Letters of one width that are selected with the mouse or by keys; Tab leaves them.

    It ends after a whole line: a part of one could be taken for the end of the text.
    """

    def __init__(self, look: Look, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        by_keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(self.textInteractionFlags() | by_keys)
        look.dress(self, FontRole.MONO)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave what is less than a line below the text."""
        super().resizeEvent(event)
        left = self.viewportMargins().bottom()
        room = self.viewport().height() + left - round(self.document().documentMargin())
        rest = max(0, room) % self.cursorRect().height()
        if rest != left and room > rest:
            self.setViewportMargins(0, 0, 0, rest)
