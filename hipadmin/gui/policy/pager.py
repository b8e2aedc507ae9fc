"""Which statements are shown where there are too many for one form, and the way to the others."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Edge, link
from hipadmin.gui.widgets.labels import ElidedLabel

PAGE = 10
"""Statements shown at once: each is some twenty widgets, which take 8 ms to make."""


class Pager(QWidget):
    """Counts statements and turns pages; hidden where one page holds them all.

    Signals:
        turned: the first statement to show, counted from 0.
    """

    turned = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = 0
        self._count = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(4))
        self.line = ElidedLabel(look, "", FontRole.SMALL, "text2")
        self.previous_button = link(look, self.tr("Previous"), leans=Edge.END)
        self.next_button = link(look, self.tr("Next"), leans=Edge.END)
        row.addWidget(self.line)
        row.addStretch(1)
        row.addWidget(self.previous_button)
        row.addWidget(self.next_button)
        self.previous_button.clicked.connect(lambda: self.turned.emit(self.first - PAGE))
        self.next_button.clicked.connect(lambda: self.turned.emit(self.first + PAGE))
        self.hide()

    @property
    def end(self) -> int:
        """The first statement after the page, counted from 0."""
        return min(self.first + PAGE, self._count)

    def show_count(self, count: int) -> None:
        """Say how many there are; a page that went gives way to the last one."""
        self._count = count
        self.turn_to(min(self.first, max(count - 1, 0)))

    def turn_to(self, statement: int) -> None:
        """Show the page on which ``statement`` is, counted from 0."""
        self.first = statement // PAGE * PAGE
        number = QLocale().toString
        words = self.tr("Statements {first} to {last} of {count}").format(
            first=number(self.first + 1), last=number(self.end), count=number(self._count)
        )
        self.line.set_text(words)
        self.previous_button.setEnabled(self.first > 0)
        self.next_button.setEnabled(self.end < self._count)
        self.setVisible(self._count > PAGE)
