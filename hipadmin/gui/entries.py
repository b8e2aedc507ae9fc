"""A room and a token as they are being edited: values, and how two versions of one merge."""

from dataclasses import dataclass, replace
from enum import Enum

from hipadmin.domain.integration import CLEAR, KEEP, Room, RoomDraft, TokenEdit
from hipadmin.domain.token import Secret, TokenInfo


class TokenState(Enum):
    """What a token field stands for."""

    NONE = "none"
    TYPED = "typed"
    STORED = "stored"
    OTHER_SERVER = "other server"
    """There is a stored one, but it was entered for another server."""


@dataclass(frozen=True, slots=True)
class TokenEntry:
    """A token as it is being edited. ``ref`` is the stored one's reference, None without one.

    ``removed`` says that a person took the stored one out; what was ``typed`` counts before both.
    """

    ref: str | None = None
    typed: Secret | None = None
    removed: bool = False

    def state(self, *, stays: bool) -> TokenState:
        """What the field stands for; ``stays`` says whether the server is still the same."""
        if self.typed:
            return TokenState.TYPED
        if self.ref is None or self.removed:
            return TokenState.NONE
        return TokenState.STORED if stays else TokenState.OTHER_SERVER

    def edit(self, *, stays: bool) -> TokenEdit:
        """What saving does to the token."""
        state = self.state(stays=stays)
        if state is TokenState.TYPED:
            return TokenEdit.to(self.typed)
        return KEEP if state is TokenState.STORED else CLEAR


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A room as it is being edited.

    ``key`` is its identity while the dialog is open, ``id`` that of the stored room. ``named_for``
    is the ID for which the server told ``name``; ``info`` is about the token it is sent with.
    """

    key: int
    room: str = ""
    token: TokenEntry = TokenEntry()
    enabled: bool = True
    id: str | None = None
    name: str = ""
    named_for: str = ""
    info: TokenInfo | None = None

    @property
    def known_name(self) -> str:
        """The server's name for the room, if it still is the room that was asked for."""
        return self.name if self.name and self.room.strip() == self.named_for else ""

    @property
    def shown(self) -> str:
        """The name where one is known, else what was entered."""
        return self.known_name or self.room.strip()


def stored_room(room: Room, info: TokenInfo | None) -> RoomEntry:
    """A stored room as it is when editing begins; it has no key yet."""
    token = TokenEntry(room.token_ref)
    return RoomEntry(0, room.room, token, room.enabled, room.id, room.name, room.room, info)


def room_draft(entry: RoomEntry, *, stays: bool) -> RoomDraft:
    """What would be saved of a room now."""
    token = entry.token.edit(stays=stays)
    return RoomDraft(entry.room.strip(), token, entry.enabled, entry.id, entry.known_name)


def merged(mine: RoomEntry, base: RoomEntry | None, theirs: RoomEntry | None) -> RoomEntry | None:
    """One room after both sides changed; None if they removed what was not touched here."""
    if mine.id is None or base is None:
        return mine
    untouched = _same(mine, base)
    if theirs is None:
        lost = replace(mine, id=None, token=replace(mine.token, ref=None))
        return None if untouched else lost
    if untouched:
        return replace(theirs, key=mine.key)
    return replace(mine, token=replace(mine.token, ref=theirs.token.ref))


def _same(one: RoomEntry, other: RoomEntry) -> bool:
    return (one.room.strip(), one.token, one.enabled) == (
        other.room.strip(),
        other.token,
        other.enabled,
    )
