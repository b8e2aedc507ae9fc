"""Labels that scroll: what is seen of them ends after a whole line."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.pages.facts import Facts
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.line_area import LineArea, whole

SENTENCE = "Sends failed builds, cancelled builds and builds that pass again to all rooms. " * 2


@pytest.fixture
def words(look: Look) -> QWidget:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    facts = Facts(look)
    facts.show_facts([(f"Fact {number}", f"value {number}") for number in range(4)])
    column.addWidget(Label(look, SENTENCE, wrap=True))
    column.addWidget(facts)
    column.addStretch(1)
    return body


def ends(body: QWidget) -> list[tuple[int, int]]:
    """Where each line of a label begins and ends."""
    found = []
    for label in body.findChildren(Label):
        top, line = label.mapTo(body, QPoint()).y(), QFontMetrics(label.font()).lineSpacing()
        found += [(at, at + line) for at in range(top, top + label.height() - line // 2, line)]
    return found


@pytest.mark.parametrize("height", range(60, 130, 3))
def test_it_ends_after_a_whole_line(words: QWidget, qtbot: QtBot, height: int) -> None:
    area = LineArea(words)
    qtbot.addWidget(area)
    area.resize(360, height)
    with qtbot.waitExposed(area):
        area.show()

    end = area.viewport().height()
    assert area.verticalScrollBar().isVisible()
    assert height // 2 < end <= height
    assert not [line for line in ends(words) if line[0] < end < line[1]]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert words.mapTo(area.viewport(), QPoint(0, words.height())).y() == end


def test_what_fits_takes_all_the_room(words: QWidget, qtbot: QtBot) -> None:
    area = LineArea(words)
    qtbot.addWidget(area)
    area.resize(360, 60)
    with qtbot.waitExposed(area):
        area.show()

    area.resize(360, 400)

    qtbot.waitUntil(lambda: area.viewport().height() == 400)
    qtbot.waitUntil(lambda: not area.verticalScrollBar().isVisible())


def test_a_first_line_without_room_is_seen_in_part() -> None:
    assert whole([(0, 16), (16, 32)], 10) == 10


def test_lines_beside_each_other_are_both_whole() -> None:
    assert whole([(0, 16), (16, 32), (8, 24)], 35) == 32
    assert whole([(0, 16), (16, 32), (24, 40)], 35) == 16
