"""The one page of the service that add-ons send people to: it always agrees, and sends them back.

It lives outside the API, at the address that the capabilities name.
"""

from urllib.parse import urlencode, urlsplit

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors, fresh
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Client, Promise

CODE_LIFE = 600.0
"""Seconds an authorization code is good for (our own choice)."""


def pages_blueprint(site: Site) -> Blueprint:
    """Build the page where a person lets an add-on act for them."""
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
