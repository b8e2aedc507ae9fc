"""A room view over the real sandbox, and a bot that posts into its rooms."""

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from hipadmin.domain.token import Secret
from hipadmin.gui.context import Context
from hipadmin.gui.windows.room_view import RoomView
from hipadmin.hipchat.client import HipChatClient
from hipadmin.sandbox.model import TokenKind
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.access import Server
from hipadmin.services.rooms.rooms import RoomPlace

Opening = Callable[..., RoomView]


@pytest.fixture
def opened_links() -> list[str]:
    """The addresses a browser would have been sent to."""
    return []


@pytest.fixture
def open_view(qtbot: QtBot, context: Context, opened_links: list[str]) -> Iterator[Opening]:
    """Opens a room view: by room id, or over other places."""
    views: list[RoomView] = []

    def start(room_id: int = 0, places: tuple[RoomPlace, ...] = ()) -> RoomView:
        def opener(url: QUrl) -> None:
            opened_links.append(url.toString())

        view = RoomView(context, None, str(room_id) if room_id else "", places, opener)
        views.append(view)
        with qtbot.waitExposed(view):
            view.show()
        return view

    yield start
    for view in views:
        if shiboken6.isValid(view):
            view.close()


@pytest.fixture
def bot(sandbox: Sandbox) -> Iterator[HipChatClient]:
    """A client with the token of room 1."""
    with HipChatClient(sandbox.url, sandbox.tokens.rooms[1]) as client:
        yield client


@pytest.fixture
def place_for(sandbox: Sandbox) -> Callable[..., RoomPlace]:
    """Makes a place of room 1 for a fresh token with some scopes."""

    def make(*scopes: str, is_sandbox: bool = True) -> RoomPlace:
        person = sandbox.state.people()[0]
        token = sandbox.state.add_token(TokenKind.USER, "x", scopes, person=person).value
        return RoomPlace("Builds", "1", Server(sandbox.url), Secret(token), is_sandbox)

    return make
