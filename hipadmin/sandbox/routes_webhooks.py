"""Webhooks in both forms: of a room by number, and of an integration by key."""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, urlsplit

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors, reading
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.hooks import EVENTS, compiled
from hipadmin.sandbox.model import Room, Token, TokenKind, Webhook
from hipadmin.sandbox.paging import page, read_span
from hipadmin.sandbox.rules import Nullable, Record, Text

_KEY = re.compile(r"[a-zA-Z0-9_.-]{1,40}")
_WEBHOOK = Record(
    {
        "url": Text(1, 2000),
        "event": Text(options=EVENTS),
        "pattern": Nullable(Text(0, 1000)),
        "name": Nullable(Text(0, 250)),
        "key": Nullable(Text(0, 40)),
        "authentication": Nullable(Text(options=("jwt", "none"))),
    },
    required=("url", "event"),
)


def webhooks_blueprint(site: Site) -> Blueprint:
    """Build the routes of the older form: a room's webhooks by number."""
    routes = Blueprint("webhooks", __name__)
    hooks = site.state.hooks

    @routes.post("/room/<segment:room>/webhook")
    @site.in_room("admin_room")
    def webhook_create(token: Token, room: Room) -> ResponseReturnValue:
        wanted = _read(site, token, room)
        if wanted.key:
            _check_key(wanted.key)
            if hooks.keyed(room.id, token.oauth_client, wanted.key):
                raise errors.ApiError(400, "Another webhook exists with that key")
        hook = hooks.add(wanted)
        url = f"{_base(site)}/webhook/{hook.id}"
        return {"id": hook.id, "links": {"self": url}}, 201, {"Location": url}

    @routes.get("/room/<segment:room>/webhook")
    @site.in_room("admin_room")
    def webhook_list(_token: Token, room: Room) -> ResponseReturnValue:
        span, found, base = read_span(request.args), hooks.of_room(room.id), _base(site)
        part = found[span.start : span.start + span.size]
        items = [site.views.webhook(hook, f"{base}/webhook/{hook.id}") for hook in part]
        return page(items, span, len(found), f"{base}/webhook")

    @routes.get("/room/<segment:room>/webhook/<segment:webhook>")
    @site.in_room("admin_room")
    def webhook_get(_token: Token, room: Room, webhook: str) -> ResponseReturnValue:
        hook = _found(hooks.find(room.id, webhook), webhook)
        return site.views.webhook(hook, f"{_base(site)}/webhook/{hook.id}", full=True)

    @routes.delete("/room/<segment:room>/webhook/<segment:webhook>")
    @site.in_room("admin_room")
    def webhook_delete(_token: Token, room: Room, webhook: str) -> ResponseReturnValue:
        hooks.remove(_found(hooks.find(room.id, webhook), webhook).id)
        return "", 204

    return routes


def extensions_blueprint(site: Site) -> Blueprint:
    """Build the routes of the newer form: an integration's webhooks by key."""
    routes = Blueprint("extensions", __name__)
    methods = ["PUT", "GET", "DELETE"]

    @routes.route("/room/<segment:room>/extension/webhook/<segment:key>", methods=methods)
    @site.in_room("admin_room")
    def in_room(token: Token, room: Room, key: str) -> ResponseReturnValue:
        return _extension(site, token, room, key)

    @routes.route("/extension/webhook/<segment:key>", methods=methods)
    @site.guarded("admin_room")
    def everywhere(token: Token, key: str) -> ResponseReturnValue:
        is_global = token.kind is TokenKind.ADDON and token.room is None
        if not is_global and "admin_group" not in token.scopes:
            raise errors.ApiError(403, "Only an add-on of the whole group may do this")
        return _extension(site, token, None, key)

    return routes


def _extension(site: Site, token: Token, room: Room | None, key: str) -> ResponseReturnValue:
    hooks = site.state.hooks
    _check_key(key)
    found = hooks.keyed(room.id if room else None, token.oauth_client, key)
    url = f"{_base(site) if room else site.views.base}/extension/webhook/{key}"
    if request.method == "PUT":
        return _keep(site, replace(_read(site, token, room), key=key), found, url)
    hook = _found(found, key)
    if request.method == "DELETE":
        hooks.remove(hook.id)
        return "", 204
    return site.views.webhook(hook, url, full=True)


def _check_key(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise errors.ApiError(400, "Field key must be 1-40 letters, digits, '_', '-' or '.'")


def _keep(site: Site, hook: Webhook, before: Webhook | None, url: str) -> ResponseReturnValue:
    hooks = site.state.hooks
    kept = hooks.put(replace(hook, id=before.id)) if before else hooks.add(hook)
    answer = {"id": kept.id, "links": {"self": url}}
    return (answer, 200) if before else (answer, 201, {"Location": url})


def _base(site: Site) -> str:
    """Give the address of the room at hand as the client named it: name in, name out."""
    named = (request.view_args or {})["room"]
    return f"{site.views.base}/room/{quote(named, safe='')}"


def _found(hook: Webhook | None, name: str) -> Webhook:
    if hook is None:
        raise errors.ApiError(404, f"Webhook {name} not found")
    return hook


def _read(site: Site, token: Token, room: Room | None) -> Webhook:
    values: Mapping[str, object] = reading.members()
    _WEBHOOK.check("", values)
    url, pattern = reading.text(values, "url"), reading.text(values, "pattern")
    if not _is_absolute(url):
        raise errors.ApiError(400, "Field url must be an absolute URL")
    if pattern:
        compiled(pattern)
    return Webhook(
        id=0,
        url=url,
        event=reading.text(values, "event"),
        owner=replace(token, value=""),
        created=site.state.now("seconds"),
        pattern=pattern,
        name=reading.text(values, "name"),
        key=reading.text(values, "key"),
        authentication=reading.text(values, "authentication", "none"),
        room=room.id if room else None,
    )


def _is_absolute(url: str) -> bool:
    """Whether ``url`` is one the service took: HTTP, a host, and nobody's name before it."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = "@" not in parts.netloc and url.isprintable() and " " not in url
    return parts.scheme in ("http", "https") and bool(parts.hostname) and has_port and plain
