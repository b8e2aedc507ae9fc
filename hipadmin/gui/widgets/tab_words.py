"""Tabs as words: the current one is bold and underlined."""

from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.keyboard.letters import holds_letter, plain
from hipadmin.gui.keyboard.shortcuts import Shortcut, bind
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole, Look


class TabWords(QTabBar):
    """A tab bar of words; arrows move, assistive technology sees page tabs."""

    def __init__(
        self, look: Look, name: str, parent: QWidget | None = None, *, height: int = 40
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._design_height = height
        self._wrong: frozenset[int] = frozenset()
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        holds_letter(self)
        look.dress(self, FontRole.BODY)
        look.changed.connect(self.update)

    def turn_by_keys(self, within: QWidget) -> None:
        """Let the keys for next and previous tab turn them while the focus is ``within``."""
        bind(within, Shortcut.NEXT_TAB, partial(self._turn, 1))
        bind(within, Shortcut.PREVIOUS_TAB, partial(self._turn, -1))

    def _turn(self, by: int) -> None:
        at, count = self.currentIndex(), self.count()
        there = ((at + by * n) % count for n in range(1, count + 1))
        self.setCurrentIndex(next((i for i in there if self.isTabEnabled(i)), at))
        self.setFocus(Qt.FocusReason.TabFocusReason)  # where it was is hidden now

    def mark_problem(self, index: int, *, wrong: bool) -> None:
        """Say whether something on a tab keeps its dialog from saving."""
        if wrong == (index in self._wrong):
            return
        self._wrong = self._wrong ^ {index}
        said = self.tr("{tab}, has a problem").format(tab=plain(self.tabText(index)))
        self.setAccessibleTabName(index, said if wrong else "")
        self.update()

    def has_problem(self, index: int) -> bool:
        """Whether a tab is marked."""
        return index in self._wrong

    def tabSizeHint(self, index: int) -> QSize:
        """Give the room of the word as it is when bold, so that nothing moves."""
        metrics = QFontMetrics(self.look.font(FontRole.SECTION))
        size = metrics.size(Qt.TextFlag.TextShowMnemonic, self.tabText(index))
        return QSize(size.width() + self.look.px(28), self.look.px(self._design_height))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """A word is never cut."""
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words."""
        painter = QPainter(self)
        for index in range(self.count()):
            self._paint_tab(painter, index)
        painter.end()

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        look, rect = self.look, self.tabRect(index)
        current = index == self.currentIndex()
        painter.setFont(look.font(FontRole.SECTION if current else FontRole.BODY))
        token = "text" if current else "text2"
        painter.setPen(look.color(token if self.isTabEnabled(index) else "disabled"))
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextShowMnemonic)
        painter.drawText(rect, flags, self.tabText(index))
        if index in self._wrong:
            self._paint_problem(painter, rect)
        if current:
            self._paint_mark(painter, rect)

    def _paint_problem(self, painter: QPainter, rect: QRect) -> None:
        side = self.look.px(12)
        at_end = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        left = rect.right() - side if at_end else rect.left()
        spot = QRectF(left, rect.center().y() - side / 2, side, side)
        paint_icon(painter, Icon.X_CIRCLE, spot, self.look.color("danger"))

    def _paint_mark(self, painter: QPainter, rect: QRect) -> None:
        look, inset = self.look, self.look.px(10)
        height = look.px(2)
        top = rect.bottom() + 1 - height
        painter.fillRect(
            rect.left() + inset, top, rect.width() - 2 * inset, height, look.color("accent")
        )
        if self.hasFocus():
            gap = look.px(6)
            ring = QRectF(rect).adjusted(look.px(4), gap, -look.px(4), -gap)
            rounded(painter, ring, look.px(4), border=look.color("focus"), width=look.ring)

    def event(self, event: QEvent) -> bool:
        """Repaint when the focus comes or goes; take it when a letter turned the tabs."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        done = super().event(event)
        if event.type() == QEvent.Type.Shortcut:
            # where it was is hidden now, and Qt would give it to whatever comes next
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return done
