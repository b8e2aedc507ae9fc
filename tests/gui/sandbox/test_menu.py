"""The menu Sandbox and the band."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.sandbox.band import main_band
from hipadmin.gui.sandbox.faults import seconds_text
from hipadmin.gui.sandbox.menu import fill_sandbox_menu, sandbox_command
from hipadmin.gui.window import MainWindow
from hipadmin.gui.windows.room_poll import Mode
from hipadmin.gui.windows.room_view import RoomView
from hipadmin.services.sandbox_switches import SandboxSwitches
from hipadmin.services.session import Session
from tests.gui.find import click, dialog, field, texts, until
from tests.gui.integration_dialog import closed, enter, opened, paste, press
from tests.gui.wishes import Wishes

NOTHING_REAL = "Nothing here touches your real data. HipChat answers at"


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
    assert navigator.notes == []  # the countdown on the status bar tells it
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
    assert QGuiApplication.clipboard().text() == info.room_url(info.rooms[0])
    assert navigator.notes == []


def test_the_main_window_leads_to_the_room_view_and_closes_it(
    qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    main = MainWindow(context.look, context.jobs, context.settings)
    qtbot.addWidget(main)
    main.show()
    with qtbot.waitSignal(main.furnished, timeout=20_000):
        main.show_session(Session(context.services, tmp_path, context.sandbox, lambda: None))
    assert list(acts(main.actions_.sandbox_menu)) == ["Copy room URL", "Open room view", "Faults"]
    click(qtbot, main, "Open room view")
    [view] = main.findChildren(RoomView)
    until(qtbot, lambda: view.poll.mode is Mode.LIVE)
    with qtbot.waitSignal(view.destroyed):
        main.close()


def entry(menu: QMenu, name: str) -> QAction:
    return next(act for text, act in acts(menu).items() if text.startswith(name))


def test_faults_are_switched_from_the_menu_and_told_in_band_and_status_bar(
    qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    info = context.sandbox
    assert info is not None
    SandboxSwitches(info.url).switch("503", True)  # yesterday's
    main = MainWindow(context.look, context.jobs, context.settings)
    qtbot.addWidget(main)
    main.show()
    with qtbot.waitSignal(main.furnished, timeout=20_000):
        main.show_session(Session(context.services, tmp_path, info, lambda: None))
    until(qtbot, lambda: main.status.sandbox.text() == "Sandbox: 1 fault on")
    assert "1 fault on: Not available: 503. " in texts(main)

    faults = entry(main.actions_.sandbox_menu, "Faults").menu()
    assert isinstance(faults, QMenu)
    assert entry(faults, "Not available").isChecked()
    assert not entry(faults, "Error 500").isChecked()
    slow = entry(faults, "Slow answers").menu()
    assert isinstance(slow, QMenu)
    entry(slow, "3 s").trigger()
    until(qtbot, lambda: main.status.sandbox.text() == "Sandbox: 2 faults on")
    limits = entry(faults, "Rate limits").menu()
    assert isinstance(limits, QMenu)
    entry(limits, "Tight").trigger()
    until(qtbot, lambda: not context.jobs.busy)
    stand = SandboxSwitches(info.url).look()
    assert {fault.name: fault.value for fault in stand.on} == {"slow": 3.0, "503": None}
    assert stand.limits.people == 5

    click(qtbot, main, "All faults off")
    until(qtbot, lambda: "rooms" in main.status.sandbox.text())
    assert SandboxSwitches(info.url).look().on == ()
    assert not entry(faults, "Not available").isChecked()
    main.close()


def test_a_self_signed_server_is_rehearsed_from_refusal_to_remedy(
    qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    info = context.sandbox
    assert info is not None
    main = MainWindow(context.look, context.jobs, context.settings)
    qtbot.addWidget(main)
    main.show()
    with qtbot.waitSignal(main.furnished, timeout=20_000):
        main.show_session(Session(context.services, tmp_path, info, lambda: None))
    menu = main.actions_.sandbox_menu
    faults, rooms = entry(menu, "Faults").menu(), entry(menu, "Copy room URL").menu()
    assert isinstance(faults, QMenu)
    assert isinstance(rooms, QMenu)
    until(qtbot, lambda: "Self-signed certificate" in acts(faults))
    assert not entry(faults, "Save certificate").isEnabled()
    acts(faults)["Self-signed certificate"].trigger()
    https = info.url.replace("http:", "https:")
    until(
        qtbot, lambda: f"1 fault on: Self-signed certificate. {NOTHING_REAL} {https}" in texts(main)
    )

    adding = opened(qtbot, context)
    enter(qtbot, adding, "Name", "Ops")
    paste(qtbot, adding, "Room URL", info.room_url(info.rooms[0]))
    press(qtbot, adding, "Test")
    until(qtbot, lambda: f"redirects to {https.removesuffix('/v2')}." in adding.strip.text)
    acts(rooms)["Builds"].trigger()
    field(adding, "Room URL").selectAll()
    paste(qtbot, adding, "Room URL", QGuiApplication.clipboard().text())
    assert field(adding, "API endpoint").text() == https
    press(qtbot, adding, "Test")
    until(qtbot, lambda: "Enter the server's CA certificate." in adding.strip.text)

    entry(faults, "Save certificate").trigger()
    chooser = dialog(qtbot, "Save certificate")
    assert isinstance(chooser, QFileDialog)
    chooser.selectFile(str(tmp_path / "sandbox.pem"))
    chooser.accept()
    until(qtbot, (tmp_path / "sandbox.pem").exists)
    adding.form.advanced.set_open(True)
    enter(qtbot, adding, "CA certificate", str(tmp_path / "sandbox.pem"))
    press(qtbot, adding, "Test")
    until(qtbot, lambda: "Configured correctly." in adding.strip.text)
    closed(qtbot, adding)
    main.close()


def test_a_room_view_tells_and_copies_the_address_that_works(
    qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    info = context.sandbox
    assert info is not None
    main = MainWindow(context.look, context.jobs, context.settings)
    qtbot.addWidget(main)
    main.show()
    with qtbot.waitSignal(main.furnished, timeout=20_000):
        main.show_session(Session(context.services, tmp_path, info, lambda: None))
    click(qtbot, main, "Open room view")
    [view] = main.findChildren(RoomView)
    until(qtbot, lambda: view.poll.mode is Mode.LIVE and not context.jobs.busy)
    SandboxSwitches(info.url).switch("self-signed", True)  # as another program would

    click(qtbot, view, "Copy room URL")

    https = info.room_url(info.rooms[0], secure=True)
    until(qtbot, lambda: QGuiApplication.clipboard().text() == https)
    assert https.startswith("https:")
    assert f"{NOTHING_REAL} {info.address(secure=True)}" in texts(view)
    with qtbot.waitSignal(view.destroyed):
        main.close()


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3 s"), (0.5, "0.5 s"), (60.0, "1 min"), (-3600.0, "−1 h"), ("float", "float")],
)
def test_seconds_are_told_in_the_largest_unit(value: float | str, text: str) -> None:
    assert seconds_text(value) == text
