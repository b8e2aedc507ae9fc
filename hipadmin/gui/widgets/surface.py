"""Grounds: a widget on a surface token, with lines at its edges; cards; the page switcher."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.labels import Label


class Surface(QWidget):
    """A widget on a ground of its own, with lines at the ``edges`` it names ("top bottom")."""

    def __init__(
        self, look: Look, color: str = "base", edges: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._color_token = color
        self._edges = frozenset(edges.split())
        look.changed.connect(self.update)

    def set_color(self, color: str) -> None:
        """Change the ground."""
        self._color_token = color
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and lines."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color(self._color_token))
        hair, line, rect = self.look.hair, self.look.color("line"), self.rect()
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if "top" in self._edges:
            painter.fillRect(0, 0, rect.width(), hair, line)
        if "bottom" in self._edges:
            painter.fillRect(0, rect.height() - hair, rect.width(), hair, line)
        if ("left" if rtl else "right") in self._edges:
            painter.fillRect(rect.width() - hair, 0, hair, rect.height(), line)
        if ("right" if rtl else "left") in self._edges:
            painter.fillRect(0, 0, hair, rect.height(), line)
        painter.end()


class Card(QWidget):
    """A rounded frame with a head (title, count, acts) over its content.

    Attributes:
        head: layout of the head's right side, for links and buttons.
        content: where the content goes; a table lies edge to edge in it. ``padded`` keeps it away
            from the edges; what ``scrolls`` reaches the lower one.
    """

    def __init__(
        self,
        look: Look,
        title: str = "",
        parent: QWidget | None = None,
        *,
        padded: bool = False,
        scrolls: bool = False,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self.title = Label(look, title, FontRole.SECTION)
        self.count = Label(look, "", FontRole.BODY, "text2")
        self.head = QHBoxLayout()
        self.head_row = QWidget(self)  # one without a parent would be shown as a window
        self._head_layout = QHBoxLayout(self.head_row)
        self._build_head(bool(title))
        self.content = QVBoxLayout()
        self.content.setSpacing(look.px(8))
        self._layout.addWidget(self.head_row)
        self._layout.addLayout(self.content, 1)
        self._padded = padded
        self._scrolls = scrolls
        self.setAccessibleName(title)
        look.changed.connect(self._measure)
        self._measure()

    def _build_head(self, shown: bool) -> None:
        row = self._head_layout
        row.setSpacing(self.look.px(8))
        row.addWidget(self.title)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addLayout(self.head)
        self.head_row.setVisible(shown)

    def _measure(self) -> None:
        px, hair = self.look.px, self.look.hair
        side = px(16) if self._padded else 0
        self._layout.setContentsMargins(hair, hair, hair, px(6))
        self._head_layout.setContentsMargins(
            px(12), px(8), px(12), 0 if not self._padded else px(4)
        )
        above, below = px(12) if self._padded else 0, 0 if self._scrolls else side // 2
        self.content.setContentsMargins(side, above, side, below)
        self.update()

    def set_title(self, title: str) -> None:
        """Change the title, which names the card too."""
        self.title.set_text(title)
        self.head_row.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_count(self, count: int | str | None) -> None:
        """Show a number or a fact after the title."""
        self.count.set_text("" if count is None else str(count))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame."""
        painter = QPainter(self)
        look, rect = self.look, QRectF(self.rect())
        fill, line = look.color("base"), look.color("line")
        rounded(painter, rect, look.px(8), fill=fill, border=line, width=look.hair)
        painter.end()


class Stack(QStackedWidget):
    """Shows one of several widgets and asks for the room of that one only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self._on_current_changed)

    def sizeHint(self) -> QSize:
        """Give the current widget's wish."""
        current = self.currentWidget()
        return current.sizeHint() if current else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Give the current widget's least size."""
        current = self.currentWidget()
        return current.minimumSizeHint() if current else super().minimumSizeHint()

    def _on_current_changed(self) -> None:
        policy = QSizePolicy.Policy
        for position in range(self.count()):
            shown = position == self.currentIndex()
            kind = policy.Preferred if shown else policy.Ignored
            widget = self.widget(position)
            if widget is not None:
                widget.setSizePolicy(kind, kind)
        self.updateGeometry()


def add_hidden(stack: QStackedWidget, page: QWidget) -> None:
    """Add a page that is shown later; what stands there is not painted once more for it."""
    page.resize(0, 0)  # Qt paints again what lies under a widget that comes in and is hidden
    stack.addWidget(page)


def line(look: Look, parent: QWidget | None = None) -> Surface:
    """Make a thin horizontal line."""
    rule = Surface(look, "line", parent=parent)
    rule.setFixedHeight(look.hair)
    return rule
