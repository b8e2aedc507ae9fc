"""The body of a message: what is painted of cards and files, and where clicks lead."""

from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from hipadmin.gui.theme import THEME_NAMES, Look
from hipadmin.gui.windows.message_body import body_of
from hipadmin.gui.windows.message_parts import TOGGLE, Canvas, Part
from hipadmin.services.rooms.transcript import (
    AttributeView,
    CardView,
    FileView,
    Line,
    LinkView,
    PictureView,
)

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
WIDTH = 640
STYLES = ("application", "file", "image", "link", "media")
LOZENGES = ("", "-success", "-error", "-current", "-complete", "-moved")
FULL: dict[str, Any] = {
    "url": "https://card.test",
    "description": "Something <b>to</b> say. " * 60,
    "icon": "https://icon.test/i.png",
    "thumbnail": PictureView("https://img.test/t.png", 640, 480),
    "attributes": tuple(
        AttributeView(f"value{style}", "Label", "https://value.test", f"lozenge{style}")
        for style in LOZENGES
    ),
}


def line(**more: Any) -> Line:
    return Line("m", NOON, "Bot", more.pop("html", ""), **more)


def made(look: Look, message: Line, *, mirrored: bool = False, unfolded: bool = False) -> Part:
    canvas = Canvas(look, look.color("base"), mirrored)
    return body_of(message, canvas, unfolded=unfolded)


def painted(look: Look, part: Part, width: int = WIDTH) -> QImage:
    size = part.size(width)
    image = QImage(width, max(1, size.height()), QImage.Format.Format_RGB32)
    image.fill(look.color("base"))
    painter = QPainter(image)
    part.paint(painter, QRect(QPoint(0, 0), image.size()))
    painter.end()
    return image


def colors(image: QImage) -> set[str]:
    pixels = memoryview(image.constBits()).cast("B").cast("I")
    return {QColor(pixel).name() for pixel in set(pixels)}


def links(part: Part, width: int = WIDTH) -> set[str]:
    size = part.size(width)
    box = QRect(0, 0, width, size.height())
    spots = (QPoint(x, y) for x in range(0, width, 7) for y in range(0, size.height(), 5))
    return {part.link_at(box, spot) for spot in spots} - {""}


@pytest.mark.parametrize("theme", THEME_NAMES)
@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_painted_in_every_theme(
    qapp: QApplication, look: Look, style: str, theme: str
) -> None:
    look.apply(qapp, theme)
    seen = colors(painted(look, made(look, line(card=CardView(style, "Title", **FULL)))))
    for token in ("base", "text2", "link", "info_bg", "neutral_bg", "ok_bg", "danger_bg"):
        assert look.color(token).name() in seen, token


@pytest.mark.parametrize("style", STYLES)
def test_the_title_leads_to_the_card_and_values_to_theirs(look: Look, style: str) -> None:
    part = made(look, line(card=CardView(style, "Title", **FULL)))
    assert links(part) == {"https://card.test", "https://value.test"}


def test_nothing_but_the_web_is_led_to(look: Look) -> None:
    bad = "javascript:alert(1)"
    values = (AttributeView("v", "l", bad), AttributeView("w", "l", "file:///etc/passwd"))
    card = CardView("image", "Title", bad, thumbnail=PictureView(bad), attributes=values)
    assert links(made(look, line(card=card))) == set()
    assert links(made(look, line(file=FileView("f", bad), links=(LinkView(bad, "T"),)))) == set()


def test_a_picture_leads_to_itself_where_the_card_leads_nowhere(look: Look) -> None:
    card = CardView("image", "Title", thumbnail=PictureView("https://img.test/t.png"))
    assert links(made(look, line(card=card))) == {"https://img.test/t.png"}


@pytest.mark.parametrize(("lines", "least"), [(2, 2), (5, 5)])
def test_a_description_has_the_lines_of_its_format(look: Look, lines: int, least: int) -> None:
    bare = CardView("application", "Title")
    long = CardView("application", "Title", description="word " * 400, lines=lines)
    more = made(look, line(card=long)).size(WIDTH).height()
    one = made(look, line(card=CardView("application", "T", description="w"))).size(WIDTH).height()
    title = made(look, line(card=bare)).size(WIDTH).height()
    row = look.u * 4
    assert least - 1.6 <= (more - one) / row <= lines
    assert title <= one


def test_a_small_picture_goes_below_the_words_where_it_is_narrow(look: Look) -> None:
    part = made(
        look, line(card=CardView("link", "Title", description="d", thumbnail=FULL["thumbnail"]))
    )
    wide, narrow = part.size(WIDTH).height(), part.size(look.px(300)).height()
    assert narrow > wide


def test_a_card_with_activity_is_one_line_until_it_is_unfolded(look: Look) -> None:
    card = CardView("application", "Title", activity="<b>web</b> " + "is down " * 60, **FULL)
    folded, whole = made(look, line(card=card)), made(look, line(card=card), unfolded=True)
    assert folded.size(WIDTH).height() <= look.px(24)
    assert links(folded) == {TOGGLE}
    assert whole.size(WIDTH).height() > 4 * folded.size(WIDTH).height()
    assert links(whole) == {TOGGLE, "https://card.test", "https://value.test"}


def test_pictures_keep_their_shape_within_bounds(look: Look) -> None:
    def height(picture: PictureView) -> int:
        card = CardView("image", "Title", thumbnail=picture)
        return made(look, line(card=card)).size(WIDTH).height()

    wide, square, tall = (
        height(PictureView("u", *size)) for size in ((900, 300), (9, 9), (9, 9000))
    )
    assert wide < square == tall == height(PictureView("u"))


def test_a_file_is_named_and_leads_where_it_is_kept(look: Look) -> None:
    file = FileView("a" * 200 + ".txt", "https://chat.test/f", 3)
    part = made(look, line(html="words", file=file))
    assert links(part) == {"https://chat.test/f"}
    assert look.color("info_bg").name() in colors(painted(look, part))


def test_a_link_is_described_only_if_the_server_knows_more_than_its_address(look: Look) -> None:
    url = "https://example.test/a"
    alone = made(look, line(html="w", links=(LinkView(url, url),)))
    told = made(look, line(html="w", links=(LinkView(url, "Title", "About it"),)))
    assert links(alone) == set()
    assert links(told) == {url}


def test_everything_is_mirrored_where_one_reads_from_the_right(look: Look) -> None:
    card = CardView("application", "Title", **{**FULL, "attributes": ()})
    there = painted(look, made(look, line(card=card)))
    back = painted(look, made(look, line(card=card), mirrored=True))
    tile = look.color("info_bg")

    def first(image: QImage) -> int:
        y = look.px(6)
        return next(x for x in range(image.width()) if image.pixelColor(x, y) == tile)

    assert first(there) < WIDTH // 2 < first(back)


@pytest.mark.parametrize("width", [60, 120, 300])
def test_no_width_is_too_narrow(look: Look, width: int) -> None:
    words = "Title" * 30
    file, link = FileView(words, "https://x.test/f"), LinkView("https://x.test", words, words)
    for style in STYLES:
        message = line(card=CardView(style, words, **FULL), file=file, links=(link,))
        assert painted(look, made(look, message), width).height() > 0


def test_ten_thousand_characters_are_laid_out(look: Look) -> None:
    part = made(look, line(html="word " * 2000))
    assert part.size(WIDTH).height() > 100 * look.u
    assert links(part) == set()
