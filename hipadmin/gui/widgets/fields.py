"""Fields: line edits, combo boxes, check boxes, radio buttons, numbers, and a switch of its own."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QWidget,
)

from hipadmin.gui.delegates.ink import Ink
from hipadmin.gui.delegates.paint import SwitchFace, paint_switch, rounded
from hipadmin.gui.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole, Look

_PROBLEM = "problem"


def mark_problem(field: QWidget, *, wrong: bool) -> None:
    """Give a field the border of a problem, or take it away."""
    if bool(field.property(_PROBLEM)) == wrong:
        return
    field.setProperty(_PROBLEM, wrong)
    style = field.style()
    style.unpolish(field)
    style.polish(field)
    field.update()


class LineEdit(QLineEdit):
    """A one-line field with a hint in it.

    Signals:
        left: the field has lost the focus; problems may show from now on.
    """

    left = Signal()

    def __init__(self, look: Look, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setPlaceholderText(hint)
        look.dress(self, FontRole.BODY)

    def focusOutEvent(self, event: object) -> None:
        """Say that the field was left."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.left.emit()


class SearchField(LineEdit):
    """A filter field: a lens at the start; Esc clears it."""

    def __init__(self, look: Look, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(look, hint, parent)
        self.setProperty("search", True)
        self.setClearButtonEnabled(False)
        self.setAccessibleName(hint)
        self.setFixedWidth(look.px(240))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear on Esc; an empty field leaves Esc to the window."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field and its lens."""
        super().paintEvent(event)
        painter = QPainter(self)
        _icon_at(painter, self, self.look, Icon.SEARCH, self.look.px(8))
        painter.end()


class ComboBox(QComboBox):
    """A combo box with our chevron; the wheel changes it only when it has the focus."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        look.dress(self, FontRole.BODY)

    def wheelEvent(self, event: object) -> None:
        """Leave the wheel to the page unless the field has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)  # type: ignore[arg-type]
        else:
            event.ignore()  # type: ignore[attr-defined]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box and its chevron."""
        super().paintEvent(event)
        painter = QPainter(self)
        left = self.width() - self.look.px(8 + 14)
        _icon_at(painter, self, self.look, Icon.CHEVRON_DOWN, left, 14)
        painter.end()


class SpinBox(QSpinBox):
    """A number with our chevrons."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.dress(self, FontRole.BODY)

    def sizeHint(self) -> QSize:
        """Give the height of a field, which Qt would make a little higher."""
        return QSize(super().sizeHint().width(), self.look.px(32))

    def minimumSizeHint(self) -> QSize:
        """A number is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field and its chevrons."""
        super().paintEvent(event)
        painter = QPainter(self)
        px, half = self.look.px, self.height() // 2
        left, color = self.width() - px(20), self.look.color("text2")
        rtl_left = px(8) if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else left
        for icon, top in ((Icon.CHEVRON_UP, half - px(12)), (Icon.CHEVRON_DOWN, half)):
            paint_icon(painter, icon, QRectF(rtl_left, top, px(12), px(12)), color)
        painter.end()


class TextEdit(QPlainTextEdit):
    """A field of several lines; Tab leaves it."""

    def __init__(self, look: Look, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        look.dress(self, FontRole.BODY)


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

    def hitButton(self, pos: object) -> bool:
        """Take clicks everywhere."""
        return self.rect().contains(pos)  # type: ignore[call-overload,no-any-return]

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

    def hitButton(self, pos: object) -> bool:
        """Take clicks everywhere."""
        return self.rect().contains(pos)  # type: ignore[call-overload,no-any-return]

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

    def hitButton(self, pos: object) -> bool:
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


def _icon_at(
    painter: QPainter, field: QWidget, look: Look, icon: Icon, left: int, size: int = 16
) -> None:
    side = look.px(size)
    spot = QRect(left, (field.height() - side) // 2, side, side)
    shown = QRectF(QStyle.visualRect(field.layoutDirection(), field.rect(), spot))
    paint_icon(painter, icon, shown, look.color("text2" if field.isEnabled() else "disabled"))
