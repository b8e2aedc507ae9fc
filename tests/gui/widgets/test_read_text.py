"""A text to be read: copied by keys, left by Tab, never changed."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import LineEdit
from hipadmin.gui.widgets.read_text import ReadText


def test_it_is_copied_by_keys_and_left_by_tab(look: Look, qtbot: QtBot) -> None:
    page, text, other = QWidget(), ReadText(look, "Request"), LineEdit(look)
    column = QVBoxLayout(page)
    column.addWidget(text)
    column.addWidget(other)
    qtbot.addWidget(page)
    text.setPlainText("POST /v2/room/17")
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    text.setFocus()

    qtbot.keyClick(text, Qt.Key.Key_Home)
    qtbot.keyClick(text, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keySequence(text, QKeySequence.StandardKey.Copy)
    assert QGuiApplication.clipboard().text() == "POST /v2/room/17"

    qtbot.keyClicks(text, "x")
    assert text.toPlainText() == "POST /v2/room/17"
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    assert other.hasFocus()


@pytest.mark.parametrize("height", range(90, 110))
def test_it_ends_after_a_whole_line(look: Look, qtbot: QtBot, height: int) -> None:
    text = ReadText(look, "Request")
    qtbot.addWidget(text)
    text.setPlainText("\n".join(str(number) for number in range(40)))
    text.resize(300, height)
    with qtbot.waitExposed(text):
        text.show()

    last = text.cursorForPosition(QPoint(5, text.viewport().height() - 1))
    line = text.cursorRect(last)
    assert 0 <= text.viewport().height() - line.bottom() - 1 <= 1
