"""The sandbox's own switches under ``/sandbox``, which no HipChat ever had.

    GET, PUT, DELETE /sandbox/faults           all faults; PUT {"slow": 2, "503": true} sets them
    PUT, DELETE      /sandbox/faults/NAME      one; PUT {"value": 2, "times": 3}, both may lack
    GET, PUT         /sandbox/limits           {"people": 100, "addons": 500, "sends": 30,
                                                "unlimited": false}
    GET              /sandbox/certificate      PEM, of the https of the fault self-signed
    GET              /sandbox/webhooks         what came of the latest tellings
    GET, POST        /sandbox/addons           installed add-ons; POST {"name", "scopes", "room"}
    DELETE           /sandbox/addons/ID        uninstalls one
    PUT, DELETE      /sandbox/room/ROOM/participant/USER   somebody comes in, or goes out

They need no token, so they are for this machine alone: a request must come from loopback, be
addressed to a name of loopback (a web page could have its own name lead here), and not come
from a page of another origin.
"""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import asdict
from urllib.parse import urlsplit

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hipadmin.sandbox import errors, reading
from hipadmin.sandbox.faults import KINDS, Fault, Faults, UnknownFault, fault_value
from hipadmin.sandbox.guard import Site
from hipadmin.sandbox.limits import MOST
from hipadmin.sandbox.model import ALL_SCOPES, Client, Room
from hipadmin.sandbox.presence import entered_by, left_by
from hipadmin.sandbox.rules import Flag, Identifier, Items, Nullable, Record, Text, Whole

PREFIX = "/sandbox"
_ADDON = Record(
    {
        "name": Text(1, 50),
        "scopes": Items(Text(options=ALL_SCOPES)),
        "room": Nullable(Identifier()),
    },
    required=("name", "scopes"),
)
_LIMIT = Nullable(Whole(0, MOST))
_LIMITS = Record({"people": _LIMIT, "addons": _LIMIT, "sends": _LIMIT, "unlimited": Flag()})
_TIMES = Nullable(Whole(1, MOST))


def admin_blueprint(site: Site, faults: Faults, certificate: Callable[[], str]) -> Blueprint:
    """Build the switches."""
    routes = Blueprint("admin", __name__, url_prefix=PREFIX)
    routes.before_request(_see_that_local)
    _add_faults(routes, faults)
    _add_addons(routes, site)

    @routes.route("/limits", methods=["GET", "PUT"])
    def limits() -> ResponseReturnValue:
        if request.method == "PUT":
            site.limits.adjust(_limits(reading.json_members()))
        return site.limits.shown()

    @routes.get("/certificate")
    def served_with() -> ResponseReturnValue:
        return certificate(), {"Content-Type": "application/x-pem-file"}

    @routes.get("/webhooks")
    def webhooks() -> ResponseReturnValue:
        return {"told": [asdict(outcome) for outcome in site.events.deliveries.outcomes()]}

    @routes.route("/room/<segment:room>/participant/<segment:user>", methods=["PUT", "DELETE"])
    def participant(room: str, user: str) -> ResponseReturnValue:
        person, found = site.person(user), _room(site, room)
        comes = request.method == "PUT"
        move = entered_by if comes else left_by
        changed = site.state.alter_room(found.id, lambda now: move(now, person.id)) or found
        tell = site.events.entered if comes else site.events.left
        tell(changed, person)
        return "", 204

    return routes


def _add_faults(routes: Blueprint, faults: Faults) -> None:
    @routes.route("/faults", methods=["GET", "PUT", "DELETE"])
    def all_faults() -> ResponseReturnValue:
        if request.method == "PUT":
            faults.replace(_wanted(reading.json_members()))
        elif request.method == "DELETE":
            faults.replace({})
        return {"faults": _shown(faults)}

    @routes.route("/faults/<segment:name>", methods=["PUT", "DELETE"])
    def one_fault(name: str) -> ResponseReturnValue:
        members = reading.optional_members() if request.method == "PUT" else {}
        fault = _fault(name, members.get("value"), members.get("times"))
        faults.switch(name, fault if request.method == "PUT" else None)
        return {"faults": _shown(faults)}


def _add_addons(routes: Blueprint, site: Site) -> None:
    @routes.route("/addons", methods=["GET", "POST"])
    def addons() -> ResponseReturnValue:
        if request.method == "GET":
            return {"addons": [_addon(client) for client in site.state.clients()]}
        values = reading.json_members()
        _ADDON.check("", values)
        where = values.get("room")
        room = None if where is None else _room(site, str(where))
        scopes = values["scopes"]
        names = tuple(map(str, scopes)) if isinstance(scopes, list) else ()
        return _addon(site.state.add_client(reading.text(values, "name"), names, room=room)), 201

    @routes.delete("/addons/<segment:addon>")
    def uninstall(addon: str) -> ResponseReturnValue:
        if site.state.find_client(addon) is None:
            raise errors.ApiError(404, f"Add-on {addon} not found")
        site.state.uninstall(addon)
        return "", 204


def _see_that_local() -> None:
    origin = request.headers.get("Origin")
    hosts = [request.remote_addr or "", _host(f"http://{request.headers.get('Host', '')}")]
    if origin is not None:
        hosts.append(_host(origin))
    if not all(map(_is_loopback, hosts)):
        raise errors.ApiError(403, "This is for programs on the same machine only")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _room(site: Site, name: str) -> Room:
    room = site.state.find_room(name)
    if room is None:
        raise errors.no_such_room(name)
    return room


def _addon(client: Client) -> dict[str, object]:
    return {
        "name": client.name,
        "oauthId": client.id,
        "oauthSecret": client.secret,
        "roomId": client.room,
        "scopes": list(client.scopes),
    }


def _shown(faults: Faults) -> dict[str, object]:
    on = faults.on()
    return {
        name: {"about": kind.about, "default": kind.default, "on": name in on}
        | (asdict(on[name]) if name in on else {})
        for name, kind in KINDS.items()
    }


def _wanted(members: Mapping[str, object]) -> dict[str, Fault]:
    """Read all faults at once; what is false or null stays off."""
    on = {name: value for name, value in members.items() if not (value is None or value is False)}
    return {name: _fault(name, value, None) for name, value in on.items()}


def _fault(name: str, value: object, times: object) -> Fault:
    _TIMES.check("times", times)
    try:
        return Fault(fault_value(name, value), times if isinstance(times, int) else None)
    except UnknownFault as error:
        raise errors.ApiError(400, str(error)) from None


def _limits(members: Mapping[str, object]) -> dict[str, int]:
    """Read new limits; ``unlimited`` is 1 or 0."""
    _LIMITS.check("", members)
    numbers = {name: members.get(name) for name in ("people", "addons", "sends")}
    found = {name: value for name, value in numbers.items() if isinstance(value, int)}
    if "unlimited" in members:
        found["unlimited"] = int(reading.flag(members, "unlimited"))
    return found
