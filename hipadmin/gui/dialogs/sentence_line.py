"""The line on top of a room notification's dialog that says what is sent where."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import Label, Rich
from hipadmin.gui.widgets.surface import Surface


class SentenceLine(Surface):
    """A paper plane and a sentence that wraps."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "sunken", "bottom", parent)
        self.label = Label(look, "", wrap=True)
        px = look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(20), px(10), px(20), px(10))
        row.setSpacing(px(10))
        row.addWidget(IconView(look, Icon.SEND), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.label, 1)

    @property
    def text(self) -> str:
        """What the line says, without markup."""
        return self.label.accessibleName()

    def show_sentence(self, sentence: Rich) -> None:
        """Say it."""
        self.label.set_text(sentence)
