"""`hipadmin notify`: an event from a shell or a build script."""

import argparse
import contextlib
import json
import os
import sys
from pathlib import Path

from hipadmin.app import clock, new_id, open_profile
from hipadmin.domain.errors import HipadminError, NotFound, StoreRefused
from hipadmin.domain.incoming import BODY_MAX
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import Subscription
from hipadmin.domain.system import why
from hipadmin.domain.token import Secret
from hipadmin.exits import DONE, FAILURE, REFUSED, complain
from hipadmin.profiles import command_profile
from hipadmin.services.bundle import Services
from hipadmin.services.intake.notifying import Door, NotTaken, Taken, notify
from hipadmin.services.relay.settings import DOOR, door

KEY, URL = "HIPADMIN_KEY", "HIPADMIN_URL"
"""Variables; the key has no flag, because every user sees the arguments of every process."""
TEXTS = (
    *("title", "details", "state", "link", "id", "source", "project", "branch", "series"),
    *("alert", "severity", "actor"),
)
"""Members of an event that are flags."""


def run(arguments: argparse.Namespace) -> int:
    """Send what the flags or the file say; give the exit code."""
    try:
        body = _body(arguments)
    except OSError as error:
        source = arguments.json or "standard input"
        return complain(f"{source} cannot be read: {why(error)}", FAILURE)
    try:
        return _tell(notify(_door(arguments), body, clock, timeout=arguments.timeout))
    except StoreRefused as error:
        return complain(error.text, REFUSED)
    except HipadminError as error:
        return complain(error.text, FAILURE)


def _body(arguments: argparse.Namespace) -> bytes:
    if arguments.json is None:
        given = {name: getattr(arguments, name) for name in TEXTS}
        if given["details"] == "-":
            given["details"] = _read("-").decode("utf-8", "replace")
        event = {name: value for name, value in given.items() if value is not None}
        return json.dumps({"id": new_id(), **event}).encode()
    return _identified(_read(arguments.json))


def _identified(body: bytes) -> bytes:
    """Give an id to events that have none: what is sent twice must be recognised.

    Whatever is no event in our form goes as it is; the relay says what is wrong with it.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return body
    events = value if isinstance(value, list) else [value]
    for event in events:
        if isinstance(event, dict) and event.get("id") is None:
            event["id"] = new_id()
    return json.dumps(value).encode()


def _read(file: str) -> bytes:
    # more than a relay takes is not read: a pipe may never end
    if file == "-":
        return sys.stdin.buffer.read(BODY_MAX + 1)
    with Path(file).open("rb") as opened:
        return opened.read(BODY_MAX + 1)


def _door(arguments: argparse.Namespace) -> Door:
    url, key = arguments.url or os.environ.get(URL, ""), os.environ.get(KEY, "")
    if url and key and (DOOR in url or arguments.subscription):
        return Door(_at(url, arguments.subscription or ""), Secret(key))
    if not arguments.subscription:
        text = f"Name a subscription, or give its whole address with --url and its key in {KEY}."
        raise NotTaken(text)
    profile = command_profile(arguments.data_dir, arguments.sandbox, os.environ)
    with contextlib.closing(open_profile(profile)) as session:
        services = session.services
        subscription = _find(services, arguments.subscription)
        secret = Secret(key) if key else _key(services, subscription)
        return Door(_at(url or _relay(services), subscription.id), secret)


def _at(url: str, subscription_id: str) -> str:
    """The whole address of the door; one that is whole already stays."""
    if DOOR in url:
        return url
    return door(url, subscription_id)


def _find(services: Services, name: str) -> Subscription:
    def work(unit: Unit) -> Subscription:
        found = unit.subscriptions.by_name(name)
        try:
            return found or unit.subscriptions.get(name)
        except NotFound:
            raise NotFound("subscription", name) from None

    return services.store.read(work)


def _key(services: Services, subscription: Subscription) -> Secret:
    had = services.intake_keys.of(subscription.id)
    secret = services.intake_keys.speaking(subscription.id)
    if secret is None:
        text = f"There is no key of “{subscription.name}” here. Give one in {KEY}."
        raise NotTaken(text)
    if services.intake_keys.of(subscription.id) != had:
        services.sealing.renew()  # a relay that runs as a service is to know it too
    return secret


def _relay(services: Services) -> str:
    """A relay that runs here on these data, else where one would."""
    running = services.relays.running()
    return running[0].url if running else services.relay_settings.place().url


def _tell(taken: Taken) -> int:
    for problem in taken.problems:
        complain(problem, FAILURE)
    print(f"Accepted: {taken.accepted}. Known already: {taken.repeated}. Refused: {taken.refused}.")
    return FAILURE if taken.refused else DONE
