"""What belongs to the group as a whole: emoticons, its own facts, invitations, glances."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors, reading
from hipadmin.sandbox.grants import GROUP_ID, GROUP_NAME
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Room, Token, TokenKind
from hipadmin.sandbox.paging import page, read_span
from hipadmin.sandbox.rules import Nullable, Record, Text

_EMOTICONS = ("allthethings", "awyeah", "beer", "boom", "coffee", "failed", "success", "tableflip")
_INVITE = Record(
    {"email": Text(3, 250), "name": Text(1, 50), "title": Nullable(Text(0, 250))},
    required=("email", "name"),
)


def group_blueprint(site: Site) -> Blueprint:
    """Build the routes about the group."""
    routes = Blueprint("group", __name__)
    base = site.views.base

    @routes.get("/emoticon")
    @site.guarded("view_group")
    def emoticon_list(_token: Token) -> ResponseReturnValue:
        span = read_span(request.args)
        items = [_emoticon(site, number) for number in range(1, len(_EMOTICONS) + 1)]
        part = items[span.start : span.start + span.size]
        return page(part, span, len(items), f"{base}/emoticon")

    @routes.get("/emoticon/<segment:name>")
    @site.guarded("view_group")
    def emoticon_get(_token: Token, name: str) -> ResponseReturnValue:
        numbers = {str(n): n for n in range(1, len(_EMOTICONS) + 1)}
        known = numbers | {code: n for n, code in enumerate(_EMOTICONS, 1)}
        if name not in known:
            raise errors.ApiError(404, f"Emoticon {name} not found")
        size = {"audio_path": None, "height": 30, "width": 30}
        return _emoticon(site, known[name]) | size

    @routes.get("/group/<segment:group>")
    @site.guarded("view_group")
    def group_get(_token: Token, group: str) -> ResponseReturnValue:
        _see_group(group)
        own = {"self": f"{base}/group/{GROUP_ID}"}
        owner = site.views.person(site.state.people()[0])
        return {"id": GROUP_ID, "links": own, "name": GROUP_NAME, "owner": owner}

    @routes.get("/group/<segment:group>/statistics")
    @site.guarded("view_group")
    def group_statistics(_token: Token, group: str) -> ResponseReturnValue:
        _see_group(group)
        own = {"self": f"{base}/group/{GROUP_ID}/statistics"}
        sent = sum(site.state.said(room.id) for room in site.state.rooms())
        return {"links": own, "messages_sent": sent, "users": len(site.state.people())}

    @routes.post("/invite/user")
    @site.guarded("admin_group")
    def invite(_token: Token) -> ResponseReturnValue:
        _INVITE.check("", reading.members())
        return {}

    @routes.post("/addon/ui/room/<segment:room>")
    @site.in_room()
    def glance(token: Token, _room: Room) -> ResponseReturnValue:
        if token.kind is not TokenKind.ADDON:
            raise errors.ApiError(403, "This method needs the token of an add-on")
        reading.json_members()
        return "", 204

    return routes


def _see_group(group: str) -> None:
    if group != str(GROUP_ID):
        raise errors.ApiError(404, f"Group {group} not found")


def _emoticon(site: Site, number: int) -> dict[str, object]:
    code = _EMOTICONS[number - 1]
    return {
        "id": number,
        "links": {"self": f"{site.views.base}/emoticon/{number}"},
        "shortcut": code,
        "url": f"{site.views.home}/emoticons/{code}.png",
    }
