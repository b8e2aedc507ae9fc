"""What the integration dialog holds while a person types: fields, rooms, the fate of tokens.

Nothing here knows Qt; the dialog shows what this says.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from hipadmin.domain.integration import (
    Integration,
    IntegrationDraft,
    check_integration,
    same_server,
)
from hipadmin.domain.problems import Problem
from hipadmin.domain.room_address import EndpointError, RoomAddress, normalise_endpoint
from hipadmin.domain.token import Secret, TokenInfo
from hipadmin.gui.entries import (
    RoomEntry,
    TokenEntry,
    TokenState,
    merged,
    room_draft,
    stored_room,
)


class Editing:
    """An integration being added (``current`` None) or edited; what it says is always up to date.

    Attributes:
        account: what the server said of the account token, once asked.
        use_in: ids of subscriptions that shall use a new integration.
    """

    def __init__(
        self, current: Integration | None = None, infos: Mapping[str, TokenInfo] | None = None
    ) -> None:
        self.current = current
        self.name = current.name if current else ""
        self.endpoint = current.endpoint if current else ""
        self.ca_certificate = current.ca_certificate if current else ""
        self.proxy = current.proxy if current else ""
        self.token = TokenEntry(current.token_ref if current else None)
        self.use_in: tuple[str, ...] = ()
        self._rooms: list[RoomEntry] = []
        self._last_key = 0
        infos = infos or {}
        self.account = infos.get(self.token.ref or "")
        for room in current.rooms if current else ():
            ref = room.token_ref or (current.token_ref if current else None)
            self._append(stored_room(room, infos.get(ref or "")))
        self._clean = self.draft()

    # what it says

    @property
    def rooms(self) -> tuple[RoomEntry, ...]:
        """The rooms, in order."""
        return tuple(self._rooms)

    def room(self, key: int) -> RoomEntry | None:
        """The room with ``key``, None if it was removed."""
        return next((r for r in self._rooms if r.key == key), None)

    @property
    def normalised(self) -> str:
        """The endpoint in its one spelling, an empty text while it is none."""
        try:
            return normalise_endpoint(self.endpoint)
        except EndpointError:
            return ""

    @property
    def stays(self) -> bool:
        """Whether stored tokens may be kept: the server is still the one they were entered for."""
        return self.current is not None and same_server(self.current.endpoint, self.normalised)

    @property
    def drops_tokens(self) -> bool:
        """Whether saving now would lose stored tokens because the server is another one."""
        entries = (self.token, *(r.token for r in self._rooms))
        states = [e.state(stays=self.stays) for e in entries]
        return TokenState.OTHER_SERVER in states

    def draft(self) -> IntegrationDraft:
        """What would be saved now."""
        stays = self.stays
        return IntegrationDraft(
            name=self.name.strip(),
            endpoint=self.normalised or self.endpoint.strip(),
            token=self.token.edit(stays=stays),
            rooms=tuple(room_draft(r, stays=stays) for r in self._rooms),
            ca_certificate=self.ca_certificate.strip(),
            proxy=self.proxy.strip(),
            enabled=self.current.enabled if self.current else True,
            use_in=self.use_in,
        )

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what was opened."""
        return self.draft() != self._clean

    def problems(self, taken: Collection[str]) -> tuple[Problem, ...]:
        """Every problem that can be found without asking anybody."""
        return check_integration(self.draft(), taken)

    # what a person does

    def offer_endpoint(self, endpoint: str) -> bool:
        """Fill in ``endpoint`` if none was entered yet; that is no change. Say whether it was."""
        if self.endpoint or self.current:
            return False
        self.endpoint = endpoint
        self._clean = replace(self._clean, endpoint=self.normalised or endpoint.strip())
        return True

    def add_room(self, room: str = "") -> RoomEntry:
        """Add a room at the end."""
        return self._append(RoomEntry(0, room))

    def change_room(self, entry: RoomEntry) -> None:
        """Put ``entry`` in place of the one with its key; what was known of another token goes."""
        for index, old in enumerate(self._rooms):
            if old.key == entry.key:
                same = old.token == entry.token and old.room.strip() == entry.room.strip()
                self._rooms[index] = entry if same else replace(entry, info=None)

    def remove_room(self, key: int) -> None:
        """Take a room out."""
        self._rooms = [r for r in self._rooms if r.key != key]

    def type_token(self, token: TokenEntry) -> None:
        """Change the account token; what was known of another one goes."""
        if token == self.token:
            return
        self.token = token
        self.account = None
        for index, room in enumerate(self._rooms):
            if not self._has_own(room):
                self._rooms[index] = replace(room, info=None)

    def take(self, address: RoomAddress) -> RoomEntry:
        """Take endpoint, room and token of a room URL over; give the room.

        A row of the same room is used, else one without a room yet, else a new one.
        """
        self.endpoint = address.endpoint
        wanted = address.room.casefold()
        known = [r for r in self._rooms if r.room.strip().casefold() == wanted]
        empty = [r for r in self._rooms if not r.room.strip()]
        entry = (known or empty or [self.add_room(address.room)])[0]
        token = entry.token
        if address.token:
            token = replace(token, typed=Secret(address.token))
        room = entry.room if known else address.room
        self.change_room(replace(entry, room=room, token=token))
        return self.room(entry.key) or entry

    # what the server said

    def learn(self, key: int, info: TokenInfo, name: str) -> None:
        """Keep what a test found out about the token a room is sent with, and the room's name."""
        entry = self.room(key)
        if entry is None:
            return
        if name:
            entry = replace(entry, name=name, named_for=entry.room.strip())
        self._rooms[self._rooms.index(self._at(key))] = replace(entry, info=info)
        if not self._has_own(entry):
            self.account = info

    def _at(self, key: int) -> RoomEntry:
        return next(r for r in self._rooms if r.key == key)

    def _has_own(self, room: RoomEntry) -> bool:
        return room.token.state(stays=self.stays) in (TokenState.TYPED, TokenState.STORED)

    def token_state(self, room: RoomEntry) -> TokenState:
        """What the room's own token is."""
        return room.token.state(stays=self.stays)

    def _append(self, entry: RoomEntry) -> RoomEntry:
        self._last_key += 1
        entry = replace(entry, key=self._last_key)
        self._rooms.append(entry)
        return entry

    # somebody else was faster

    def rebase(self, current: Integration, infos: Mapping[str, TokenInfo]) -> tuple[str, ...]:
        """Go on from ``current``, stored meanwhile by somebody else.

        What was not touched here takes the new value; what was stays. Gives the names of the
        fields (``name``, ``endpoint``, ``ca_certificate``, ``proxy``) both sides changed.
        """
        base, mine, theirs = self.current, self.draft(), Editing(current, infos)
        if base is None:
            raise ValueError("only an edit can have been overtaken")
        both = []
        for field in ("name", "endpoint", "ca_certificate", "proxy"):
            old, here, there = (getattr(x, field) for x in (base, mine, current))
            if here == old:
                setattr(self, field, there)
            elif there not in (old, here):
                both.append(field)
        self.current, self._clean = current, theirs.draft()
        self.token = replace(self.token, ref=current.token_ref)
        self._rebase_rooms(base, theirs)
        return tuple(both)

    def _rebase_rooms(self, base: Integration, theirs: "Editing") -> None:
        stored = {r.id: r for r in theirs.rooms}
        before = {r.id: r for r in Editing(base).rooms}
        found = [merged(r, before.get(r.id), stored.get(r.id)) for r in self._rooms]
        here = {r.id for r in self._rooms}
        self._rooms = [r for r in found if r is not None]
        for room in theirs.rooms:
            if room.id not in here and room.id not in before:
                self._append(room)
