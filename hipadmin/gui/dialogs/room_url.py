"""The field Room URL: takes every form HipChat hands out, and lets no token stay in sight."""

import re

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QDropEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from hipadmin.domain.redaction import holds_secret
from hipadmin.domain.room_address import (
    RoomAddressError,
    parse_room_address,
    room_url,
)
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import LineEdit

_TOKEN = re.compile(
    r"(?P<name>auth_?token[\s\"']*(=|:|%3D)[\s\"']*|bearer[\s=+\"']+(%20)*)"
    r"(?P<value>[^\s&\"'<>#]+)",
    re.IGNORECASE,
)
_Mode = QLineEdit.EchoMode


def without_tokens(text: str) -> str:
    """Give ``text`` with everything that stands where a token would stand taken out."""
    return _TOKEN.sub(lambda found: found["name"], text)


def holds_token(text: str) -> bool:
    """Whether something stands in ``text`` where a token would stand."""
    return _TOKEN.search(text) is not None


class RoomUrlEdit(LineEdit):
    """A field to paste a room URL into, or a whole curl command.

    A pasted text is read before it is shown; one that is typed is read when the field is left or
    Enter is pressed, and hidden from the moment a token begins in it. Undo knows neither.

    Signals:
        took: a `RoomAddress`; its token, if any, is no longer in the field.
        refused: (sentence, whether a token was taken out) for a text that is no room's address.
        emptied: nothing stands in the field any more.
    """

    took = Signal(object)
    refused = Signal(str, bool)
    emptied = Signal()

    def __init__(self, look: Look, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(look, hint, parent, covers_secrets=False)
        self._before = ""
        self._settled = ""
        self.textChanged.connect(self._on_text_changed)
        self.left.connect(self.settle)

    def settle(self) -> bool:
        """Read what was typed, unless it was read already; say whether there was anything."""
        text = self.text()
        if text == self._settled or not text.strip():
            return False
        self._read(text)
        return True

    def take_text(self, text: str) -> None:
        """Take ``text`` in where the cursor is, as if pasted."""
        start = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
        end = self.selectionEnd() if self.hasSelectedText() else start
        whole = self.text()[:start] + text + self.text()[end:]
        if text.strip():
            self._read(whole)

    # every way in

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read a pasted text before it stands in the field; Enter ends typing."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste(QClipboard.Mode.Clipboard)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.settle():
            event.accept()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the usual menu, with a Paste that reads first."""
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """Make the context menu."""
        menu = self.createStandardContextMenu()
        self._divert_paste(menu)
        return menu

    def _divert_paste(self, menu: QMenu) -> None:
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(self._on_paste_chosen)

    def _on_paste_chosen(self) -> None:
        self._paste(QClipboard.Mode.Clipboard)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Read what the middle button pastes."""
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle and QGuiApplication.clipboard().supportsSelection():
            self._paste(QClipboard.Mode.Selection)
            return
        super().mouseReleaseEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what is dropped."""
        self.take_text(_text_of(event.mimeData()))
        event.acceptProposedAction()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Read what an input method or a virtual keyboard's clipboard commits at once."""
        if holds_token(event.commitString()):
            self.take_text(event.commitString())
            return
        super().inputMethodEvent(event)

    def _paste(self, mode: QClipboard.Mode) -> None:
        self.take_text(_text_of(QGuiApplication.clipboard().mimeData(mode)))

    def _on_text_changed(self, text: str) -> None:
        # also reached when assistive technology sets the text: then several characters come at once
        before, self._before = self._before, text
        if not text.strip():
            self._settled = text
            self.setEchoMode(_Mode.Normal)
            self.emptied.emit()
        elif text == self._settled:
            return
        elif _inserted(before, text) > 1:
            self._read(text)
        elif holds_token(text) or holds_secret(text):
            self.setEchoMode(_Mode.Password)

    # reading

    def _read(self, text: str) -> None:
        try:
            address = parse_room_address(text)
        except RoomAddressError as error:
            shown = text[: self.maxLength()]
            self._show(without_tokens(shown))
            self.refused.emit(str(error), holds_token(shown))
            return
        self._show(f"{room_url(address.endpoint, address.room)}/notification")
        self.took.emit(address)

    def _show(self, text: str) -> None:
        self._settled = text
        self._before = text
        self.setText(text)  # forgets everything undo could bring back
        self.setEchoMode(_Mode.Password if holds_secret(text) else _Mode.Normal)


def _text_of(data: QMimeData | None) -> str:
    if data is None:
        return ""
    return data.text() or (data.urls()[0].toString() if data.urls() else "")


def _inserted(before: str, after: str) -> int:
    """How many characters came in at once between two texts."""
    most = min(len(before), len(after))
    head = next((i for i in range(most) if before[i] != after[i]), most)
    rest = most - head
    tail = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    return len(after) - head - tail
