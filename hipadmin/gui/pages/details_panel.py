"""The panel under a list: what is selected, what can be done with it, and cards about it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.gui.models.roles import StateMark
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.labels import ElidedLabel, StateLabel
from hipadmin.gui.widgets.surface import Surface

LEAST_HEIGHT = 264


class DetailsPanel(Surface):
    """A head line (title, state, fact; buttons at the right) over a row of cards.

    Attributes:
        cards: layout of the cards.
    """

    def __init__(
        self, look: Look, buttons: Sequence[QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "sunken", parent=parent)
        self.title = ElidedLabel(look, "", FontRole.OBJECT_TITLE)
        self.state = StateLabel(look)
        self.fact = ElidedLabel(look, "", FontRole.BODY, "text2")
        self.cards = QHBoxLayout()
        self._column = QVBoxLayout(self)
        self._build(buttons)
        look.changed.connect(self._measure)
        self._measure()

    def _build(self, buttons: Sequence[QWidget]) -> None:
        self._head = QHBoxLayout()
        for widget in (self.title, self.state, self.fact):
            self._head.addWidget(widget)
        self._head.addStretch(1)
        for button in buttons:
            self._head.addWidget(button)
        self._column.addLayout(self._head)
        self._column.addLayout(self.cards, 1)

    def _measure(self) -> None:
        px = self.look.px
        self._head.setSpacing(px(8))
        self.cards.setSpacing(px(12))
        self._column.setSpacing(px(8))
        self._column.setContentsMargins(px(24), px(12), px(24), px(16))
        self.setMinimumHeight(px(LEAST_HEIGHT))

    def insert_below_head(self, widget: QWidget) -> None:
        """Put a line between the head and the cards."""
        self._column.insertWidget(1, widget)

    def show_head(self, title: str, mark: StateMark | None = None, fact: str = "") -> None:
        """Say what is selected."""
        self.title.set_text(title)
        self.state.set_mark(mark)
        self.state.setVisible(mark is not None)
        self.fact.set_text(fact)
