"""A button with a menu beside it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.split_button import SplitButton
from tests.gui.find import button, click


@pytest.fixture
def chosen() -> list[str]:
    return []


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def split(qtbot: QtBot, look: Look, chosen: list[str], window: QWidget) -> SplitButton:
    made = SplitButton(look, "Test", Icon.SEND, "More ways to test")
    made.add_entry("Send a test message…", Icon.PENCIL, lambda: chosen.append("message"))
    QHBoxLayout(window).addWidget(made)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return made


def menu_of(split: SplitButton) -> QMenu:
    [menu] = [each for each in split.findChildren(QMenu) if each.isVisible()]
    return menu


def test_both_parts_have_their_own_name(split: SplitButton) -> None:
    names = []
    for each in split.findChildren(QAbstractButton):
        seen = QAccessible.queryAccessibleInterface(each)
        names.append(seen.text(QAccessible.Text.Name))
    assert names == ["Test", "More ways to test"]


def test_the_first_part_acts_and_the_second_offers_the_rest(
    qtbot: QtBot, split: SplitButton, chosen: list[str]
) -> None:
    with qtbot.waitSignal(split.clicked):
        click(qtbot, split, "Test")
    click(qtbot, split, "More ways to test")
    menu = menu_of(split)
    assert [plain(action.text()) for action in menu.actions()] == ["Send a test message…"]
    menu.actions()[0].trigger()
    menu.close()
    assert chosen == ["message"]


def test_the_menu_opens_and_acts_from_the_keyboard(
    qtbot: QtBot, split: SplitButton, chosen: list[str]
) -> None:
    first = button(split, "Test")
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = menu_of(split)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert chosen == ["message"]
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert button(split, "More ways to test").hasFocus()


def test_the_two_meet_in_one_line(split: SplitButton, look: Look) -> None:
    for each in (split.main, split.more):
        each.clearFocus()
    image = split.grab().toImage()
    edge, row = look.color("control"), image.height() // 2
    lines = [x for x in range(image.width()) if image.pixelColor(x, row) == edge]
    assert len(lines) == 3 * look.hair
    assert lines[0] == 0
    assert lines[-1] == image.width() - 1


def test_it_can_be_switched_off_as_one(split: SplitButton) -> None:
    split.setEnabled(False)
    assert not button(split, "Test").isEnabled()
    assert not button(split, "More ways to test").isEnabled()
