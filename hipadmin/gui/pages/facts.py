"""Facts in two columns: names in text2, values beside them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.labels import Label

Fact = tuple[str, str]

NAME_WIDTH = 112


class Facts(QWidget):
    """A small list of facts; values wrap and can be selected."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[Label] = []
        look.changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        px = self.look.px
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(8))
        self._grid.setColumnMinimumWidth(0, px(NAME_WIDTH))
        for name in self._labels[::2]:
            name.setFixedWidth(px(NAME_WIDTH))

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts instead."""
        while len(self._labels) < 2 * len(facts):
            self._add_line(len(self._labels) // 2)
        texts = [text for fact in facts for text in fact]
        for place, label in enumerate(self._labels):
            shown = place < len(texts)
            label.set_text(texts[place] if shown else "")
            label.setVisible(shown)

    def texts(self) -> list[Fact]:
        """Give the facts shown."""
        shown = [label.text() for label in self._labels if not label.isHidden()]
        return list(zip(shown[::2], shown[1::2], strict=True))

    def _add_line(self, row: int) -> None:
        name = Label(self.look, "", FontRole.BODY, "text2", wrap=True)
        value = Label(self.look, "", FontRole.BODY, wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        name.setFixedWidth(self.look.px(NAME_WIDTH))
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)
        self._labels += [name, value]
