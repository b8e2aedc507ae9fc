"""The service's pages for people, outside the API.

The one that add-ons send people to, at the address that the capabilities name, always agrees and
sends them back. Where tokens are made, a page says how the sandbox gives them; where a file would
be, one says that its content is not kept.
"""

from urllib.parse import urlencode, urlsplit

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors, fresh
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Client, Promise

_TOKEN_PAGES = ("/account/api", "/rooms", "/rooms/tokens/<segment:_room>", "/addons")
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="font-family: sans-serif; max-width: 40em; margin: 3em auto; line-height: 1.5">
<h1>{title}</h1>
{text}</body></html>
"""
_ABOUT_TOKENS = """<p>Here a HipChat server shows the page on which people make tokens. This is a
sandbox: it has a token for every room, and one for a user, without a page.</p>
<ul>
<li>In the window, menu Sandbox, Copy room URL copies the address of a room with its token.</li>
<li>The line that <code>hipadmin sandbox</code> prints when it is ready holds them all.</li>
<li><code>POST /v2/oauth/token</code> makes more.</li>
</ul>
"""
_ABOUT_FILES = "<p>The sandbox keeps the name and the size of a file, not what was in it.</p>\n"
CODE_LIFE = 600.0
"""Seconds an authorization code is good for (our own choice)."""


def pages_blueprint(site: Site) -> Blueprint:
    """Build the page where a person lets an add-on act for them, and those that explain."""
    routes = Blueprint("pages", __name__)

    @routes.get("/users/authorize")
    def authorize() -> ResponseReturnValue:
        client = site.state.find_client(request.args.get("client_id", ""))
        if client is None:
            raise errors.bad_client()
        back = request.args.get("redirect_uri") or request.args.get("redirect_url", "")
        if not _is_absolute(back):
            raise errors.ApiError(400, "Field redirect_uri must be an absolute URL")
        answer = {"code": _code(site, client, back), "state": request.args.get("state")}
        given = urlencode({name: value for name, value in answer.items() if value})
        return redirect(f"{back}{'&' if '?' in back else '?'}{given}")

    def about_tokens(_room: str = "") -> ResponseReturnValue:
        return _PAGE.format(title="Tokens of the sandbox", text=_ABOUT_TOKENS)

    @routes.get("/files/<path:_file>")
    def about_files(_file: str) -> ResponseReturnValue:
        return _PAGE.format(title="Files of the sandbox", text=_ABOUT_FILES), 404

    for path in _TOKEN_PAGES:
        routes.add_url_rule(path, path.replace("/", "_"), about_tokens)
    return routes


def _is_absolute(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable()


def _code(site: Site, client: Client, back: str) -> str:
    """Make a code in the name of the first person who is no administrator of the group."""
    people = [person for person in site.state.people() if not person.is_deleted]
    person = next((p for p in people if not p.is_group_admin), people[0])
    wanted = request.args.get("scope", "").split()
    scopes = tuple(s for s in client.scopes if s in wanted) or client.scopes
    ends = site.state.time() + CODE_LIFE
    made = Promise(fresh.token(), client.id, client.name, scopes, person.id, back, ends)
    return site.state.put_promise(made).value
