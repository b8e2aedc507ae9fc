"""Who belongs to a room, and who is there at the moment."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hipadmin.sandbox.model import ROOM_ROLES, Membership, Person, Room

_ADMIN = (ROOM_ROLES[1],)


def memberships(room: Room) -> list[Membership]:
    """Give the places in a room, its owner's first."""
    others = [member for member in room.members if member.person != room.owner]
    return [Membership(room.owner, _ADMIN), *others]


def belonging(room: Room, people: Iterable[Person]) -> list[Person]:
    """Give those who may be in a room: everybody in a public one, its members in a private one."""
    members = {member.person for member in memberships(room)}
    public = room.privacy == "public"
    return [p for p in people if not p.is_deleted and (public or p.id in members)]


def present(room: Room, people: Iterable[Person]) -> list[Person]:
    """Give those who are in a room now."""
    return [person for person in belonging(room, people) if person.id not in room.absent]


def administers(room: Room, person: int | None) -> bool:
    """Whether somebody owns or administers a room."""
    return any(m.person == person and _ADMIN[0] in m.roles for m in memberships(room))


def is_member(room: Room, person: int) -> bool:
    """Whether somebody is among a room's members."""
    return any(member.person == person for member in room.members)


def with_member(room: Room, person: int, roles: Sequence[str]) -> Room:
    """Give ``room`` with somebody as a member who is there."""
    entered = entered_by(without_member(room, person), person)
    return replace(entered, members=(*entered.members, Membership(person, tuple(roles))))


def without_member(room: Room, person: int) -> Room:
    """Give ``room`` without somebody among its members."""
    return replace(room, members=tuple(m for m in room.members if m.person != person))


def entered_by(room: Room, person: int) -> Room:
    """Give ``room`` after somebody came in."""
    return replace(room, absent=tuple(key for key in room.absent if key != person))


def left_by(room: Room, person: int) -> Room:
    """Give ``room`` after somebody went out."""
    return replace(room, absent=(*entered_by(room, person).absent, person))
