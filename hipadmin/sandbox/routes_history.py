"""Reading what was said in a room."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Message, Room, Token
from hipadmin.sandbox.paging import Span, page, read_flag, read_span

RECENT = 75
"""HipChat v2: messages in a recent history when nothing else is asked for."""


def history_blueprint(site: Site) -> Blueprint:
    """Build the routes that show a room's history."""
    routes = Blueprint("history", __name__)

    @routes.get("/room/<segment:room>/history/latest")
    @site.in_room("view_messages")
    def history_latest(_token: Token, room: Room) -> ResponseReturnValue:
        size = read_span(request.args, default_size=RECENT).size
        found = site.state.newest(room.id, size, request.args.get("not-before"))
        url = _url(site, room, "/latest")
        return page([site.views.message(m) for m in found], Span(0, size), len(found), url)

    @routes.get("/room/<segment:room>/history")
    @site.in_room("view_messages")
    def history(_token: Token, room: Room) -> ResponseReturnValue:
        return _history_page(site, room, request.args)

    @routes.get("/room/<segment:room>/history/<segment:message>")
    @site.in_room("view_messages")
    def history_item(_token: Token, room: Room, message: str) -> ResponseReturnValue:
        found = site.state.find_message(room.id, message)
        if found is None:
            raise errors.ApiError(404, f"Message {message} not found")
        return {"message": site.views.message(found)}

    return routes


def _url(site: Site, room: Room, tail: str = "") -> str:
    return f"{site.views.base}/room/{room.id}/history{tail}"


def _history_page(site: Site, room: Room, query: Mapping[str, str]) -> dict[str, object]:
    recent = query.get("date", "recent") == "recent"
    span = Span(0, RECENT) if recent else read_span(query)
    window = site.state.history(room.id)
    if not recent:
        window = _between(window, query)
    found = window[::-1][span.start : span.start + span.size]
    if read_flag(query, "reverse", default=True):
        found.reverse()
    kept = {k: query[k] for k in ("date", "end-date", "reverse") if k in query}
    total = len(found) if recent else len(window)
    return page([site.views.message(m) for m in found], span, total, _url(site, room), kept)


def _between(messages: list[Message], query: Mapping[str, str]) -> list[Message]:
    newest = _instant("date", query["date"])
    oldest = _instant("end-date", query["end-date"]) if query.get("end-date") else None
    return [
        message
        for message in messages
        if (when := datetime.fromisoformat(message.date)) <= newest
        and (oldest is None or when >= oldest)
    ]


def _instant(field: str, text: str) -> datetime:
    """Read an ISO 8601 time (a ``+`` that arrived as a blank is mended); UTC unless it says so."""
    try:
        when = datetime.fromisoformat(text.replace(" ", "+"))
        return when.replace(tzinfo=when.tzinfo or UTC)
    except ValueError:
        raise errors.wrong_type(field, text, "date-time") from None
