"""A seed file: the people, rooms, tokens, add-ons and limits a sandbox starts with.

JSON, every part optional; people are named by @mention, e-mail address or id, rooms by name or id::

    {"users":  [{"name": "Kim Keller", "mention_name": "kim", "email": "kim@example.test",
                 "title": "", "timezone": "UTC", "password": "", "is_group_admin": false}],
     "rooms":  [{"name": "Ops", "topic": "", "privacy": "public", "owner": "@kim",
                 "is_archived": false, "is_guest_accessible": false, "members": ["@kim"]}],
     "tokens": [{"kind": "room", "room": "Ops", "label": "CI", "token": "", "expires_in": 3600},
                {"kind": "user", "user": "@kim", "label": "kim", "scopes": ["view_room"]}],
     "addons": [{"name": "Lamp", "scopes": ["send_notification"], "room": null,
                 "oauth_id": "", "oauth_secret": ""}],
     "limits": {"people": 100, "addons": 500, "sends": 30, "unlimited": false}}

What is there already under its name (or token) stays as it is, so that a seed goes together with
a state file.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hipadmin.sandbox.errors import ApiError
from hipadmin.sandbox.limits import MOST, Limits
from hipadmin.sandbox.model import (
    ALL_SCOPES,
    ROOM_SCOPES,
    TOKEN_LIFE,
    USER_SCOPES,
    Client,
    Membership,
    Person,
    Room,
    TokenKind,
)
from hipadmin.sandbox.rules import (
    Flag,
    Identifier,
    Items,
    Nullable,
    Number,
    Record,
    RoomName,
    Rule,
    Text,
    Whole,
)
from hipadmin.sandbox.state import NameTaken, State
from hipadmin.sandbox.tokens import Full

_SCOPES = Items(Text(options=ALL_SCOPES))
_TOKEN = Nullable(Text(0, 100))
_USER = Record(
    {
        "name": Text(1, 50),
        "mention_name": Text(1, 50),
        "email": Text(3, 250),
        "title": Text(),
        "timezone": Text(),
        "password": Text(),
        "is_group_admin": Flag(),
        "is_guest": Flag(),
    },
    required=("name", "mention_name"),
    closed=True,
)
_ROOM = Record(
    {
        "name": RoomName(),
        "topic": Text(0, 250),
        "privacy": Text(options=("public", "private")),
        "owner": Identifier(),
        "is_archived": Flag(),
        "is_guest_accessible": Flag(),
        "members": Items(Identifier()),
    },
    required=("name",),
    closed=True,
)
_TOKENS = Record(
    {
        "kind": Text(options=("room", "user", "admin")),
        "room": Nullable(Identifier()),
        "user": Nullable(Identifier()),
        "label": Text(1, 50),
        "scopes": _SCOPES,
        "token": _TOKEN,
        "expires_in": Number(),
    },
    required=("kind",),
    closed=True,
)
_ADDON = Record(
    {
        "name": Text(1, 50),
        "scopes": _SCOPES,
        "room": Nullable(Identifier()),
        "oauth_id": _TOKEN,
        "oauth_secret": _TOKEN,
    },
    required=("name", "scopes"),
    closed=True,
)
_COUNT: Rule = Whole(0, MOST)
_LIMITS = Record(
    {"people": _COUNT, "addons": _COUNT, "sends": _COUNT, "unlimited": Flag()}, closed=True
)
_SEED = Record(
    {
        "users": Items(_USER),
        "rooms": Items(_ROOM),
        "tokens": Items(_TOKENS),
        "addons": Items(_ADDON),
        "limits": _LIMITS,
    },
    closed=True,
)
_Members = Mapping[str, Any]


class SeedError(Exception):
    """The seed file cannot be used; the text says where and why."""


def plant(path: Path, state: State, limits: Limits) -> None:
    """Bring what ``path`` holds into ``state`` and ``limits``; raises ``SeedError``."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        _SEED.check("", content)
        for part, add in _PARTS.items():
            for members in content.get(part, ()):
                add(state, members)
        limits.adjust({name: int(value) for name, value in _limits(content)})
    except OSError as error:
        raise SeedError(f"cannot read {path}: {error.strerror}") from None
    except ApiError as error:
        raise SeedError(f"{path}: {error.message}") from None
    except NameTaken as error:
        raise SeedError(f"{path}: somebody or something is called {error} already") from None
    except Full as error:
        raise SeedError(f"{path}: {error}") from None
    except (ValueError, OverflowError):
        raise SeedError(f"{path} is not a seed file of the sandbox") from None


def _limits(content: _Members) -> list[tuple[str, float]]:
    found = content.get("limits", {})
    return [(k, v == "true" if isinstance(v, str) else v) for k, v in found.items()]


def _add_user(state: State, members: _Members) -> None:
    if state.find_person(f"@{members['mention_name']}"):
        return
    more = {k: v for k, v in members.items() if k not in ("name", "mention_name")}
    for name in ("is_group_admin", "is_guest"):
        more[name] = members.get(name) in (True, "true")
    state.add_person(members["name"], members["mention_name"], **more)


def _add_room(state: State, members: _Members) -> None:
    if any(room.name == members["name"] for room in state.rooms()):
        return
    owner = members.get("owner")
    places = (Membership(_person(state, m).id) for m in members.get("members", ()))
    state.add_room(
        members["name"],
        _anybody(state) if owner is None else _person(state, owner),
        topic=members.get("topic", ""),
        privacy=members.get("privacy", "public"),
        is_archived=members.get("is_archived") in (True, "true"),
        is_guest_accessible=members.get("is_guest_accessible") in (True, "true"),
        members=tuple(places),
    )


def _add_token(state: State, members: _Members) -> None:
    kind, value = TokenKind(members["kind"]), members.get("token") or ""
    room = _room(state, members["room"]) if members.get("room") is not None else None
    label = members.get("label") or (room.name if room else f"Seeded {kind}")
    if any(t.value == value or (not value and t.label == label) for t in state.tokens()):
        return
    if kind is TokenKind.ROOM and room is None:
        raise ApiError(400, "a token of the kind 'room' needs a room")
    somebody = members.get("user")
    person = _anybody(state) if somebody is None else _person(state, somebody)
    state.add_token(
        kind,
        label,
        tuple(members.get("scopes") or _USUAL[kind]),
        room=room if kind is TokenKind.ROOM else None,
        person=None if kind is TokenKind.ROOM else person,
        life=float(members.get("expires_in", TOKEN_LIFE)),
        value=value,
    )


def _add_addon(state: State, members: _Members) -> None:
    if any(client.name == members["name"] for client in state.clients()):
        return
    room = None if members.get("room") is None else _room(state, members["room"])
    made = state.add_client(members["name"], tuple(members["scopes"]), room=room)
    own_id, secret = members.get("oauth_id"), members.get("oauth_secret")
    if own_id or secret:
        state.remove_client(made.id)
        known = (own_id or made.id, secret or made.secret)
        state.put_client(Client(*known, made.name, made.number, made.scopes, made.room))


def _person(state: State, name: object) -> Person:
    found = state.find_person(str(name))
    if found is None:
        raise ApiError(400, f"there is no user {name}")
    return found


def _room(state: State, name: object) -> Room:
    found = state.find_room(str(name))
    if found is None:
        raise ApiError(400, f"there is no room {name}")
    return found


def _anybody(state: State) -> Person:
    """Give the first person, made up where the seed names none."""
    people = state.people()
    return people[0] if people else state.add_person("Ada Admin", "AdaAdmin", is_group_admin=True)


_USUAL = {
    TokenKind.ROOM: ROOM_SCOPES,
    TokenKind.USER: USER_SCOPES,
    TokenKind.ADMIN: ALL_SCOPES,
}
_PARTS: Mapping[str, Callable[[State, _Members], None]] = {
    "users": _add_user,
    "rooms": _add_room,
    "tokens": _add_token,
    "addons": _add_addon,
}
