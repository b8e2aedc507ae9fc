"""A scrolling body shows what has the focus."""

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import LineEdit
from hipadmin.gui.widgets.scroll_body import ScrollBody


@pytest.fixture
def area(qtbot: QtBot, look: Look) -> ScrollBody:
    """Forty fields, of which some are in sight."""
    body = QWidget()
    column = QVBoxLayout(body)
    for _number in range(40):
        column.addWidget(LineEdit(look))
    made = ScrollBody(look, body)
    qtbot.addWidget(made)
    made.resize(look.px(300), look.px(400))
    made.show()
    made.activateWindow()
    return made


def test_a_field_that_gets_the_focus_comes_into_sight(qtbot: QtBot, area: ScrollBody) -> None:
    fields = area.findChildren(LineEdit)
    assert fields[-1].visibleRegion().isEmpty()
    fields[-1].setFocus()
    qtbot.waitUntil(lambda: not fields[-1].visibleRegion().isEmpty())
    fields[0].setFocus()
    qtbot.waitUntil(lambda: not fields[0].visibleRegion().isEmpty())


def test_what_has_the_focus_stays_in_sight_when_room_is_taken(
    qtbot: QtBot, look: Look, area: ScrollBody
) -> None:
    fields = area.findChildren(LineEdit)
    low = next(field for field in fields if field.y() > look.px(300))
    low.setFocus()
    qtbot.waitUntil(lambda: low.hasFocus() and not low.visibleRegion().isEmpty())
    QApplication.processEvents()

    area.resize(look.px(300), look.px(200))

    qtbot.waitUntil(lambda: not low.visibleRegion().isEmpty())


def test_what_was_scrolled_away_stays_away(qtbot: QtBot, look: Look, area: ScrollBody) -> None:
    fields = area.findChildren(LineEdit)
    fields[0].setFocus()
    qtbot.waitUntil(fields[0].hasFocus)
    QApplication.processEvents()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())

    area.resize(look.px(300), look.px(300))
    QApplication.processEvents()

    assert fields[0].visibleRegion().isEmpty()
