"""A room and a token as they are being edited: values, and how two versions of one merge."""

from dataclasses import dataclass, replace
from enum import Enum

from hipadmin.domain.integration import CLEAR, KEEP, Room, RoomDraft, TokenEdit
from hipadmin.domain.token import Secret, TokenInfo
from hipadmin.gui.drafts.clashes import settled


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


def merged_token(mine: TokenEntry, base: TokenEntry, theirs: TokenEntry) -> tuple[TokenEntry, bool]:
    """One token after both sides changed, and whether they clash; what was done here is kept."""
    touched = mine.typed is not None or mine.removed
    clash = touched and theirs.ref != base.ref and not (mine.removed and theirs.ref is None)
    return replace(mine, ref=theirs.ref), clash


def merged_room(
    mine: RoomEntry | None, base: RoomEntry | None, theirs: RoomEntry | None
) -> tuple[RoomEntry | None, bool]:
    """One room after both sides changed (None: not there), and whether they clash.

    What was not touched here follows the other side; what was is kept, a removed room too. A room
    that was changed here and removed there is added again, without the token that went with it.
    """
    if mine is None:
        return None, theirs is not None and base is not None and not _same(theirs, base)
    if theirs is None:
        if base is not None and _same(mine, base):
            return None, False
        return replace(mine, id=None, token=replace(mine.token, ref=None)), base is not None
    start = base or RoomEntry(0, mine.room)
    room, one = settled(start.room.strip(), mine.room.strip(), theirs.room.strip())
    enabled, two = settled(start.enabled, mine.enabled, theirs.enabled)
    token, three = merged_token(mine.token, start.token, theirs.token)
    named = mine if room == mine.room.strip() and mine.known_name else theirs
    entry = replace(
        theirs,
        key=mine.key,
        room=room,
        enabled=enabled,
        token=token,
        name=named.name,
        named_for=named.named_for,
        info=theirs.info if (room, token) == (theirs.room.strip(), theirs.token) else None,
    )
    return entry, one or two or three


def _same(one: RoomEntry, other: RoomEntry) -> bool:
    return (one.room.strip(), one.token, one.enabled) == (
        other.room.strip(),
        other.token,
        other.enabled,
    )
