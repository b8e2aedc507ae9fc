"""A store with one subscription per room of a sandbox that remembers everything said in it."""

import contextlib
import itertools
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import RoomChoice, RoomNotification, Subscription
from hipadmin.domain.token import Secret
from hipadmin.sandbox.model import Message
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.sandbox.state import Place, State
from hipadmin.services.configuration.journal import Journal
from hipadmin.services.configuration.records import Acts
from hipadmin.services.intake.intake_keys import IntakeKeys
from hipadmin.services.relay.handover import Gatherer
from hipadmin.services.tokens import TokenKeeper
from hipadmin.store import Database, open_store
from hipadmin.vault.session_vault import SessionVault
from tests.services.relaying import START
from tests.services.sandboxed import Chat, integration

_NAMED = re.compile(r"event \d+-(\d+)\b")


def title(room: int, number: int) -> str:
    """What event ``number`` of a room is called, there and nowhere else."""
    return f"event {room}-{number}"


def named(text: str) -> list[int]:
    """The numbers of the events that a message speaks of."""
    return [int(number) for number in _NAMED.findall(text)]


class Listening(State):
    """A sandbox's state that forgets nothing of what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[Place, list[str]] = defaultdict(list)
        self._arrived: dict[tuple[Place, int], float] = {}

    def post(self, place: Place, draft: Message) -> Message:
        """Remember it, then do as always."""
        posted = super().post(place, draft)
        self.heard[place].append(posted.text)
        for number in named(posted.text):
            self._arrived.setdefault((place, number), time.monotonic())
        return posted

    def events_told(self) -> int:
        """How many events were told, in their rooms, alone or in digests."""
        return len(self._arrived)

    def messages_heard(self) -> int:
        """How many messages were posted, in all rooms."""
        return sum(len(texts) for texts in self.heard.values())

    def arrived(self, place: Place, number: int) -> float:
        """When (time.monotonic) the message about an event came; 0 if it did not yet."""
        return self._arrived.get((place, number), 0.0)


@dataclass(slots=True)
class Ground:
    """What a drill needs; ``keys`` by subscription, which are called by their room's number."""

    folder: Path
    store: Database
    box: Sandbox
    state: Listening
    chat: Chat
    gather: Gatherer
    keys: dict[int, Secret]

    @property
    def command(self) -> list[str]:
        """Starts a relay on the store."""
        where = ["--data-dir", str(self.folder), "--port", "0", "--log-level", "error"]
        return [sys.executable, "-m", "hipadmin", "relay", *where]

    def plenty(self) -> None:
        """Have the sandbox name limits that nobody comes near, and refuse nothing."""
        self.chat.limit(sends=10_000, people=100_000, addons=100_000, unlimited=True)

    def silence(self, room: int) -> None:
        """Switch the notification of a room off: its events are taken in and owe nothing."""

        def work(unit: Unit) -> None:
            found = unit.notifications.get(f"n{room}")
            unit.notifications.update(replace(found, enabled=False), found.version, START)

        self.store.write(work)

    @property
    def database(self) -> Path:
        return self.folder / "hipadmin.db"


def now() -> datetime:
    return datetime.now(UTC)


@contextlib.contextmanager
def ground(folder: Path, shared: int = 9) -> Iterator[Ground]:
    """Everything but relays; gone afterwards, but for the folder.

    ``shared`` rooms have the account's token instead of one of their own.
    """
    state = Listening()
    with (
        running(unlimited=True, state=state) as box,
        contextlib.closing(open_store(folder / "hipadmin.db", clock=now)) as store,
    ):
        place = _ground(folder, store, box, state, shared)
        place.plenty()
        yield place


def _integration(box: Sandbox, tokens: TokenKeeper, shared: int) -> Integration:
    """Some rooms with tokens of their own, more that share the account's."""
    to = integration(box, tokens)
    owner = box.state.people()[0]
    more = [box.state.add_room(f"Drill {n}", owner=owner).id for n in range(shared)]
    return replace(to, rooms=(*to.rooms, *(Room(f"r{n}", str(n)) for n in more)))


def _ground(folder: Path, store: Database, box: Sandbox, state: Listening, shared: int) -> Ground:
    ids = itertools.count()
    tokens = TokenKeeper(store, SessionVault("for this drill"), now, lambda: f"id{next(ids)}")
    to = _integration(box, tokens, shared)
    numbers = [room.id for room in state.rooms()]

    def work(unit: Unit) -> None:
        tokens.settle(unit, to.token_refs, ())
        unit.integrations.insert(to, START)
        for number in numbers:
            unit.subscriptions.insert(Subscription(f"s{number}", f"room {number}"), START)
            choice = RoomChoice(False, (f"r{number}",))
            notification = RoomNotification(f"n{number}", f"s{number}", "i1", "all", choice)
            unit.notifications.insert(notification, START)

    store.write(work)
    acts = Acts(store, "drill", now, lambda: f"id{next(ids)}", Journal())
    made = IntakeKeys(store, tokens, acts, now)
    keys = {n: made.reveal(made.ensure(f"s{n}").ref_id) or Secret("") for n in numbers}
    return Ground(folder, store, box, state, Chat(box), Gatherer(store, tokens), keys)
