import itertools

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hipadmin.gui.delegates.ground import Ink
from hipadmin.gui.delegates.paint import (
    Run,
    SwitchFace,
    paint_runs,
    paint_state,
    paint_switch,
    state_width,
)
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.table import Table
from tests.gui.sample import Row, sample_model

FACES = {
    "on": SwitchFace(on=True),
    "off": SwitchFace(on=False),
    "no effect": SwitchFace(on=True, effective=False),
    "busy": SwitchFace(on=True, busy=True),
    "focus": SwitchFace(on=True, focus=True),
    "mirrored": SwitchFace(on=True, mirrored=True),
}
LOUD = StateMark(Icon.TRIANGLE, Tone.DANGER, "Needs attention", loud=True)
QUIET = StateMark(Icon.CHECK_CIRCLE, Tone.OK, "OK")


def canvas(look: Look, width: int = 240, height: int = 36) -> QImage:
    image = QImage(QSize(width, height), QImage.Format.Format_RGB32)
    image.fill(look.color("base"))
    return image


def switch(look: Look, face: SwitchFace) -> QImage:
    image = canvas(look, 48)
    painter = QPainter(image)
    paint_switch(painter, look, Ink(look), QRect(8, 0, 40, 36), face)
    painter.end()
    return image


def state(look: Look, mark: StateMark, direction: Qt.LayoutDirection) -> QImage:
    image = canvas(look)
    painter = QPainter(image)
    paint_state(painter, look, Ink(look), image.rect(), mark, direction)
    painter.end()
    return image


def without_color(image: QImage) -> QImage:
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def facts(look: Look, room: int) -> QImage:
    image = canvas(look)
    painter = QPainter(image)
    words = (("12:34", "text"), ("under a minute", "text2"))
    runs = [Run.of(look, text, FontRole.BODY, look.color(ink)) for text, ink in words]
    paint_runs(painter, image.rect(), QRect(0, 0, room, image.height()), runs, look.px(8))
    painter.end()
    return image


def test_a_second_fact_is_told_in_more_than_a_few_letters(look: Look) -> None:
    first = look.width(FontRole.BODY, "12:34")
    letters = look.width(FontRole.BODY, "un…")
    alone = facts(look, first)

    assert facts(look, first + look.px(8) + letters + 2) == alone
    assert facts(look, first + look.px(8) + look.width(FontRole.BODY, "under a m…") + 2) != alone


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(sorted(FACES), 2)))
def test_no_two_switches_look_alike(look: Look, one: str, other: str) -> None:
    assert switch(look, FACES[one]) != switch(look, FACES[other])


def test_on_and_off_differ_without_colour(look: Look) -> None:
    on, off = (without_color(switch(look, FACES[name])) for name in ("on", "off"))

    assert on != off
    assert on.pixelColor(30, 18).lightness() > on.pixelColor(12, 18).lightness()


def test_a_loud_state_is_filled_and_a_quiet_one_is_not(look: Look) -> None:
    ltr = Qt.LayoutDirection.LeftToRight
    spot = (state_width(look, LOUD) // 2, look.px(8))

    assert state(look, LOUD, ltr).pixelColor(*spot) == look.color("danger_bg")
    assert state(look, QUIET, ltr).pixelColor(2, 2) == look.color("base")


def test_states_start_where_reading_starts(look: Look) -> None:
    left = state(look, LOUD, Qt.LayoutDirection.LeftToRight)
    right = state(look, LOUD, Qt.LayoutDirection.RightToLeft)
    base = look.color("base")

    assert left.pixelColor(4, 18) != base
    assert left.pixelColor(236, 18) == base
    assert right.pixelColor(4, 18) == base
    assert right.pixelColor(236, 18) != base


def test_on_the_yellow_of_high_contrast_everything_is_black(
    qapp: QApplication, look: Look, qtbot: QtBot
) -> None:
    look.apply(qapp, "high-contrast")
    table = Table(look, "Integrations")
    model = sample_model([Row("a", rooms=("Ops",), size=3)])
    model.setParent(table)
    table.setModel(model)
    table.resize(700, 120)
    qtbot.addWidget(table)
    table.select_positions([0])

    row = table.viewport().grab(QRect(0, 0, 700, table.rowHeight(0) - 2)).toImage()

    seen = {row.pixel(x, y) for x in range(row.width()) for y in range(row.height())}
    hues = {QColor(pixel).hsvHue() for pixel in seen if QColor(pixel).hsvSaturation() > 40}
    assert look.color("selected").rgb() in seen
    assert QColor("black").rgb() in seen
    assert all(30 < hue < 70 for hue in hues)
    assert look.color("text").rgb() not in seen
