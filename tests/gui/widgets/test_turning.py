"""A row turns into a column where it has no room, and back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.turning import Turning, WholeWhenTurned

SPACING = 10


@pytest.fixture
def line() -> Iterator[Turning]:
    """A row of two widgets of at least 100 px each, in a window of its own."""
    window = QWidget()
    line = Turning(SPACING, window)
    for _turn in range(2):
        widget = QWidget()
        widget.setMinimumSize(100, 20)
        line.row.addWidget(widget)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(line)
    window.resize(400, 300)
    window.show()
    yield line
    window.close()


@pytest.mark.parametrize(("width", "turned"), [(211, False), (210, False), (209, True)])
def test_it_turns_where_the_least_widths_do_not_fit(
    qtbot: QtBot, line: Turning, width: int, turned: bool
) -> None:
    line.window().resize(width, 300)
    qtbot.waitUntil(lambda: line.width() == width)
    assert line.turned is turned
    assert line.minimumSizeHint().height() == (50 if turned else 20)


def test_it_asks_for_no_more_than_its_widest(line: Turning) -> None:
    assert line.minimumSizeHint().width() == 100


def test_it_turns_back_and_when_something_goes(qtbot: QtBot, line: Turning) -> None:
    line.window().resize(150, 300)
    qtbot.waitUntil(lambda: line.turned)
    line.row.itemAt(0).widget().hide()
    qtbot.waitUntil(lambda: not line.turned)
    line.row.itemAt(0).widget().show()
    qtbot.waitUntil(lambda: line.turned)
    line.window().resize(400, 300)
    qtbot.waitUntil(lambda: not line.turned)


def test_in_a_column_only_the_column_scrolls(qtbot: QtBot, look: Look) -> None:
    outer, columns, body = QScrollArea(), Turning(), QWidget()
    qtbot.addWidget(outer)
    lines = QVBoxLayout(body)
    tall = QWidget()
    tall.setFixedHeight(look.px(500))
    lines.addWidget(tall)
    fields = WholeWhenTurned(look, body, columns)
    fields.least = QSize(look.px(200), look.px(100))
    columns.row.addWidget(fields)
    beside = QWidget()
    beside.setMinimumSize(look.px(200), look.px(100))
    columns.row.addWidget(beside)
    outer.setWidgetResizable(True)
    outer.setWidget(columns)
    outer.resize(look.px(500), look.px(300))
    outer.show()
    inside, whole = fields.verticalScrollBar(), outer.verticalScrollBar()
    qtbot.waitUntil(lambda: inside.maximum() > 0 and whole.maximum() == 0)

    outer.resize(look.px(300), look.px(300))
    qtbot.waitUntil(lambda: inside.maximum() == 0 and whole.maximum() > 0)
    tall.setFixedHeight(look.px(900))
    qtbot.waitUntil(lambda: inside.maximum() == 0 and whole.maximum() > look.px(600))
