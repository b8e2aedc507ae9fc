"""Re-pointing a room notification: which rooms of another integration are meant by its own."""

from dataclasses import dataclass

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.subscription import RoomChoice


@dataclass(frozen=True, slots=True)
class Repointed:
    """The choice as it reads for the other integration; ``unmatched`` rooms are to be chosen."""

    choice: RoomChoice
    unmatched: tuple[Room, ...] = ()


def repoint(choice: RoomChoice, before: Integration, after: Integration) -> Repointed:
    """Find each chosen room of ``before`` again in ``after``: by endpoint and id, then by name.

    "All rooms" and a notification's own rooms mean the same everywhere. ``after`` may be the same
    integration later on, some of whose rooms are gone.
    """
    if choice.every:
        return Repointed(choice)
    chosen = [r for r in before.rooms if r.id in choice.room_ids]
    found = [(room, _counterpart(room, before, after)) for room in chosen]
    ids = dict.fromkeys(match.id for _, match in found if match is not None)
    return Repointed(
        RoomChoice(every=False, room_ids=tuple(ids), own=choice.own),
        tuple(room for room, match in found if match is None),
    )


def _counterpart(room: Room, before: Integration, after: Integration) -> Room | None:
    same = after.room(room.id)
    if same is not None:
        return same
    if before.endpoint == after.endpoint:
        for other in after.rooms:
            if other.room.casefold() == room.room.casefold():
                return other
    names = _names(room)
    return next((other for other in after.rooms if names & _names(other)), None)


def _names(room: Room) -> set[str]:
    # digits are an id, and an id means another room on another server
    return {n.casefold() for n in (room.name, room.room) if n and not n.isdigit()}
