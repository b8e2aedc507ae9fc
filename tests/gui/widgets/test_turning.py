"""A row turns into a column where it has no room, and back."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.widgets.turning import Turning

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
