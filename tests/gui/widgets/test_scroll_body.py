"""A scrolling body shows what has the focus."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import LineEdit
from hipadmin.gui.widgets.scroll_body import ScrollBody


def test_a_field_that_gets_the_focus_comes_into_sight(qtbot: QtBot, look: Look) -> None:
    body = QWidget()
    column = QVBoxLayout(body)
    fields = [LineEdit(look) for _number in range(40)]
    for field in fields:
        column.addWidget(field)
    area = ScrollBody(look, body)
    qtbot.addWidget(area)
    area.resize(300, 200)
    area.show()
    area.activateWindow()
    assert fields[-1].visibleRegion().isEmpty()
    fields[-1].setFocus()
    qtbot.waitUntil(lambda: not fields[-1].visibleRegion().isEmpty())
    fields[0].setFocus()
    qtbot.waitUntil(lambda: not fields[0].visibleRegion().isEmpty())
