"""The relay's HTTP side: events in, what a monitor asks, and the description of it all."""

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from hipadmin.domain.errors import StoreTrouble, VaultTrouble
from hipadmin.domain.incoming import BODY_MAX, Incoming, Unread
from hipadmin.domain.ports import Clock
from hipadmin.relay.health import Health
from hipadmin.relay.metrics import Metrics
from hipadmin.relay.openapi import document
from hipadmin.services.intake.intake import Fate, Received
from hipadmin.services.intake.reception import Reception, Turned, TurnedAway
from hipadmin.services.relay.settings import DOOR

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

RETRY_S = 5
"""What a sender is asked to wait when the fault is ours."""
_STATUS = MappingProxyType(
    {
        Turned.NO_KEY: 401,
        Turned.WRONG_KEY: 401,
        Turned.STALE: 401,
        Turned.UNKNOWN: 404,
        Turned.NO_SOURCE: 404,
        Turned.TOO_MANY: 413,
        Turned.TOO_LARGE: 413,
        Turned.ENCODED: 415,
        Turned.KEY_MISSING: 503,
        Turned.CLOSED: 503,
        Unread.MEDIA_TYPE: 415,
        Unread.BAD_UTF8: 400,
        Unread.BAD_JSON: 400,
        Unread.TOO_DEEP: 400,
        Unread.NOT_UNDERSTOOD: 400,
    }
)
_HTTP = MappingProxyType(
    {
        404: ("not_found", "There is nothing at this address."),
        405: ("wrong_method", "This method is not possible here."),
    }
)
EVENTS = "events"
"""The last part of a door's address where every source is understood."""
JSON = "application/json"
_CLOSED = "The relay has not been given its secrets yet."
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Site:
    """What the application serves.

    ``is_open``: it has the secrets that open doors. ``due`` is called once messages that can leave
    at once were committed, for whoever waits to deliver them.
    """

    reception: Reception
    health: Callable[[], Health]
    metrics: Metrics
    clock: Clock
    is_open: Callable[[], bool] = lambda: True
    due: Callable[[], None] = lambda: None

    def took_in(self, received: Sequence[Received]) -> None:
        """Tell whoever is to know of what was taken in."""
        if any(each.due for each in received):
            self.due()
        self.metrics.received(received)

    def turn_away(self, status: int, code: str, text: str, subscription_id: str = "") -> None:
        """Note a request of which nothing was taken in before it reached the reception."""
        self.metrics.turned_away(status)
        self.reception.turn_away(subscription_id, code, text)


def create_app(site: Site) -> Flask:
    """The application over ``site``."""
    app = Flask("hipadmin.relay", static_folder=None)
    app.url_map.strict_slashes = True
    described = json.dumps(document(site.reception.names)).encode()
    views: tuple[tuple[str, str, Callable[..., Response]], ...] = (
        (f"{DOOR}/<subscription_id>/{EVENTS}", "POST", lambda **path: _receive(site, **path)),
        (f"{DOOR}/<subscription_id>/<source>", "POST", lambda **path: _receive(site, **path)),
        ("/healthz", "GET", lambda: _healthz(site)),
        ("/metrics", "GET", lambda: Response(site.metrics.text(), content_type=_PROMETHEUS)),
        ("/openapi.json", "GET", lambda: Response(described, content_type=JSON)),
    )
    for path, method, view in views:
        app.add_url_rule(path, path, view, methods=[method], provide_automatic_options=False)
    app.register_error_handler(HTTPException, lambda error: _not_routed(site, error))
    for kind, tell in ((StoreTrouble, trouble), (VaultTrouble, trouble), (Exception, failed)):
        app.register_error_handler(kind, partial(_not_done, site, tell))
    return app


_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def _receive(site: Site, subscription_id: str, source: str = "") -> Response:
    environ = request.environ
    refused = _unfit(environ) if site.is_open() else TurnedAway(Turned.CLOSED, _CLOSED)
    if refused:
        site.turn_away(_STATUS[refused.code], refused.code, refused.text, subscription_id)
        return _away(refused)
    incoming = Incoming(
        _headers(environ),
        request.get_data(cache=False),
        site.clock(),
        request.args.to_dict() if environ.get("QUERY_STRING") else {},
    )
    try:
        received = site.reception.receive(subscription_id, incoming, source)
    except TurnedAway as error:
        site.metrics.turned_away(_STATUS[error.code])
        return _away(error)
    site.took_in(received)
    return _json(*fates(received))


def _headers(environ: "WSGIEnvironment") -> dict[str, str]:
    """The headers by their names in lower case, as WSGI hands them over."""
    found = ((name[5:], value) for name, value in environ.items() if name.startswith("HTTP_"))
    return by_name(found) | {"content-type": environ.get("CONTENT_TYPE", "")}


def by_name(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers whose names came in capitals with underscores, by their names in lower case."""
    return {name.replace("_", "-").lower(): value for name, value in headers}


def _unfit(environ: "WSGIEnvironment") -> TurnedAway | None:
    """What stands against a request before its body is looked at."""
    if int(environ.get("CONTENT_LENGTH") or 0) > BODY_MAX:
        return TurnedAway(Turned.TOO_LARGE, f"A request may have {BODY_MAX >> 20} MiB at most.")
    if environ.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        return TurnedAway(Turned.ENCODED, "Send the body as it is, without Content-Encoding.")
    return None


def fates(received: Sequence[Received]) -> tuple[dict[str, object], int]:
    """The answer about events: 202 when something was taken in, 422 when all was refused."""
    found = [each.fate for each in received]
    body: dict[str, object] = {
        **{fate.value: found.count(fate) for fate in Fate},
        "events": [_fate(each) for each in received],
    }
    if found and all(fate is Fate.REFUSED for fate in found):
        body |= {"code": "invalid", "reason": "Every event was refused; see its problems."}
        return body, 422
    return body, 202


def _fate(received: Received) -> dict[str, object]:
    plain: dict[str, object] = {"fate": received.fate.value}
    if received.event_id is not None:
        plain["id"] = received.event_id
    if received.problems:
        plain["problems"] = [{"path": p.path, "reason": p.reason} for p in received.problems]
    return plain


def _healthz(site: Site) -> Response:
    health = site.health()
    return _json(health.plain(), 200 if health.ready else 503)


def _not_routed(site: Site, error: HTTPException) -> Response:
    status = error.code or 400
    code, reason = _HTTP.get(status, ("bad_request", error.name))
    if request.path.startswith(DOOR):
        parts = request.path.removeprefix(DOOR).split("/")
        site.turn_away(status, code, reason, parts[1] if len(parts) > 1 else "")
    answer = _json({"code": code, "reason": reason}, status)
    for name, value in error.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _away(error: TurnedAway) -> Response:
    answer = _json({"code": error.code.value, "reason": error.text}, _STATUS[error.code])
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if answer.status_code == 503:
        answer.headers["Retry-After"] = str(RETRY_S)
    return answer


def _not_done(site: Site, tell: Callable[[Any], Response], error: Exception) -> Response:
    """What ``tell`` says of it; at a door, nothing of the request was taken in."""
    answer = tell(error)
    if request.path.startswith(DOOR):
        site.metrics.turned_away(answer.status_code)
    return answer


def trouble(error: StoreTrouble | VaultTrouble) -> Response:
    """The answer when it is not the sender's fault, and only for now."""
    _LOG.warning("an event could not be taken in: %s", error.text)
    text = "hipadmin cannot take this in at present; its log says why. Send it again later."
    answer = _json({"code": "unavailable", "reason": text}, 503)
    answer.headers["Retry-After"] = str(RETRY_S)
    return answer


def failed(error: Exception) -> Response:
    """The answer when it is a mistake of ours."""
    _LOG.error("a request could not be answered", exc_info=error)
    return _json({"code": "internal", "reason": "hipadmin made a mistake; its log says more."}, 500)


def _json(value: object, status: int) -> Response:
    return Response(json.dumps(value), status, content_type=JSON)
