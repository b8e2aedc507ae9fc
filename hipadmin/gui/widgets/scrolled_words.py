"""Words that may be many: they take a few lines of a page at most, and scroll in them."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QFontMetrics,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QAccessibleWidget, QFrame, QScrollArea, QWidget

from hipadmin.gui.announce import let_speak
from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.labels import Label

MOST_LINES = 7.5
"""Lines seen at once: about a third of a page in the least window; half a line says "go on"."""
GAP = 4
"""Design px between the words and the focus ring at their sides."""
_LEAST_WIDTH = 160


class ScrolledWords(QScrollArea):
    """Scrolls ``words``; a stop of the Tab key only where there is something to scroll."""

    def __init__(self, look: Look, words: Label, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._words = words
        let_speak(ScrolledWords, _SeenWords)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(words)
        self.viewport().setAutoFillBackground(False)
        words.setAutoFillBackground(False)
        ring, side = look.ring, self.edge
        self.setViewportMargins(side, ring, side, ring)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    @property
    def edge(self) -> int:
        """How many px its words begin after it."""
        return self.look.ring + self.look.px(GAP)

    @property
    def said(self) -> str:
        """The words, without markup."""
        return self._words.accessibleName()

    def hasHeightForWidth(self) -> bool:
        """Its words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height for all words, or as much of it as they may take."""
        room = max(width - 2 * self.edge, 1)
        return min(self._words.heightForWidth(room), self._most()) + 2 * self.look.ring

    def _most(self) -> int:
        return round(MOST_LINES * QFontMetrics(self._words.font()).lineSpacing())

    def sizeHint(self) -> QSize:
        """Give the room words would take in a narrow page."""
        width = self.look.px(_LEAST_WIDTH)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Give the same: what is less would be cut without need."""
        return self.sizeHint()

    def _on_range_changed(self, _least: int, most: int) -> None:
        policy = Qt.FocusPolicy.TabFocus if most else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll line by line."""
        super().resizeEvent(event)
        line = QFontMetrics(self._words.font()).lineSpacing()
        self.verticalScrollBar().setSingleStep(line)

    def event(self, event: QEvent) -> bool:
        """Paint the ring around what has the focus."""
        done = super().event(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        elif event.type() == QEvent.Type.Paint and self.hasFocus():
            painter, look = QPainter(self), self.look
            edge = look.color("focus")
            rounded(painter, QRectF(self.rect()), look.px(4), border=edge, width=look.ring)
            painter.end()
        return done


class _SeenWords(QAccessibleWidget):
    """What assistive technology sees: a group that tells its words when it gets the focus."""

    def __init__(self, words: ScrolledWords) -> None:
        super().__init__(words, QAccessible.Role.Grouping)

    def text(self, kind: QAccessible.Text) -> str:
        """Answer the words as description."""
        words = self.object()
        if kind == QAccessible.Text.Description and isinstance(words, ScrolledWords):
            return words.said
        return super().text(kind)
