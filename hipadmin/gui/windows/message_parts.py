"""Parts a message is put together from: each knows its size for a width, and how to paint.

A part is given the place where it stands on the screen.
"""

from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle

from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.windows.message_html import (
    MessageDocument,
    Paper,
    anchor_at,
    document_of,
    limit_lines,
)

NARROW = 24
"""Nothing is laid out for less, in px."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What parts are painted with, and the ground they stand on."""

    look: Look
    ground: QColor
    mirrored: bool = False

    def paper(self, role: FontRole = FontRole.BODY, color: str = "text") -> Paper:
        """What a text of this role and colour is written with."""
        look = self.look
        text, link = look.color(color), look.color("link")
        mono = look.font(FontRole.MONO).family()
        mention = look.color("info_bg")
        return Paper(look.font(role), text, link, self.ground, mention, mono, self.mirrored)

    def place(self, frame: QRect, place: QRect) -> QRect:
        """Where a left-to-right place within ``frame`` really is."""
        rtl = Qt.LayoutDirection.RightToLeft
        return QStyle.visualRect(
            rtl if self.mirrored else Qt.LayoutDirection.LeftToRight, frame, place
        )


class Part(Protocol):
    """Something in a message."""

    def size(self, width: int) -> QSize:
        """The room it takes if at most ``width`` px wide."""

    def paint(self, painter: QPainter, rect: QRect) -> None:
        """Paint it into its place."""

    def link_at(self, rect: QRect, spot: QPoint) -> str:
        """What a click at ``spot`` leads to: a web address, `TOGGLE`, or an empty text."""


TOGGLE = "toggle:"
"""Where a click unfolds a card, or folds it."""


class Text:
    """Markup; of more than ``most`` lines the rest is left out, with “…” at the end."""

    def __init__(self, html: str, paper: Paper, most: int = 0, link: str = "") -> None:
        self._html = html
        self._paper = paper
        self._most = most
        self._link = link
        self._made: tuple[int, MessageDocument] | None = None

    def _document(self, width: int) -> MessageDocument:
        if self._made is None or self._made[0] != width:
            document = document_of(self._html, self._paper)
            document.setTextWidth(width)
            if self._most:
                limit_lines(document, self._most)
            self._made = width, document
        return self._made[1]

    def size(self, width: int) -> QSize:
        """As wide as its longest line."""
        document = self._document(max(NARROW, width))
        return QSize(min(width, int(document.idealWidth()) + 1), round(document.size().height()))

    def paint(self, painter: QPainter, rect: QRect) -> None:
        """Draw the text."""
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()  # what has no colour of its own takes it from here
        palette.setColor(QPalette.ColorRole.Text, self._paper.text)
        context.palette = palette
        document = self._document(rect.width())
        painter.save()
        painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
        painter.translate(rect.topLeft())
        document.documentLayout().draw(painter, context)
        painter.restore()

    def link_at(self, rect: QRect, spot: QPoint) -> str:
        """The link under the pointer, else where the whole text leads."""
        if not rect.contains(spot):
            return ""
        inside = QPointF(spot - rect.topLeft())
        return anchor_at(self._document(rect.width()), inside) or self._link


@dataclass(frozen=True, slots=True)
class Sign:
    """An icon; with ``tile`` px it stands in a tinted square, dashed for a picture left out."""

    canvas: Canvas
    icon: Icon
    color: str = "text2"
    icon_size: int = 16
    tile: int = 0
    dashed: bool = False
    link: str = ""

    def size(self, width: int) -> QSize:
        """The tile, else the icon."""
        side = self.canvas.look.px(self.tile or self.icon_size)
        return QSize(side, side)

    def paint(self, painter: QPainter, rect: QRect) -> None:
        """Draw tile and icon."""
        look, box = self.canvas.look, QRectF(rect)
        if self.tile:
            paint_ground(painter, self.canvas, rect, "info_bg", dashed=self.dashed)
        side = look.px(self.icon_size)
        inner = QRectF(0, 0, side, side)
        inner.moveCenter(box.center())
        color = look.color(self.color)
        paint_icon(
            painter, self.icon, inner.toRect().toRectF(), color, mirrored=self.canvas.mirrored
        )

    def link_at(self, rect: QRect, spot: QPoint) -> str:
        """Where the icon leads."""
        return self.link if rect.contains(spot) else ""


def paint_ground(
    painter: QPainter, canvas: Canvas, rect: QRect, fill: str, *, dashed: bool = False
) -> None:
    """Draw a rounded ground; a dashed edge says that something stands in for a picture."""
    look, box = canvas.look, QRectF(rect)
    edge = look.theme.high_contrast or dashed
    rounded(painter, box, look.px(6), fill=look.color(fill))
    if edge:
        pen = painter.pen()
        pen.setColor(look.color("control" if dashed else "line"))
        pen.setWidth(look.hair)
        pen.setStyle(Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
        half = look.hair / 2
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), look.px(6), look.px(6))


@dataclass(frozen=True, slots=True)
class Framed:
    """A part in a box of its own."""

    canvas: Canvas
    part: Part
    fill: str = ""
    pad: int = 12
    most: int = 0

    def _inner(self, width: int) -> int:
        look = self.canvas.look
        wide = min(width, look.px(self.most)) if self.most else width
        return max(NARROW, wide - 2 * look.px(self.pad))

    def size(self, width: int) -> QSize:
        """The part and its padding."""
        pad, inner = self.canvas.look.px(self.pad), self._inner(width)
        return QSize(inner + 2 * pad, self.part.size(inner).height() + 2 * pad)

    def paint(self, painter: QPainter, rect: QRect) -> None:
        """Draw box and part."""
        look = self.canvas.look
        fill = look.color(self.fill) if self.fill else None
        line = look.color("line")
        rounded(painter, QRectF(rect), look.px(8), fill=fill, border=line, width=look.hair)
        self.part.paint(painter, self._place(rect))

    def link_at(self, rect: QRect, spot: QPoint) -> str:
        """Ask the part."""
        return self.part.link_at(self._place(rect), spot)

    def _place(self, rect: QRect) -> QRect:
        pad = self.canvas.look.px(self.pad)
        return rect.adjusted(pad, pad, -pad, -pad)


@dataclass(frozen=True, slots=True)
class Chip:
    """A short text on a tinted ground, as HipChat's lozenges."""

    canvas: Canvas
    text: Text
    fill: str
    edge: str
    link: str = ""

    def size(self, width: int) -> QSize:
        """The text and its padding."""
        px = self.canvas.look.px
        inner = self.text.size(width - px(12))
        return QSize(inner.width() + px(12), inner.height() + px(2))

    def paint(self, painter: QPainter, rect: QRect) -> None:
        """Draw ground and text."""
        look = self.canvas.look
        border = look.color(self.edge) if look.theme.high_contrast else None
        box = QRectF(rect)
        rounded(
            painter, box, look.px(4), fill=look.color(self.fill), border=border, width=look.hair
        )
        side = look.px(6)
        self.text.paint(painter, rect.adjusted(side, look.px(1), -side, -look.px(1)))

    def link_at(self, rect: QRect, spot: QPoint) -> str:
        """Where the chip leads."""
        return self.link if rect.contains(spot) else ""


def on(canvas: Canvas, ground: str) -> Canvas:
    """The same canvas over another ground."""
    return replace(canvas, ground=canvas.look.color(ground))
