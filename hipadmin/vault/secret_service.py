"""The Secret Service backend of keyring, made to close its D-Bus sockets.

keyring opens a connection for each call, so a daemon that comes back is found again; but it leaves
the socket open when the collection is locked or the daemon is gone. Imported only where that
backend was chosen, on the vault's thread: it needs secretstorage, which other systems lack.
"""

from contextlib import closing
from typing import Protocol

import secretstorage
from keyring.backends.SecretService import Keyring
from keyring.errors import KeyringLocked

QUESTION_PATIENCE = 240.0
"""Seconds a question for the password may stay open. A daemon that dies meanwhile never answers,
so without a limit the vault's thread would wait for ever."""

_DEFAULT = "/org/freedesktop/secrets/aliases/default"


class _Lockable(Protocol):
    def is_locked(self) -> bool: ...
    def unlock(self, timeout: float | None = ...) -> bool: ...


class SecretServiceKeyring(Keyring):
    """The same as ``backend``, one of keyring's own: same place, same settings."""

    def __init__(self, backend: object) -> None:
        vars(self).update(vars(backend))  # scheme, preferred collection: read from the environment

    def get_preferred_collection(self) -> secretstorage.Collection:
        """The collection, unlocked; its connection is closed by the caller, or here on failure.

        Raises secretstorage's exceptions, and KeyringLocked.
        """
        bus = secretstorage.dbus_init()
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

        Raises PromptDismissedException, KeyringLocked, or TimeoutError.
        """
        if not item.is_locked():
            return
        if _ask(item):
            raise secretstorage.PromptDismissedException("dismissed")
        if item.is_locked():
            raise KeyringLocked("still locked")

    def would_ask(self) -> bool:
        """Whether the next call would put a question to the person: locked, or no collection."""
        with closing(secretstorage.dbus_init()) as bus:
            path = getattr(self, "preferred_collection", _DEFAULT)
            try:
                return secretstorage.Collection(bus, path).is_locked()
            except secretstorage.ItemNotFoundException:
                return True


def _ask(item: _Lockable) -> bool:
    """Whether the question was dismissed."""
    if secretstorage.__version_tuple__ < (3, 5):  # knows no limit yet
        return item.unlock()
    return item.unlock(timeout=QUESTION_PATIENCE)
