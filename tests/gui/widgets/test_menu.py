"""Menus that hold others: the chevron at the end of an entry."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look, ThemeChoice
from hipadmin.gui.widgets.menu import Menu

LTR, RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def made(look: Look, qtbot: QtBot, parent: QWidget, direction: Qt.LayoutDirection = LTR) -> Menu:
    menu = Menu(look, "Sandbox", parent)
    menu.setLayoutDirection(direction)
    menu.addAction("Open room view")
    menu.addMenu(Menu(look, "Faults", menu))
    menu.popup(QPoint(0, 0))
    qtbot.waitUntil(menu.isVisible)
    return menu


def ends_of(menu: Menu, entry: int) -> tuple[QImage, QImage]:
    """Pictures of the last 24 design pixels at the left and at the right of an entry."""
    rect = menu.actionGeometry(menu.actions()[entry])
    wide, whole = menu.look.px(24), menu.grab().toImage()
    return (
        whole.copy(QRect(rect.left(), rect.top(), wide, rect.height())),
        whole.copy(QRect(rect.right() + 1 - wide, rect.top(), wide, rect.height())),
    )


def names_in(image: QImage) -> list[set[str]]:
    """The colours of each line of ``image``, in its middle: what is selected has round ends."""
    around = range(image.height() // 8, image.height() - image.height() // 8)
    return [{image.pixelColor(x, y).name() for x in range(image.width())} for y in around]


def has_chevron(look: Look, image: QImage, ink: str) -> bool:
    """Whether something as high as a chevron is painted, in the colour of ``ink``."""
    lines = names_in(image)
    painted = sum(len(line) > 1 for line in lines)
    return painted >= look.px(6) and any(look.color(ink).name() in line for line in lines)


@pytest.mark.parametrize("direction", [LTR, RTL])
def test_an_entry_that_leads_on_ends_with_a_chevron(
    look: Look, qtbot: QtBot, parent: QWidget, direction: Qt.LayoutDirection
) -> None:
    menu = made(look, qtbot, parent, direction)
    far, near = ends_of(menu, 1)[:: 1 if direction is RTL else -1]

    assert has_chevron(look, far, "text2")
    assert not has_chevron(look, near, "text2")
    assert not any(has_chevron(look, end, "text2") for end in ends_of(menu, 0))


@pytest.mark.parametrize("theme", ["light", "high-contrast"])
def test_the_chevron_is_seen_on_the_entry_that_is_active(
    look: Look, qtbot: QtBot, parent: QWidget, qapp: QApplication, theme: ThemeChoice
) -> None:
    look.apply(qapp, theme)
    menu = made(look, qtbot, parent)
    menu.setActiveAction(menu.actions()[1])

    assert has_chevron(look, ends_of(menu, 1)[1], "on_selected")


def test_a_disabled_entry_has_a_quiet_chevron(look: Look, qtbot: QtBot, parent: QWidget) -> None:
    menu = made(look, qtbot, parent)
    menu.actions()[1].setEnabled(False)

    assert has_chevron(look, ends_of(menu, 1)[1], "disabled")
