"""What is kept of a message being composed."""

from collections.abc import Sequence
from dataclasses import dataclass

from hipadmin.recovery.draft_folder import Draft
from hipadmin.recovery.plain_value import Unreadable, from_plain
from hipadmin.services.rooms.composing import MessageDraft
from hipadmin.services.rooms.targets import Target
from hipadmin.services.rooms.testing import RoomTests

KIND = "message"


@dataclass(frozen=True, slots=True)
class KeptRoom:
    """A room to choose from: of an integration by name; ``room_id`` as in `Target`."""

    integration: str
    room: str
    room_id: str | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """What was entered, and the rooms it could go to."""

    rooms: tuple[KeptRoom, ...]
    message: MessageDraft


def kept(targets: Sequence[Target], chosen: Sequence[int], message: MessageDraft) -> KeptMessage:
    """What to keep of a message to ``targets``, of which those at ``chosen`` are wanted."""
    rooms = (
        KeptRoom(target.integration, target.room, target.room_id, at in chosen)
        for at, target in enumerate(targets)
    )
    return KeptMessage(tuple(rooms), message)


def read(draft: Draft) -> KeptMessage | None:
    """What was kept, None if it cannot be understood any more."""
    try:
        return from_plain(KeptMessage, draft.content)
    except Unreadable:
        return None


def found_again(tests: RoomTests, was: KeptMessage) -> tuple[list[Target], set[int]]:
    """The rooms that are still there, and the positions of those chosen. Blocking."""
    targets: list[Target] = []
    chosen: set[int] = set()
    for room in was.rooms:
        target = tests.target_again(room.integration, room.room, room.room_id)
        if target is not None:
            chosen |= {len(targets)} if room.chosen else set()
            targets.append(target)
    return targets, chosen
