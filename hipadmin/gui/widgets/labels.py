"""Words: labels by role, elided ones, states, and text with bold names in it."""

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from hipadmin.gui.delegates.ink import Ink
from hipadmin.gui.delegates.paint import paint_state, state_width
from hipadmin.gui.models.roles import StateMark
from hipadmin.gui.theme import FontRole, Look


@dataclass(frozen=True, slots=True)
class Rich:
    """A sentence in which some words are bold; both forms say the same."""

    plain: str
    html: str


def rich(template: str, *bold: str) -> Rich:
    """Fill each ``{}`` of ``template`` with a bold text; everything is escaped."""
    marked = [f"<b>{escape(text)}</b>" for text in bold]
    return Rich(template.format(*bold), escape(template).format(*marked))


def as_rich(text: str | Rich) -> Rich:
    """Take plain text as it is, without reading markup in it."""
    return text if isinstance(text, Rich) else Rich(text, escape(text))


class Label(QLabel):
    """A label in the font of its role and the colour of its token; plain text unless rich."""

    def __init__(
        self,
        look: Look,
        text: str | Rich = "",
        role: FontRole = FontRole.BODY,
        color: str = "text",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._color_token = color
        look.dress(self, role)
        self.setWordWrap(wrap)
        self.set_text(text)
        look.changed.connect(self._tint)
        self._tint()

    def set_text(self, text: str | Rich) -> None:
        """Show ``text``; a screen reader gets it without markup."""
        said = as_rich(text)
        formatted = isinstance(text, Rich)
        self.setTextFormat(Qt.TextFormat.RichText if formatted else Qt.TextFormat.PlainText)
        self.setText(said.html if formatted else said.plain)
        self.setAccessibleName(said.plain.replace("&", "") if formatted else "")

    def set_color(self, color: str) -> None:
        """Change the colour token."""
        self._color_token = color
        self._tint()

    def _tint(self) -> None:
        self.setPalette(self.look.words(self._color_token))


class ElidedLabel(Label):
    """A one-line label that gives way: the text ends in … and the tooltip has it in full.

    ``least`` are the design px it keeps.
    """

    def __init__(
        self,
        look: Look,
        text: str = "",
        role: FontRole = FontRole.BODY,
        color: str = "text",
        parent: QWidget | None = None,
        *,
        least: int = 24,
    ) -> None:
        self._least = least
        super().__init__(look, text, role, color, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._show_tooltip()

    def set_text(self, text: str | Rich) -> None:
        """Show ``text``, elided where the room ends."""
        super().set_text(as_rich(text).plain)
        self.updateGeometry()
        self._show_tooltip()

    def minimumSizeHint(self) -> QSize:
        """A few letters are enough."""
        least = min(self.look.px(self._least), self.sizeHint().width())
        return QSize(least, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Give the room of the whole text."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text where it is cut."""
        super().resizeEvent(event)
        self._show_tooltip()

    def _show_tooltip(self) -> None:
        cut = self.sizeHint().width() > self.width()
        self.setToolTip(self.text() if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, elided."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics = QFontMetrics(self.font())
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | self._side(), text)
        painter.end()

    def _side(self) -> Qt.AlignmentFlag:
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignAbsolute


class StateLabel(QWidget):
    """A state in a layout: icon and word, filled when it is loud."""

    def __init__(
        self, look: Look, mark: StateMark | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._mark: StateMark | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        self.set_mark(mark)

    @property
    def mark(self) -> StateMark | None:
        """The state shown."""
        return self._mark

    def set_mark(self, mark: StateMark | None) -> None:
        """Show ``mark``, or nothing."""
        self._mark = mark
        self.setAccessibleName(mark.word if mark else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give the room icon and word need."""
        width = state_width(self.look, self._mark) if self._mark else 0
        return QSize(width, self.look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the state."""
        if self._mark is None:
            return
        painter = QPainter(self)
        box = QRect(self.rect())
        paint_state(painter, self.look, Ink(self.look), box, self._mark, self.layoutDirection())
        painter.end()
