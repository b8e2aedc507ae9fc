"""Fields: line edits, combo boxes, numbers; check boxes, radio buttons, switches come along."""

import sys

from PySide6.QtCore import (
    QEvent,
    QLocale,
    QMimeData,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QStyle,
    QStyleOptionFrame,
    QToolTip,
    QWidget,
)

from hipadmin.domain.redaction import holds_secret
from hipadmin.gui.announce import announce
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.choices import CheckBox, RadioButton, Switch
from hipadmin.gui.widgets.combo_box import ComboBox
from hipadmin.gui.widgets.icon_view import icon_in_field

__all__ = [
    "CheckBox",
    "ComboBox",
    "LineEdit",
    "RadioButton",
    "SearchField",
    "SpinBox",
    "Switch",
    "TextEdit",
    "mark_problem",
]

_PROBLEM = "problem"
LONGEST = 4000
"""Characters of a one-line field; every rule refuses a text long before."""
LONGEST_SEARCH = 200
_LONGEST_NUMBER = 40
LONGEST_TEXT = 20_000
"""Characters of a field of several lines that wraps them: twice a message. Laying out one line of
100,000 without a blank takes 0.7 s at each key."""
_MARGINS = 4
"""Px that Qt leaves free inside a field, at both sides together."""


def mark_problem(field: QWidget, *, wrong: bool) -> None:
    """Give a field the border of a problem, or take it away."""
    if bool(field.property(_PROBLEM)) == wrong:
        return
    field.setProperty(_PROBLEM, wrong)
    style = field.style()
    style.unpolish(field)
    style.polish(field)
    field.update()


def _presses_letter(event: QKeyEvent) -> bool:
    """Whether Alt was held: Qt types the letter where no button has it, or Save is disabled.

    On macOS the key composes letters, and elsewhere AltGr is another.
    """
    held = event.modifiers() == Qt.KeyboardModifier.AltModifier
    return held and event.text().isprintable() and bool(event.text()) and sys.platform != "darwin"


class LineEdit(QLineEdit):
    """A one-line field with a hint in it, bounded, and no place for tokens.

    What is longer than ``longest`` is cut, and that is said at once. Unless told otherwise it shows
    dots while its text holds what is surely a secret: neither a glance nor a screen reader nor a
    copy gets it.

    Signals:
        left: the field has lost the focus; problems may show from now on.
    """

    left = Signal()

    def __init__(
        self,
        look: Look,
        hint: str = "",
        parent: QWidget | None = None,
        *,
        longest: int = LONGEST,
        covers_secrets: bool = True,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._offered = ""
        self.setMaxLength(longest)
        look.dress(self, FontRole.BODY)
        self.setPlaceholderText(hint)
        self.inputRejected.connect(self._on_input_rejected)
        if covers_secrets:
            self.textChanged.connect(self._on_text_to_cover)

    def setPlaceholderText(self, hint: str) -> None:
        """Change the hint."""
        super().setPlaceholderText(hint)
        self._offer_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the hint in a tooltip where it has no room."""
        super().resizeEvent(event)
        self._offer_hint()

    def _offer_hint(self) -> None:
        hint = self.placeholderText()
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_LineEditContents
        room = self.style().subElementRect(part, option, self).width() - self.look.px(_MARGINS)
        cut = QFontMetrics(self.font()).horizontalAdvance(hint) > room
        if cut or self.toolTip() == self._offered:
            self._offered = hint if cut else ""
            self.setToolTip(self._offered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no letter that was meant for a button."""
        if not _presses_letter(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the caret; a dialog has it shown while it opens, and may mean another field."""
        super().focusInEvent(event)
        application = QApplication.instance()
        if not self.hasFocus() and isinstance(application, QApplication):
            once = Qt.ConnectionType.SingleShotConnection
            application.focusChanged.connect(self._on_focus_given, once)

    def _on_focus_given(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not self:
            super().focusOutEvent(QFocusEvent(QEvent.Type.FocusOut))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the field was left."""
        super().focusOutEvent(event)
        self.left.emit()

    def _on_text_to_cover(self, text: str) -> None:
        mode = QLineEdit.EchoMode.Password if holds_secret(text) else QLineEdit.EchoMode.Normal
        if self.echoMode() != mode:
            self.setEchoMode(mode)

    def _on_input_rejected(self) -> None:
        text = self.tr("Only the first {count} characters were taken.")
        _say_below(self, text.format(count=QLocale().toString(self.maxLength())))


class SearchField(LineEdit):
    """A filter field: a lens at the start; Esc clears it.

    Signals:
        went_down: Down was pressed, which leads into the list that is filtered.
        given_up: Esc was pressed in the empty field.
    """

    went_down = Signal()
    given_up = Signal()

    def __init__(self, look: Look, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(look, hint, parent, longest=LONGEST_SEARCH)
        self.setProperty("search", True)
        self.setClearButtonEnabled(False)
        self.setAccessibleName(hint)
        self.setMinimumWidth(look.px(120))
        self.setMaximumWidth(look.px(240))

    def sizeHint(self) -> QSize:
        """Give the width it takes where there is room."""
        return QSize(self.look.px(240), super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear on Esc; an empty field leaves Esc to the window."""
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
                return
            self.given_up.emit()
        if event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field and its lens."""
        super().paintEvent(event)
        painter = QPainter(self)
        icon_in_field(painter, self, self.look, Icon.SEARCH, self.look.px(8))
        painter.end()


class SpinBox(QSpinBox):
    """A number with our chevrons."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(look.px(9), 0, 0, 0)
        # a megabyte that is pasted would be looked at for a number, time and again
        self.lineEdit().setMaxLength(_LONGEST_NUMBER)
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
    """A field of several lines, bounded; Tab leaves it.

    A paste or a drop that would make it longer than ``longest`` is not taken at all, for half a
    policy is worse than none; that is said at once.
    """

    def __init__(
        self,
        look: Look,
        hint: str = "",
        parent: QWidget | None = None,
        *,
        longest: int = LONGEST_TEXT,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._longest = longest
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        look.dress(self, FontRole.BODY)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no letter that was meant for a button."""
        if not _presses_letter(event):
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take what is pasted or dropped, or say why not."""
        kept = len(self.toPlainText()) - len(self.textCursor().selectedText())
        length = kept + len(source.text())
        if length <= self._longest:
            self.take(source)
            return
        text = self.tr("Nothing was pasted: this would be {length} characters, {most} at most.")
        number = QLocale().toString
        _say_below(self, text.format(length=number(length), most=number(self._longest)))

    def take(self, source: QMimeData) -> None:
        """Put in what is pasted or dropped and not too long."""
        super().insertFromMimeData(source)


def _say_below(field: QWidget, said: str) -> None:
    QToolTip.showText(field.mapToGlobal(QPoint(0, field.height())), said, field)
    announce(field, said)
