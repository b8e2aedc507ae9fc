"""A personal token for the list of rooms, entered where the others may not see rooms."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.domain.token import Secret
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.form import Form
from hipadmin.gui.widgets.token_field import TokenField


class TokenForList(QWidget):
    """A field and a button.

    ``becomes_account`` says whether the token goes into the integration with the rooms.

    Signals:
        entered: a `Secret`; the rooms shall be read with it.
    """

    entered = Signal(object)

    def __init__(self, look: Look, *, becomes_account: bool) -> None:
        super().__init__()
        self.field = TokenField(look)
        self.read_button = standard(look, self.tr("Read rooms"))
        self.read_button.setEnabled(False)
        cell = QWidget()
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.field, 1)
        row.addWidget(self.read_button)
        form = Form(look)
        text = (
            self.tr("With the rooms you add it becomes the Access token, which they need to post.")
            if becomes_account
            else self.tr("For this list only. The rooms you add use the Access token.")
        )
        form.add_row(self.tr("Personal token"), cell, text, buddy=self.field.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form)
        self.field.changed.connect(self._on_changed)
        self.read_button.clicked.connect(self._on_read_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter reads the rooms."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.read_button.click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_changed(self) -> None:
        self.read_button.setEnabled(not self.field.is_empty())

    @Slot()
    def _on_read_clicked(self) -> None:
        token: Secret = self.field.secret()
        self.field.hide_token()
        self.entered.emit(token)
