"""The transcript: a list of messages that stays at its end unless somebody reads further up."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from hipadmin.gui.announce import announce
from hipadmin.gui.keyboard.shortcuts import Shortcut, matches
from hipadmin.gui.theme import Look
from hipadmin.gui.windows.message_delegate import MessageDelegate
from hipadmin.gui.windows.message_html import is_web
from hipadmin.gui.windows.message_parts import TOGGLE
from hipadmin.gui.windows.quiet_rows import SIDE
from hipadmin.gui.windows.transcript_menu import TranscriptMenu
from hipadmin.gui.windows.transcript_model import TranscriptModel
from hipadmin.gui.windows.transcript_rows import Before, EdgeRow, MessageRow, fold_words, spoken
from hipadmin.services.rooms.transcript import Line

_SCROLL_BAR = 12
EARLIER = "earlier:"
"""What the way to earlier messages leads to."""
_READ_ALOUD = 3
"""So many new messages are read out at once; more are counted."""


class Transcript(QListView):
    """Shows lines. Nothing in a message loads or runs; links go out through `link_activated`.

    Signals:
        link_activated: the http or https address a person chose.
        unread_changed: how many messages have arrived below what is seen.
        earlier_asked: a person wants to see what was before the first message.
    """

    link_activated = Signal(str)
    unread_changed = Signal(int)
    earlier_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._unread = 0
        self._pressed = ""
        self._rows = TranscriptModel(self)
        self._delegate = MessageDelegate(look, self)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self._set_up()
        look.changed.connect(self._lay_out)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def _set_up(self) -> None:
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)

    @property
    def messages(self) -> list[MessageRow]:
        """The messages shown, oldest first."""
        return self._rows.messages

    def ids_at(self, at: datetime) -> frozenset[str]:
        """The ids of the messages shown that were sent at this very instant."""
        return frozenset(row.line.id for row in self.messages if row.line.at == at)

    @property
    def at_end(self) -> bool:
        """Whether the newest message is in sight."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - self.look.px(8)

    def clear(self) -> None:
        """Show nothing."""
        self._rows.clear()
        self._delegate.forget()
        self._set_unread(0)

    def show_only(self, line: Line, *, aside: int = SIDE) -> None:
        """Show one notification alone, a card of one line unfolded as it was.

        It begins ``aside`` design px from the side; with 0 it fills the view from edge to edge.
        """
        self._delegate.stand_alone(aside)
        unfolded = any(row.unfolded for row in self.messages)
        self._rows.show_only(line, unfolded=unfolded)
        self._delegate.forget()
        self.doItemsLayout()

    def add(self, lines: Sequence[Line], *, aloud: bool = True) -> None:
        """Append ``lines``; the view follows only if it was at its end."""
        was_at_end, seen, top = self.at_end, *self._top_row()
        self._rows.add(lines)
        if was_at_end:
            self.scrollToBottom()
        else:
            self._hold(seen, top)
            self._set_unread(self._unread + len(lines))
        self._begin()
        if aloud:
            self._read_aloud(lines)

    def add_before(self, lines: Sequence[Line]) -> None:
        """Put earlier ``lines`` before the first message; what is read stays in its place."""
        seen, top = self._top_row()
        self._rows.add_before(lines)
        self._hold(seen, top)

    def tell_before(self, before: Before) -> None:
        """Say above the first message what is known of earlier ones."""
        at_end = self.at_end
        seen, top = self._top_row()
        self._rows.tell_before(before)
        if at_end:
            self.scrollToBottom()
        else:
            self._hold(seen, top)

    @property
    def before(self) -> Before:
        """What is known of earlier messages."""
        return self._rows.before

    def show_end(self) -> None:
        """Go to the newest message."""
        self.scrollToBottom()

    def copy_message(self) -> None:
        """Put the current message's words on the clipboard."""
        row = self._current()
        if row is not None:
            QGuiApplication.clipboard().setText(row.plain)

    def copy_all(self) -> None:
        """Put the whole transcript on the clipboard, a message a line."""
        QGuiApplication.clipboard().setText("\n".join(spoken(row) for row in self.messages))

    def _current(self) -> MessageRow | None:
        index = self.currentIndex()
        row = self._rows.row(index) if index.isValid() else None
        return row if isinstance(row, MessageRow) else None

    def _top_row(self) -> tuple[QPersistentModelIndex, int]:
        index = self.indexAt(QPoint(self.look.px(24), 0))
        while index.isValid() and not isinstance(self._rows.row(index), MessageRow):
            index = self._rows.index(index.row() + 1)  # days and edges may go
        return QPersistentModelIndex(index), self.visualRect(index).top()

    def _hold(self, seen: QPersistentModelIndex, top: int) -> None:
        """Keep what is read in its place, although rows above it may be gone."""
        self.executeDelayedItemsLayout()
        if seen.isValid():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(self._rows.index(seen.row())).top() - top)

    def _set_unread(self, count: int) -> None:
        if count != self._unread:
            self._unread = count
            self.unread_changed.emit(count)

    def _on_scrolled(self) -> None:
        if self.at_end:
            self._set_unread(0)

    def _read_aloud(self, lines: Sequence[Line]) -> None:
        if not lines:
            return
        if len(lines) > _READ_ALOUD:
            text = self.tr("{count} new messages").format(count=len(lines))
        else:
            text = "\n".join(spoken(row) for row in self.messages[-len(lines) :])
        announce(self, text)

    def _lay_out(self) -> None:
        at_end = self.at_end
        self._delegate.set_width(self._row_width())
        self._delegate.forget()
        self.doItemsLayout()
        if at_end:
            self.scrollToBottom()

    def _row_width(self) -> int:
        """Leave room for the scroll bar at all times, so that nothing moves when it comes."""
        return self.width() - self.look.px(_SCROLL_BAR)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the messages out for the new width; stay at the end."""
        at_end = self.at_end
        super().resizeEvent(event)
        if self._delegate.set_width(self._row_width()):
            self.doItemsLayout()
        if at_end:
            self.scrollToBottom()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the direction of writing."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the newest message."""
        if event.reason() != Qt.FocusReason.MouseFocusReason:  # a click is about what it hits
            self._begin()  # before Qt would choose the first row, which is a day
        super().focusInEvent(event)

    def _begin(self) -> None:
        newest = self._rows.rowCount() - 1
        if self.hasFocus() and not self.currentIndex().isValid() and newest >= 0:
            self.setCurrentIndex(self._rows.index(newest))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy a message, or follow its link."""
        if matches(event, Shortcut.COPY):
            self.copy_message()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._follow_current()
        elif event.key() == Qt.Key.Key_Space and self._folds():
            self._toggle(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _folds(self) -> bool:
        row = self._current()
        return row is not None and row.folds

    def _toggle(self, index: QModelIndex) -> None:
        seen, top = QPersistentModelIndex(index), self.visualRect(index).top()
        self._rows.toggle(index)
        self.doItemsLayout()
        self._hold(seen, top)
        row = self._rows.row(self._rows.index(seen.row()))
        if isinstance(row, MessageRow):
            announce(self, fold_words(row))

    def _is_way_back(self, index: QModelIndex) -> bool:
        return index.isValid() and self._rows.row(index) == EdgeRow(Before.MORE)

    def _follow_current(self) -> None:
        if self._is_way_back(self.currentIndex()):
            self.earlier_asked.emit()
            return
        row = self._current()
        if row is None or not row.links:
            return
        if len(row.links) == 1:
            self.link_activated.emit(row.links[0])
        else:
            self._show_menu(self.visualRect(self.currentIndex()).center())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where a link is."""
        super().mouseMoveEvent(event)
        link = self._link_at(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember a link that is pressed."""
        super().mousePressEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = self._link_at(event.position().toPoint()) if left else ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow a link that was pressed and let go."""
        super().mouseReleaseEvent(event)
        spot = event.position().toPoint()
        link, self._pressed = self._pressed, ""
        if not link or link != self._link_at(spot):
            return
        if link == TOGGLE:
            self._toggle(self.indexAt(spot))
        elif link == EARLIER:
            self.earlier_asked.emit()
        else:
            self.link_activated.emit(link)

    def _link_at(self, spot: QPoint) -> str:
        index = self.indexAt(spot)
        if not index.isValid():
            return ""
        if self._is_way_back(index):
            return EARLIER
        link = self._delegate.link_at(self.visualRect(index), self._rows.row(index), spot)
        return link if is_web(link) or link == TOGGLE else ""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy and to follow links."""
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        middle = self.visualRect(self.currentIndex()).center()
        self._show_menu(middle if keyboard else event.pos())

    def _show_menu(self, spot: QPoint) -> None:
        menu = TranscriptMenu(self, self, self._current())
        menu.popup(self.viewport().mapToGlobal(spot))
