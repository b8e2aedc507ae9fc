"""Turns whatever a keyring raises into a VaultTrouble: a sentence with a remedy, no token."""

import logging
from collections.abc import Iterator
from types import MappingProxyType

from hipadmin.domain.errors import VaultFailure, VaultTrouble

_log = logging.getLogger(__name__)

# By name, because the libraries behind a keyring differ from system to system and none may be
# there. The order counts: a dismissed question reaches us wrapped in an InitError, and the
# secretstorage exception for it is also an ItemNotFoundException.
_BY_CLASS = (
    ("PromptDismissedException", VaultFailure.DISMISSED),
    ("KeyringLocked", VaultFailure.LOCKED),
    ("LockedException", VaultFailure.LOCKED),
    ("SecretServiceNotAvailableException", VaultFailure.GONE),
    ("ItemNotFoundException", VaultFailure.GONE),
    ("NoKeyringError", VaultFailure.GONE),
    ("OSError", VaultFailure.GONE),
    ("InitError", VaultFailure.GONE),
)

_BY_DBUS_NAME = MappingProxyType(
    {
        "org.freedesktop.Secret.Error.IsLocked": VaultFailure.LOCKED,
        "org.freedesktop.DBus.Error.Disconnected": VaultFailure.GONE,
        "org.freedesktop.DBus.Error.NameHasNoOwner": VaultFailure.GONE,
        "org.freedesktop.DBus.Error.NoReply": VaultFailure.GONE,
        "org.freedesktop.DBus.Error.NoServer": VaultFailure.GONE,
        "org.freedesktop.DBus.Error.ServiceUnknown": VaultFailure.GONE,
        "org.freedesktop.DBus.Error.TimedOut": VaultFailure.GONE,
        "org.freedesktop.DBus.Error.Timeout": VaultFailure.GONE,
    }
)

_TEXTS = MappingProxyType(
    {
        VaultFailure.LOCKED: "The keyring is locked. Unlock it and try again.",
        VaultFailure.DISMISSED: (
            "The keyring stayed locked: its question for the password was dismissed or could not"
            " be shown. Unlock the keyring and try again."
        ),
        VaultFailure.GONE: (
            "The keyring does not answer. Start it (on Linux a Secret Service such as"
            " gnome-keyring) and try again."
        ),
        VaultFailure.REFUSED: "The keyring refused. Look at its settings and try again.",
    }
)


def trouble(failure: VaultFailure, detail: str = "") -> VaultTrouble:
    """The failure in words; ``detail`` is a technical name for those who ask for help."""
    text = _TEXTS[failure]
    return VaultTrouble(failure, f"{text} ({detail})" if detail else text)


def translate(error: Exception) -> VaultTrouble:
    """What ``error`` means for the person.

    Only class names and D-Bus error names go into text and log: a message of somebody else's could
    carry the token. The result is not chained to ``error`` for the same reason.
    """
    if isinstance(error, VaultTrouble):
        return error
    causes = list(_causes(error))
    names = {c.__name__ for cause in causes for c in type(cause).__mro__}
    failure = next((failure for name, failure in _BY_CLASS if name in names), None)
    dbus = next((name for name in map(_dbus_name, causes) if name), "")
    if failure is None:
        failure = _BY_DBUS_NAME.get(dbus, VaultFailure.REFUSED)
    _log.info("the keyring failed: %s", ", ".join(_told(cause) for cause in causes))
    refused = failure is VaultFailure.REFUSED
    return trouble(failure, (dbus or type(error).__name__) if refused else "")


def _told(error: BaseException) -> str:
    return _dbus_name(error) or type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _dbus_name(error: BaseException) -> str:
    """The name of a D-Bus error as jeepney gives it; "" for anything else."""
    name = getattr(error, "name", None)
    return name if isinstance(name, str) and type(error).__name__ == "DBusErrorResponse" else ""
