"""A sandbox over real HTTP, and a small way to speak to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from hipadmin.sandbox.model import ROOM_SCOPES, Room, Token, TokenKind
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.sandbox.state import State


@dataclass
class Api:
    """Speaks HTTP to one sandbox as whoever is asked for."""

    box: Sandbox
    session: requests.Session = field(default_factory=requests.Session)
    kinds = TokenKind

    @property
    def room_token(self) -> str:
        return self.box.tokens.rooms[1]

    @property
    def user(self) -> str:
        return self.box.tokens.user

    def call(
        self, method: str, path: str, token: str | None = None, **more: Any
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= more.pop("headers", {})
        return self.session.request(
            method, self.box.url + path, headers=headers, timeout=10, **more
        )

    def get(self, path: str, token: str | None = None, **more: Any) -> requests.Response:
        return self.call("GET", path, token or self.user, **more)

    def notify(self, room: int | str = 1, **more: Any) -> requests.Response:
        return self.call("POST", f"/room/{room}/notification", self.room_token, **more)

    def say(self, text: str, room: int | str = 1) -> requests.Response:
        return self.call("POST", f"/room/{room}/message", self.user, json={"message": text})

    def latest(self, room: int | str = 1, **query: str | int) -> list[dict[str, Any]]:
        answer = self.get(f"/room/{room}/history/latest", params=query)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def room_with_token(self, name: str, **more: Any) -> tuple[Room, Token]:
        state = self.box.state
        room = state.add_room(name, state.people()[0], **more)
        return room, state.add_token(TokenKind.ROOM, f"{name} bot", ROOM_SCOPES, room=room)


@dataclass
class DrivenClock:
    """A clock that moves only when told."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> DrivenClock:
    return DrivenClock()


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def api(state: State) -> Iterator[Api]:
    """A sandbox that never says 429."""
    with running(unlimited=True, state=state) as box:
        yield from _speak(box)


@pytest.fixture
def limited(clock: DrivenClock) -> Iterator[Api]:
    """A sandbox with the documented limits, on a clock that stands still."""
    with running(clock=clock) as box:
        yield from _speak(box)


def _speak(box: Sandbox) -> Iterator[Api]:
    api = Api(box)
    with api.session:
        yield api
