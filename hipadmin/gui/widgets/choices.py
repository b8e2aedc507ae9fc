"""Choices: check boxes, radio buttons, and the switch of the tables as a widget of its own."""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QWidget,
)

from hipadmin.gui.delegates.ground import Ink
from hipadmin.gui.delegates.paint import SwitchFace, paint_switch, rounded
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole, Look


class _Choice:
    """What check boxes and radio buttons share: a mark of 18 before the words."""

    def __init__(self, look: Look, button: QAbstractButton) -> None:
        self.look = look
        self.button = button
        look.dress(button, FontRole.BODY)
        look.changed.connect(button.update)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def size(self) -> QSize:
        look, text = self.look, self.button.text()
        metrics = QFontMetrics(self.button.font())
        words = metrics.size(Qt.TextFlag.TextShowMnemonic, text).width() + look.px(8) if text else 0
        return QSize(look.px(3 + 18 + 3) + words + 1, max(look.px(24), metrics.height()))

    def mark(self) -> QRectF:
        button, size = self.button, self.look.px(18)
        spot = QRect(self.look.px(3), (button.height() - size) // 2, size, size)
        return QRectF(QStyle.visualRect(button.layoutDirection(), button.rect(), spot))

    def paint_mark(self, painter: QPainter, radius: float) -> None:
        look, button, box = self.look, self.button, self.mark()
        chosen = button.isChecked()
        if button.hasFocus():
            gap = look.px(3)
            ring = box.adjusted(-gap, -gap, gap, gap)
            color = look.color("focus")
            rounded(painter, ring, radius + gap, border=color, width=look.ring)
        tone = "disabled" if not button.isEnabled() else "accent" if chosen else "control"
        fill = look.color(tone if chosen else "base")
        rounded(painter, box, radius, fill=fill, border=look.color(tone), width=look.hair)

    def paint_words(self, painter: QPainter) -> None:
        look, button = self.look, self.button
        left = look.px(3 + 18 + 8)
        box = QRect(left, 0, button.width() - left, button.height())
        shown = QStyle.visualRect(button.layoutDirection(), button.rect(), box)
        rtl = button.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        painter.setPen(look.color("text" if button.isEnabled() else "disabled"))
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(shown, int(flags) | int(Qt.TextFlag.TextShowMnemonic), button.text())


class CheckBox(QCheckBox):
    """A check box; the whole widget takes the click."""

    def __init__(self, look: Look, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._choice = _Choice(look, self)

    def sizeHint(self) -> QSize:
        """Give the room of mark and words."""
        return self._choice.size()

    def hitButton(self, pos: QPoint) -> bool:
        """Take clicks everywhere."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint mark, tick and words."""
        painter, look = QPainter(self), self._choice.look
        self._choice.paint_mark(painter, look.px(4))
        if self.isChecked():
            gap = look.px(1)
            box = self._choice.mark().adjusted(gap, gap, -gap, -gap)
            paint_icon(painter, Icon.CHECK, box, look.color("on_accent"))
        self._choice.paint_words(painter)
        painter.end()


class RadioButton(QRadioButton):
    """A radio button; the whole widget takes the click."""

    def __init__(self, look: Look, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._choice = _Choice(look, self)

    def sizeHint(self) -> QSize:
        """Give the room of mark and words."""
        return self._choice.size()

    def hitButton(self, pos: QPoint) -> bool:
        """Take clicks everywhere."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint mark, dot and words."""
        painter, look = QPainter(self), self._choice.look
        self._choice.paint_mark(painter, look.px(9))
        if self.isChecked():
            inset = look.px(5)
            dot = self._choice.mark().adjusted(inset, inset, -inset, -inset)
            rounded(painter, dot, dot.width() / 2, fill=look.color("on_accent"))
        self._choice.paint_words(painter)
        painter.end()


class Switch(QAbstractButton):
    """The switch of the tables as a widget; ``name`` is read out."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._effective = True
        self._busy = False
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def set_effective(self, effective: bool) -> None:
        """Say whether on has an effect; something above it may be off."""
        self._effective = effective
        self.update()

    def set_busy(self, busy: bool) -> None:
        """Show that the change is on its way; no click counts meanwhile."""
        self._busy = busy
        self.update()

    def sizeHint(self) -> QSize:
        """Give the room of the switch and its ring."""
        return QSize(self.look.px(32 + 8), self.look.px(18 + 8))

    def hitButton(self, pos: QPoint) -> bool:
        """Take no click while busy."""
        return not self._busy

    def event(self, event: QEvent) -> bool:
        """Take no key while busy."""
        if self._busy and event.type() == QEvent.Type.KeyPress:
            return False
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the switch."""
        painter = QPainter(self)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        face = SwitchFace(
            self.isChecked(), self._effective, self._busy, self.hasFocus(), self.isEnabled(), rtl
        )
        box = self.rect().adjusted(self.look.px(4), 0, -self.look.px(4), 0)
        paint_switch(painter, self.look, Ink(self.look), box, face)
        painter.end()
