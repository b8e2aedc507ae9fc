"""Reading what was said in a room, or between two people."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors
from hipadmin.sandbox.guard import Handler, Site
from hipadmin.sandbox.model import Message, Person, Room, Token
from hipadmin.sandbox.paging import Span, page, read_flag, read_span
from hipadmin.sandbox.state import Place, chat
from hipadmin.sandbox.views import expanded

RECENT = 75
"""HipChat v2: messages in a recent history when nothing else is asked for."""
_KEPT = ("date", "end-date", "reverse", "timezone", "include_deleted", "expand")
_Where = Callable[..., tuple[Place, str]]


def history_blueprint(site: Site) -> Blueprint:
    """Build the routes that show histories; both kinds of place have the same three."""
    routes = Blueprint("history", __name__)
    _add(routes, site, "room", site.in_room("view_messages"), _of_room)
    _add(routes, site, "user", site.to_person("view_messages", speaks=True), _of_chat)
    return routes


def _of_room(_token: Token, room: Room) -> tuple[Place, str]:
    return room.id, f"/room/{room.id}/history"


def _of_chat(token: Token, person: Person) -> tuple[Place, str]:
    return chat(token.person or 0, person.id), f"/user/{person.id}/history"


def _add(
    routes: Blueprint, site: Site, kind: str, guard: Callable[[Handler], Handler], where: _Where
) -> None:
    def latest(*who: object) -> ResponseReturnValue:
        place, path = where(*who)
        return _latest(site, place, f"{site.views.base}{path}/latest")

    def window(*who: object) -> ResponseReturnValue:
        place, path = where(*who)
        return _window(site, place, site.views.base + path, request.args)

    def one(*who: object, message: str) -> ResponseReturnValue:
        place, _ = where(*who)
        return _one(site, place, message)

    for tail, handler in (("/latest", latest), ("", window), ("/<segment:message>", one)):
        route = f"/{kind}/<segment:{kind}>/history{tail}"
        routes.get(route, endpoint=f"{kind}_{handler.__name__}")(guard(handler))


def _latest(site: Site, place: Place, url: str) -> dict[str, object]:
    size = read_span(request.args, default_size=RECENT).size
    _zone(request.args)
    found = site.state.newest(place, size, request.args.get("not-before"))
    return page(_shown(site, found), Span(0, size), len(found), url)


def _one(site: Site, place: Place, message_id: str) -> dict[str, object]:
    _zone(request.args)
    found = site.state.find_message(place, message_id)
    if found is None:
        raise errors.no_such_message(message_id)
    titles = expanded(request.args.get("expand", ""), "message")
    return {"message": site.views.message(found, titles)}


def _window(site: Site, place: Place, url: str, query: Mapping[str, str]) -> dict[str, object]:
    recent = query.get("date", "recent") == "recent"
    span = Span(0, RECENT) if recent else read_span(query)
    zone = _zone(query)
    window = site.state.history(place)
    if not recent:
        window = _between(window, query, zone)
    found = window[::-1][span.start : span.start + span.size]
    if read_flag(query, "reverse", default=True):
        found.reverse()
    kept = {name: query[name] for name in _KEPT if name in query}
    total = len(found) if recent else len(window)
    return page(_shown(site, found), span, total, url, kept)


def _shown(site: Site, messages: list[Message]) -> list[dict[str, object]]:
    titles = expanded(request.args.get("expand", ""), "items")
    return [site.views.message(message, titles) for message in messages]


def _between(messages: list[Message], query: Mapping[str, str], zone: tzinfo) -> list[Message]:
    newest = _instant("date", query["date"], zone)
    oldest = _instant("end-date", query["end-date"], zone) if query.get("end-date") else None
    return [
        message
        for message in messages
        if (when := datetime.fromisoformat(message.date)) <= newest
        and (oldest is None or when >= oldest)
    ]


def _instant(field: str, text: str, zone: tzinfo) -> datetime:
    """Read an ISO 8601 time (a ``+`` that arrived as a blank is mended)."""
    try:
        when = datetime.fromisoformat(text.strip().replace(" ", "+"))
        return when.replace(tzinfo=when.tzinfo or zone)
    except ValueError:
        raise errors.wrong_type(field, text, "date-time") from None


def _zone(query: Mapping[str, str]) -> tzinfo:
    """Read the time zone that times without one are in, and the flag that changes nothing here.

    Nothing is ever deleted in the sandbox, so ``include_deleted`` is only checked. Together with
    an end date the service answered 401, which a recording shows and no document explains.
    """
    read_flag(query, "include_deleted", default=True)
    name = query.get("timezone", "")
    if name and query.get("end-date"):
        raise errors.bad_token()
    return UTC if name.upper() in ("", "UTC") else _named_zone(name)


def _named_zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise errors.ApiError(400, f"Unknown timezone: {name}") from None
