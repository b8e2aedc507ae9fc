"""The menu Sandbox and the band."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.sandbox_band import main_band
from hipadmin.gui.sandbox_menu import fill_sandbox_menu, sandbox_command
from hipadmin.gui.window import MainWindow
from hipadmin.gui.windows.room_poll import Mode
from hipadmin.gui.windows.room_view import RoomView
from hipadmin.services.session import Session
from tests.gui.find import click, texts, until
from tests.gui.wishes import Wishes


def acts(menu: QMenu) -> dict[str, QAction]:
    return {action.text().replace("&", ""): action for action in menu.actions()}


def test_the_menu_copies_each_rooms_url_and_opens_the_room_view(
    qtbot: QtBot, context: Context, navigator: Wishes
) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    fill_sandbox_menu(menu, context)
    assert list(acts(menu)) == ["Copy room URL", "Open room view"]
    rooms = acts(menu)["Copy room URL"].menu()
    assert isinstance(rooms, QMenu)
    assert list(acts(rooms)) == ["Builds", "Ops", "Releases"]
    acts(rooms)["Ops"].trigger()
    info = context.sandbox
    assert info is not None
    assert QGuiApplication.clipboard().text() == info.room_url(info.rooms[1])
    assert navigator.notes == ["Room URL of Ops copied"]
    acts(menu)["Open room view"].trigger()
    assert navigator.asked == [("room view", 0)]


def test_outside_the_sandbox_it_can_be_tried(
    qtbot: QtBot, context: Context, navigator: Wishes
) -> None:
    real = dataclasses.replace(context, sandbox=None)
    started: list[list[str]] = []
    answers = iter((True, False))

    def start(command: Sequence[str]) -> bool:
        started.append(list(command))
        return next(answers)

    menu = QMenu()
    qtbot.addWidget(menu)
    fill_sandbox_menu(menu, real, start)
    assert list(acts(menu)) == ["Try in the sandbox"]
    acts(menu)["Try in the sandbox"].trigger()
    acts(menu)["Try in the sandbox"].trigger()
    assert started == [sandbox_command()] * 2
    assert sandbox_command()[-1] == "--sandbox"
    assert navigator.notes == [
        "The sandbox opens in a window of its own",
        "The sandbox did not start",
    ]


def test_the_band_says_what_answers_and_leads_on(
    qtbot: QtBot, context: Context, navigator: Wishes
) -> None:
    band = main_band(context)
    qtbot.addWidget(band)
    band.resize(context.look.px(1000), band.height())
    band.show()
    info = context.sandbox
    assert info is not None
    assert f"Nothing here touches your real data. HipChat answers at {info.url}" in texts(band)
    click(qtbot, band, "Open room view")
    assert navigator.asked == [("room view", 0)]
    click(qtbot, band, "Copy room URL")
    [menu] = band.findChildren(QMenu)
    acts(menu)["Builds"].trigger()
    assert QGuiApplication.clipboard().text() == info.room_url(info.rooms[0])
    menu.close()


def test_one_room_needs_no_choice(qtbot: QtBot, context: Context, navigator: Wishes) -> None:
    info = context.sandbox
    assert info is not None
    single = dataclasses.replace(info, rooms=info.rooms[:1])
    band = main_band(dataclasses.replace(context, sandbox=single))
    qtbot.addWidget(band)
    band.show()
    click(qtbot, band, "Copy room URL")
    assert navigator.notes == ["Room URL of Builds copied"]


def test_the_main_window_leads_to_the_room_view_and_closes_it(
    qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    main = MainWindow(context.look, context.jobs, context.settings)
    qtbot.addWidget(main)
    main.show()
    with qtbot.waitSignal(main.furnished, timeout=5000):
        main.show_session(Session(context.services, tmp_path, context.sandbox, lambda: None))
    assert list(acts(main.actions_.sandbox_menu)) == ["Copy room URL", "Open room view"]
    click(qtbot, main, "Open room view")
    [view] = main.findChildren(RoomView)
    until(qtbot, lambda: view.poll.mode is Mode.LIVE)
    with qtbot.waitSignal(view.destroyed):
        main.close()
