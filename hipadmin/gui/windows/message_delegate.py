"""Paints a transcript's rows; places are computed left to right and mirrored at the end."""

from dataclasses import dataclass

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QAbstractTextDocumentLayout, QFont, QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.models.roles import Role
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.windows.message_html import MessageDocument, Paper, document_of
from hipadmin.gui.windows.transcript_model import DayRow, MessageRow, Row, clock, day_words

Index = QModelIndex | QPersistentModelIndex

_SIDE, _INDENT, _AVATAR = 20, 40, 28
_END = 8
"""Free at the end of a row; the scroll bar's own room makes it as wide as the other side."""
_DAY = 48
_BAR, _PAD_LEFT, _PAD_RIGHT, _PAD, _GAP = 4, 15, 12, 8, 2


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
        self._documents: dict[str, MessageDocument] = {}
        self._mirrored = False

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
        self._documents.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give a row the width of the view and the height of its text."""
        row: Row = index.data(Role.ROW)
        if isinstance(row, DayRow):
            return QSize(self._width, self.look.px(_DAY))
        places = self._places(row, QRect(0, 0, self._width, 0))
        return QSize(self._width, places.box.bottom() + 1 + self.look.px(5))

    def link_at(self, rect: QRect, row: MessageRow, spot: QPoint) -> str:
        """Give the address under ``spot`` in a row that fills ``rect``, or an empty text."""
        body = self._shown(rect, self._places(row, rect).body)
        inside = QPointF(spot - body.topLeft())
        return self._document(row).documentLayout().anchorAt(inside)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        row: Row = index.data(Role.ROW)
        painter.save()
        if isinstance(row, DayRow):
            ring = self._paint_day(painter, rect, row)
        else:
            ring = self._paint_message(painter, rect, row)
        if state & QStyle.StateFlag.State_HasFocus:
            self._paint_ring(painter, ring)
        painter.restore()

    def _paint_ring(self, painter: QPainter, rect: QRect) -> None:
        look, gap = self.look, self.look.px(2)
        ring = QRectF(rect.adjusted(-gap, -gap, gap, gap))
        rounded(painter, ring, look.px(8), border=look.color("focus"), width=look.ring)

    def _paint_day(self, painter: QPainter, rect: QRect, row: DayRow) -> QRect:
        look, words = self.look, day_words(row.day)
        font, side = look.font(FontRole.SMALL), look.px(_SIDE)
        wide = self._width - side - look.px(_END)
        inner = self._shown(rect, QRect(rect.left() + side, rect.top(), wide, rect.height()))
        width = QFontMetrics(font).horizontalAdvance(words) + look.px(24)
        hair, line = look.hair, look.color("line")
        top, free = inner.center().y() - hair // 2, (inner.width() - width) // 2
        painter.fillRect(inner.left(), top, free, hair, line)
        painter.fillRect(inner.right() + 1 - free, top, free, hair, line)
        painter.setFont(font)
        painter.setPen(look.color("text2"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, words)
        middle = QRect(inner.left() + free, 0, width, look.px(24))
        middle.moveCenter(inner.center())
        return middle

    def _paint_message(self, painter: QPainter, rect: QRect, row: MessageRow) -> QRect:
        places = self._places(row, rect)
        box = self._shown(rect, places.box)
        if row.line.is_card:
            self._paint_card(painter, box)
        elif row.fill:
            self._paint_fill(painter, box, row.fill)
        else:
            self._paint_avatar(painter, rect, row.line.sender)
        self._paint_head(painter, rect, places.head, row)
        self._paint_body(painter, self._shown(rect, places.body), row)
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
        circle = self._shown(rect, QRect(rect.left() + look.px(_SIDE), top, size, size))
        fill, line = look.color("neutral_bg"), look.color("line")
        rounded(painter, QRectF(circle), size / 2, fill=fill, border=line, width=look.hair)
        painter.setFont(_bold(look.font(FontRole.SMALL)))
        painter.setPen(look.color("text2"))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(sender))

    def _paint_head(self, painter: QPainter, rect: QRect, head: QRect, row: MessageRow) -> None:
        look = self.look
        name, small = look.font(FontRole.SECTION), look.font(FontRole.SMALL)
        time, gap = clock(row.line.at), look.px(8)
        narrow = QFontMetrics(small)
        mark_width = narrow.horizontalAdvance(row.mark) + gap if row.mark else 0
        room = head.width() - mark_width - narrow.horizontalAdvance(time) - gap
        sender = QFontMetrics(name).elidedText(row.line.sender, Qt.TextElideMode.ElideRight, room)
        self._write(painter, rect, head, sender, name, "text")
        after = QFontMetrics(name).horizontalAdvance(sender) + gap
        self._write(painter, rect, head.adjusted(after, 0, 0, 0), time, small, "text2")
        if row.mark:
            at_end = head.adjusted(head.width() - mark_width + gap, 0, 0, 0)
            self._write(painter, rect, at_end, row.mark, small, "text2")

    def _write(
        self, painter: QPainter, rect: QRect, place: QRect, text: str, font: QFont, color: str
    ) -> None:
        side = Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(self.look.color(color))
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self._shown(rect, place), int(flags), text)

    def _paint_body(self, painter: QPainter, body: QRect, row: MessageRow) -> None:
        context = QAbstractTextDocumentLayout.PaintContext()
        painter.save()
        painter.setClipRect(body, Qt.ClipOperation.IntersectClip)
        painter.translate(body.topLeft())
        self._document(row).documentLayout().draw(painter, context)
        painter.restore()

    def _shown(self, rect: QRect, place: QRect) -> QRect:
        direction = (
            Qt.LayoutDirection.RightToLeft if self._mirrored else Qt.LayoutDirection.LeftToRight
        )
        return QStyle.visualRect(direction, rect, place)

    def _places(self, row: MessageRow, rect: QRect) -> _Places:
        px = self.look.px
        filled = bool(row.mark)
        left = rect.left() + px(_SIDE + _INDENT)
        width = self._width - px(_SIDE + _INDENT + _END)
        top = rect.top() + px(5 if filled else 8)
        pad = px(_PAD) if filled else 0
        start = px(_PAD_LEFT) if filled else 0
        inner = self._inner_width(row)
        line = QFontMetrics(self.look.font(FontRole.SECTION)).height()
        head = QRect(left + start, top + pad, inner, line)
        height = round(self._document(row).size().height())
        body = QRect(head.left(), head.bottom() + 1 + px(_GAP), inner, height)
        bottom = body.bottom() + 1 + pad
        return _Places(QRect(left, top, width, bottom - top), head, body)

    def _inner_width(self, row: MessageRow) -> int:
        px = self.look.px
        padding = px(_PAD_LEFT) + px(_PAD_RIGHT) if row.mark else 0
        return max(px(48), self._width - px(_SIDE + _INDENT + _END) - padding)

    def _document(self, row: MessageRow) -> MessageDocument:
        key = row.line.id
        if key not in self._documents:
            document = document_of(row.line.html, self._paper(row))
            document.setTextWidth(self._inner_width(row))
            self._documents[key] = document
        return self._documents[key]

    def _paper(self, row: MessageRow) -> Paper:
        look = self.look
        ground = look.color(f"message_{row.fill}" if row.fill else "base")
        font = look.font(FontRole.BODY)
        return Paper(font, look.color("text"), look.color("link"), ground, self._mirrored)


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
