"""One notification alone: from edge to edge, and no higher than it is."""

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look
from hipadmin.gui.windows.lone_message import LoneMessage
from hipadmin.services.rooms.transcript import Line

AT = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
MOST = 120


def said(html: str, sender: str = "") -> Line:
    return Line("m1", AT, sender, html, "red")


@pytest.fixture
def message(qtbot: QtBot, look: Look) -> LoneMessage:
    view = LoneMessage(look, MOST)
    qtbot.addWidget(view)
    view.setFixedWidth(look.px(300))
    with qtbot.waitExposed(view):
        view.show()
    return view


def inked(view: LoneMessage, x: int) -> bool:
    """Whether column ``x`` of the message differs from the ground of its view."""
    picture = view.viewport().grab().toImage()
    ground = view.palette().color(view.viewport().backgroundRole()).rgb()
    scale = picture.devicePixelRatio()
    return picture.pixel(round(x * scale), picture.height() // 2) != ground


def test_a_short_message_fills_its_view(message: LoneMessage, look: Look) -> None:
    message.show_message(said("two<br>lines"))

    assert look.px(30) < message.height() < look.px(MOST)
    assert message.verticalScrollBar().maximum() == 0
    assert inked(message, 1)
    assert inked(message, message.width() - 2)


def test_a_long_message_scrolls_and_a_short_one_takes_the_room_back(
    message: LoneMessage, look: Look
) -> None:
    message.show_message(said("<br>".join("line" for _ in range(40))))
    assert message.height() == look.px(MOST)
    assert message.verticalScrollBar().maximum() > 0
    row = message.visualRect(message.model().index(0, 0))
    assert row.width() <= message.viewport().width(), "the bar covers nothing"

    message.show_message(said("short"))
    assert message.height() < look.px(MOST)
    assert inked(message, message.width() - 2)


def test_it_is_as_high_as_a_narrower_view_makes_it(message: LoneMessage, look: Look) -> None:
    message.show_message(said("some words that need more than one line. " * 2))
    before = message.height()
    message.setFixedWidth(look.px(160))

    assert message.height() > before
