"""One entry of a statement, and the field in which it is entered."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from hipadmin.domain.policy import limits
from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.keyboard.letters import says_data
from hipadmin.gui.keyboard.shortcuts import Shortcut, matches
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.policy.completion import Completion
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.fields import LineEdit

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAKEN = (*_ENTER, Qt.Key.Key_Escape)
_TOLD = 500
"""Characters of an entry in its tooltip."""


class Chip(QAbstractButton):
    """An entry: a click, Enter or Space edits it; its cross, Delete or Backspace removes it.

    Signals:
        edit_asked, remove_asked: a person wants to.
    """

    edit_asked = Signal()
    remove_asked = Signal()

    def __init__(self, look: Look, text: str, shown: str = "", *, wrong: bool = False) -> None:
        super().__init__()
        self.look = look
        self.entry = ""
        self._wrong = wrong
        self.setAccessibleDescription(self.tr("Enter edits it, Delete removes it"))
        says_data(self)
        self.setProperty("gives_way", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.dress(self, FontRole.MONO)
        self.clicked.connect(self.edit_asked)
        self.show_entry(text, shown)

    def show_entry(self, text: str, shown: str = "") -> None:
        """Be another entry, called ``shown`` where its text is not what people read."""
        if text == self.entry and (shown or text) == self.text():
            return
        self.entry = text
        self.setText(shown or text)
        self.setAccessibleName(shown or text)
        self.setToolTip(text if len(text) <= _TOLD else f"{text[: _TOLD - 1]}…")
        self.updateGeometry()

    def set_wrong(self, *, wrong: bool) -> None:
        """Mark the entry as one that has a problem."""
        self._wrong = wrong
        self.update()

    def sizeHint(self) -> QSize:
        """Give the room of the text and the cross."""
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(text + self.look.px(8 + 6 + 14 + 6) + 1, self.look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, text and cross."""
        painter, look, px = QPainter(self), self.look, self.look.px
        line = "danger" if self._wrong else "focus" if self.hasFocus() else "line"
        width = look.ring if self.hasFocus() or self._wrong else look.hair
        fill = look.color("danger_bg" if self._wrong else "neutral_bg")
        rounded(
            painter, QRectF(self.rect()), px(6), fill=fill, border=look.color(line), width=width
        )
        if self._wrong and self.hasFocus():
            inner = QRectF(self.rect()).adjusted(px(3), px(3), -px(3), -px(3))
            rounded(painter, inner, px(4), border=look.color("focus"), width=look.hair)
        ink = look.color("text" if self.isEnabled() else "disabled")
        painter.setPen(ink)
        box = QRect(px(8), 0, self.width() - px(8 + 26), self.height())
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, box.width())
        # keys are left to right in every language
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        shown = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.drawText(shown, flags | Qt.AlignmentFlag.AlignAbsolute, text)
        ink = look.color("text2" if self.isEnabled() else "disabled")
        paint_icon(painter, Icon.X, QRectF(self._cross()), ink)
        painter.end()

    def _cross(self) -> QRect:
        size = self.look.px(14)
        spot = QRect(self.width() - size - self.look.px(6), (self.height() - size) // 2, size, size)
        return QStyle.visualRect(self.layoutDirection(), self.rect(), spot)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Remove where the cross is, else act as a button."""
        gap = self.look.px(4)
        if self.isDown() and self._cross().adjusted(-gap, -gap, gap, gap).contains(
            event.position().toPoint()
        ):
            self.setDown(False)
            self.remove_asked.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit or remove."""
        if event.key() in _ENTER or matches(event, Shortcut.EDIT):
            self.edit_asked.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_asked.emit()
        else:
            super().keyPressEvent(event)


class EntryField(LineEdit):
    """Enters one entry, with what fits offered below; Esc gives up, leaving takes it over.

    Signals:
        entered: the text; it may be empty.
        dropped: nothing shall change.
    """

    entered = Signal(str)
    dropped = Signal()

    def __init__(self, look: Look, name: str, offers: Sequence[str], text: str = "") -> None:
        # what came by import and is longer can be edited, too, and is not cut
        super().__init__(look, "", longest=max(limits.SPECIFIER_LENGTH, len(text)))
        self._done = False
        look.dress(self, FontRole.MONO)
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setText(text)
        self._completion = Completion(look, self, name, offers)
        # Qt fills in what was chosen after it has told us
        self._completion.activated.connect(lambda _text: QTimer.singleShot(0, self, self.finish))

    def sizeHint(self) -> QSize:
        """Give room for an ordinary entry."""
        text = max(self.fontMetrics().horizontalAdvance(self.text()), self.look.px(200))
        return QSize(text + self.look.px(24), self.look.px(32))

    def offer(self) -> None:
        """Unfold what can be entered."""
        self._completion.unfold()

    def finish(self) -> None:
        """Take over what stands here."""
        if not self._done:
            self._end()
            self.entered.emit(self.text().strip())

    def _end(self) -> None:
        self._done = True
        self._completion.list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes over, Esc gives up, Down offers."""
        if event.key() in _ENTER:
            self.finish()
        elif event.key() == Qt.Key.Key_Escape:
            self._give_up()
        elif event.key() == Qt.Key.Key_Down:
            self.offer()
        else:
            super().keyPressEvent(event)

    def _give_up(self) -> None:
        """Close what is offered first, and the field only then."""
        if self._completion.list.isVisible():
            self._completion.list.hide()
            return
        self._end()
        self.dropped.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take over what was typed, unless only the offers have come up."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.finish()

    def event(self, event: QEvent) -> bool:
        """Take Enter and Esc before the dialog does."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() in _TAKEN:
            event.accept()
            return True
        return super().event(event)


def row_of(parent: QWidget) -> QWidget:
    """Make an empty widget that flows."""
    widget = QWidget(parent)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)
    return widget
