"""The sandbox's memory: people, rooms, tokens and histories behind one lock."""

import re
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hipadmin.sandbox import fresh
from hipadmin.sandbox.history import History
from hipadmin.sandbox.hooks import Hooks
from hipadmin.sandbox.model import Message, Person, Room
from hipadmin.sandbox.tokens import Tokens, see_room_for

MAX_ROOMS = 10_000
MAX_PEOPLE = 10_000
MAX_WEIGHT = 128 << 20
"""Bounds of what requests can make grow (the sandbox's own); the last one is about bytes."""
_MENTION = re.compile(r"@(\w+)")
Place = int | tuple[int, int]
"""Where something is said: a room's id, or the ids of the two people of a chat, in order."""


class NameTaken(Exception):
    """There is a room (or a person) of that name already."""


def chat(one: int, other: int) -> Place:
    """Give the place where two people talk to each other."""
    return min(one, other), max(one, other)


class State(Tokens):
    """Everything the API shows and changes; every method may be called from any thread."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__(clock)
        self._people: dict[int, Person] = {}
        self._rooms: dict[int, Room] = {}
        self._histories: dict[Place, History] = {}
        self._last_room = 0
        self._weight = 0
        self.hooks = Hooks(self.touch)

    def people(self) -> list[Person]:
        """List everybody by id."""
        with self._lock:
            return [self._people[key] for key in sorted(self._people)]

    def person(self, person_id: int | None) -> Person | None:
        """Find a person by id."""
        with self._lock:
            return None if person_id is None else self._people.get(person_id)

    def find_person(self, name: str) -> Person | None:
        """Find a person by id, e-mail address or @mention; the deleted only by id."""
        with self._lock:
            if fresh.is_id(name):
                return self._people.get(int(name))
            wanted = name.casefold()
            here = (p for p in self._people.values() if not p.is_deleted)
            return next((p for p in here if wanted in _addresses(p)), None)

    def rooms(self) -> list[Room]:
        """List the rooms by id."""
        with self._lock:
            return [self._rooms[key] for key in sorted(self._rooms)]

    def find_room(self, name_or_id: str) -> Room | None:
        """Find a room: digits are tried as an id first, then a name, exactly before roughly."""
        with self._lock:
            by_id = self._rooms.get(int(name_or_id)) if fresh.is_id(name_or_id) else None
            return by_id or self._named(name_or_id)

    def room(self, room_id: int | None) -> Room | None:
        """Find a room by its number."""
        with self._lock:
            return None if room_id is None else self._rooms.get(room_id)

    def history(self, place: Place) -> list[Message]:
        """Give all that is kept of what was said in a place, oldest first."""
        with self._lock:
            return list(self._history(place))

    def newest(self, place: Place, limit: int, not_before: str | None) -> list[Message]:
        """Give up to ``limit`` of the newest messages, from ``not_before`` on, oldest first."""
        with self._lock:
            return self._history(place).newest(limit, not_before=not_before)

    def find_message(self, place: Place, message_id: str) -> Message | None:
        """Find a message that a place still keeps."""
        with self._lock:
            return self._history(place).find(message_id)

    def mentioned(self, text: str) -> tuple[int, ...]:
        """Give the ids of the people whom ``text`` mentions by @name, each once."""
        names = dict.fromkeys(name.lower() for name in _MENTION.findall(text))
        with self._lock:
            known = {p.mention_name.lower(): p.id for p in self._people.values()}
            return tuple(known[name] for name in names if name in known)

    def post(self, place: Place, draft: Message) -> Message:
        """Put ``draft`` into a place with a fresh id and the present time."""
        with self._lock:
            message = replace(draft, id=str(uuid.uuid4()), date=self.now("microseconds"))
            self._append(place, message)
            return message

    def places(self) -> list[Place]:
        """List every room and chat that has a history."""
        with self._lock:
            return list(self._histories)

    def said(self, place: Place) -> int:
        """Say how many messages were ever put into a place."""
        with self._lock:
            return self._history(place).total

    def add_person(self, name: str, mention_name: str, **more: Any) -> Person:
        """Add a person; ``more`` are further members of ``Person``.

        Raises ``NameTaken`` when somebody has the mention name or the address already.
        """
        with self._lock:
            see_room_for(len(self._people), MAX_PEOPLE, "people")
            number = max(self._people, default=100) + 1
            email = more.pop("email", None) or f"{mention_name.lower()}@example.test"
            created = self.now("seconds").removesuffix("+00:00")
            values = {"created": created, **more}
            person = Person(number, name, mention_name, email, fresh.version(), **values)
            return self.change_person(person)

    def change_person(self, person: Person) -> Person:
        """Keep ``person`` under a fresh version; raises ``NameTaken`` as ``add_person`` does."""
        with self._lock:
            for address in (person.email, f"@{person.mention_name}"):
                holder = self.find_person(address)
                if holder and holder.id != person.id and not person.is_deleted:
                    raise NameTaken(address)
            return self.put_person(replace(person, version=fresh.version()))

    def add_room(
        self,
        name: str,
        owner: Person,
        *,
        topic: str = "",
        privacy: str = "public",
        **more: Any,
    ) -> Room:
        """Add a room; ``privacy`` is ``public`` or ``private``, ``more`` are members of ``Room``.

        Raises ``NameTaken`` when a room has exactly that name.
        """
        with self._lock:
            see_room_for(len(self._rooms), MAX_ROOMS, "rooms")
            number = max(max(self._rooms, default=0), self._last_room) + 1
            created = self.now("seconds").removesuffix("+00:00")
            room = Room(number, name, owner.id, created, "", topic, privacy, **more)
            return self.change_room(room)

    def change_room(self, room: Room) -> Room:
        """Keep ``room`` under a fresh version; raises ``NameTaken`` as ``add_room`` does."""
        with self._lock:
            before = self._rooms.get(room.id)
            renamed = before is None or before.name != room.name
            if renamed and any(r.name == room.name for r in self._rooms.values()):
                raise NameTaken(room.name)
            return self.put_room(replace(room, version=fresh.version()))

    def alter_room(self, room_id: int, alter: Callable[[Room], Room]) -> Room | None:
        """Keep what ``alter`` makes of a room as it is now; ``None`` when it is gone."""
        with self._lock:
            room = self._rooms.get(room_id)
            return None if room is None else self.change_room(alter(room))

    def remove_room(self, room_id: int) -> None:
        """Forget a room, what was said there, and the tokens that are good for nothing else."""
        with self._lock:
            self._rooms.pop(room_id, None)
            gone = self._histories.pop(room_id, None)
            self._weight -= gone.weight if gone is not None else 0
            self._tokens = {k: t for k, t in self._tokens.items() if t.room != room_id}
            self.hooks.remove_room(room_id)
            self.revision += 1

    def put_person(self, person: Person) -> Person:
        """Keep ``person`` as it is."""
        with self._lock:
            self._people[person.id] = person
            self.revision += 1
            return person

    def put_room(self, room: Room) -> Room:
        """Keep ``room`` as it is."""
        with self._lock:
            self._rooms[room.id] = room
            self._last_room = max(self._last_room, room.id)
            self._histories.setdefault(room.id, History())
            self.revision += 1
            return room

    def put_message(self, place: Place, message: Message) -> None:
        """Keep ``message`` as it is, after the others of its place."""
        with self._lock:
            self._append(place, message)

    def _named(self, name: str) -> Room | None:
        rooms = list(self._rooms.values())
        exact = (room for room in rooms if room.name == name)
        rough = (room for room in rooms if room.name.casefold() == name.casefold())
        return next(exact, None) or next(rough, None)

    def uninstall(self, client_id: str) -> None:
        """Forget an add-on with its tokens and webhooks."""
        self.remove_client(client_id)
        self.hooks.remove_client(client_id)

    def _history(self, place: Place) -> History:
        """Give a place's history; one that is not there (any more) is empty."""
        found = self._histories.get(place)
        return History() if found is None else found

    def _append(self, place: Place, message: Message) -> None:
        if isinstance(place, tuple):
            self._histories.setdefault(place, History())
        history = self._history(place)
        before = history.weight
        history.append(message)
        self.revision += 1
        if place in self._histories:
            self._weight += history.weight - before
            self._lighten()

    def _lighten(self) -> None:
        """Halve the largest histories while all of them together are too much."""
        while self._weight > MAX_WEIGHT:
            largest = max(self._histories.values(), key=lambda history: history.weight)
            before = largest.weight
            largest.halve()
            self._weight -= before - largest.weight
            if largest.weight == before:
                return


def _addresses(person: Person) -> tuple[str, str]:
    return person.email.casefold(), f"@{person.mention_name}".casefold()
