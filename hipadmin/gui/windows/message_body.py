"""What stands in a message below its head: words, a card, a file, what links lead to."""

from html import escape

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole
from hipadmin.gui.windows.message_html import is_web
from hipadmin.gui.windows.message_layout import Beside, Flow, Stack
from hipadmin.gui.windows.message_parts import (
    TOGGLE,
    Canvas,
    Chip,
    Framed,
    Part,
    Sign,
    Text,
    on,
    paint_ground,
)
from hipadmin.gui.windows.message_words import (
    deleted_words,
    file_facts,
    host_of,
    not_loaded,
    picture_facts,
)
from hipadmin.services.rooms.transcript import (
    AttributeView,
    CardView,
    FileView,
    Line,
    LinkView,
    PictureView,
)

_STYLES = {
    "application": Icon.IMAGE,
    "file": Icon.FILE,
    "image": Icon.PICTURE,
    "link": Icon.LINK,
    "media": Icon.PLAY,
}
_LOZENGES = {
    "lozenge": ("neutral_bg", "text2"),
    "lozenge-success": ("ok_bg", "ok"),
    "lozenge-error": ("danger_bg", "danger"),
    "lozenge-current": ("warn_bg", "warn"),
    "lozenge-complete": ("info_bg", "link"),
    "lozenge-moved": ("violet_bg", "violet"),
}
"""HipChat v2: the six boxes of an attribute, and our tones for them."""
_SIDE_PICTURE = (136, 88)
_LARGE_PICTURE = (240, 112)
_LEAST_PICTURE = 64
_ROOMY = 420
"""From this width on a picture stands beside the words of a card."""
_LINK_LINES = 2


def body_of(line: Line, canvas: Canvas, parent: str = "", *, unfolded: bool = False) -> Part:
    """Put a message together; ``parent`` are the first words of what it is attached to."""
    parts: list[Part] = []
    if parent:
        parts.append(Text(escape(parent), canvas.paper(FontRole.SMALL, "text2"), 1))
    if line.card is not None:
        parts.append(_card(line.card, canvas, unfolded=unfolded))
    elif line.is_deleted:
        parts.append(Text(f"<i>{escape(deleted_words())}</i>", canvas.paper(color="text2")))
    elif line.html:
        parts.append(Text(line.html, canvas.paper()))
    if line.file is not None:
        parts.append(_file(line.file, canvas))
    parts += [_preview(link, canvas) for link in line.links if _says_more(link)]
    return Stack(canvas, parts, 6)


# cards


def _card(card: CardView, canvas: Canvas, *, unfolded: bool) -> Part:
    if not card.activity:
        return _whole_card(card, canvas)
    icon = Icon.CHEVRON_DOWN if unfolded else Icon.CHEVRON_RIGHT
    chevron = Sign(canvas, icon, "text2", 16, link=TOGGLE)
    words = Text(card.activity, canvas.paper(), 0 if unfolded else 1, link=TOGGLE)
    summary = Beside(canvas, chevron, words, gap=6)
    return Stack(canvas, [summary, _whole_card(card, canvas)], 10) if unfolded else summary


def _whole_card(card: CardView, canvas: Canvas) -> Part:
    url = card.url if is_web(card.url) else ""
    tile = Sign(
        canvas,
        _STYLES.get(card.style, Icon.IMAGE),
        "link",
        20,
        36,
        dashed=bool(card.icon),
        link=url,
    )
    large = card.style in ("image", "media")
    picture = card.thumbnail or (PictureView(card.url) if card.style == "image" and url else None)
    words = _card_words(card, canvas, url)
    if picture is not None and large:
        words.append(Picture(canvas, picture, card.style, _LARGE_PICTURE, url))
    elif picture is not None:
        return _WithPicture(
            canvas, tile, words, Picture(canvas, picture, card.style, _SIDE_PICTURE, url)
        )
    return Beside(canvas, tile, Stack(canvas, words, 8))


def _card_words(card: CardView, canvas: Canvas, url: str) -> list[Part]:
    title = canvas.paper(FontRole.SECTION, "link" if url else "text")
    said: list[Part] = [Text(escape(card.title), title, 2, url)]
    if card.description:
        said.append(Text(card.description, canvas.paper(color="text2"), card.lines))
    words: list[Part] = [Stack(canvas, said, 2)]
    if card.attributes:
        words.append(Flow(canvas, [_attribute(each, canvas) for each in card.attributes]))
    return words


class _WithPicture:
    """A card with a small picture: at its end where there is room, else below its words."""

    def __init__(self, canvas: Canvas, tile: Part, words: list[Part], picture: "Picture") -> None:
        self._least = canvas.look.px(_ROOMY)
        self._wide = Beside(canvas, tile, Stack(canvas, words, 8), picture, gap=12)
        self._tall = Beside(canvas, tile, Stack(canvas, [*words, picture], 8))

    def _for(self, width: int) -> Part:
        return self._wide if width >= self._least else self._tall

    def size(self, width: int) -> QSize:
        """What the arrangement for this width needs."""
        return self._for(width).size(width)

    def paint(self, painter: QPainter, rect: QRect) -> None:
        """Draw it."""
        self._for(rect.width()).paint(painter, rect)

    def link_at(self, rect: QRect, spot: QPoint) -> str:
        """Ask it."""
        return self._for(rect.width()).link_at(rect, spot)


def _attribute(attribute: AttributeView, canvas: Canvas) -> Part:
    value = _value(attribute, canvas)
    if attribute.icon:
        sign = Sign(canvas, Icon.PICTURE, "text2", 14)
        value = Beside(canvas, sign, value, gap=4, centred=True, tight=True)
    if not attribute.label:
        return value
    label = Text(escape(attribute.label), canvas.paper(FontRole.SMALL, "text2"), 2)
    return Stack(canvas, [label, value], 2)


def _value(attribute: AttributeView, canvas: Canvas) -> Part:
    url = attribute.url if is_web(attribute.url) else ""
    words = escape(attribute.value)
    if attribute.style not in _LOZENGES:
        return Text(words, canvas.paper(color="link" if url else "text"), 3, url)
    fill, color = _LOZENGES[attribute.style]
    return Chip(canvas, Text(words, canvas.paper(FontRole.HEAD, color), 1), fill, color, url)


class Picture:
    """Stands where a picture would: its icon, that it was not loaded, its size and host."""

    def __init__(
        self, canvas: Canvas, picture: PictureView, style: str, most: tuple[int, int], url: str
    ) -> None:
        self._canvas = canvas
        self._picture = picture
        self._icon = Icon.PLAY if style == "media" else Icon.PICTURE
        self._most = most
        self._link = url or (picture.url if is_web(picture.url) else "")

    def size(self, width: int) -> QSize:
        """Of the picture's own shape, within bounds."""
        px = self._canvas.look.px
        wide, high = px(self._most[0]), px(self._most[1])
        if self._picture.width:
            own = round(wide * self._picture.height / self._picture.width)
            high = max(px(_LEAST_PICTURE), min(own, high))
        return QSize(min(wide, width), high)

    def paint(self, painter: QPainter, rect: QRect) -> None:
        """Draw the ground, the icon and what is known of the picture."""
        look, px = self._canvas.look, self._canvas.look.px
        paint_ground(painter, self._canvas, rect, "neutral_bg", dashed=True)
        font = look.font(FontRole.SMALL)
        line = QFontMetrics(font).height()
        lines = [not_loaded(), *picture_facts(self._picture)]
        free = rect.height() - px(8) - px(20) - px(4)
        shown = lines[: max(0, free // line)]
        top = rect.top() + (rect.height() - px(20) - px(4) - line * len(shown)) // 2
        middle = QRect(rect.center().x() - px(10), top, px(20), px(20))
        paint_icon(painter, self._icon, QRectF(middle), look.color("text2"))
        painter.setFont(font)
        painter.setPen(look.color("text2"))
        for number, words in enumerate(shown):
            # sizes and hosts read from the left in every language
            auto = Qt.LayoutDirection.LayoutDirectionAuto
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight if number else auto)
            box = QRect(
                rect.left() + px(6),
                middle.bottom() + px(4) + number * line,
                rect.width() - px(12),
                line,
            )
            text = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def link_at(self, rect: QRect, spot: QPoint) -> str:
        """Where a click leads."""
        return self._link if rect.contains(spot) else ""


# files and links


def _file(file: FileView, canvas: Canvas) -> Part:
    url = file.url if is_web(file.url) else ""
    inner = on(canvas, "base")
    icon = Icon.PICTURE if file.is_picture else Icon.FILE
    tile = Sign(inner, icon, "link", 20, 36, dashed=file.is_picture, link=url)
    name = Text(escape(file.name), inner.paper(FontRole.NAME, "link" if url else "text"), 2, url)
    facts = Text(escape(file_facts(file)), inner.paper(FontRole.SMALL, "text2"), 1)
    words = Stack(inner, [name, facts], 2)
    return Framed(inner, Beside(inner, tile, words, centred=True), "base", 8, 420)


def _says_more(link: LinkView) -> bool:
    return bool(link.description) or link.title not in ("", link.url)


def _preview(link: LinkView, canvas: Canvas) -> Part:
    url = link.url if is_web(link.url) else ""
    inner = on(canvas, "base")
    title = inner.paper(FontRole.NAME, "link" if url else "text")
    words: list[Part] = [Text(escape(link.title or link.url), title, 1, url)]
    if link.description:
        words.append(Text(escape(link.description), inner.paper(color="text2"), _LINK_LINES))
    words.append(Text(escape(host_of(link.url)), inner.paper(FontRole.SMALL, "text2"), 1))
    return Framed(
        inner, Beside(inner, Sign(inner, Icon.LINK), Stack(inner, words, 2), gap=8), "base", 8, 420
    )
