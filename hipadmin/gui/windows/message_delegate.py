"""Paints a transcript's rows; places are computed left to right and mirrored at the end."""

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.models.roles import Role
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.windows.message_body import body_of
from hipadmin.gui.windows.message_html import is_web
from hipadmin.gui.windows.message_parts import Canvas, Part
from hipadmin.gui.windows.message_words import clock
from hipadmin.gui.windows.quiet_rows import (
    END,
    INDENT,
    SIDE,
    Strip,
    paint_quiet,
    quiet_height,
    shown,
)
from hipadmin.gui.windows.transcript_rows import MessageRow, Row

Index = QModelIndex | QPersistentModelIndex

_AVATAR, _APART = 28, 5
_BAR, _PAD_LEFT, _PAD_RIGHT, _PAD, _GAP = 4, 15, 12, 8, 2
_KEPT = 200
"""Messages kept laid out; others are laid out anew when they come into sight."""


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the parts of a message stand, in its row, left to right."""

    box: QRect
    head: QRect
    body: QRect


class MessageDelegate(QStyledItemDelegate):
    """Messages of people without a fill, notifications in their colour, cards in a frame."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._width = 0
        self._bodies: OrderedDict[tuple[str, bool], Part] = OrderedDict()
        self._heights: dict[tuple[str, bool], int] = {}
        self._mirrored = False
        self._aside, self._end = SIDE + INDENT, END

    def stand_alone(self, aside: int) -> None:
        """Begin ``aside`` design px from the side: a notification alone has nobody's picture.

        With 0 it fills its row, and its focus is shown inside.
        """
        self._aside, self._end = aside, END if aside else 0

    def set_width(self, width: int) -> bool:
        """Lay everything out for rows of ``width`` px; say whether that is news."""
        if width == self._width:
            return False
        self._width = width
        self.forget()
        return True

    def forget(self) -> None:
        """Lay everything out anew."""
        parent = self.parent()
        assert isinstance(parent, QWidget)  # noqa: S101
        self._mirrored = parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._bodies.clear()
        self._heights.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give a row the width of the view and the height of its text."""
        row: Row = index.data(Role.ROW)
        height = quiet_height(self.look, row)
        if height or not isinstance(row, MessageRow):
            return QSize(self._width, height)
        places = self._places(row, QRect(0, 0, self._width, 0))
        below = self.look.px(_APART) if self._aside else 0
        return QSize(self._width, places.box.bottom() + 1 + below)

    def link_at(self, rect: QRect, row: Row, spot: QPoint) -> str:
        """Give what ``spot`` leads to in a row that fills ``rect``: an address, `TOGGLE`, or ""."""
        if not isinstance(row, MessageRow) or row.is_news:
            return ""
        body = self._shown(rect, self._places(row, rect).body)
        return self._body(row).link_at(body, spot)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Say where a link leads; elsewhere, when the message was sent."""
        row: Row | None = index.data(Role.ROW)
        link = self.link_at(view.visualRect(index), row, event.pos()) if row else ""
        if is_web(link):
            QToolTip.showText(event.globalPos(), link, view)
            return True
        return super().helpEvent(event, view, option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        row: Row = index.data(Role.ROW)
        painter.save()
        quiet = paint_quiet(Strip(painter, self.look, rect, self._width, self._mirrored), row)
        if quiet is not None:
            ring = quiet
        elif isinstance(row, MessageRow):
            ring = self._paint_message(painter, rect, row)
        if state & QStyle.StateFlag.State_HasFocus:
            self._paint_ring(painter, ring)
        painter.restore()

    def _paint_ring(self, painter: QPainter, rect: QRect) -> None:
        look, gap = self.look, self.look.px(2 if self._aside else -1)
        ring = QRectF(rect.adjusted(-gap, -gap, gap, gap))
        rounded(painter, ring, look.px(8), border=look.color("focus"), width=look.ring)

    def _paint_message(self, painter: QPainter, rect: QRect, row: MessageRow) -> QRect:
        places = self._places(row, rect)
        box = self._shown(rect, places.box)
        if row.line.card is not None:
            self._paint_card(painter, box)
        elif row.fill:
            self._paint_fill(painter, box, row.fill)
        else:
            self._paint_avatar(painter, rect, row.line.sender)
        strip = Strip(painter, self.look, rect, self._width, self._mirrored)
        self._paint_head(strip, places.head, row)
        self._body(row).paint(painter, self._shown(rect, places.body))
        return box

    def _paint_card(self, painter: QPainter, box: QRect) -> None:
        look = self.look
        fill, line = look.color("base"), look.color("line")
        rounded(painter, QRectF(box), look.px(8), fill=fill, border=line, width=look.hair)

    def _paint_fill(self, painter: QPainter, box: QRect, color: str) -> None:
        look, frame = self.look, QRectF(box)
        fill, edge = look.color(f"message_{color}"), look.color(f"message_{color}_bar")
        border = edge if look.theme.high_contrast else None
        rounded(painter, frame, look.px(6), fill=fill, border=border, width=look.hair)
        outline, bar = QPainterPath(), QPainterPath()
        outline.addRoundedRect(frame, look.px(6), look.px(6))
        width = look.px(_BAR)
        left = frame.right() - width if self._mirrored else frame.left()
        bar.addRect(QRectF(left, frame.top(), width, frame.height()))
        painter.fillPath(outline.intersected(bar), edge)

    def _paint_avatar(self, painter: QPainter, rect: QRect, sender: str) -> None:
        look, size = self.look, self.look.px(_AVATAR)
        top = rect.top() + look.px(8)
        circle = self._shown(rect, QRect(rect.left() + look.px(SIDE), top, size, size))
        fill, line = look.color("neutral_bg"), look.color("line")
        rounded(painter, QRectF(circle), size / 2, fill=fill, border=line, width=look.hair)
        painter.setFont(_bold(look.font(FontRole.SMALL)))
        painter.setPen(look.color("text2"))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(sender))

    def _paint_head(self, strip: Strip, head: QRect, row: MessageRow) -> None:
        look = self.look
        name, small = look.font(FontRole.SECTION), look.font(FontRole.SMALL)
        time, gap = clock(row.line.at), look.px(8)
        narrow = QFontMetrics(small)
        mark_width = narrow.horizontalAdvance(row.mark) + gap if row.mark else 0
        room = head.width() - mark_width - narrow.horizontalAdvance(time) - gap
        sender = QFontMetrics(name).elidedText(row.line.sender, Qt.TextElideMode.ElideRight, room)
        strip.write(head, sender, name, "text")
        after = QFontMetrics(name).horizontalAdvance(sender) + gap if sender else 0
        strip.write(head.adjusted(after, 0, 0, 0), time, small, "text2")
        if row.mark:
            at_end = head.adjusted(head.width() - mark_width + gap, 0, 0, 0)
            strip.write(at_end, row.mark, small, "text2")

    def _shown(self, rect: QRect, place: QRect) -> QRect:
        return shown(rect, place, mirrored=self._mirrored)

    def _places(self, row: MessageRow, rect: QRect) -> _Places:
        px = self.look.px
        filled = bool(row.mark)
        left = rect.left() + px(self._aside)
        width = self._width - px(self._aside + self._end)
        top = rect.top() + (px(_APART if filled else 8) if self._aside else 0)
        pad = px(_PAD) if filled else 0
        start = px(_PAD_LEFT) if filled else 0
        inner = self._inner_width(row)
        line = QFontMetrics(self.look.font(FontRole.SECTION)).height()
        head = QRect(left + start, top + pad, inner, line)
        boxed = row.line.card is not None or (row.line.file is not None and not row.line.html)
        gap = px(_PAD - 2 if boxed else _GAP)
        body = QRect(head.left(), head.bottom() + 1 + gap, inner, self._height(row))
        bottom = body.bottom() + 1 + (px(_PAD + 2) if row.line.card else pad)
        return _Places(QRect(left, top, width, bottom - top), head, body)

    def _inner_width(self, row: MessageRow) -> int:
        px = self.look.px
        padding = px(_PAD_LEFT) + px(_PAD_RIGHT) if row.mark else 0
        return max(px(48), self._width - px(self._aside + self._end) - padding)

    def _height(self, row: MessageRow) -> int:
        key = row.line.id, row.unfolded
        if key not in self._heights:
            self._heights[key] = self._body(row).size(self._inner_width(row)).height()
        return self._heights[key]

    def _body(self, row: MessageRow) -> Part:
        key = row.line.id, row.unfolded
        if key in self._bodies:
            self._bodies.move_to_end(key)
            return self._bodies[key]
        ground = self.look.color(f"message_{row.fill}" if row.fill else "base")
        canvas = Canvas(self.look, ground, self._mirrored)
        body = body_of(row.line, canvas, row.parent, unfolded=row.unfolded)
        self._bodies[key] = body
        if len(self._bodies) > _KEPT:
            self._bodies.popitem(last=False)
        return body


def initials(sender: str) -> str:
    """Two letters for an avatar."""
    words = [word for word in sender.replace("@", " ").split() if word]
    if not words:
        return "?"
    letters = words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]
    return letters.upper()


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold
