"""The sandbox's memory: people, rooms, tokens and histories behind one lock."""

import re
import secrets
import string
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from hipadmin.sandbox.history import History
from hipadmin.sandbox.model import TOKEN_LIFE, Message, Person, Room, Token, TokenKind

TOKEN_LENGTH = 40
_LETTERS = string.ascii_letters + string.digits
_VERSION_LETTERS = string.ascii_uppercase + string.digits
_MENTION = re.compile(r"@(\w+)")


class State:
    """Everything the API shows and changes; every method may be called from any thread.

    ``revision`` grows with each change, so that a keeper knows when to write.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._people: dict[int, Person] = {}
        self._rooms: dict[int, Room] = {}
        self._tokens: dict[str, Token] = {}
        self._histories: dict[int, History] = {}
        self.revision = 0

    def people(self) -> list[Person]:
        """List everybody by id."""
        with self._lock:
            return [self._people[key] for key in sorted(self._people)]

    def person(self, person_id: int | None) -> Person | None:
        """Find a person by id."""
        with self._lock:
            return None if person_id is None else self._people.get(person_id)

    def rooms(self) -> list[Room]:
        """List the rooms by id."""
        with self._lock:
            return [self._rooms[key] for key in sorted(self._rooms)]

    def find_room(self, name_or_id: str) -> Room | None:
        """Find a room: digits are tried as an id first, then a name, exactly before roughly."""
        with self._lock:
            by_id = self._rooms.get(int(name_or_id)) if _is_id(name_or_id) else None
            return by_id or self._named(name_or_id)

    def room(self, room_id: int | None) -> Room | None:
        """Find a room by its number."""
        with self._lock:
            return None if room_id is None else self._rooms.get(room_id)

    def tokens(self) -> list[Token]:
        """List the tokens that have not expired, oldest first."""
        with self._lock:
            now = self._clock()
            return [token for token in self._tokens.values() if token.expires > now]

    def find_token(self, value: str) -> Token | None:
        """Find a token that has not expired."""
        with self._lock:
            token = self._tokens.get(value)
            return token if token and token.expires > self._clock() else None

    def seconds_left(self, token: Token) -> int:
        """Say how many whole seconds ``token`` still lives."""
        return max(0, int(token.expires - self._clock()))

    def history(self, room_id: int) -> list[Message]:
        """Give all that is kept of a room's history, oldest first."""
        with self._lock:
            return list(self._histories[room_id])

    def newest(self, room_id: int, limit: int, not_before: str | None) -> list[Message]:
        """Give up to ``limit`` of the newest messages, from ``not_before`` on, oldest first."""
        with self._lock:
            return self._histories[room_id].newest(limit, not_before=not_before)

    def find_message(self, room_id: int, message_id: str) -> Message | None:
        """Find a message that a room still keeps."""
        with self._lock:
            return self._histories[room_id].find(message_id)

    def mentioned(self, text: str) -> tuple[int, ...]:
        """Give the ids of the people whom ``text`` mentions by @name, each once."""
        names = dict.fromkeys(name.lower() for name in _MENTION.findall(text))
        with self._lock:
            known = {p.mention_name.lower(): p.id for p in self._people.values()}
            return tuple(known[name] for name in names if name in known)

    def post(self, room_id: int, draft: Message) -> Message:
        """Put ``draft`` into a room with a fresh id and the present time."""
        with self._lock:
            message = replace(draft, id=str(uuid.uuid4()), date=self._now("microseconds"))
            self._histories[room_id].append(message)
            self.revision += 1
            return message

    def add_person(self, name: str, mention_name: str) -> Person:
        """Add a person."""
        with self._lock:
            number = max(self._people, default=100) + 1
            address = f"{mention_name.lower()}@example.test"
            person = Person(number, name, mention_name, address, _letters(8, _VERSION_LETTERS))
            return self.put_person(person)

    def add_room(
        self,
        name: str,
        owner: Person,
        *,
        topic: str = "",
        privacy: str = "public",
        is_archived: bool = False,
    ) -> Room:
        """Add a room; ``privacy`` is ``public`` or ``private``."""
        with self._lock:
            number = max(self._rooms, default=0) + 1
            created = self._now("seconds").removesuffix("+00:00")
            version = _letters(8, _VERSION_LETTERS)
            room = Room(number, name, owner.id, created, version, topic, privacy, is_archived)
            return self.put_room(room)

    def add_token(
        self,
        kind: TokenKind,
        label: str,
        scopes: tuple[str, ...],
        *,
        room: Room | None = None,
        person: Person | None = None,
        life: float = TOKEN_LIFE,
    ) -> Token:
        """Make a token that lives ``life`` seconds."""
        with self._lock:
            token = Token(
                value=_fresh_token(),
                kind=kind,
                label=label,
                scopes=scopes,
                client=max((t.client for t in self._tokens.values()), default=1000) + 1,
                oauth_client=str(uuid.uuid4()),
                expires=self._clock() + life,
                room=room.id if room else None,
                person=person.id if person else None,
            )
            return self.put_token(token)

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
            self._histories.setdefault(room.id, History())
            self.revision += 1
            return room

    def put_token(self, token: Token) -> Token:
        """Keep ``token`` as it is."""
        with self._lock:
            self._tokens[token.value] = token
            self.revision += 1
            return token

    def put_message(self, room_id: int, message: Message) -> None:
        """Keep ``message`` as it is, after the others of its room."""
        with self._lock:
            self._histories[room_id].append(message)
            self.revision += 1

    def _named(self, name: str) -> Room | None:
        rooms = list(self._rooms.values())
        exact = (room for room in rooms if room.name == name)
        rough = (room for room in rooms if room.name.casefold() == name.casefold())
        return next(exact, None) or next(rough, None)

    def _now(self, precision: str) -> str:
        return datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec=precision)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _letters(count: int, alphabet: str) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(count))


def _fresh_token() -> str:
    """Make a token that looks like v2: upper case, lower case and digits are all there."""
    while True:
        value = _letters(TOKEN_LENGTH, _LETTERS)
        kinds = (str.isupper, str.islower, str.isdigit)
        if all(any(map(kind, value)) for kind in kinds):
            return value
