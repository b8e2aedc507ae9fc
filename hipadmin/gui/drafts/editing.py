"""What the integration dialog holds while a person types: fields, rooms, the fate of tokens.

Nothing here knows Qt; the dialog shows what this says.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
from hipadmin.gui.drafts.clashes import Clash, settled
from hipadmin.gui.drafts.entries import (
    RoomEntry,
    TokenEntry,
    TokenState,
    merged_room,
    merged_token,
    room_draft,
    stored_room,
)

TEXTS = ("name", "endpoint", "ca_certificate", "proxy")
"""The plain texts of an integration, as problems and clashes call them."""


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
        self.enabled = current.enabled if current else True
        self.token = TokenEntry(current.token_ref if current else None)
        self.standard = current is not None and current.standard
        self.use_in: tuple[str, ...] = ()
        self._rooms: list[RoomEntry] = []
        self._last_key = 0
        self._theirs: dict[str, object] = {}
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
            enabled=self.enabled,
            use_in=self.use_in,
            standard=self.standard,
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

    def rebase(self, current: Integration, infos: Mapping[str, TokenInfo]) -> tuple[Clash, ...]:
        """Go on from ``current``, stored meanwhile by somebody else.

        What was not touched here takes the new value; what was stays. Gives what both sides
        changed: ``name``, ``endpoint``, ``ca_certificate``, ``proxy`` as texts, ``token`` as
        `TokenEntry`, ``room:KEY`` as `RoomEntry` or None where that side has none.
        """
        base, theirs = self.current, Editing(current, infos)
        if base is None:
            raise ValueError("only an edit can have been overtaken")
        before = Editing(base)
        found = [*self._rebase_texts(before, theirs), *self._rebase_token(before, theirs)]
        self.standard, _ = settled(before.standard, self.standard, theirs.standard)
        self.current, self.enabled, self._clean = current, current.enabled, theirs.draft()
        found += self._rebase_rooms(before, theirs)
        self._theirs = {c.place: c.theirs for c in found}
        return tuple(found)

    def adopt(self, place: str) -> None:
        """Take what is stored in ``place`` instead of what was entered here."""
        theirs = self._theirs[place]
        if isinstance(theirs, TokenEntry):
            self.type_token(theirs)
        elif isinstance(theirs, str):
            setattr(self, place, theirs)
        else:
            self._adopt_room(int(place.partition(":")[2]), theirs)

    @property
    def kept_refs(self) -> tuple[str, ...]:
        """References to the stored tokens that saving would keep."""
        entries = (self.token, *(r.token for r in self._rooms))
        stored = (e.ref for e in entries if e.state(stays=self.stays) is TokenState.STORED)
        return tuple(ref for ref in stored if ref)

    def begin_anew(self, tokens: Mapping[str, Secret]) -> None:
        """Add what was entered as a new integration; ``tokens`` are those still there, by ref."""
        kept = set(self.kept_refs)

        def fresh(entry: TokenEntry) -> TokenEntry:
            known = tokens.get(entry.ref or "") if entry.ref in kept else None
            return TokenEntry(typed=entry.typed or known)

        self.token = fresh(self.token)
        self._rooms = [replace(r, id=None, token=fresh(r.token)) for r in self._rooms]
        self.current, self._clean = None, Editing().draft()

    def _adopt_room(self, key: int, theirs: object) -> None:
        if not isinstance(theirs, RoomEntry):
            self.remove_room(key)
        elif self.room(key) is None:
            self._rooms.append(replace(theirs, key=key))
        else:
            self._rooms[self._rooms.index(self._at(key))] = replace(theirs, key=key)

    def _rebase_texts(self, before: "Editing", theirs: "Editing") -> Iterator[Clash]:
        for place in TEXTS:
            old, here, there = (getattr(x, place).strip() for x in (before, self, theirs))
            if place == "endpoint":
                here = self.normalised or here
            value, clash = settled(old, here, there)
            if place == "endpoint" and self._has_typed() and not same_server(old, there):
                value, clash = here, here != there  # a token typed for one server goes to no other
            if value != here:
                setattr(self, place, value)
            if clash:
                yield Clash(place, here, there)

    def _has_typed(self) -> bool:
        return any(entry.typed for entry in (self.token, *(r.token for r in self._rooms)))

    def _rebase_token(self, before: "Editing", theirs: "Editing") -> Iterator[Clash]:
        mine = self.token
        self.token, clash = merged_token(mine, before.token, theirs.token)
        if self.token == theirs.token:
            self.account = theirs.account
        if clash:
            yield Clash("token", mine, theirs.token)

    def _rebase_rooms(self, before: "Editing", theirs: "Editing") -> Iterator[Clash]:
        old, stored = ({r.id: r for r in x.rooms} for x in (before, theirs))
        by_name = {r.room.strip().casefold(): r for r in theirs.rooms if r.id not in old}
        mine, self._rooms = self._rooms, []
        for entry in mine:
            there = stored.get(entry.id) if entry.id else by_name.get(entry.room.strip().casefold())
            room, clash = merged_room(entry, old.get(entry.id), there)
            if room is not None:
                self._rooms.append(room)
            if clash:
                yield Clash(f"room:{entry.key}", entry, there)
        yield from self._rebase_absent(mine, old, theirs)

    def _rebase_absent(
        self,
        mine: Sequence[RoomEntry],
        old: Mapping[str | None, RoomEntry],
        theirs: "Editing",
    ) -> Iterator[Clash]:
        """Rooms that are stored and are not here: added there, or removed here."""
        here = {r.id for r in (*mine, *self._rooms)}
        for room in theirs.rooms:
            if room.id in here:
                continue
            if room.id not in old:
                self._append(room)
            elif merged_room(None, old[room.id], room)[1]:
                self._last_key += 1
                yield Clash(f"room:{self._last_key}", None, room)
