"""Widgets that go on in the next line where room ends."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.widgets.flow import Wrapping

GAP = 10


def boxes(count: int) -> list[QWidget]:
    found = [QWidget() for _ in range(count)]
    for box in found:
        box.setFixedSize(100, 20)
    return found


def test_what_does_not_fit_goes_on_below(qtbot: QtBot) -> None:
    around, wrapping, below = QWidget(), Wrapping(GAP), QWidget()
    three = boxes(3)
    wrapping.add(*three)
    column = QVBoxLayout(around)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(wrapping)
    column.addWidget(below, 1)
    qtbot.addWidget(around)
    around.resize(2 * 100 + GAP, 200)
    with qtbot.waitExposed(around):
        around.show()

    qtbot.waitUntil(lambda: wrapping.height() == 2 * 20 + GAP)
    assert [(box.x(), box.y()) for box in three] == [(0, 0), (100 + GAP, 0), (0, 20 + GAP)]

    around.resize(3 * 100 + 2 * GAP, 200)
    qtbot.waitUntil(lambda: wrapping.height() == 20)
    assert {box.y() for box in three} == {0}


def test_lines_may_be_closer_than_what_stands_in_them(qtbot: QtBot) -> None:
    wrapping = Wrapping(GAP)
    qtbot.addWidget(wrapping)
    wrapping.flow.between_lines = 2
    wrapping.add(*boxes(3))

    assert wrapping.flow.heightForWidth(2 * 100 + GAP) == 20 + 2 + 20
    assert wrapping.flow.heightForWidth(3 * 100 + 2 * GAP) == 20


def test_even_lines_leave_nothing_alone(qtbot: QtBot) -> None:
    wrapping = Wrapping(GAP)
    qtbot.addWidget(wrapping)
    wrapping.flow.even = True
    four = boxes(4)
    wrapping.add(*four)
    wrapping.resize(3 * 100 + 2 * GAP, 100)
    wrapping.show()

    assert [box.y() for box in four] == [0, 0, 20 + GAP, 20 + GAP]

    wrapping.resize(4 * 100 + 3 * GAP, 100)
    assert {box.y() for box in four} == {0}


def test_it_asks_for_its_widest_and_wishes_for_one_line(qtbot: QtBot) -> None:
    wrapping = Wrapping(GAP)
    qtbot.addWidget(wrapping)
    gone = boxes(1)[0]
    wrapping.add(*boxes(2), gone)
    gone.hide()

    assert wrapping.minimumSizeHint().width() == 100
    assert wrapping.sizeHint().width() == 2 * 100 + GAP
