"""The head of what is selected: its name has the room, then the fact beside it."""

from pytestqt.qtbot import QtBot

from hipadmin.gui.pages.details_panel import DetailsPanel
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import standard

NAME, FACT = "Continuous integration and images", "https://hipchat.example.com/v2"


def test_the_fact_is_cut_before_the_name(qtbot: QtBot, look: Look) -> None:
    edit = standard(look, "Edit")
    panel = DetailsPanel(look, (edit,))
    qtbot.addWidget(panel)
    panel.show_head(NAME, None, FACT)
    title, fact = panel.title, panel.fact
    around = 2 * 24 + 2 * 8
    room = title.sizeHint().width() + edit.sizeHint().width() + look.px(around + 60)
    panel.resize(room, panel.sizeHint().height())
    with qtbot.waitExposed(panel):
        panel.show()

    assert title.width() >= title.sizeHint().width()
    assert look.px(24) <= fact.width() < fact.sizeHint().width()

    panel.resize(room + fact.sizeHint().width(), panel.height())
    qtbot.waitUntil(lambda: fact.width() >= fact.sizeHint().width())
    assert fact.x() - title.geometry().right() <= look.px(8) + 1
