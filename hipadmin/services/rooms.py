"""Talking with a room: its transcript as people saw it, and a line typed into it."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hipadmin.domain.token import Secret
from hipadmin.hipchat.errors import Forbidden, HipChatError
from hipadmin.services.testing import Server
from hipadmin.services.transcript import Line, lines_of

if TYPE_CHECKING:  # a list of integrations need not load what only a transcript needs
    from hipadmin.hipchat.rate import RateState
    from hipadmin.hipchat.wire.types import Room, RoomMessage

SHOWN = 100
"""Messages a room view shows; HipChat v2 gives up to 1000 at once, 75 unasked."""


class RoomClient(Protocol):
    """The part of a HipChat client that a room view needs. Every call raises HipChatError."""

    @property
    def rate(self) -> "RateState":
        """What the server last said of its limits."""

    def history_latest(
        self, room: str, *, not_before: str | None = None, max_results: int = 100
    ) -> "Iterable[RoomMessage]":
        """The newest messages."""

    def room(self, room: str) -> "Room":
        """The room itself."""

    def send_message(self, room: str, message: str) -> object:
        """Post as the token's user."""

    def cancel(self) -> None:
        """End a waiting call from another thread."""

    def close(self) -> None:
        """Let go of the connection."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look at a room brought.

    ``lines`` were not given before, oldest first. ``topic`` is None if it was not asked for.
    ``share_left`` is how much of the server's general limit is left, 0.0 to 1.0.
    """

    lines: tuple[Line, ...]
    topic: str | None
    share_left: float


class RoomChannel:
    """One room through one token. Blocking; ``cancel`` ends a waiting call."""

    def __init__(self, client: RoomClient, room: str) -> None:
        self._client = client
        self._room = room
        self._last: str | None = None
        # a server may know no not-before, or have forgotten the message it names
        self._given: deque[str] = deque(maxlen=2 * SHOWN)

    def read(self, *, with_topic: bool = False) -> Reading:
        """Look at the room once. Raises HipChatError."""
        lines = self.latest()
        topic = self._topic_if_told() if with_topic else None
        return Reading(lines, topic, self.share_left())

    def _topic_if_told(self) -> str | None:
        try:
            return self.topic()
        except HipChatError:  # the lines have been read and must not be lost for it
            return None

    def latest(self) -> tuple[Line, ...]:
        """The newest messages not given before, oldest first. Raises HipChatError."""
        found = list(
            self._client.history_latest(self._room, not_before=self._last, max_results=SHOWN)
        )
        fresh = [m for m in found if m.id not in self._given]
        if found:
            self._last = found[-1].id
        self._given.extend(m.id for m in fresh)
        return lines_of(fresh)

    def topic(self) -> str:
        """The room's topic; empty if the token may not see it. Raises HipChatError."""
        try:
            return self._client.room(self._room).topic
        except Forbidden:
            return ""

    def post(self, text: str) -> None:
        """Say ``text`` (1–10000 characters) in the room. Raises HipChatError."""
        self._client.send_message(self._room, text)

    def share_left(self) -> float:
        """How much of the server's general limit is left, 0.0 to 1.0; 1.0 if it says nothing."""
        general = self._client.rate.general
        if general is None or not general.limit or general.remaining is None:
            return 1.0
        return general.remaining / general.limit

    def cancel(self) -> None:
        """End a waiting call; it raises."""
        self._client.cancel()

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


class RoomTalk:
    """Opens channels to rooms."""

    def __init__(self, connect: Callable[[Server, Secret], RoomClient]) -> None:
        self._connect = connect

    def open(self, server: Server, token: Secret, room: str) -> RoomChannel:
        """A channel to ``room``; nothing is asked yet."""
        return RoomChannel(self._connect(server, token), room)
