"""Talking with a room: its transcript as people saw it, and a line typed into it."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.integration import Integration, Room, same_server
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.token import Secret, TokenInfo
from hipadmin.domain.token_use import Use, allows
from hipadmin.hipchat.errors import Forbidden, HipChatError
from hipadmin.services.access import Server
from hipadmin.services.delivery.sparing import share_left
from hipadmin.services.rooms.transcript import Kind, Line, lines_of
from hipadmin.services.tokens import TokenKeeper

if TYPE_CHECKING:  # a list of integrations need not load what only a transcript needs
    from hipadmin.hipchat.rate import RateState
    from hipadmin.hipchat.wire.types import Room as RoomInFull
    from hipadmin.hipchat.wire.types import RoomMessage

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
        """The newest messages, oldest first."""

    def history(
        self, room: str, *, before: datetime | None = None, page_size: int = 100
    ) -> "Iterable[RoomMessage]":
        """Back through the messages up to ``before``, itself included, newest first."""

    def room(self, room: str) -> "RoomInFull":
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


@dataclass(frozen=True, slots=True)
class Earlier:
    """Messages before those known, oldest first, and whether there may be others before them."""

    lines: tuple[Line, ...]
    more: bool


class NoToken(HipadminError):
    """There is no token to speak to a room with."""


@dataclass(frozen=True, slots=True)
class RoomPlace:
    """A room to talk with: ``room`` is what the server is asked for, ``name`` what people see.

    ``through`` names the integration whose token it is; ``is_sandbox`` tells that asking often
    costs nobody anything.
    """

    name: str
    room: str
    server: Server
    token: Secret | None = field(repr=False)
    is_sandbox: bool = False
    through: str = ""


class RoomChannel:
    """One room through one token. Blocking; ``cancel`` ends a waiting call."""

    def __init__(self, client: RoomClient, room: str) -> None:
        self._client = client
        self._room = room
        self._last: str | None = None
        # a server may know no not-before, or have forgotten the message it names
        self._given: deque[str] = deque(maxlen=2 * SHOWN)

    def read(self, *, with_topic: bool = False) -> Reading:
        """Look at the room once; news of its topic brings the topic too. Raises HipChatError."""
        lines = self.latest()
        asked = with_topic or any(line.kind is Kind.TOPIC for line in lines)
        topic = self._topic_if_told() if asked else None
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

    def earlier(self, before: datetime, known: Collection[str]) -> Earlier:
        """Up to `SHOWN` messages from ``before`` back, those of ``known`` ids left out.

        Raises HipChatError.
        """
        found: list[RoomMessage] = []
        size = SHOWN + len(known)
        for message in self._client.history(self._room, before=before, page_size=size):
            if message.id not in known:
                found.append(message)
            if len(found) == SHOWN:
                break
        return Earlier(lines_of(reversed(found)), len(found) == SHOWN)

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
        return share_left(self._client.rate)

    def cancel(self) -> None:
        """End a waiting call; it raises."""
        self._client.cancel()

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


class RoomTalk:
    """Finds rooms to talk with, and opens channels to them."""

    def __init__(
        self, connect: Callable[[Server, Secret], RoomClient], store: Store, tokens: TokenKeeper
    ) -> None:
        self._connect = connect
        self._store = store
        self._tokens = tokens

    def places(self, integration_id: str, sandbox_url: str = "") -> tuple[RoomPlace, ...]:
        """The rooms of an integration, each with the token that is likeliest to read it.

        Rooms on the server at ``sandbox_url`` are of the sandbox. Blocks on the vault. Raises
        NotFound, VaultTrouble.
        """

        def work(unit: Unit) -> tuple[Integration, dict[str, TokenInfo]]:
            return unit.integrations.get(integration_id), unit.tokens.infos()

        integration, infos = self._store.read(work)
        server = Server.of(integration)
        is_sandbox = bool(sandbox_url) and same_server(integration.endpoint, sandbox_url)
        return tuple(
            RoomPlace(
                room.shown,
                room.room,
                server,
                self._tokens.reveal(_reading_ref(integration, room, infos)),
                is_sandbox,
                integration.name,
            )
            for room in integration.rooms
        )

    def open(self, place: RoomPlace) -> RoomChannel:
        """A channel to a room; nothing is asked yet. Raises NoToken."""
        if place.token is None:
            raise NoToken(f"The vault has no token for “{place.name}”. Enter one.")
        return RoomChannel(self._connect(place.server, place.token), place.room)


def _reading_ref(
    integration: Integration, room: Room, infos: Mapping[str, TokenInfo]
) -> str | None:
    """The token that may read the room as far as is known: room tokens never may."""

    def rank(ref: str) -> int:
        info = infos.get(ref)
        if info is None:
            return 1
        return 0 if allows(info, Use.READ) else 2

    refs = [ref for ref in (integration.token_ref, room.token_ref) if ref]
    return min(refs, key=rank, default=None)
