"""The Flask application: routes, headers and error bodies of the HipChat v2 API."""

import logging
from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from flask import Flask, Response, g, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from hipadmin.sandbox import errors
from hipadmin.sandbox.bodies import MAX_BODY
from hipadmin.sandbox.deliveries import Deliveries
from hipadmin.sandbox.events import Events
from hipadmin.sandbox.faults import Faults
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.limits import Limits, Usage
from hipadmin.sandbox.paths import RoutablePaths, Segment
from hipadmin.sandbox.routes_admin import PREFIX as ADMIN_PREFIX
from hipadmin.sandbox.routes_admin import admin_blueprint
from hipadmin.sandbox.routes_chats import chats_blueprint
from hipadmin.sandbox.routes_group import group_blueprint
from hipadmin.sandbox.routes_history import history_blueprint
from hipadmin.sandbox.routes_members import members_blueprint
from hipadmin.sandbox.routes_messages import messages_blueprint
from hipadmin.sandbox.routes_oauth import oauth_blueprint
from hipadmin.sandbox.routes_pages import pages_blueprint
from hipadmin.sandbox.routes_rooms import rooms_blueprint
from hipadmin.sandbox.routes_users import users_blueprint
from hipadmin.sandbox.routes_webhooks import extensions_blueprint, webhooks_blueprint
from hipadmin.sandbox.spoiling import Spoiler
from hipadmin.sandbox.state import State
from hipadmin.sandbox.tokens import Full
from hipadmin.sandbox.views import Views

PREFIX = "/v2"
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-XSS-Protection": "1; mode=block",
}
_BLUEPRINTS = (
    rooms_blueprint,
    members_blueprint,
    messages_blueprint,
    history_blueprint,
    webhooks_blueprint,
    extensions_blueprint,
    users_blueprint,
    chats_blueprint,
    group_blueprint,
    oauth_blueprint,
)
_log = logging.getLogger(__name__)


class LaidOutJson(DefaultJSONProvider):
    """Writes JSON as the service did: indented by two, no line end after it."""

    def response(self, *args: object, **kwargs: object) -> Response:
        """Give an answer that carries the one value (or the members) as JSON."""
        value = self._prepare_response_obj(args, dict(kwargs))
        return Response(self.dumps(value, indent=2), mimetype=self.mimetype)


def create_app(
    state: State,
    *,
    base: str,
    limits: Limits | None = None,
    deliveries: Deliveries | None = None,
    faults: Faults | None = None,
    certificate: Callable[[], str] = str,
) -> Flask:
    """Build the server's application over ``state``.

    ``base`` is the address that links start with, up to and including ``/v2``. Whoever passes
    ``deliveries`` closes them. ``certificate`` gives what is served with the fault self-signed.
    """
    app = Flask(__name__, static_folder=None)
    app.json = LaidOutJson(app)
    app.url_map.converters["segment"] = Segment
    faults = faults or Faults()
    site = _site(state, base, limits or Limits(), deliveries or Deliveries())
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint(site), url_prefix=PREFIX)
    app.register_blueprint(pages_blueprint(site))
    app.register_blueprint(admin_blueprint(site, faults, certificate))
    app.before_request(_before)
    app.after_request(_Finish(state, faults))
    app.register_error_handler(errors.ApiError, _refused)
    app.register_error_handler(Full, _full)
    app.register_error_handler(HTTPException, _not_routed)
    app.register_error_handler(Exception, _failed)
    routed = RoutablePaths(app.wsgi_app)
    app.wsgi_app = Spoiler(routed, faults, partial(app.json.dumps, indent=2))  # type: ignore[method-assign]  # as Flask says
    return app


def _site(state: State, base: str, limits: Limits, deliveries: Deliveries) -> Site:
    views = Views(state, base)
    return Site(state, limits, views, Events(state, views, limits, deliveries))


def _before() -> ResponseReturnValue | None:
    if request.method == "OPTIONS":
        return "", 204
    if (request.content_length or 0) > MAX_BODY:
        raise errors.too_large(MAX_BODY)
    return None


def _refused(error: errors.ApiError) -> ResponseReturnValue:
    return errors.error_body(error.status, error.message, **error.extra), error.status


def _full(error: Full) -> ResponseReturnValue:
    return errors.error_body(400, str(error)), 400


def _not_routed(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    known = {404: "No such method in this API", 405: "This method is not allowed here"}
    body = errors.error_body(status, known.get(status, error.name))
    allow = [header for header in error.get_headers() if header[0] == "Allow"]
    return body, status, allow


def _failed(error: Exception) -> ResponseReturnValue:
    _log.error("the sandbox could not answer %s", request.endpoint, exc_info=error)
    return errors.error_body(500, "The sandbox made a mistake"), 500


class _Finish:
    """Adds the headers every answer carries; the switches are not for pages of other origins."""

    def __init__(self, state: State, faults: Faults) -> None:
        self._state = state
        self._faults = faults

    def __call__(self, response: Response) -> Response:
        if response.status_code == 204:
            del response.headers["Content-Type"]
        response.status = f"{response.status_code} {HTTPStatus(response.status_code).phrase}"
        response.headers.update(_HEADERS)
        if request.path.startswith(ADMIN_PREFIX):
            del response.headers["Access-Control-Allow-Origin"]
        response.headers["Date"] = http_date(self._state.time())
        self._show(response, "X-Ratelimit", g.get("requests"))
        self._show(response, "X-FloodControl", g.get("sends"))
        return response

    def _show(self, response: Response, name: str, usage: Usage | None) -> None:
        if usage is not None:
            response.headers[f"{name}-Limit"] = str(usage.limit)
            response.headers[f"{name}-Remaining"] = str(usage.remaining)
            response.headers[f"{name}-Reset"] = self._reset(usage.reset)

    def _reset(self, when: int) -> str:
        form = self._faults.value("reset-header")
        if form == "float":
            return f"{when:.1f}"
        return str(max(0, when - int(self._state.time())) if form == "duration" else when)
