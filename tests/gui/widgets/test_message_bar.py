import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.labels import rich
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea, MessageBar, SingleBar


@pytest.fixture
def area(look: Look, qtbot: QtBot) -> MessageArea:
    made = MessageArea(look)
    qtbot.addWidget(made)
    return made


def message(tone: Tone, cause: str = "Cause.") -> Message:
    return Message(tone, cause)


def causes(area: MessageArea) -> list[str]:
    return [bar.message.cause for bar in area.bars]


def test_a_bar_says_cause_and_sentence(look: Look, qtbot: QtBot) -> None:
    bar = MessageBar(look, Message(Tone.WARN, "Relay is stopped:", "nothing is delivered."))
    qtbot.addWidget(bar)

    assert bar.text == "Relay is stopped: nothing is delivered."
    assert bar.label.accessibleName() == bar.text
    assert "<b>Relay is stopped:</b>" in bar.label.text()


def test_names_in_a_bar_are_shown_and_not_run(look: Look, qtbot: QtBot) -> None:
    bar = MessageBar(look, Message(Tone.INFO, "<u>x</u>", rich("{} & co", "<img src=x>")))
    qtbot.addWidget(bar)

    assert "<img" not in bar.label.text()
    assert bar.text == "<u>x</u> <img src=x> & co"


def test_a_button_of_a_bar_acts(look: Look, qtbot: QtBot) -> None:
    undone: list[str] = []
    act = Act("Undo", lambda: undone.append("undo"))
    bar = MessageBar(look, Message(Tone.OK, "Deleted 3 integrations.", acts=(act,)))
    qtbot.addWidget(bar)

    qtbot.mouseClick(bar.buttons["Undo"], Qt.MouseButton.LeftButton)

    assert undone == ["undo"]


def test_the_worst_two_show_and_the_rest_wait(area: MessageArea) -> None:
    area.show_bar("a", message(Tone.OK, "ok"))
    area.show_bar("b", message(Tone.INFO, "info"))
    area.show_bar("c", message(Tone.DANGER, "danger"))
    assert causes(area) == ["danger", "info"]

    area.show_bar("d", message(Tone.WARN, "warn"))
    assert causes(area) == ["danger", "warn"]

    area.clear("c")
    area.clear("d")
    assert causes(area) == ["info", "ok"]


def test_of_equals_the_newest_stands_first(area: MessageArea) -> None:
    area.show_bar("a", message(Tone.OK, "first"))
    area.show_bar("b", message(Tone.OK, "second"))

    assert causes(area) == ["second", "first"]


def test_a_key_has_one_bar(area: MessageArea) -> None:
    area.show_bar("deleting", message(Tone.INFO, "2 of 3 left"))
    area.show_bar("deleting", message(Tone.INFO, "1 of 3 left"))

    assert causes(area) == ["1 of 3 left"]


def test_the_same_message_keeps_its_bar(area: MessageArea) -> None:
    area.show_bar("a", message(Tone.INFO))
    bar = area.bar("a")

    area.show_bar("a", message(Tone.INFO))

    assert area.bar("a") is bar


def test_who_went_into_a_bar_comes_back_when_it_goes(look: Look, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    first, list_, area = QLineEdit(), QLineEdit(), MessageArea(look)
    column = QVBoxLayout(window)
    for widget in (first, area, list_):
        column.addWidget(widget)
    window.show()
    window.activateWindow()
    list_.setFocus()
    area.show_bar("a", Message(Tone.WARN, "Not undone.", acts=(Act("Close", area.clear_all),)))
    qtbot.waitUntil(list_.hasFocus)

    qtbot.mouseClick(area.bars[0].buttons["Close"], Qt.MouseButton.LeftButton)

    assert list_.hasFocus()
    first.setFocus()
    area.show_bar("a", message(Tone.OK))
    area.clear("a")
    assert first.hasFocus(), "who was not in it stays"


def test_what_is_said_of_several_stands_line_by_line(look: Look, qtbot: QtBot) -> None:
    bar = MessageBar(look, Message(Tone.WARN, "Not deleted.", "\nOps is used.\n<b> is off."))
    qtbot.addWidget(bar)

    assert bar.text == "Not deleted.\nOps is used.\n<b> is off."
    assert bar.label.text() == "<b>Not deleted.</b><br>Ops is used.<br>&lt;b&gt; is off."


def test_an_empty_area_takes_no_room(area: MessageArea) -> None:
    assert area.isHidden()
    area.show_bar("a", message(Tone.OK))
    assert not area.isHidden()
    area.clear_all()
    assert area.isHidden()


def test_a_strip_shows_one_result(look: Look, qtbot: QtBot) -> None:
    strip = SingleBar(look)
    qtbot.addWidget(strip)
    assert strip.text == ""

    strip.show_message(message(Tone.OK, "Configured correctly."))
    strip.show_message(message(Tone.DANGER, "401: the token is not valid."))
    assert strip.text == "401: the token is not valid."

    strip.clear()
    assert strip.isHidden()
