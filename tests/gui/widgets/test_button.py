import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import (
    Button,
    Edge,
    Kind,
    icon_button,
    link,
    primary,
    standard,
)


@pytest.fixture
def button(look: Look, qtbot: QtBot) -> Button:
    made = standard(look, "&Test", Icon.SEND)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_each_usual_key_presses_it(button: Button, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)


def test_its_accessible_name_is_its_text(button: Button) -> None:
    seen = QAccessible.queryAccessibleInterface(button)

    assert seen.text(QAccessible.Text.Name) == "Test"


def test_an_icon_alone_is_named_and_explained(look: Look, qtbot: QtBot) -> None:
    button = icon_button(look, "More acts", Icon.MORE)
    qtbot.addWidget(button)

    seen = QAccessible.queryAccessibleInterface(button)

    assert seen.text(QAccessible.Text.Name) == "More acts"
    assert button.toolTip() == "More acts"
    assert button.sizeHint().width() == button.sizeHint().height()


def test_sizes_are_those_of_the_design(look: Look, qtbot: QtBot) -> None:
    normal, small = standard(look, "Test"), standard(look, "Test", small=True)
    qtbot.addWidget(normal)
    qtbot.addWidget(small)

    assert normal.sizeHint().height() == look.px(32)
    assert small.sizeHint().height() == look.px(24)


@pytest.mark.parametrize(
    ("kind", "token"),
    [(Kind.PRIMARY, "accent"), (Kind.DANGER_FILL, "danger_fill"), (Kind.STANDARD, "raised")],
)
def test_its_ground_follows_its_kind(look: Look, qtbot: QtBot, kind: Kind, token: str) -> None:
    button = Button(look, "Save", kind)
    qtbot.addWidget(button)
    button.resize(button.sizeHint())

    image = button.grab().toImage()

    assert image.pixelColor(look.px(6), button.height() // 2) == look.color(token)


def test_nothing_moves_when_the_focus_comes(look: Look, qtbot: QtBot) -> None:
    button = primary(look, "Save")
    qtbot.addWidget(button)
    with qtbot.waitExposed(button):
        button.show()
    button.clearFocus()
    size, plain = button.sizeHint(), button.grab().toImage()

    button.setFocus()

    assert button.sizeHint() == size
    assert button.grab().toImage() != plain


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
@pytest.mark.parametrize("edge", list(Edge))
def test_a_link_leans_against_what_it_ends_with(
    look: Look, qtbot: QtBot, edge: Edge, direction: Qt.LayoutDirection
) -> None:
    made = link(look, "Browse", leans=edge)
    qtbot.addWidget(made)
    made.setLayoutDirection(direction)
    made.resize(made.sizeHint())
    image = made.grab().toImage()
    ground = image.pixelColor(made.width() // 2, 0)
    inked = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != ground for y in range(image.height()))
    ]

    at_left = (edge is Edge.START) == (direction is Qt.LayoutDirection.LeftToRight)
    assert (inked[0] if at_left else image.width() - 1 - inked[-1]) <= 2
