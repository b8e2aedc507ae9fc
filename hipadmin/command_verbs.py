"""The subcommands `test`, `on` and `off`: what is done to one thing, found by its name."""

import argparse
import sys
from collections.abc import Callable
from functools import partial

from hipadmin.domain.errors import NotFound
from hipadmin.domain.health import Outcome
from hipadmin.domain.integration import Integration
from hipadmin.domain.ports import Unit
from hipadmin.exits import DONE, FAILURE, INTERRUPTED, complain
from hipadmin.interruption import Interruption
from hipadmin.services.bundle import Services
from hipadmin.services.rooms.testing import Tried

Command = Callable[[Services, argparse.Namespace], int]
"""A subcommand: gives the exit code, or raises what went wrong."""


def _find(services: Services, name: str) -> Integration:
    def work(unit: Unit) -> Integration:
        found = unit.integrations.by_name(name)
        if found is None:
            raise NotFound("integration", name)
        return found

    return services.store.read(work)


def _room_ids(integration: Integration, room: str | None) -> list[str] | None:
    if room is None:
        return None
    found = integration.room_called(room)
    if found is None:
        raise NotFound("room", room)
    return [found.id]


def test(services: Services, arguments: argparse.Namespace) -> int:
    """Send the test message to the rooms that are on, or to one."""
    integration = _find(services, arguments.name)
    targets = services.tests.targets(integration.id, _room_ids(integration, arguments.room))
    if not targets and arguments.room is None:
        return complain(f"“{integration.name}” has no room yet. Add one first.", FAILURE)
    if not integration.enabled:
        print(f"“{integration.name}” is off; it is tested all the same.", file=sys.stderr)
    interruption = Interruption()
    outcomes = set[Outcome]()
    for target in targets:
        tried = interruption.around(partial(services.tests.run, target))
        print(f"{tried.target.shown}: {_tried_text(tried)}")
        if interruption.came:
            return INTERRUPTED
        outcomes.add(tried.outcome)
    if Outcome.NOT_SENT in outcomes and services.vault.reason:
        print(services.vault.reason, file=sys.stderr)  # why a token that was stored is not there
    return DONE if outcomes <= {Outcome.OK} else FAILURE


def _tried_text(tried: Tried) -> str:
    if tried.outcome is Outcome.OK:
        at = tried.at.astimezone()
        return f"configured correctly ({tried.status} in {tried.elapsed_ms} ms at {at:%H:%M:%S})"
    return f"{tried.status}: {tried.text}" if tried.status else tried.text


def switch(on: bool) -> Command:
    """Give the subcommand that turns an integration, a room or a room notification on or off."""

    def command(services: Services, arguments: argparse.Namespace) -> int:
        if arguments.subscription:
            _switch_notification(services, arguments.subscription, arguments.name, on)
        else:
            _switch_integration(services, arguments.name, arguments.room, on)
        return DONE

    return command


def _switch_integration(services: Services, name: str, room: str | None, on: bool) -> None:
    integration = _find(services, name)
    for room_id in _room_ids(integration, room) or ():
        services.integrations.set_room_enabled(integration.id, room_id, integration.version, on)
        return
    services.integrations.set_enabled(integration.id, integration.version, on)


def _switch_notification(services: Services, subscription: str, name: str, on: bool) -> None:
    def work(unit: Unit) -> tuple[str, int]:
        parent = unit.subscriptions.by_name(subscription)
        if parent is None:
            raise NotFound("subscription", subscription)
        for n in unit.notifications.of_subscription(parent.id):
            if n.name.casefold() == name.strip().casefold():
                return n.id, n.version
        raise NotFound("room notification", name)

    notification_id, version = services.store.read(work)
    services.notifications.set_enabled(notification_id, version, on)
