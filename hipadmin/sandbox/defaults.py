"""What a fresh sandbox holds, and the tokens it announces."""

from dataclasses import dataclass, field

from hipadmin.sandbox.model import ALL_SCOPES, ROOM_SCOPES, USER_SCOPES, Room, Token, TokenKind
from hipadmin.sandbox.state import State

_PEOPLE = (("Ada Admin", "AdaAdmin"), ("Robin Reed", "RobinReed"), ("Sam Shore", "SamShore"))
_ROOMS = (
    ("Builds", "What the build machines have to say"),
    ("Ops", "Alerts and who looks after them"),
    ("Releases", "What goes out, and when"),
)
_ADDON_SCOPES = ("admin_room", "send_notification", "view_group", "view_messages", "view_room")


@dataclass(frozen=True, slots=True)
class Announced:
    """One live token of each kind: per room id, of a person, of an administrator."""

    rooms: dict[int, str] = field(repr=False)
    user: str = field(repr=False)
    admin: str = field(repr=False)


def furnish(state: State) -> Announced:
    """See that ``state`` has people, rooms, and a live token of each kind.

    What is there already stays; an expired token gets a successor.
    """
    if not state.people():
        for name, mention in _PEOPLE:
            state.add_person(name, mention, is_group_admin=mention == _PEOPLE[0][1])
    owner, *others = state.people()
    if not state.rooms():
        for name, topic in _ROOMS:
            state.add_room(name, owner, topic=topic)
    user = _of_kind(state, TokenKind.USER) or state.add_token(
        TokenKind.USER, "Sandbox user", USER_SCOPES, person=others[0] if others else owner
    )
    admin = _of_kind(state, TokenKind.ADMIN) or state.add_token(
        TokenKind.ADMIN, "Sandbox admin", ALL_SCOPES, person=owner
    )
    if not state.clients():
        state.add_client("Sandbox add-on", _ADDON_SCOPES)
    rooms = {room.id: _room_token(state, room).value for room in state.rooms()}
    return Announced(rooms, user.value, admin.value)


def _of_kind(state: State, kind: TokenKind) -> Token | None:
    return next((token for token in state.tokens() if token.kind is kind), None)


def _room_token(state: State, room: Room) -> Token:
    own = (t for t in state.tokens() if t.kind is TokenKind.ROOM and t.room == room.id)
    found = next(own, None)
    return found or state.add_token(TokenKind.ROOM, f"{room.name} alerts", ROOM_SCOPES, room=room)
