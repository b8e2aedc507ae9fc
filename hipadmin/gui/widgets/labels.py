"""Words: labels by role, elided ones, states, and text with bold names in it."""

from html import escape
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from hipadmin.gui.delegates.ground import Ink
from hipadmin.gui.delegates.paint import paint_state, state_width
from hipadmin.gui.models.roles import StateMark
from hipadmin.gui.theme import FontRole, Look

_FEW = 4
"""Letters that say nothing: "ht…"."""
_TOO_HIGH = 1 << 24
"""A word alone is wider than the room."""
_REMEASURES = (
    QEvent.Type.FontChange,
    QEvent.Type.StyleChange,
    QEvent.Type.ContentsRectChange,
    QEvent.Type.DevicePixelRatioChange,
)


class Rich(NamedTuple):
    """A sentence in which some words are bold; both forms say the same."""

    plain: str
    html: str


def rich(template: str, *bold: str) -> Rich:
    """Fill each ``{}`` of ``template`` with a bold text; everything is escaped."""
    marked = [f"<b>{escape(text)}</b>" for text in bold]
    return Rich(template.format(*bold), escape(template).format(*marked))


def as_rich(text: str | Rich) -> Rich:
    """Take plain text as it is, without reading markup in it; its lines stay lines."""
    return text if isinstance(text, Rich) else Rich(text, escape(text).replace("\n", "<br>"))


class Label(QLabel):
    """A label in the font of its role and the colour of its token; plain text unless rich.

    It begins where the window's language begins to write, whatever language its text is in.
    """

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
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | self._side())
        self.set_text(text)
        look.changed.connect(self._tint)
        self._tint()

    def _side(self) -> Qt.AlignmentFlag:
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignAbsolute

    def changeEvent(self, event: QEvent) -> None:
        """Go to the other side with the window, unless it is centred."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange and not self._is_centred():
            self.setAlignment(Qt.AlignmentFlag.AlignVCenter | self._side())

    def _is_centred(self) -> bool:
        return bool(self.alignment() & Qt.AlignmentFlag.AlignHCenter)

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


class BalancedLabel(Label):
    """A wrapped, centred label of plain text; its lines are of much the same length.

    Greedy lines would leave one word alone under a full one.
    """

    def __init__(
        self, look: Look, text: str, role: FontRole = FontRole.BODY, color: str = "text"
    ) -> None:
        super().__init__(look, text, role, color, wrap=True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text in the least width that needs no further line."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        side = (self.width() - self.least_width()) // 2
        painter.drawText(self.rect().adjusted(side, 0, -side, 0), self._flags(), self.text())
        painter.end()

    def _flags(self) -> int:
        return int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)

    def least_width(self) -> int:
        """The least px in which the text is no higher than in the whole width."""
        least, most = 0, self.width()
        height = self._height_in(most)
        while most - least > 1:
            middle = (least + most) // 2
            fits = self._height_in(middle) <= height
            least, most = (least, middle) if fits else (middle, most)
        return most

    def _height_in(self, width: int) -> int:
        room = QRect(0, 0, width, 0)
        needed = QFontMetrics(self.font()).boundingRect(room, self._flags(), self.text())
        return needed.height() if needed.width() <= width else _TOO_HIGH


class LongLabel(Label):
    """A wrapped label for pages of text, which measures them once for each width.

    A dialog asks for its height some thirty times before it stands on the screen.
    """

    def __init__(
        self, look: Look, text: str, role: FontRole = FontRole.BODY, color: str = "text"
    ) -> None:
        self._heights: dict[int, int] = {}
        super().__init__(look, text, role, color, wrap=True)

    def heightForWidth(self, width: int) -> int:
        """Give the height of the text in this width, in px."""
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]

    def set_text(self, text: str | Rich) -> None:
        """Show another text."""
        self._heights.clear()
        super().set_text(text)

    def event(self, event: QEvent) -> bool:
        """Measure again whenever the layout is asked to: font, style or margins changed."""
        if event.type() in _REMEASURES:
            self._heights.clear()
        return super().event(event)


class ElidedLabel(Label):
    """A one-line label that gives way: the text ends in … and the tooltip has it in full.

    Where only a few letters would be left, it shows none. ``least`` are the design px it keeps.
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
        self._brief = ""
        super().__init__(look, text, role, color, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._show_tooltip()

    def set_text(self, text: str | Rich, brief: str = "") -> None:
        """Show ``text``; where it does not fit, show ``brief``, or as much as there is room."""
        self._brief = brief
        super().set_text(as_rich(text).plain)
        self.updateGeometry()
        self._show_tooltip()

    def minimumSizeHint(self) -> QSize:
        """A few letters are enough, or what is said in brief."""
        brief = self._advance(self._brief) if self._brief else 0
        least = min(max(self.look.px(self._least), brief), self.sizeHint().width())
        return QSize(least, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Give the room of the whole text."""
        return QSize(self._advance(self.text()), QFontMetrics(self.font()).height())

    def _advance(self, text: str) -> int:
        return QFontMetrics(self.font()).horizontalAdvance(text) + 2

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
        sides = Qt.AlignmentFlag.AlignVCenter | self._side()
        painter.drawText(self.rect(), sides, self.shown)
        painter.end()

    @property
    def shown(self) -> str:
        """What is painted of the text now."""
        whole, metrics = self.text(), QFontMetrics(self.font())
        cut = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, self.width())
        if cut == whole:
            return whole
        if self._brief:  # before its place is found, there is no room even for that
            return self._brief if self._advance(self._brief) <= self.width() else ""
        return cut if len(cut) > _FEW else ""


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
