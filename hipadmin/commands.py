"""The subcommands that need no window: the same use cases, in words on standard output."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from io import TextIOWrapper
from pathlib import Path

from hipadmin.app import open_profile
from hipadmin.command_audit import audit
from hipadmin.command_restore import rescue, restore
from hipadmin.command_vault import vault
from hipadmin.domain.errors import HipadminError, NotFound, StoreDamaged, StoreRefused
from hipadmin.domain.health import Health, Outcome, ShownState
from hipadmin.domain.integration import Integration
from hipadmin.domain.ports import Unit
from hipadmin.domain.redaction import mask_pasted
from hipadmin.domain.system import why
from hipadmin.exits import DONE, FAILURE, INTERRUPTED, REFUSED
from hipadmin.interruption import Interruption
from hipadmin.profiles import command_profile
from hipadmin.services.bundle import Services
from hipadmin.services.files.config_file import SIZE_MAX, read_config
from hipadmin.services.rooms.testing import Tried
from hipadmin.services.views import IntegrationDetails

Command = Callable[[Services, argparse.Namespace], int]
_CHANGE_TOKENS = ("apply", "restore")
"""Commands after which what was sealed for a service may be out of date."""


def run(arguments: argparse.Namespace) -> int:
    """Run the subcommand; give the exit code."""
    profile = command_profile(arguments.data_dir, arguments.sandbox, os.environ)
    try:
        session = open_profile(profile)
    except StoreDamaged as error:
        if arguments.command == "restore":
            return rescue(profile.database, error, arguments)
        return _complain(f"{error.text} “hipadmin restore” lists the backups.", REFUSED)
    except StoreRefused as error:
        return _complain(error.text, REFUSED)
    except HipadminError as error:
        return _complain(error.text, FAILURE)
    _prepare_output(arguments.command)
    try:
        code = COMMANDS[arguments.command](session.services, arguments)
        sys.stdout.flush()
        if arguments.command in _CHANGE_TOKENS and not arguments.dry_run:
            _reseal(session.services)
    except HipadminError as error:
        return _complain(error.text, FAILURE)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _unwritten(error)
    else:
        return code
    finally:
        session.close()


def _reseal(services: Services) -> None:
    """Let a relay that runs as a service know what changed; what was done stands either way."""
    try:
        sealed = services.sealing.renew()
    except HipadminError as error:
        _complain(error.text, FAILURE)
    else:
        if sealed is not None:
            print(f"Sealed for the service: {sealed.secrets} tokens and keys.")


def _prepare_output(command: str) -> None:
    """A name that the terminal cannot show must not end a command; an export is always UTF-8."""
    if isinstance(sys.stdout, TextIOWrapper):
        if command == "export":
            sys.stdout.reconfigure(encoding="utf-8")
        else:
            sys.stdout.reconfigure(errors="backslashreplace")


def _unwritten(error: OSError) -> int:
    # What could not be written would be tried again at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _complain(f"The output could not be written: {why(error)}", FAILURE)


def _complain(text: str, code: int) -> int:
    # a token given instead of a name must not stand in a build's log
    print(mask_pasted(text), file=sys.stderr)
    return code


def _apply(services: Services, arguments: argparse.Namespace) -> int:
    try:
        data = _read(arguments.file)
    except OSError as error:
        return _complain(f"{arguments.file} cannot be read: {why(error)}", FAILURE)
    config = read_config(data)
    if not arguments.dry_run:
        _back_up(services)
    applied = services.apply.apply(config, dry_run=arguments.dry_run)
    for step in applied.changes:
        print(f"{step.verb}: {step.thing}")
    same = len(applied.steps) - len(applied.changes)
    if not applied.changes:
        print(f"Nothing to change ({same} as they should be).")
    for warning in applied.warnings:
        print(warning, file=sys.stderr)
    return DONE


def _back_up(services: Services) -> None:
    """Make the day's backup; where no window runs, nothing else does."""
    try:
        services.upkeep.run()
    except HipadminError as error:
        print(error.text, file=sys.stderr)


def _read(file: str) -> bytes:
    # more than can be taken is not read: a pipe may never end
    if file == "-":
        return sys.stdin.buffer.read(SIZE_MAX + 1)
    with Path(file).open("rb") as opened:
        return opened.read(SIZE_MAX + 1)


def _export(services: Services, arguments: argparse.Namespace) -> int:
    sys.stdout.write(services.export.text("json" if arguments.json else "yaml"))
    return DONE


def _list(services: Services, arguments: argparse.Namespace) -> int:
    if arguments.json:
        plain = [_plain(details) for details in services.views.every_details()]
        subscriptions = [
            {
                "name": row.subscription.name,
                "kind": row.subscription.kind.value,
                "integrations": list(row.integrations),
                "notifications": row.notifications,
            }
            for row in services.views.subscriptions()
        ]
        print(json.dumps({"integrations": plain, "subscriptions": subscriptions}, indent=2))
        return DONE
    rows = services.views.integrations()
    states = [state_text(row.state) for row in rows]
    names_wide = max((len(row.integration.name) for row in rows), default=0)
    states_wide = max((len(state) for state in states), default=0)
    for row, state in zip(rows, states, strict=True):
        rooms = ", ".join(r.shown for r in row.integration.rooms) or "No room yet"
        print(f"{row.integration.name:<{names_wide}}  {state:<{states_wide}}  {rooms}")
    return DONE


def state_text(state: ShownState) -> str:
    """The shown state in words."""
    words = {
        Health.OFF: "Off",
        Health.NOT_TESTED: "Not tested",
        Health.OK: "OK",
        Health.TOKEN_NEEDED: "Token needed",
        Health.NEEDS_ATTENTION: "Needs attention",
    }
    if state.health is Health.FAILING and state.since:
        return f"Failing since {state.since.astimezone():%Y-%m-%d %H:%M}"
    cause = f": {state.cause} is off" if state.cause and state.cause != "itself" else ""
    return words.get(state.health, "Failing") + cause


def _plain(details: IntegrationDetails) -> dict[str, object]:
    integration = details.row.integration
    last = details.row.last
    return {
        "name": integration.name,
        "type": "hipchat",
        "endpoint": integration.endpoint,
        "enabled": integration.enabled,
        "token": details.has_token,
        "token_ends": _moment(details.row.token_ends),
        "state": details.row.state.health.value,
        "status": state_text(details.row.state),
        "rooms": [
            {
                "room": r.room.room,
                "name": r.room.shown,
                "enabled": r.room.enabled,
                "token": r.has_token,
                "label": r.info.label if r.info else None,
                "token_ends": _moment(r.info.expires_at if r.info else None),
                "state": r.state.health.value,
                "last_status": r.result.status if r.result else None,
            }
            for r in details.rooms
        ],
        "used_by": details.row.used_by,
        "notifications": [
            {
                "name": n.notification.name,
                "subscription": n.subscription.name,
                "rooms": list(n.rooms),
                "enabled": n.notification.enabled,
                "state": n.state.health.value,
            }
            for n in details.notifications
        ],
        "last_result": {"status": last.status, "at": last.at.isoformat()} if last else None,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


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


def _test(services: Services, arguments: argparse.Namespace) -> int:
    integration = _find(services, arguments.name)
    targets = services.tests.targets(integration.id, _room_ids(integration, arguments.room))
    if not targets and arguments.room is None:
        return _complain(f"“{integration.name}” has no room yet. Add one first.", FAILURE)
    if not integration.enabled:
        print(f"“{integration.name}” is off; it is tested all the same.", file=sys.stderr)
    interruption = Interruption()
    outcomes = set[Outcome]()
    for target in targets:
        tried = interruption.around(partial(services.tests.run, target))
        print(f"{tried.target.shown}: {tried_text(tried)}")
        if interruption.came:
            return INTERRUPTED
        outcomes.add(tried.outcome)
    if Outcome.NOT_SENT in outcomes and services.vault.reason:
        print(services.vault.reason, file=sys.stderr)  # why a token that was stored is not there
    return DONE if outcomes <= {Outcome.OK} else FAILURE


def tried_text(tried: Tried) -> str:
    """What came of a test, in one line."""
    if tried.outcome is Outcome.OK:
        at = tried.at.astimezone()
        return f"configured correctly ({tried.status} in {tried.elapsed_ms} ms at {at:%H:%M:%S})"
    return f"{tried.status}: {tried.text}" if tried.status else tried.text


def _switch(on: bool) -> Command:
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


def _doctor(services: Services, _arguments: argparse.Namespace) -> int:
    code = DONE
    marks = {True: "ok", False: "FAILED", None: "-"}
    for finding in services.doctor.run():
        print(f"{marks[finding.good]:<7} {finding.subject}: {finding.text}")
        if finding.good is False:
            code = FAILURE
    return code


COMMANDS: dict[str, Command] = {
    "apply": _apply,
    "audit": audit,
    "export": _export,
    "list": _list,
    "restore": restore,
    "test": _test,
    "on": _switch(True),
    "off": _switch(False),
    "doctor": _doctor,
    "vault": vault,
}
