"""Rows that act: a link as wide as its card, an unfolding line, an item of the status bar."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from hipadmin.gui.delegates.paint import Run, paint_runs, rounded
from hipadmin.gui.keyboard.letters import says_data
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Button, ghost
from hipadmin.gui.widgets.labels import ElidedLabel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Painted(QAbstractButton):
    """A button that is painted by its children; Enter presses it."""

    def __init__(self, look: Look, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setText(text)
        self.setAccessibleName(text)
        says_data(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self._on_look_changed)

    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press."""
        if event.key() in _ENTER:
            self.click()
            return
        super().keyPressEvent(event)

    def paint_icon_at(
        self, painter: QPainter, icon: Icon, left: int, size: int, token: str
    ) -> None:
        """Paint an icon at a left-to-right place."""
        side = self.look.px(size)
        spot = QRect(left, (self.height() - side) // 2, side, side)
        shown = QRectF(QStyle.visualRect(self.layoutDirection(), self.rect(), spot))
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        paint_icon(painter, icon, shown, self.look.color(token), mirrored=rtl)

    def paint_words(self, painter: QPainter, left: int, right: int, runs: list[Run]) -> None:
        """Paint texts between two left-to-right places."""
        box = QRect(left, 0, right - left, self.height())
        paint_runs(painter, self.rect(), box, runs, self.look.px(8), self.layoutDirection())

    def paint_hover_and_ring(self, painter: QPainter) -> None:
        """Paint the ground under the pointer and the ring inside the row."""
        look, box = self.look, QRectF(self.rect())
        if self.underMouse() or self.isDown():
            rounded(
                painter, box, look.px(6), fill=look.color("pressed" if self.isDown() else "hover")
            )
        if self.hasFocus():
            rounded(painter, box, look.px(6), border=look.color("focus"), width=look.ring)


class LinkRow(_Painted):
    """A full-width link, 40 high: icon, word, second fact, and at the end where it leads."""

    def __init__(
        self,
        look: Look,
        text: str,
        *,
        icon: Icon,
        secondary: str = "",
        target: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, text, parent)
        self._icon = icon
        self._secondary = secondary
        self._target = target
        self.setAccessibleDescription(", ".join(part for part in (secondary, target) if part))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give the height of a link row and room for its words."""
        metrics = QFontMetrics(self.look.font(FontRole.BODY))
        words = metrics.horizontalAdvance(self.text() + self._secondary + self._target)
        return QSize(words + self.look.px(112), self.look.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        painter, look, px = QPainter(self), self.look, self.look.px
        self.paint_hover_and_ring(painter)
        self.paint_icon_at(painter, self._icon, px(10), 16, "text2")
        target = Run.of(look, self._target, FontRole.SMALL, look.color("text2"))
        end = self.width() - px(12 + 14 + 8) - target.width
        word = Run.of(look, self.text(), FontRole.SECTION, look.color("link"))
        second = Run.of(look, self._secondary, FontRole.BODY, look.color("text2"))
        self.paint_words(painter, px(34), end - px(8), [word, second])
        self.paint_words(painter, end, self.width() - px(12 + 14), [target])
        self.paint_icon_at(painter, Icon.CHEVRON_RIGHT, self.width() - px(12 + 14), 14, "text2")
        painter.end()


class StatusItem(_Painted):
    """An item of the status bar: icon 14 and small words; a click explains.

    It is called by all its words; where room is short, few of them stand there.
    """

    def __init__(
        self, look: Look, icon: Icon, text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(look, text, parent)
        self._icon = icon
        self._words = self._brief_words = text
        self._brief = False
        self._token = "text2"  # noqa: S105 - a colour token
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_state(
        self, text: str, icon: Icon | None = None, color: str = "text2", brief: str = ""
    ) -> None:
        """Show a new state; ``color`` is a token and never the only difference.

        ``brief`` says the same where room is short; without it the words stay.
        """
        self._words, self._brief_words = text, brief or text
        self.setAccessibleName(text)
        self._icon = icon or self._icon
        self._token = color
        self._show()

    def set_brief(self, brief: bool) -> None:
        """Show few words, or all of them."""
        if brief != self._brief:
            self._brief = brief
            self._show()

    def _show(self) -> None:
        self.setText(self._brief_words if self._brief else self._words)
        self.updateGeometry()
        self.update()

    def width_of(self, *, brief: bool) -> int:
        """How wide it wants to be, in px."""
        metrics = QFontMetrics(self.look.font(FontRole.SMALL))
        words = self._brief_words if brief else self._words
        return metrics.horizontalAdvance(words) + self.look.px(34)

    def sizeHint(self) -> QSize:
        """Give the room of icon and words."""
        return QSize(self.width_of(brief=self._brief), self.look.px(24))

    def minimumSizeHint(self) -> QSize:
        """What stands beside it gives way first."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon and words."""
        painter, look, px = QPainter(self), self.look, self.look.px
        self.paint_hover_and_ring(painter)
        self.paint_icon_at(painter, self._icon, px(6), 14, self._token)
        run = Run.of(look, self.text(), FontRole.SMALL, look.color("text2"))
        self.paint_words(painter, px(26), self.width(), [run])
        painter.end()


class Disclosure(QWidget):
    """A line that unfolds; while folded it says the values inside.

    Signals:
        toggled: whether it is unfolded now.

    Attributes:
        content: layout of what unfolds.
    """

    toggled = Signal(bool)

    def __init__(
        self, look: Look, text: str, summary: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.button: Button = ghost(look, text, Icon.CHEVRON_RIGHT)
        self.button.setCheckable(True)
        self.button.setProperty("flat", True)
        self.summary = ElidedLabel(look, summary, FontRole.SMALL, "text2")
        self.body = QWidget()
        self.content = QVBoxLayout(self.body)
        self._build()
        self.button.setAccessibleDescription(summary)
        self.button.toggled.connect(self._on_toggled)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(4))
        row.addWidget(self.button)
        row.addWidget(self.summary)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(8))
        column.addLayout(row)
        column.addWidget(self.body)
        self.content.setContentsMargins(0, 0, 0, 0)
        self.content.setSpacing(self.look.px(12))
        self.body.hide()

    def set_summary(self, summary: str) -> None:
        """Say the values inside."""
        self.summary.set_text(summary)
        self.button.setAccessibleDescription(summary)

    def is_open(self) -> bool:
        """Whether it is unfolded."""
        return self.button.isChecked()

    def set_open(self, unfolded: bool) -> None:
        """Fold or unfold."""
        self.button.setChecked(unfolded)

    def _on_toggled(self, unfolded: bool) -> None:
        self.button.set_icon(Icon.CHEVRON_DOWN if unfolded else Icon.CHEVRON_RIGHT)
        self.body.setVisible(unfolded)
        self.summary.setVisible(not unfolded)
        self.toggled.emit(unfolded)


class ThinProgress(QProgressBar):
    """A thin bar; ``name`` is read out with its value."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setFixedSize(look.px(72), look.px(4))

    def show_step(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` are done; a total of 0 says that nobody knows."""
        self.setRange(0, total)
        self.setValue(done)
