"""Who belongs to a room, who is there, and how much is said."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import reading
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import ROOM_ROLES, Room, Token
from hipadmin.sandbox.paging import page, read_flag, read_span
from hipadmin.sandbox.presence import (
    belonging,
    is_member,
    memberships,
    present,
    with_member,
    without_member,
)
from hipadmin.sandbox.routes_rooms import SEE_ROOMS
from hipadmin.sandbox.rules import Items, Nullable, Record, Text

_ROLES = Items(Text(options=ROOM_ROLES))
_MEMBER = Record({"room_roles": Nullable(_ROLES), "roles": Nullable(_ROLES)})
"""``roles`` is what one client sends; which of the two the service heeded is not recorded."""
_INVITE = Record({"reason": Nullable(Text(0, 250))})


def members_blueprint(site: Site) -> Blueprint:
    """Build the routes about the people of a room.

    Nobody walks into a sandbox's room, so becoming a member counts as coming in, and ceasing to
    be one as going out: these are the moments when webhooks hear of it.
    """
    routes = Blueprint("members", __name__)
    state = site.state

    @routes.get("/room/<segment:room>/member")
    @site.in_room("admin_room")
    def member_list(_token: Token, room: Room) -> ResponseReturnValue:
        return _member_page(site, room)

    @routes.put("/room/<segment:room>/member/<segment:user>")
    @site.in_room("admin_room")
    def member_add(_token: Token, room: Room, user: str) -> ResponseReturnValue:
        person = site.person(user)
        values = reading.optional_members()
        _MEMBER.check("", values)
        roles = _roles(values)
        changed = state.alter_room(room.id, lambda now: with_member(now, person.id, roles))
        if not is_member(room, person.id):
            site.events.entered(changed or room, person)
        return "", 204

    @routes.delete("/room/<segment:room>/member/<segment:user>")
    @site.in_room("admin_room")
    def member_remove(_token: Token, room: Room, user: str) -> ResponseReturnValue:
        person = site.person(user)
        changed = state.alter_room(room.id, lambda now: without_member(now, person.id))
        if is_member(room, person.id):
            site.events.left(changed or room, person)
        return "", 204

    @routes.get("/room/<segment:room>/participant")
    @site.in_room(*SEE_ROOMS)
    def participant_list(_token: Token, room: Room) -> ResponseReturnValue:
        return _participant_page(site, room)

    @routes.get("/room/<segment:room>/statistics")
    @site.in_room(*SEE_ROOMS)
    def statistics(_token: Token, room: Room) -> ResponseReturnValue:
        return site.views.statistics(room)

    @routes.post("/room/<segment:room>/invite/<segment:user>")
    @site.in_room("admin_room")
    def invite(_token: Token, _room: Room, user: str) -> ResponseReturnValue:
        site.person(user)
        _INVITE.check("", reading.optional_members())
        return "", 204

    return routes


def _roles(values: Mapping[str, object]) -> Sequence[str]:
    given = values.get("room_roles") or values.get("roles")
    return [str(role) for role in given] if isinstance(given, list) else ROOM_ROLES[:1]


def _member_page(site: Site, room: Room) -> dict[str, object]:
    span = read_span(request.args)
    everybody = [(site.state.person(place.person), place) for place in memberships(room)]
    items = [site.views.member(person, place) for person, place in everybody if person]
    part = items[span.start : span.start + span.size]
    return page(part, span, len(items), f"{site.views.base}/room/{room.id}/member")


def _participant_page(site: Site, room: Room) -> dict[str, object]:
    query = request.args
    span = read_span(query)
    offline = read_flag(query, "include-offline", default=False)
    people = (belonging if offline else present)(room, site.state.people())
    full = "items" in query.get("expand", "")
    part = site.views.people(people[span.start : span.start + span.size], full=full)
    kept = {name: query[name] for name in ("include-offline", "expand") if name in query}
    url = f"{site.views.base}/room/{room.id}/participant"
    return page(part, span, len(people), url, kept)
