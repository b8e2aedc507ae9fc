"""Rooms: the list and one of them."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Room, Token
from hipadmin.sandbox.paging import page, read_flag, read_span

_SEE_ROOMS = ("view_group", "view_room")


def rooms_blueprint(site: Site) -> Blueprint:
    """Build the routes that show rooms."""
    routes = Blueprint("rooms", __name__)

    @routes.get("/room")
    @site.guarded(*_SEE_ROOMS)
    def room_list(_token: Token) -> ResponseReturnValue:
        return _room_page(site)

    @routes.get("/room/<segment:room>")
    @site.in_room(*_SEE_ROOMS)
    def room_get(_token: Token, room: Room) -> ResponseReturnValue:
        return site.views.room(room)

    return routes


def _room_page(site: Site) -> dict[str, object]:
    query = request.args
    span = read_span(query)
    private = read_flag(query, "include-private", default=True)
    archived = read_flag(query, "include-archived", default=False)
    rooms = [
        room
        for room in site.state.rooms()
        if (private or room.privacy == "public") and (archived or not room.is_archived)
    ]
    show = site.views.room if "items" in query.get("expand", "") else site.views.room_brief
    items = [show(room) for room in rooms[span.start : span.start + span.size]]
    kept = {
        name: query[name]
        for name in ("include-private", "include-archived", "expand")
        if name in query
    }
    return page(items, span, len(rooms), f"{site.views.base}/room", kept)
