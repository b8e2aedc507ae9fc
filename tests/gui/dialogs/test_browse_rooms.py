"""Browse rooms, over the real sandbox."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from hipadmin.domain.token import Secret
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.browse_rooms import BrowseRooms
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.sandbox.server import running
from hipadmin.services.rooms.room_lists import PAGE_SIZE
from tests.gui.find import button, click, dialog, field, row_of, shown, table, texts, until
from tests.gui.integration_dialog import (
    closed,
    column,
    enter,
    everything_said,
    opened,
    paste,
    press,
)

if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox

BROWSE = "Browse rooms…"


def browsing(
    qtbot: QtBot, adding: IntegrationDialog, sandbox: "Sandbox", token: str
) -> BrowseRooms:
    enter(qtbot, adding, "API endpoint", sandbox.url)
    enter(qtbot, adding, "Access token", token)
    press(qtbot, adding, BROWSE)
    found = dialog(qtbot, "Browse rooms")
    assert isinstance(found, BrowseRooms)
    return found


def read(qtbot: QtBot, browse: BrowseRooms, said: str) -> QTableView:
    until(qtbot, lambda: browse.progress_label.text() == said)
    return table(browse, "Rooms")


def add_rooms(sandbox: "Sandbox", count: int, *, is_archived: bool = False) -> None:
    [owner, *_] = sandbox.state.people()
    for number in range(count):
        name = f"{'Old' if is_archived else 'New'} project {number}"
        sandbox.state.add_room(name, owner, is_archived=is_archived)


def test_rooms_are_chosen_with_the_keyboard_and_join_the_draft(
    qtbot: QtBot, context: Context, sandbox: "Sandbox"
) -> None:
    adding = opened(qtbot, context)
    press(qtbot, adding, "Add room")
    enter(qtbot, adding, "Room ID or name", "ops")
    browse = browsing(qtbot, adding, sandbox, sandbox.tokens.user)
    rooms = read(qtbot, browse, "3 rooms")
    assert shown(rooms, "Ops", "Status") == "in the list"
    assert not button(browse, "Add rooms").isEnabled()

    qtbot.keyClicks(field(browse, "Filter rooms"), "release")
    assert column(rooms, 1) == ["Releases"]
    assert "1 of 3 rooms" in texts(browse)
    qtbot.keyClicks(field(browse, "Filter rooms"), "d")
    click(qtbot, browse, "Clear filter")
    assert "3 rooms" in texts(browse)
    assert field(browse, "Filter rooms").hasFocus()
    qtbot.keyClicks(field(browse, "Filter rooms"), "release")
    qtbot.keyClick(field(browse, "Filter rooms"), Qt.Key.Key_Down)
    qtbot.keyClick(rooms, Qt.Key.Key_Space)
    assert "1 room chosen" in texts(browse)
    press(qtbot, browse, "Add rooms")

    until(qtbot, lambda: "1 room added. Save keeps them." in adding.strip.text)
    assert [entry.room for entry in adding.editing.rooms] == ["ops", "3"]
    assert field(adding, "Room ID or name").text() == "3"
    assert adding.editing.rooms[1].name == "Releases"
    closed(qtbot, adding)


def test_every_page_comes_and_archived_rooms_when_wanted(
    qtbot: QtBot, context: Context, sandbox: "Sandbox"
) -> None:
    add_rooms(sandbox, PAGE_SIZE)
    add_rooms(sandbox, 2, is_archived=True)
    adding = opened(qtbot, context)
    browse = browsing(qtbot, adding, sandbox, sandbox.tokens.user)
    rooms = read(qtbot, browse, f"{PAGE_SIZE + 3} rooms")
    assert rooms.model().rowCount() == PAGE_SIZE + 3
    click(qtbot, browse, "Show archived rooms")
    read(qtbot, browse, f"{PAGE_SIZE + 5} rooms")
    assert "archived" in column(rooms, rooms.model().columnCount() - 1)
    row = row_of(rooms, "Ops")
    rooms.toggle_requested.emit(rooms.model().index(row, 0))  # type: ignore[attr-defined]
    assert "1 room chosen" in texts(browse)
    click(qtbot, browse, "Show archived rooms")
    assert rooms.model().rowCount() == PAGE_SIZE + 3
    assert "1 room chosen" in texts(browse), "what was chosen stays chosen"
    closed(qtbot, adding)


def test_a_token_that_sees_no_rooms_is_told_what_it_lacks_and_where_to_get_it(
    qtbot: QtBot, context: Context, sandbox: "Sandbox"
) -> None:
    led = list[QUrl]()
    adding = opened(qtbot, context, opener=led.append)
    browse = browsing(qtbot, adding, sandbox, sandbox.tokens.rooms[1])
    until(qtbot, lambda: "This token may not see rooms:" in browse.strip.text)
    assert "view_group or view_room" in browse.strip.text
    click(qtbot, browse, "Open API access")
    page = f"{sandbox.url.removesuffix('/v2')}/account/api"
    assert [url.toString() for url in led] == [page]
    closed(qtbot, adding)


def test_a_room_url_leads_to_the_other_rooms_once_a_personal_token_is_entered(
    qtbot: QtBot, context: Context, sandbox: "Sandbox"
) -> None:
    adding = opened(qtbot, context)
    url = f"{sandbox.url}/room/1/notification?auth_token={sandbox.tokens.rooms[1]}"
    paste(qtbot, adding, "Room URL", url)
    press(qtbot, adding, BROWSE)
    browse = dialog(qtbot, "Browse rooms")
    assert isinstance(browse, BrowseRooms)
    until(qtbot, lambda: field(browse, "Personal token").hasFocus())
    assert "With the rooms you add it becomes the Access token" in texts(browse)
    enter(qtbot, browse, "Personal token", sandbox.tokens.rooms[2])
    qtbot.keyClick(field(browse, "Personal token"), Qt.Key.Key_Return)
    until(qtbot, lambda: not context.jobs.busy)
    assert "This token may not see rooms:" in browse.strip.text
    enter(qtbot, browse, "Personal token", sandbox.tokens.user)
    qtbot.keyClick(field(browse, "Personal token"), Qt.Key.Key_Return)
    rooms = read(qtbot, browse, "3 rooms")
    assert shown(rooms, "Builds", "Status") == "in the list"
    assert sandbox.tokens.user not in everything_said(browse)
    browse.table.select_positions([row_of(rooms, "Ops")])
    qtbot.keyClick(rooms, Qt.Key.Key_Space)
    press(qtbot, browse, "Add rooms")

    until(qtbot, lambda: "1 room added. Save keeps them." in adding.strip.text)
    assert "Your personal token is the Access token now." in adding.strip.text
    assert adding.editing.token.typed == Secret(sandbox.tokens.user)
    assert [entry.room for entry in adding.editing.rooms] == ["1", "2"]
    assert field(adding, "Access token").text() == sandbox.tokens.user
    closed(qtbot, adding)


@pytest.fixture
def hanging() -> Iterator["Sandbox"]:
    with running(faults={"hang": 60.0}) as box:
        yield box


def test_a_server_that_hangs_is_left_at_once(
    qtbot: QtBot, context: Context, hanging: "Sandbox"
) -> None:
    adding = opened(qtbot, context)
    browse = browsing(qtbot, adding, hanging, hanging.tokens.user)
    assert "Reading …" in texts(browse)
    press(qtbot, browse, "Stop")
    assert "Stopped after 0 rooms" in texts(browse)
    press(qtbot, browse, "Go on")
    press(qtbot, browse, "Cancel")
    until(qtbot, lambda: not shiboken6.isValid(browse) and not context.jobs.busy)
    assert adding.editing.rooms == ()
    closed(qtbot, adding)


def test_browsing_asks_for_endpoint_and_token_first(
    qtbot: QtBot, context: Context, sandbox: "Sandbox"
) -> None:
    adding = opened(qtbot, context)
    field(adding, "API endpoint").clear()
    press(qtbot, adding, BROWSE)
    assert "Browsing needs the API endpoint." in adding.strip.text
    assert field(adding, "API endpoint").hasFocus()
    enter(qtbot, adding, "API endpoint", sandbox.url)
    press(qtbot, adding, BROWSE)
    assert "Browsing needs a token." in adding.strip.text
    assert field(adding, "Access token").hasFocus()
    closed(qtbot, adding)
