"""The panel under a list: what is selected, what can be done with it, and cards about it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hipadmin.gui.models.roles import StateMark
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.labels import ElidedLabel, StateLabel
from hipadmin.gui.widgets.surface import Surface
from hipadmin.gui.widgets.turning import Turning

LEAST_HEIGHT = 264


class DetailsPanel(Surface):
    """A head line (title, state, fact; buttons at the right) over a row of cards.

    Attributes:
        cards: layout of the cards.
        least_height: design px it keeps.
    """

    least_height = LEAST_HEIGHT

    def __init__(
        self, look: Look, buttons: Sequence[QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "sunken", parent=parent)
        self.title = ElidedLabel(look, "", FontRole.OBJECT_TITLE, least=120)
        self.state = StateLabel(look)
        self.fact = ElidedLabel(look, "", FontRole.BODY, "text2")
        # it takes what the title leaves, and is cut before it
        self.fact.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._head, self._cards = Turning(), Turning()
        self.cards = self._cards.row
        self._facts_row, self._buttons_row = QHBoxLayout(), QHBoxLayout()
        self._column = QVBoxLayout(self)
        self._build(buttons)
        look.changed.connect(self._measure)
        self._measure()

    def _build(self, buttons: Sequence[QWidget]) -> None:
        for widget in (self.title, self.state):
            self._facts_row.addWidget(widget)
        self._facts_row.addWidget(self.fact, 1)
        for button in buttons:
            self._buttons_row.addWidget(button)
        self._buttons_row.addStretch(0)
        self._head.row.addLayout(self._facts_row, 1)
        self._head.row.addLayout(self._buttons_row)
        self._column.addWidget(self._head)
        self._column.addWidget(self._cards, 1)

    def _measure(self) -> None:
        px = self.look.px
        for layout in (self._facts_row, self._buttons_row, self._head.row):
            layout.setSpacing(px(8))
        self.cards.setSpacing(px(12))
        self._column.setSpacing(px(8))
        self._column.setContentsMargins(px(24), px(12), px(24), px(16))
        self.updateGeometry()

    @property
    def cards_width(self) -> int:
        """Px there are for cards beside each other."""
        margins = self._column.contentsMargins()
        return self.width() - margins.left() - margins.right()

    def minimumSizeHint(self) -> QSize:
        """Give room to the cards, side by side or above each other."""
        return super().minimumSizeHint().expandedTo(QSize(0, self.look.px(self.least_height)))

    def insert_below_head(self, widget: QWidget) -> None:
        """Put a line between the head and the cards."""
        self._column.insertWidget(1, widget)

    def show_head(self, title: str, mark: StateMark | None = None, fact: str = "") -> None:
        """Say what is selected."""
        self.title.set_text(title)
        self.state.set_mark(mark)
        self.state.setVisible(mark is not None)
        self.fact.set_text(fact)
        self.fact.setMinimumWidth(self.fact.minimumSizeHint().width())
