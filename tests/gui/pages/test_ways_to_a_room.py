"""From the pages to a room: its view, a message of one's own, a test of it alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMenu, QTableView, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.dialogs.compose import ComposeDialog
from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.window import MainWindow
from hipadmin.gui.windows.room_view import RoomView
from hipadmin.services.bundle import Services
from tests.gui.fill import (
    add_notification,
    add_sandbox_integration,
    add_subscription,
    messages_in,
)
from tests.gui.find import action, click, select_row, table, until
from tests.gui.listing import wait_for_rows

if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox


@pytest.fixture
def page(
    window: MainWindow, services: Services, sandbox: "Sandbox", qtbot: QtBot
) -> Iterator[MainWindow]:
    """The main window with one integration of two rooms selected, used by one notification."""
    integration = add_sandbox_integration(services, sandbox, "CI and images", "1", "2")
    add_notification(services, add_subscription(services), integration)
    wait_for_rows(window, qtbot, "CI and images")
    until(qtbot, lambda: table(window, "Rooms").model().rowCount() == 2)
    yield window
    for each in (*window.findChildren(RoomView), *window.findChildren(QDialog)):
        each.close()


def menu_at(qtbot: QtBot, view: QTableView, row: int) -> QMenu:
    """Ask for the menu of a row, as the menu key does."""
    view.setFocus()
    view.setCurrentIndex(view.model().index(row, 1))
    view.context_menu_requested.emit(view.mapToGlobal(view.rect().center()))  # type: ignore[attr-defined]
    found = [each for each in view.window().findChildren(QMenu) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def choose(menu: QMenu, text: str) -> None:
    [entry] = [each for each in menu.actions() if plain(each.text()) == text]
    entry.trigger()
    menu.close()


def composer(qtbot: QtBot, window: QWidget) -> ComposeDialog:
    until(qtbot, lambda: any(made.isVisible() for made in window.findChildren(ComposeDialog)))
    [made] = window.findChildren(ComposeDialog)
    return made


def room_view(qtbot: QtBot, window: QWidget) -> RoomView:
    until(qtbot, lambda: bool(window.findChildren(RoomView)))
    [view] = window.findChildren(RoomView)
    return view


def test_test_has_a_menu_that_leads_to_the_composer(page: MainWindow, qtbot: QtBot) -> None:
    click(qtbot, page, "More ways to test")
    [menu] = [each for each in page.findChildren(QMenu) if each.isVisible()]
    choose(menu, "Send a test message…")
    assert [target.room for target in composer(qtbot, page).chosen()] == ["1", "2"]


def test_test_itself_still_tests(page: MainWindow, qtbot: QtBot, sandbox: "Sandbox") -> None:
    click(qtbot, page, "Test")
    until(qtbot, lambda: bool(messages_in(sandbox, 1) and messages_in(sandbox, 2)))


def test_the_menu_integration_leads_there_too(page: MainWindow, qtbot: QtBot) -> None:
    action(page, "Integration", "Send a test message").trigger()
    composer(qtbot, page).leave()
    action(page, "Integration", "Open room view").trigger()
    assert room_view(qtbot, page).windowTitle() == "1: room view"


def test_the_rooms_of_an_integration_are_looked_into(page: MainWindow, qtbot: QtBot) -> None:
    click(qtbot, page, "Open room view")
    view = room_view(qtbot, page)
    rooms = table(page, "Rooms")
    rooms.setFocus()
    rooms.setCurrentIndex(rooms.model().index(1, 1))
    qtbot.keyClick(rooms, Qt.Key.Key_Return)
    until(qtbot, lambda: view.windowTitle() == "2: room view")


def test_a_room_has_a_menu_of_its_own(page: MainWindow, qtbot: QtBot, sandbox: "Sandbox") -> None:
    rooms = table(page, "Rooms")
    choose(menu_at(qtbot, rooms, 1), "Send a test message…")
    made = composer(qtbot, page)
    assert [target.room for target in made.chosen()] == ["2"]
    made.leave()
    choose(menu_at(qtbot, rooms, 1), "Open room view")
    assert room_view(qtbot, page).windowTitle() == "2: room view"
    choose(menu_at(qtbot, rooms, 1), "Test")
    until(qtbot, lambda: len(messages_in(sandbox, 2)) == 1)
    assert messages_in(sandbox, 1) == []


def test_a_room_notification_has_one_as_well(page: MainWindow, qtbot: QtBot) -> None:
    uses = table(page, "Room notifications")
    until(qtbot, lambda: uses.model().rowCount() == 1)
    menu = menu_at(qtbot, uses, 0)
    names = [plain(each.text()) for each in menu.actions()]
    assert names == ["Edit", "Test", "Send a test message…"]
    choose(menu, "Send a test message…")
    assert [target.room for target in composer(qtbot, page).chosen()] == ["1", "2"]


def test_several_integrations_get_one_message(
    page: MainWindow, services: Services, sandbox: "Sandbox", qtbot: QtBot
) -> None:
    add_sandbox_integration(services, sandbox, "Other", "3")
    wait_for_rows(page, qtbot, "CI and images", "Other")
    view = table(page, "Integrations")
    select_row(qtbot, view, "CI and images")
    view.selectAll()
    until(qtbot, lambda: len(view.selectionModel().selectedRows()) == 2)
    action(page, "Integration", "Send a test message").trigger()
    made = composer(qtbot, page)
    assert [box.text() for box in made.form.rooms.boxes] == [
        "CI and images: 1",
        "CI and images: 2",
        "Other: 3",
    ]
    assert not action(page, "Integration", "Open room view").isEnabled()
