"""The Secret Service backend of keyring, made to close its D-Bus sockets and to end its waits.

keyring opens a connection for each call, so a daemon that comes back is found again; but it gives
the bus one second to let it in, which a busy machine takes, leaves the socket open when the
collection is locked or the daemon is gone, and waits for the answer to a question for the password
although the daemon that asked has died. Imported only where that backend may be chosen, on the
vault's thread: it needs secretstorage, which other systems lack.
"""

from collections import deque
from collections.abc import Callable
from contextlib import closing
from time import monotonic
from typing import Any, Protocol

import secretstorage
from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection
from jeepney.wrappers import unwrap_msg
from keyring.backends.SecretService import Keyring
from keyring.errors import KeyringLocked
from secretstorage.util import add_match_rules

BUS_PATIENCE = 25.0
"""Seconds the bus may take to let us in: what D-Bus usually allows for an answer."""
QUESTION_PATIENCE = 240.0
"""Seconds a question for the password may stay open."""

_NAME = "org.freedesktop.secrets"
_PROMPT = "org.freedesktop.Secret.Prompt"
_NOBODY = "/"
"""The path of a prompt when there is nothing to ask."""
_DEFAULT = "/org/freedesktop/secrets/aliases/default"


class _Lockable(Protocol):
    connection: DBusConnection

    def is_locked(self) -> bool: ...


class SecretServiceKeyring(Keyring):
    """The same as ``backend``, one of keyring's own: same place, same settings."""

    def __init__(self, backend: object) -> None:
        vars(self).update(vars(backend))  # scheme, preferred collection: read from the environment

    def get_preferred_collection(self) -> secretstorage.Collection:
        """The collection, unlocked; its connection is closed by the caller, or here on failure.

        Raises secretstorage's exceptions, and KeyringLocked.
        """
        bus = _open_bus()
        try:
            if hasattr(self, "preferred_collection"):
                collection = secretstorage.Collection(bus, self.preferred_collection)
            else:
                collection = secretstorage.get_default_collection(bus)
            self.unlock(collection)
        except BaseException:
            bus.close()
            raise
        return collection

    def unlock(self, item: _Lockable) -> None:
        """Have the person asked if it is locked.

        Raises PromptDismissedException, KeyringLocked, TimeoutError, or
        SecretServiceNotAvailableException if the daemon dies with its question open.
        """
        if not item.is_locked():
            return
        if _ask(item):
            raise secretstorage.PromptDismissedException("dismissed")
        if item.is_locked():
            raise KeyringLocked("still locked")

    def would_ask(self) -> bool:
        """Whether the next call would put a question to the person: locked, or no collection."""
        with closing(_open_bus()) as bus:
            path = getattr(self, "preferred_collection", _DEFAULT)
            try:
                return secretstorage.Collection(bus, path).is_locked()
            except secretstorage.ItemNotFoundException:
                return True


def running() -> SecretServiceKeyring | None:
    """The session's Secret Service, if one runs or starts when it is called.

    Raises TimeoutError if the bus lets nobody in.
    """
    try:
        with closing(_open_bus()) as bus:
            there = secretstorage.check_service_availability(bus)
    except secretstorage.SecretServiceNotAvailableException:
        return None
    make: Callable[[], object] = Keyring
    return SecretServiceKeyring(make()) if there else None


def _open_bus() -> DBusConnection:
    """As secretstorage's own, but for its patience: also its exceptions, and TimeoutError."""
    try:
        bus = open_dbus_connection(auth_timeout=BUS_PATIENCE)
        add_match_rules(bus)
    except (KeyError, ConnectionError, ValueError) as error:
        raise secretstorage.SecretServiceNotAvailableException("no session bus") from error
    return bus


def _ask(item: _Lockable) -> bool:
    """Whether the question was dismissed."""
    connection = item.connection
    path = getattr(item, "collection_path", "") or getattr(item, "item_path", "")
    service = DBusAddress("/org/freedesktop/secrets", _NAME, "org.freedesktop.Secret.Service")
    _unlocked, prompt = _call(connection, service, "Unlock", "ao", ([path],))
    return False if prompt == _NOBODY else _answered(connection, prompt)


def _answered(connection: DBusConnection, prompt: str) -> bool:
    """Put the question and wait for its answer; whether it was dismissed."""
    done = MatchRule(type="signal", interface=_PROMPT, member="Completed", path=prompt)
    gone = MatchRule(type="signal", sender=message_bus.bus_name, member="NameOwnerChanged")
    gone.add_arg_condition(0, _NAME)
    heard: deque[Message] = deque()
    with connection.filter(done, queue=heard), connection.filter(gone, queue=heard):
        for rule in (done, gone):
            Proxy(message_bus, connection).AddMatch(rule)
        _call(connection, DBusAddress(prompt, _NAME, _PROMPT), "Prompt", "s", ("",))
        message = _next(connection, heard)
    if message.header.fields[HeaderFields.member] == "Completed":
        return bool(message.body[0])
    raise secretstorage.SecretServiceNotAvailableException("the daemon ended")


def _next(connection: DBusConnection, heard: deque[Message]) -> Message:
    """The answer, or that the daemon is gone; TimeoutError when nobody answers."""
    ends = monotonic() + QUESTION_PATIENCE
    while True:
        message = connection.recv_until_filtered(heard, timeout=max(0.0, ends - monotonic()))
        if message.header.fields[HeaderFields.member] == "Completed" or not message.body[2]:
            return message


def _call(
    connection: DBusConnection,
    address: DBusAddress,
    method: str,
    signature: str,
    body: tuple[object, ...],
) -> Any:
    message = new_method_call(address, method, signature, body)
    return unwrap_msg(connection.send_and_get_reply(message, timeout=QUESTION_PATIENCE))
