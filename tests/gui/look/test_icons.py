"""Icons: drawn on one grid, painted sharp and in the colour of the moment."""

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPalette, QTransform
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from hipadmin.assets import read_text, resource
from hipadmin.gui.look.icons import (
    DIRECTIONAL,
    Icon,
    _shape,
    application_icon,
    icon,
    paint_icon,
)

SVG = "{http://www.w3.org/2000/svg}"
RED = QColor(200, 10, 20)
BLUE = QColor(20, 40, 220)
every_icon = pytest.mark.parametrize("name", list(Icon))


@pytest.fixture
def palette(qapp: QApplication) -> Iterator[QPalette]:
    """The application's palette to change, put back afterwards."""
    before = QPalette(qapp.palette())
    yield QPalette(before)
    qapp.setPalette(before)


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    before = qapp.layoutDirection()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(before)


def painted(
    name: Icon,
    size: float = 16,
    scale: float = 1.0,
    *,
    color: QColor = RED,
    mirrored: bool = False,
    at: tuple[float, float] = (0, 0),
) -> QImage:
    """Paint one icon on a clear image of its size."""
    px = round((size + max(at)) * scale)
    image = QImage(px, px, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_icon(painter, name, QRectF(*at, size, size), color, mirrored=mirrored)
    painter.end()
    return image


def solid_colors(image: QImage) -> set[str]:
    """Collect the colours of the pixels that are nearly opaque."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {p.name() for p in pixels if p.alpha() > 250}


def ink(image: QImage) -> float:
    """Sum how much of the image is covered, in pixels."""
    return sum(
        image.pixelColor(x, y).alphaF() for x in range(image.width()) for y in range(image.height())
    )


def difference(one: QImage, other: QImage) -> float:
    """Give the mean difference of coverage of a pixel, 0 to 1."""
    size = one.size()
    assert size == other.size()
    spots = [(x, y) for x in range(size.width()) for y in range(size.height())]
    apart = (abs(one.pixelColor(*at).alphaF() - other.pixelColor(*at).alphaF()) for at in spots)
    return sum(apart) / len(spots)


def shifted(image: QImage, dx: int, dy: int) -> QImage:
    return image.copy(dx, dy, image.width() - dx, image.height() - dy)


def test_every_file_has_a_member_and_every_member_a_file() -> None:
    files = {path.stem for path in resource("icons").glob("*.svg")}
    assert files == {str(name) for name in Icon}


@every_icon
def test_a_drawing_keeps_to_the_grid(name: Icon) -> None:
    text = read_text("icons", f"{name}.svg")
    root = ET.fromstring(text)
    wanted = {
        "viewBox": "0 0 24 24",
        "fill": "none",
        "stroke": "currentColor",
        "stroke-width": "1.75",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    }
    assert root.attrib == wanted
    assert {part.tag.removeprefix(SVG) for part in root} <= {
        "path",
        "line",
        "circle",
        "rect",
        "polyline",
    }
    drawing = " ".join(key for part in root for key in part.attrib)
    assert not re.search(r"fill|stroke|style|color|class", drawing)
    assert not re.search(r"#[0-9A-Fa-f]{3}", text)


@every_icon
def test_a_drawing_stays_in_the_live_area(name: Icon, qapp: QApplication) -> None:
    assert QSvgRenderer(str(resource("icons", f"{name}.svg"))).isValid()
    image = painted(name, 24, 10.0)
    edge = 15  # a unit and a half of 24 at ten device pixels each
    inner = image.copy(edge, edge, 240 - 2 * edge, 240 - 2 * edge)
    assert ink(image) == pytest.approx(ink(inner))


@every_icon
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_an_icon_takes_the_colour_it_is_given(name: Icon, scale: float, qapp: QApplication) -> None:
    image = painted(name, 16, scale, color=BLUE)
    assert ink(image) > 4 * scale * scale
    if scale > 1:
        assert solid_colors(image) == {BLUE.name()}


def test_another_colour_draws_no_shape_anew(qapp: QApplication) -> None:
    painted(Icon.PLUG, color=QColor(1, 2, 3))
    before = _shape.cache_info()

    painted(Icon.PLUG, color=QColor(3, 2, 1))

    after = _shape.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)


def test_no_two_icons_look_the_same(qapp: QApplication) -> None:
    drawn = sorted((bytes(painted(name, 16).constBits()), name) for name in Icon)
    twins = [(a[1], b[1]) for a, b in pairwise(drawn) if a[0] == b[0]]
    assert twins == []


@pytest.mark.parametrize("scale", [1.25, 1.5, 2.0, 3.0])
def test_icons_are_rendered_in_device_pixels(scale: float, qapp: QApplication) -> None:
    sharp = painted(Icon.GEAR, 16, scale)
    wanted = QImage(sharp.size(), sharp.format())
    wanted.fill(Qt.GlobalColor.transparent)
    svg = read_text("icons", "gear.svg").replace("1.75", "1.9")
    painter = QPainter(wanted)
    QSvgRenderer(svg.encode()).render(painter, QRectF(wanted.rect()))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(wanted.rect(), RED)
    painter.end()
    sharp.setDevicePixelRatio(1)
    assert sharp == wanted


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_an_icon_between_device_pixels_is_moved_onto_them(scale: float, qapp: QApplication) -> None:
    there = shifted(painted(Icon.PLUG, 16, scale, at=(4.1, 4.1)), round(4.1 * scale), 0)
    there = shifted(there, 0, round(4.1 * scale))
    here = painted(Icon.PLUG, 16, scale)
    there.setDevicePixelRatio(1)
    here.setDevicePixelRatio(1)
    assert there.copy(here.rect()) == here


def test_an_icon_is_centred_in_a_wide_rectangle(qapp: QApplication) -> None:
    image = QImage(32, 16, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_icon(painter, Icon.BELL, QRectF(0, 0, 32, 16), RED)
    painter.end()
    assert image.copy(8, 0, 16, 16) == painted(Icon.BELL)


def test_small_icons_are_drawn_stronger(qapp: QApplication) -> None:
    small = ink(painted(Icon.PLUS, 16, 3.0))
    same_pixels_but_larger = ink(painted(Icon.PLUS, 24, 2.0))
    assert small > 1.05 * same_pixels_but_larger


def test_a_rotated_painter_turns_the_icon(qapp: QApplication) -> None:
    image = QImage(24, 24, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.translate(12, 12)
    painter.rotate(90)
    paint_icon(painter, Icon.SPINNER, QRectF(-12, -12, 24, 24), RED)
    painter.end()
    straight = painted(Icon.SPINNER, 24)
    gap, filled = straight.copy(0, 0, 11, 11), image.copy(0, 0, 11, 11)
    assert ink(filled) > ink(gap) + 5
    assert ink(image) == pytest.approx(ink(straight), rel=0.02)


@pytest.mark.parametrize("name", [Icon.SEND, Icon.CHEVRON_RIGHT, Icon.CHECK, Icon.RETRY])
def test_right_to_left_turns_directional_icons_only(name: Icon, qapp: QApplication) -> None:
    plain, turned = painted(name, 24), painted(name, 24, mirrored=True)
    if name in DIRECTIONAL:
        assert difference(turned, plain.transformed(QTransform.fromScale(-1, 1))) < 0.01
        assert difference(turned, plain) > 0.05
    else:
        assert turned == plain


def test_the_layout_direction_turns_a_button_icon(right_to_left: None) -> None:
    shown = icon(Icon.SEND, color=lambda: RED).pixmap(QSize(24, 24), 1.0).toImage()
    assert shown == painted(Icon.SEND, 24, mirrored=True)


@pytest.mark.parametrize(
    ("mode", "group", "role"),
    [
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText),
        (QIcon.Mode.Active, QPalette.ColorGroup.Active, QPalette.ColorRole.HighlightedText),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText),
        (QIcon.Mode.Selected, QPalette.ColorGroup.Active, QPalette.ColorRole.HighlightedText),
    ],
)
def test_an_icon_follows_the_palette_without_reloading(
    mode: QIcon.Mode,
    group: QPalette.ColorGroup,
    role: QPalette.ColorRole,
    palette: QPalette,
    qapp: QApplication,
) -> None:
    kept = icon(Icon.LOCK)
    for color in (RED, BLUE, RED):
        palette.setColor(group, role, color)
        qapp.setPalette(palette)
        assert solid_colors(kept.pixmap(QSize(16, 16), 2.0, mode).toImage()) == {color.name()}


def test_a_role_is_used_when_named(palette: QPalette, qapp: QApplication) -> None:
    kept = icon(Icon.LOCK, color=QPalette.ColorRole.Link)
    palette.setColor(QPalette.ColorRole.Link, BLUE)
    qapp.setPalette(palette)
    assert solid_colors(kept.pixmap(QSize(16, 16), 2.0).toImage()) == {BLUE.name()}


def test_a_function_is_asked_at_each_painting(palette: QPalette, qapp: QApplication) -> None:
    colors = [RED]
    kept = icon(Icon.LOCK, color=lambda: colors[-1])
    assert solid_colors(kept.pixmap(QSize(16, 16), 2.0).toImage()) == {RED.name()}
    colors.append(BLUE)
    assert solid_colors(kept.pixmap(QSize(16, 16), 2.0).toImage()) == {BLUE.name()}
    disabled = QColor(130, 140, 150)
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText, disabled)
    qapp.setPalette(palette)
    greyed = kept.pixmap(QSize(16, 16), 2.0, QIcon.Mode.Disabled).toImage()
    assert solid_colors(greyed) == {disabled.name()}


def test_a_pixmap_has_the_device_size_asked_for(qapp: QApplication) -> None:
    pixmap = icon(Icon.GEAR).pixmap(QSize(16, 16), 2.0)
    assert pixmap.size() == QSize(32, 32)
    assert pixmap.devicePixelRatio() == 2.0


def test_a_changed_copy_of_an_icon_still_paints(qapp: QApplication) -> None:
    original = icon(Icon.GEAR, color=lambda: RED)
    copy = QIcon(original)
    copy.setIsMask(True)  # a change makes Qt clone the engine
    del original
    assert copy.pixmap(QSize(24, 24), 1.0).toImage() == painted(Icon.GEAR, 24)
    assert copy.name() == "gear"


def test_a_button_shows_its_icon(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    button.setAccessibleName("Delete")
    button.setIcon(icon(Icon.TRASH, color=lambda: RED))
    assert RED.name() in solid_colors(button.grab().toImage())


def test_the_application_icon_has_every_usual_size(qapp: QApplication) -> None:
    drawn = application_icon()
    assert {16, 32, 48, 256} <= {size.width() for size in drawn.availableSizes()}
    middle = drawn.pixmap(QSize(64, 64), 1.0).toImage()
    assert middle.pixelColor(10, 30).name() == "#2a5bd0"
    assert middle.pixelColor(0, 0).alpha() == 0
