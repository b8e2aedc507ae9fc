"""Rows of a transcript that nobody wrote: days, news of the room, the way to earlier messages."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle

from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.windows.message_words import clock, day_words, topic_words
from hipadmin.gui.windows.transcript_rows import (
    Before,
    DayRow,
    EdgeRow,
    MessageRow,
    Row,
    edge_words,
)
from hipadmin.services.rooms.transcript import Kind

SIDE, INDENT = 20, 40
END = 8
"""Free at the end of a row; the scroll bar's own room makes it as wide as the other side."""
_DAY, _EDGE, _NEWS = 48, 40, 32


def shown(rect: QRect, place: QRect, *, mirrored: bool) -> QRect:
    """Where a left-to-right place in a row really is."""
    rtl = Qt.LayoutDirection.RightToLeft
    return QStyle.visualRect(rtl if mirrored else Qt.LayoutDirection.LeftToRight, rect, place)


@dataclass(frozen=True, slots=True)
class Strip:
    """A row while it is painted: ``width`` px of ``rect`` are for it."""

    painter: QPainter
    look: Look
    rect: QRect
    width: int
    mirrored: bool

    def shown(self, place: QRect) -> QRect:
        """Where a left-to-right place really is."""
        return shown(self.rect, place, mirrored=self.mirrored)

    def write(self, place: QRect, text: str, font: QFont, color: str) -> None:
        """Write one line at the start of a left-to-right place."""
        side = Qt.AlignmentFlag.AlignRight if self.mirrored else Qt.AlignmentFlag.AlignLeft
        self.painter.setFont(font)
        self.painter.setPen(self.look.color(color))
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        self.painter.drawText(self.shown(place), int(flags), text)


def quiet_height(look: Look, row: Row) -> int:
    """The height of a quiet row; 0 for what people and integrations said."""
    if isinstance(row, EdgeRow):
        return look.px(_EDGE)
    if isinstance(row, DayRow):
        return look.px(_DAY)
    return look.px(_NEWS) if row.is_news else 0


def paint_quiet(strip: Strip, row: Row) -> QRect | None:
    """Paint a quiet row and give what a focus ring surrounds; None if it is no quiet row."""
    if isinstance(row, EdgeRow):
        return _paint_edge(strip, row)
    if isinstance(row, DayRow):
        return _paint_day(strip, row)
    return _paint_news(strip, row) if row.is_news else None


def _paint_edge(strip: Strip, row: EdgeRow) -> QRect:
    look, more = strip.look, row.before is Before.MORE
    words, font = edge_words(row.before), look.font(FontRole.NAME if more else FontRole.SMALL)
    painter, middle = strip.painter, _middle(strip)
    painter.setFont(font)
    painter.setPen(look.color("link" if more else "text2"))
    painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, words)
    box = QRect(0, 0, QFontMetrics(font).horizontalAdvance(words) + look.px(24), look.px(28))
    box.moveCenter(middle.center())
    return box


def _middle(strip: Strip) -> QRect:
    look, rect, side = strip.look, strip.rect, strip.look.px(SIDE)
    wide = strip.width - side - look.px(END)
    return strip.shown(QRect(rect.left() + side, rect.top(), wide, rect.height()))


def _paint_day(strip: Strip, row: DayRow) -> QRect:
    look, painter, inner = strip.look, strip.painter, _middle(strip)
    font, words = look.font(FontRole.SMALL), day_words(row.day)
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


def _paint_news(strip: Strip, row: MessageRow) -> QRect:
    """One line: an icon where others have a face, what happened, and when."""
    look, px, rect = strip.look, strip.look.px, strip.rect
    is_topic = row.line.kind is Kind.TOPIC
    spot = QRect(rect.left() + px(SIDE + 6), rect.top() + px(8), px(16), px(16))
    sign, place = Icon.PENCIL if is_topic else Icon.INFO, QRectF(strip.shown(spot))
    paint_icon(strip.painter, sign, place, look.color("text2"), mirrored=strip.mirrored)
    left = px(SIDE + INDENT)
    line = QRect(rect.left() + left, rect.top(), strip.width - left - px(END), px(_NEWS))
    font, time = look.font(FontRole.SMALL), clock(row.line.at)
    metrics = QFontMetrics(font)
    room = line.width() - metrics.horizontalAdvance(time) - px(8)
    said = topic_words(row.line) if is_topic else row.plain
    words = metrics.elidedText(" ".join(said.split()), Qt.TextElideMode.ElideRight, room)
    strip.write(line, words, font, "text2")
    after = line.adjusted(metrics.horizontalAdvance(words) + px(8), 0, 0, 0)
    strip.write(after, time, font, "text2")
    return strip.shown(line).adjusted(0, px(2), 0, -px(2))
