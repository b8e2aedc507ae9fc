"""What stands in a line of Activity: names begin one below the other."""

from dataclasses import replace
from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from hipadmin.domain.activity import DeliveryRow, NamedVerdict
from hipadmin.domain.delivery import DeliveryState
from hipadmin.domain.verdict import Held, Verdict
from hipadmin.gui.delegates.feed import FeedTextDelegate
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.activity_columns import WHAT, activity_columns
from hipadmin.gui.models.activity_lines import DeliveryLine, HeldLine
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.table import Table

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SENT = DeliveryRow(
    *(1, NOW, DeliveryState.DELIVERED, None, "title", "Ops", 1, "s1", "n1", "", "i1", 1, NOW, NOW),
    *(None, False, 1, None),
)
HELD = NamedVerdict(Verdict("n2", held=Held.START), "Ops", "")


def test_names_begin_below_each_other_with_an_icon_or_without(qtbot: QtBot, look: Look) -> None:
    table = Table(look, "Activity")
    qtbot.addWidget(table)
    delegate = FeedTextDelegate(look, table, table)
    column = next(each for each in activity_columns() if each.key == WHAT)
    message = DeliveryLine(1, SENT, SENT)
    everywhere, in_a_room = (
        HeldLine(1, HELD),
        HeldLine(1, replace(HELD, notification="", room="Ops")),
    )

    widths = {delegate.content_width(column, line) for line in (message, everywhere, in_a_room)}

    assert len(widths) == 1
    assert [column.icon(line) for line in (message, everywhere, in_a_room)] == [
        Icon.ROOM,
        None,
        Icon.ROOM,
    ]
