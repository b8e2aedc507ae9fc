"""Test of a draft in the integration dialog, against the real sandbox and worse servers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_sandbox_integration, messages_in
from tests.gui.find import button, field, table, texts
from tests.gui.integration_dialog import (
    CANARY,
    closed,
    column,
    enter,
    everything_said,
    opened,
    paste,
    press,
    saved,
)

if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox


class Hanging:
    """A server that takes a request and never answers."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.asked = threading.Event()
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/v2"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                conn, _ = self._listener.accept()
                self._open.append(conn)
                data = b""
                while b"}" not in data and (piece := conn.recv(65536)):
                    data += piece
                self.asked.set()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for conn in self._open:
            conn.close()
        self._thread.join(5)
        assert not self._thread.is_alive()


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    server = Hanging()
    yield server
    server.close()


def room_url(context: Context, place: int = 0) -> str:
    assert context.sandbox is not None
    return context.sandbox.room_url(context.sandbox.rooms[place])


def test_a_pasted_room_is_tested_before_it_is_saved(
    qtbot: QtBot, context: Context, sandbox: "Sandbox", services: Services
) -> None:
    dialog = opened(qtbot, context)
    enter(qtbot, dialog, "Name", "CI and images")
    paste(qtbot, dialog, "Room URL", room_url(context))
    press(qtbot, dialog, "Test")
    qtbot.waitUntil(lambda: "Configured correctly." in dialog.strip.text)
    assert "Room 1 answered 204 in " in dialog.strip.text
    assert messages_in(sandbox) == ["Test message from hipadmin: “CI and images” can post here."]
    assert column(table(dialog, "Rooms"), 2) == ["Builds alerts"]
    assert "Room token “Builds alerts”" in texts(dialog)
    assert "may send notifications" in texts(dialog)
    assert sandbox.tokens.rooms[1] not in everything_said(dialog)
    added = saved(qtbot, dialog)
    integration = services.store.read(lambda unit: unit.integrations.get(added))
    assert integration.rooms[0].name == "Builds"


def test_a_user_token_is_told_under_its_field(
    qtbot: QtBot, context: Context, sandbox: "Sandbox"
) -> None:
    dialog = opened(qtbot, context)
    enter(qtbot, dialog, "Access token", sandbox.tokens.user)
    press(qtbot, dialog, "Add room")
    enter(qtbot, dialog, "Room ID or name", "Ops")
    press(qtbot, dialog, "Test")
    qtbot.waitUntil(lambda: "Ops answered 204" in dialog.strip.text)
    assert "User token “Sandbox user” of Robin Reed" in texts(dialog)
    assert "send notifications, send messages, read messages and see rooms" in texts(dialog)
    assert messages_in(sandbox, 2) == [
        "Test message from hipadmin: “New integration” can post here."
    ]
    enter(qtbot, dialog, "Access token", CANARY)
    assert dialog.strip.text == ""
    assert "Robin Reed" not in texts(dialog)
    closed(qtbot, dialog)


def test_a_room_without_a_token_is_named(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, context)
    paste(qtbot, dialog, "Room URL", room_url(context))
    press(qtbot, dialog, "Add room")
    enter(qtbot, dialog, "Room ID or name", "Ops")
    press(qtbot, dialog, "Test")
    qtbot.waitUntil(lambda: "Configured correctly." in dialog.strip.text)
    assert dialog.strip.text.endswith("Ops was not tested: no token.")
    closed(qtbot, dialog)


@pytest.mark.parametrize(
    ("room", "token", "said"),
    [
        ("1", CANARY, "Enter another token. See “Where do I get this?”."),
        ("99", "", "Check its ID or name."),
    ],
)
def test_what_is_wrong_is_said_with_the_remedy(
    qtbot: QtBot, context: Context, sandbox: "Sandbox", room: str, token: str, said: str
) -> None:
    dialog = opened(qtbot, context)
    enter(qtbot, dialog, "Access token", token or sandbox.tokens.admin)
    press(qtbot, dialog, "Add room")
    enter(qtbot, dialog, "Room ID or name", room)
    press(qtbot, dialog, "Test")
    qtbot.waitUntil(lambda: "Not configured correctly." in dialog.strip.text)
    assert said in dialog.strip.text
    assert CANARY not in everything_said(dialog)
    closed(qtbot, dialog)


def test_without_a_room_it_asks_for_one(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, context)
    press(qtbot, dialog, "Test")
    assert "Test needs a room." in dialog.strip.text
    qtbot.waitUntil(lambda: button(dialog, "Add room").hasFocus())
    closed(qtbot, dialog)


def test_what_stands_against_a_test_is_shown_at_its_field(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, context)
    press(qtbot, dialog, "Add room")
    press(qtbot, dialog, "Test")
    assert "Enter the room’s ID or name." in dialog.strip.text
    qtbot.waitUntil(lambda: field(dialog, "Room ID or name").hasFocus())
    closed(qtbot, dialog)


def test_many_rooms_are_asked_about_first(
    qtbot: QtBot, context: Context, sandbox: "Sandbox"
) -> None:
    dialog = opened(qtbot, context)
    enter(qtbot, dialog, "Access token", sandbox.tokens.admin)
    for room in ("1", "2", "3", "Builds"):
        press(qtbot, dialog, "Add room")
        enter(qtbot, dialog, "Room ID or name", room)
    press(qtbot, dialog, "Test")
    question = dialog.trial.question
    assert question is not None
    assert "4 rooms will each get a message." in texts(question)
    press(qtbot, question, "Do not send")
    qtbot.waitUntil(lambda: dialog.trial.question is None)
    assert messages_in(sandbox) == []
    press(qtbot, dialog, "Test")
    assert dialog.trial.question is not None
    press(qtbot, dialog.trial.question, "Send")
    qtbot.waitUntil(lambda: "4 rooms answered, the slowest in " in dialog.strip.text)
    assert len(messages_in(sandbox)) == 2
    closed(qtbot, dialog)


def test_off_asks_first(
    qtbot: QtBot, context: Context, sandbox: "Sandbox", services: Services
) -> None:
    integration = add_sandbox_integration(services, sandbox)
    services.integrations.set_enabled(integration.id, integration.version, False)
    dialog = opened(qtbot, context, integration.id)
    view = table(dialog, "Rooms")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Space)
    press(qtbot, dialog, "Test")
    question = dialog.trial.question
    assert question is not None
    assert "This integration is off. Its room is off." in texts(question)
    press(qtbot, question, "Send")
    qtbot.waitUntil(lambda: "Room 1 answered 204" in dialog.strip.text)
    closed(qtbot, dialog)


def test_a_stored_token_is_used_but_never_for_another_host(
    qtbot: QtBot, context: Context, sandbox: "Sandbox", services: Services
) -> None:
    integration = add_integration(
        services, "elsewhere", "1", token=sandbox.tokens.rooms[1], endpoint="http://127.0.0.1:9/v2"
    )
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "API endpoint", sandbox.url)
    press(qtbot, dialog, "Test")
    qtbot.waitUntil(lambda: "Room 1 was not tested: no token." in dialog.strip.text)
    assert messages_in(sandbox) == []
    closed(qtbot, dialog)


def test_cancel_of_a_hanging_server_says_whether_it_was_sent(
    qtbot: QtBot, context: Context, hanging: Hanging
) -> None:
    dialog = opened(qtbot, context)
    paste(qtbot, dialog, "Room URL", f"{hanging.url}/room/17/notification?auth_token={CANARY}")
    press(qtbot, dialog, "Test")
    qtbot.waitUntil(hanging.asked.is_set)
    assert not button(dialog, "Save").isEnabled()
    press(qtbot, dialog, "Cancel test")
    qtbot.waitUntil(lambda: "Test cancelled." in dialog.strip.text)
    assert "Room 17: the message may have been sent." in dialog.strip.text
    assert button(dialog, "Test").isEnabled()
    closed(qtbot, dialog)


def test_closing_cancels_the_test(qtbot: QtBot, context: Context, hanging: Hanging) -> None:
    dialog = opened(qtbot, context)
    paste(qtbot, dialog, "Room URL", f"{hanging.url}/room/17/notification?auth_token={CANARY}")
    press(qtbot, dialog, "Test")
    qtbot.waitUntil(hanging.asked.is_set)
    closed(qtbot, dialog)
    qtbot.waitUntil(lambda: not context.jobs.busy)
