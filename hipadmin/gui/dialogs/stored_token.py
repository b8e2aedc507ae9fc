"""A token field that may stand for a token in the vault."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hipadmin.domain.token import Secret
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.token_field import TokenField


class StoredTokenField(TokenField):
    """Shows a stored token only when asked, and takes it out of the window when it is masked.

    Signals:
        reveal_wanted: Show was pressed while the field stands for the stored token; answer with
            `show_stored` or `hide_token`.
    """

    reveal_wanted = Signal()
    _stored = False
    _shown: Secret | None = None

    def __init__(self, look: Look, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(look, hint, parent)
        self._on_text_changed()

    def set_entry(self, typed: Secret | None, *, stored: bool, hint: str) -> None:
        """Show what a draft holds: a typed token masked, or what the field stands for."""
        self._stored = stored
        self.set_hint(hint)
        if typed != self.entered():
            self._shown = None
            self.set_secret(typed or Secret(""))
        elif not stored and self._shown is not None:
            self.hide_token()
        self._enable_show()

    def entered(self) -> Secret | None:
        """What a person typed; None when nothing, or when the stored token is only being shown."""
        secret = self.secret()
        return None if not secret or secret == self._shown else secret

    def show_stored(self, secret: Secret) -> None:
        """Show the stored token, unless it was masked again or typed over meanwhile."""
        if self.masked or not self.is_empty():
            return
        self._shown = secret
        self.edit.setText(secret.reveal())

    def _on_toggled(self, shown: bool) -> None:
        super()._on_toggled(shown)
        if shown and self._stored and self.is_empty():
            self.reveal_wanted.emit()
        elif not shown and self._shown is not None:
            self._forget()

    def _forget(self) -> None:
        unchanged = self.secret() == self._shown
        if unchanged:
            self.clear()
        self._shown = None

    def _on_text_changed(self) -> None:
        super()._on_text_changed()
        self._enable_show()

    def _on_reveal_asked(self) -> None:
        if self.show_button.isEnabled():
            self.show_button.toggle()

    def _enable_show(self) -> None:
        self.show_button.setEnabled(self._stored or bool(self.edit.text()))
