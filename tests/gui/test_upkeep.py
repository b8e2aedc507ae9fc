"""Upkeep of an open window: the day's backup is made, and trouble with it is told."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.theme import Look
from hipadmin.gui.upkeep import Upkeep
from hipadmin.gui.widgets.message_bar import MessageArea
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration
from tests.gui.find import click, texts, until


def backups(folder: Path) -> list[Path]:
    return list((folder / "backups").glob("*.db"))


def test_a_window_makes_the_days_backup(
    qtbot: QtBot, services: Services, tmp_path: Path, request
) -> None:
    add_integration(services, "Ops", "1")
    request.getfixturevalue("window")
    until(qtbot, lambda: len(backups(tmp_path)) == 1)


def test_trouble_with_the_backup_is_a_bar_until_it_works(
    qtbot: QtBot, context: Context, look: Look, tmp_path: Path
) -> None:
    add_integration(context.services, "Ops", "1")
    (tmp_path / "backups").write_text("in the way")
    area = MessageArea(look)
    qtbot.addWidget(area)
    area.show()
    upkeep = Upkeep(context, area, area)
    upkeep.start()
    until(qtbot, lambda: "Today’s backup was not made." in texts(area))
    assert "could not be written" in area.bars[0].text
    (tmp_path / "backups").unlink()
    upkeep.run()
    until(qtbot, lambda: not area.bars)
    assert len(backups(tmp_path)) == 1
    upkeep.stop()


def test_the_bar_can_be_closed(qtbot: QtBot, context: Context, look: Look, tmp_path: Path) -> None:
    add_integration(context.services, "Ops", "1")
    (tmp_path / "backups").write_text("in the way")
    area = MessageArea(look)
    qtbot.addWidget(area)
    area.show()
    Upkeep(context, area, area).run()
    until(qtbot, lambda: bool(area.bars))
    click(qtbot, area, "Close")
    assert not area.bars


def test_preferences_say_what_is_kept(window: MainWindow, qtbot: QtBot) -> None:
    window.places.show_account("preferences")
    until(qtbot, lambda: window.places.sidebar.current() == "preferences")
    said = texts(window.places.page)
    assert "7 days, 4 weeks and 6 months" in said
    assert "after 30 days" in said
