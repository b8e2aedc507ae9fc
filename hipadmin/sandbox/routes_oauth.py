"""A token's own session, and what the server says of itself."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors
from hipadmin.sandbox.grants import grant
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.model import Token

_SCOPES = {
    "admin_group": ("Administer Group", "Administer the group, its owner's profile excepted"),
    "admin_room": ("Administer Room", "Administer rooms: webhooks, members, topic, settings"),
    "import_data": ("Import Data", "Import people, rooms and history"),
    "manage_rooms": ("Manage Rooms", "Create, change and remove rooms"),
    "send_message": ("Send Message", "Send messages as the owner of the token"),
    "send_notification": ("Send Notification", "Send notifications to rooms"),
    "view_group": ("View Group", "See people, rooms and other facts about the group"),
    "view_messages": ("View Messages", "See the messages of rooms and chats"),
    "view_room": ("View Room", "See a room and who is in it, without its history"),
}


def oauth_blueprint(site: Site) -> Blueprint:
    """Build the routes about tokens and the public description of the server."""
    routes = Blueprint("oauth", __name__)

    @routes.post("/oauth/token")
    def token_create() -> ResponseReturnValue:
        g.requests = site.limits.addons.look(None)
        return grant(site)

    @routes.get("/oauth/token/<segment:value>")
    @site.guarded()
    def introspect(_token: Token, value: str) -> ResponseReturnValue:
        found = site.state.find_token(value)
        if found is None:
            raise errors.no_such_token()
        return site.views.session(found)

    @routes.delete("/oauth/token/<segment:value>")
    @site.guarded()
    def revoke(token: Token, value: str) -> ResponseReturnValue:
        if value != token.value:
            known = site.state.find_token(value)
            raise errors.foreign_token() if known else errors.no_such_token()
        site.state.remove_token(value)
        return "", 204

    @routes.get("/capabilities")
    def capabilities() -> ResponseReturnValue:
        g.requests = site.limits.people.look(None)
        return _capabilities(site.views.base)

    return routes


def _capabilities(base: str) -> dict[str, object]:
    scopes = {
        key: {"description": text, "id": key, "name": name} for key, (name, text) in _SCOPES.items()
    }
    home = base.removesuffix("/v2")
    return {
        "capabilities": {
            "hipchatApiProvider": {"availableScopes": scopes, "url": f"{base}/"},
            "oauth2Provider": {
                "authorizationUrl": f"{home}/users/authorize",
                "tokenUrl": f"{base}/oauth/token",
            },
        },
        "connect_server_api_version": 1,
        "description": "Group chat and IM built for teams",
        "key": "hipchat",
        "links": {"api": base, "homepage": home, "self": f"{base}/capabilities", "subdomain": home},
        "name": "HipChat",
        "vendor": {"name": "Atlassian", "url": "http://atlassian.com"},
    }
