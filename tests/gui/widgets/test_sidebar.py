"""The sidebar as assistive technology works it."""

from pytestqt.qtbot import QtBot

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.sidebar import Place, Sidebar


def test_selecting_a_place_leads_there_once(qtbot: QtBot, look: Look) -> None:
    places = (Place("a", "Here", Icon.PLUG), Place("b", "There", Icon.GEAR))
    sidebar = Sidebar(look, "Places", places)
    qtbot.addWidget(sidebar)
    sidebar.set_current("a")
    chosen: list[tuple[str, str]] = []
    sidebar.chosen.connect(lambda key: chosen.append((key, sidebar.current())))
    sidebar.list.item(1).setSelected(True)
    assert chosen == [("b", "b")]
