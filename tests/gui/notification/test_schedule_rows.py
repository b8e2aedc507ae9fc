"""The hours of a room notification: what is typed stays, though it is no time of day."""

import pytest
from pytestqt.qtbot import QtBot

from hipadmin.domain.notification import Span
from hipadmin.gui.notification.schedule_rows import NO_TIME, WORKDAYS, ScheduleRows
from hipadmin.gui.theme import Look
from tests.gui.find import click, field
from tests.gui.integration_dialog import enter

NIGHTS = Span(WORKDAYS.days, 22 * 60, 6 * 60)


@pytest.fixture
def rows(qtbot: QtBot, look: Look) -> ScheduleRows:
    made = ScheduleRows(look)
    qtbot.addWidget(made)
    made.show_values((WORKDAYS, NIGHTS))
    made.show()
    return made


@pytest.mark.parametrize(("press", "left"), [("Add hours", 3), ("Remove hours 2", 1)])
def test_a_text_that_is_no_time_outlives_other_rows(
    qtbot: QtBot, rows: ScheduleRows, press: str, left: int
) -> None:
    enter(qtbot, rows, "From 1", "8 h")
    click(qtbot, rows, press)

    assert field(rows, "From 1").text() == "8 h"
    assert field(rows, "To 1").text() == "18:00"
    assert rows.values()[0].start == NO_TIME
    assert len(rows.values()) == left


def test_what_was_typed_comes_back_where_a_span_cannot_hold_it(
    qtbot: QtBot, rows: ScheduleRows, look: Look
) -> None:
    enter(qtbot, rows, "To 2", "6 h")
    again = ScheduleRows(look)
    qtbot.addWidget(again)

    again.show_values(rows.values())
    again.show_texts(rows.texts())

    assert again.texts() == (("08:00", "18:00"), ("22:00", "6 h"))
