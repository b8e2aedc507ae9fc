"""Letters: unique in their window, kept by whom they were given, and never part of a name."""

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.keyboard.letters import (
    give_letters,
    give_menu_letters,
    holds_letter,
    is_link,
    letter_of,
    plain,
    says_data,
)
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import standard

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such letters")


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """An empty window to put words into."""
    page = QWidget()
    page.setLayout(QHBoxLayout())
    qtbot.addWidget(page)
    page.show()
    return page


def add(page: QWidget, *texts: str) -> list[QPushButton]:
    layout, buttons = page.layout(), [QPushButton(text) for text in texts]
    assert layout is not None
    for button in buttons:
        layout.addWidget(button)
        button.show()
    return buttons


def letters(things: list[QPushButton]) -> list[str]:
    return [letter_of(thing.text()) for thing in things]


def test_each_button_gets_a_letter_from_the_beginning_of_a_word(page: QWidget) -> None:
    buttons = add(page, "Save", "Send now", "Cancel")
    give_letters(page)
    assert letters(buttons) == ["S", "N", "C"]


def test_a_letter_written_by_hand_stays(page: QWidget) -> None:
    buttons = add(page, "Save", "Stop && &send")
    give_letters(page)
    assert letters(buttons) == ["A", "S"]
    assert plain(buttons[1].text()) == "Stop & send"


def test_of_two_with_the_same_letter_the_second_gets_another(page: QWidget) -> None:
    buttons = add(page, "&Test", "&Turn on")
    give_letters(page)
    assert letters(buttons) == ["T", "O"]


def test_who_has_no_choice_gets_the_letter_of_who_has(page: QWidget) -> None:
    buttons = add(page, "ab", "a", "b c")
    give_letters(page)
    assert letters(buttons) == ["B", "A", "C"]


def test_a_letter_given_earlier_moves_when_somebody_needs_it(page: QWidget) -> None:
    [first] = add(page, "Edit")
    give_letters(page)
    assert letter_of(first.text()) == "E"
    [second] = add(page, "e")
    give_letters(page)
    assert letters([first, second]) == ["D", "E"]


def test_what_stays_while_a_page_turns_keeps_its_letter(page: QWidget) -> None:
    field, save = add(page, "Sender", "Save")
    field.hide()
    holds_letter(save)
    give_letters(page)
    assert letter_of(save.text()) == "S"
    field.show()
    [another] = add(page, "Sends")
    give_letters(page)
    assert letters([field, save, another])[1] == "S"
    assert "" not in letters([field, another])
    [last] = add(page, "s")  # who would have none comes before what stays
    give_letters(page)
    assert letters([save, last]) == ["A", "S"]


def test_nothing_left_means_no_letter(page: QWidget) -> None:
    buttons = add(page, "a", "a")
    give_letters(page)
    assert sorted(letters(buttons)) == ["", "A"]
    assert [plain(button.text()) for button in buttons] == ["a", "a"]


def test_data_has_no_letter_and_a_link_takes_what_is_left(page: QWidget) -> None:
    data, link, button = add(page, "Builds", "B", "Browse")
    says_data(data)
    is_link(link)
    give_letters(page)
    assert letters([data, link, button]) == ["", "", "B"] or letters([link, button]) == ["B", "R"]
    assert letter_of(data.text()) == ""


def test_a_link_gives_its_letter_up_to_a_button_that_comes_later(page: QWidget) -> None:
    [more] = add(page, "A")
    is_link(more)
    give_letters(page)
    assert letters([more]) == ["A"]
    [add_button] = add(page, "A")
    give_letters(page)
    assert letters([more, add_button]) == ["", "A"]


def test_a_label_leads_to_its_field_and_one_without_has_no_letter(
    page: QWidget, qtbot: QtBot
) -> None:
    layout = page.layout()
    assert layout is not None
    label, alone, field = QLabel("Name"), QLabel("Note"), QLineEdit()
    for widget in (label, alone, field, QPushButton("Other")):
        layout.addWidget(widget)
        widget.show()
    label.setBuddy(field)
    give_letters(page)
    assert (letter_of(label.text()), letter_of(alone.text())) == ("N", "")
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert field.hasFocus()


def test_tabs_have_letters_and_keep_them(page: QWidget) -> None:
    layout, bar = page.layout(), QTabBar()
    assert layout is not None
    for word in ("Settings", "Alerts"):
        bar.addTab(word)
    layout.addWidget(bar)
    bar.show()
    give_letters(page)
    give_letters(page)
    assert [letter_of(bar.tabText(at)) for at in range(2)] == ["S", "A"]


def test_entries_of_a_menu_have_letters(page: QWidget) -> None:
    menu = QMenu(page)
    menu.addAction("Copy message")
    menu.addSeparator()
    menu.addAction("Copy transcript")
    give_menu_letters(menu)
    acts: list[QAction] = [act for act in menu.actions() if act.text()]
    assert [letter_of(act.text()) for act in acts] == ["C", "T"]


def test_a_button_of_ours_keeps_its_letter_when_its_text_stays(look: Look, qtbot: QtBot) -> None:
    button = standard(look, "Test")
    qtbot.addWidget(button)
    button.show()
    give_letters(button.window())
    page = QWidget()
    qtbot.addWidget(page)
    button.setParent(page)
    page.show()
    button.show()
    give_letters(page)
    button.setText("Test")
    assert letter_of(button.text()) == "T"
    assert button.shortcut() == QKeySequence("Alt+T")
    button.setText("Cancel test")
    assert letter_of(button.text()) == ""
