"""Rooms: the list, one of them, and making, changing and removing them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors, reading
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Person, Room, Token
from hipadmin.sandbox.paging import page, read_flag, read_span
from hipadmin.sandbox.presence import administers
from hipadmin.sandbox.rules import Flag, Identifier, Nullable, Record, RoomName, Text
from hipadmin.sandbox.state import NameTaken
from hipadmin.sandbox.views import expanded

SEE_ROOMS = ("view_group", "view_room")
_PRIVACY = Text(options=("public", "private"))
_NAME = RoomName()
_CREATE = Record(
    {
        "name": _NAME,
        "topic": Nullable(Text(0, 250)),
        "privacy": _PRIVACY,
        "guest_access": Flag(),
        "owner_user_id": Nullable(Identifier()),
        "delegate_admin_visibility": Nullable(Flag()),
    },
    required=("name",),
)
_UPDATE = Record(
    {
        "name": _NAME,
        "topic": Text(0, 250),
        "privacy": _PRIVACY,
        "is_archived": Flag(),
        "is_guest_accessible": Flag(),
        "owner": Record({"id": Identifier()}, required=("id",)),
        "delegate_admin_visibility": Nullable(Flag()),
    },
    required=("name", "privacy", "is_archived", "is_guest_accessible", "topic", "owner"),
)


def rooms_blueprint(site: Site) -> Blueprint:
    """Build the routes about rooms as a whole."""
    routes = Blueprint("rooms", __name__)
    state = site.state

    @routes.get("/room/", endpoint="room_list_slash")
    @routes.get("/room")
    @site.guarded(*SEE_ROOMS)
    def room_list(token: Token) -> ResponseReturnValue:
        return _room_page(site, token)

    @routes.get("/room/<segment:room>")
    @site.in_room(*SEE_ROOMS)
    def room_get(_token: Token, room: Room) -> ResponseReturnValue:
        return site.views.room(room, expanded(request.args.get("expand", "")))

    @routes.post("/room")
    @site.guarded("manage_rooms")
    def room_create(token: Token) -> ResponseReturnValue:
        room = _create(site, token, reading.members())
        site.events.changed("room_created", token, room)
        url = f"{site.views.base}/room/{room.id}"
        return {"id": room.id, "links": {"self": url}}, 201, {"Location": url}

    @routes.put("/room/<segment:room>")
    @site.in_room("admin_room")
    def room_update(token: Token, room: Room) -> ResponseReturnValue:
        _see_that_administers(token, room)
        changed = _update(site, room, reading.members())
        _tell_of(site, token, room, changed or room)
        return "", 204

    @routes.delete("/room/<segment:room>")
    @site.in_room("manage_rooms")
    def room_delete(token: Token, room: Room) -> ResponseReturnValue:
        site.events.changed("room_deleted", token, room)
        state.remove_room(room.id)
        return "", 204

    return routes


def _room_page(site: Site, token: Token) -> dict[str, object]:
    query = request.args
    span = read_span(query)
    rooms = _chosen(site, token, query)
    detailed = "items" in query.get("expand", "")
    titles = expanded(query.get("expand", ""), "items")
    items = [
        site.views.room(room, titles) if detailed else site.views.room_brief(room)
        for room in rooms[span.start : span.start + span.size]
    ]
    kept = {
        name: query[name]
        for name in ("include-private", "include-archived", "expand")
        if name in query
    }
    return page(items, span, len(rooms), f"{site.views.base}/room", kept)


def _chosen(site: Site, token: Token, query: Mapping[str, str]) -> list[Room]:
    private = read_flag(query, "include-private", default=True)
    archived = read_flag(query, "include-archived", default=False)
    return [
        room
        for room in site.state.rooms()
        if (private or room.privacy == "public")
        and (archived or not room.is_archived)
        and token.room in (None, room.id)
    ]


def _create(site: Site, token: Token, values: Mapping[str, object]) -> Room:
    _CREATE.check("", values)
    try:
        return site.state.add_room(
            reading.text(values, "name"),
            _owner(site, token, values.get("owner_user_id")),
            topic=reading.text(values, "topic"),
            privacy=reading.text(values, "privacy", "public"),
            is_guest_accessible=reading.flag(values, "guest_access"),
            delegate_admin_visibility=reading.maybe_flag(values, "delegate_admin_visibility"),
        )
    except NameTaken:
        raise errors.room_name_taken() from None


def _owner(site: Site, token: Token, named: object) -> Person:
    """Give the owner asked for, else the caller; the first of all where a client calls."""
    if named is not None:
        return site.person(str(named))
    return site.state.person(token.person) or site.state.people()[0]


def _update(site: Site, room: Room, values: Mapping[str, object]) -> Room | None:
    _UPDATE.check("", values)
    owner = values["owner"]
    named = owner.get("id") if isinstance(owner, dict) else None
    changes: dict[str, Any] = {
        "name": reading.text(values, "name"),
        "topic": reading.text(values, "topic"),
        "privacy": reading.text(values, "privacy"),
        "is_archived": reading.flag(values, "is_archived"),
        "is_guest_accessible": reading.flag(values, "is_guest_accessible"),
        "owner": site.person(str(named)).id,
        "delegate_admin_visibility": reading.maybe_flag(values, "delegate_admin_visibility"),
    }
    try:
        return site.state.alter_room(room.id, lambda now: replace(now, **changes))
    except NameTaken:
        raise errors.room_name_taken() from None


def _tell_of(site: Site, token: Token, before: Room, after: Room) -> None:
    if after.is_archived != before.is_archived:
        event = "room_archived" if after.is_archived else "room_unarchived"
        site.events.changed(event, token, after)
    if after.topic != before.topic:
        site.events.topic(token, after, after.topic)


def _see_that_administers(token: Token, room: Room) -> None:
    """Refuse a person who neither owns nor administers the room nor the group."""
    if token.person is None or "admin_group" in token.scopes:
        return
    if not administers(room, token.person):
        raise errors.ApiError(403, "Only an administrator of the room may change it")
