"""The house that scenes show: every state an integration can be in, made by the real verbs."""

import json
import socket

from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import RoomChoice, SubscriptionKind
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from tests.gallery.happening import happen
from tests.gui.fill import add_integration, add_notification, add_subscription

LONG = "Continuous integration and container images of the platform team"
NAMES = {"web", "images", "shop", "CI and images", "Builds", "Ops", "Releases", "alerts", "flags"}
"""What people called things here; some are words of ours too."""
POLICY = json.dumps(
    [{"effect": "allow", "actions": ["*"], "resources": ["proj/*:env/production:flag/*"]}]
)


def fill(services: Services, sandbox: Sandbox) -> None:
    """Store what the pictures of the design show, and try what they say was tried."""
    ci = _add(services, sandbox, "CI and images", "1", "2", "3", off=("2",))
    flags = _add(services, sandbox, "Flag changes", "2")
    legacy = _add(services, sandbox, "Legacy wallboard", "1", token="NoSuchToken0123456789ABCDEF")
    load = _add(services, sandbox, "Load test", "3", enabled=False)
    monitoring = add_integration(
        services, "Monitoring alerts", "Ops", "On call", endpoint=_nobody(), token=_token("m")
    )
    night = _add(services, sandbox, "Night shift", "3", off=("3",))
    add_integration(services, "Partner network", token=_token("p"))
    desk = add_integration(
        services, "Release desk", "Desk", "Releases", endpoint=sandbox.url, token=""
    )
    long = add_integration(services, LONG, "Builds", "Night shift", "Releases and announcements")
    _subscribe(services, ci, flags, legacy, load, monitoring, night, desk, long)
    for tried in (ci, flags, legacy, monitoring, desk):
        for target in services.tests.targets(tried.id):
            services.tests.run(target)
    happen(services)


def _add(
    services: Services,
    sandbox: Sandbox,
    name: str,
    *rooms: str,
    token: str = "",
    enabled: bool = True,
    off: tuple[str, ...] = (),
) -> Integration:
    tokens = {str(room): value for room, value in sandbox.tokens.rooms.items()}
    own = {} if token else {room: tokens[room] for room in rooms}
    return add_integration(
        services,
        name,
        *rooms,
        endpoint=sandbox.url,
        token=token,
        room_tokens=own,
        enabled=enabled,
        off=off,
    )


def _subscribe(services: Services, ci: Integration, *others: Integration) -> None:
    flags, legacy, load, monitoring, night, desk, long = others
    web = add_subscription(services, "web", SubscriptionKind.CI)
    images = add_subscription(services, "images", SubscriptionKind.IMAGE)
    shop = add_subscription(services, "shop", SubscriptionKind.FLAGS)
    pager = add_subscription(services, "pager", SubscriptionKind.MONITORING)
    add_subscription(services, "spare", SubscriptionKind.OTHER)
    first = ci.rooms[0].id
    add_notification(services, web, ci, "broken builds", rooms=_some(first), policy=POLICY)
    add_notification(services, web, ci, "releases")
    add_notification(services, images, ci, "base image", rooms=_some(ci.rooms[1].id))
    add_notification(services, shop, ci, "deploys", policy=POLICY)
    add_notification(services, shop, flags, "flags")
    add_notification(services, web, legacy, "wallboard")
    add_notification(services, web, load, "load", enabled=False)
    add_notification(services, pager, monitoring, "alerts")
    add_notification(services, web, night, "night")
    add_notification(services, shop, desk, "desk")
    add_notification(services, web, long, "everything that happens in the platform team")


def _some(*rooms: str) -> RoomChoice:
    return RoomChoice(every=False, room_ids=rooms)


def _token(letter: str) -> str:
    return letter + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789ab"


def _nobody() -> str:
    """An endpoint where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return f"http://127.0.0.1:{port}/v2"
