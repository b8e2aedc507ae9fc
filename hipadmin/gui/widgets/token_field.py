"""A field for a token: masked, shown on request, masked again by itself."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from hipadmin.domain.token import TOKEN_MAX, Secret
from hipadmin.gui.acts.secret_copy import SecretCopy
from hipadmin.gui.keyboard.shortcuts import Shortcut, matches
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.fields import LineEdit

MASK_AFTER_S = 30.0


class TokenField(QWidget):
    """A masked field and its Show button (Ctrl+H).

    It masks itself again when the focus leaves it and after ``mask_after_s``. While it is masked
    Qt answers assistive technology with stars, and refuses to copy.

    Signals:
        changed: the token was edited; the signal does not carry it.
        left: the focus has left the field.
    """

    changed = Signal()
    left = Signal()

    def __init__(
        self,
        look: Look,
        hint: str = "",
        parent: QWidget | None = None,
        *,
        mask_after_s: float = MASK_AFTER_S,
    ) -> None:
        super().__init__(parent)
        self.edit = _TokenEdit(look, hint, self)
        self.show_button = standard(look, self.tr("Show"), Icon.EYE)
        self.show_button.setCheckable(True)
        self.setFocusProxy(self.edit)
        self._timer = QTimer(self, singleShot=True, interval=round(mask_after_s * 1000))
        self._arrange(look)
        self._connect()
        self.hide_token()
        self.show_button.setEnabled(False)

    def _arrange(self, look: Look) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.edit, 1)
        row.addWidget(self.show_button)

    def _connect(self) -> None:
        self._timer.timeout.connect(self.hide_token)
        self.show_button.toggled.connect(self._on_toggled)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.reveal_asked.connect(self._on_reveal_asked)
        self.edit.left.connect(self._on_left)
        self.show_button.installEventFilter(self)

    @property
    def masked(self) -> bool:
        """Whether the token is hidden now."""
        return self.edit.echoMode() != QLineEdit.EchoMode.Normal

    def secret(self) -> Secret:
        """Give what was entered, without blanks around it."""
        return Secret(self.edit.text().strip())

    @property
    def trimmed(self) -> bool:
        """Whether blanks or line breaks stand around the token; they are left out."""
        text = self.edit.text()
        return bool(text.strip()) and text != text.strip()

    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return not self.edit.text().strip()

    def set_secret(self, secret: Secret) -> None:
        """Put a token in, masked; undo cannot bring an older one back."""
        self.hide_token()
        self.edit.setText(secret.reveal())
        if not self.edit.hasFocus():
            self.edit.setCursorPosition(0)  # else a long one begins with a part of a dot

    def clear(self) -> None:
        """Empty the field; undo cannot bring the token back."""
        self.edit.setText("")

    def set_hint(self, hint: str) -> None:
        """Change what an empty field says."""
        self.edit.setPlaceholderText(hint)

    def hide_token(self) -> None:
        """Hide the token."""
        self.show_button.setChecked(False)
        self._on_toggled(False)

    def _on_toggled(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
        self.show_button.set_icon(Icon.EYE_OFF if shown else Icon.EYE)
        if shown:
            self._timer.start()
        else:
            self._timer.stop()

    def _on_text_changed(self) -> None:
        self.show_button.setEnabled(bool(self.edit.text()))
        self.changed.emit()

    def _on_reveal_asked(self) -> None:
        if self.edit.text():
            self.show_button.toggle()

    def _on_left(self) -> None:
        # pressing Show takes the focus away too; only leaving both hides the token
        if not self.show_button.hasFocus():
            self.hide_token()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hide the token when the focus leaves the button for somewhere else."""
        if event.type() == QEvent.Type.FocusOut and not self.edit.hasFocus():
            self.hide_token()
            self.left.emit()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Hide the token when the field is switched off."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.hide_token()


class _TokenEdit(LineEdit):
    """The edit inside: no learning keyboards, no drag, Ctrl+H reveals, copies do not stay."""

    reveal_asked = Signal()

    def __init__(self, look: Look, hint: str, parent: QWidget) -> None:
        super().__init__(look, hint, parent, longest=2 * TOKEN_MAX, covers_secrets=False)
        self.setDragEnabled(False)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        QGuiApplication.clipboard().selectionChanged.connect(self._on_selection_changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Reveal or hide on Ctrl+H; copy and cut as secrets are."""
        if matches(event, Shortcut.REVEAL):
            self.reveal_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_secret()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.cut_secret()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the usual menu."""
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """Make the context menu, whose Copy and Cut do as the keys do."""
        menu = self.createStandardContextMenu()
        acts = {"edit-copy": self.copy_secret, "edit-cut": self.cut_secret}
        for action in menu.actions():
            act = acts.get(action.objectName())
            if act is not None:
                action.triggered.disconnect()
                action.triggered.connect(act)
        return menu

    def copy_secret(self) -> None:
        """Copy what is selected, for some seconds; a masked token is not copied."""
        if self.hasSelectedText() and self.echoMode() == QLineEdit.EchoMode.Normal:
            SecretCopy.put(Secret(self.selectedText()), self.tr("Token"))

    def cut_secret(self) -> None:
        """Copy and take out what is selected."""
        if self.hasSelectedText() and self.echoMode() == QLineEdit.EchoMode.Normal:
            self.copy_secret()
            self.del_()

    def _on_selection_changed(self) -> None:
        # on X11 whatever is selected could be pasted with the middle button, and recorded
        clipboard, mode = QGuiApplication.clipboard(), QClipboard.Mode.Selection
        shown = self.hasSelectedText() and self.echoMode() == QLineEdit.EchoMode.Normal
        if shown and clipboard.ownsSelection() and clipboard.text(mode) == self.selectedText():
            clipboard.clear(mode)
