"""Tokens in the operating system's keyring."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.vault.vault_thread import VaultThread

T = TypeVar("T")

PATIENCE = 300.0
"""Seconds a call waits for the keyring: long enough for a person to find a password."""

NOT_KEPT = (
    "The keyring did not keep the token: reading it back gave something else. Choose another"
    " keyring with PYTHON_KEYRING_BACKEND and try again."
)


class Backend(Protocol):
    """What we use of a keyring backend."""

    def get_password(self, service: str, username: str) -> str | None:
        """The password, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the password."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""


class KeyringVault:
    """Keeps each token under its reference, in the keyring's service ``hipadmin/<store id>``.

    The keyring is asked on one thread only. ``reason`` says why it did not answer last time and is
    empty while it does, although the vault is durable either way.
    """

    name = "keyring"
    durable = True

    def __init__(
        self,
        service: str,
        backend: Backend,
        *,
        thread: VaultThread | None = None,
        reason: str = "",
        patience: float = PATIENCE,
    ) -> None:
        self._service = service
        self._backend = backend
        self._thread = thread or VaultThread()
        self._patience = patience
        self.reason = reason

    def put(self, ref_id: str, token: Secret) -> None:
        """Keep ``token`` and make sure by reading it back. Raises VaultTrouble."""
        self._ask(lambda: write(self._backend, self._service, ref_id, token))

    def get(self, ref_id: str) -> Secret | None:
        """The token, or None if the keyring has none. Raises VaultTrouble."""
        return self._ask(lambda: read(self._backend, self._service, ref_id))

    def remove(self, ref_id: str) -> None:
        """Forget it; nothing happens if it is not there. Raises VaultTrouble."""
        self._ask(lambda: erase(self._backend, self._service, ref_id))

    def holds(self, ref_id: str, vault: str) -> bool:  # noqa: ARG002 - any reference may be there
        """Whether the reference was written to a keyring."""
        return vault == self.name

    def close(self) -> None:
        """End the thread; a call that still waits for the keyring gets VaultTrouble."""
        self._thread.close()

    def _ask(self, work: Callable[[], T]) -> T:
        try:
            value = self._thread.run(work, within=self._patience)
        except VaultTrouble as trouble:
            self.reason = trouble.text
            raise
        self.reason = ""
        return value


def read(backend: Backend, service: str, ref_id: str) -> Secret | None:
    """What the keyring has under ``ref_id``."""
    value = backend.get_password(service, ref_id)
    return None if value is None else Secret(value)


def write(backend: Backend, service: str, ref_id: str, token: Secret) -> None:
    """Keep ``token``. Raises VaultTrouble(REFUSED) if the keyring gives something else back."""
    backend.set_password(service, ref_id, token.reveal())
    if read(backend, service, ref_id) != token:
        raise VaultTrouble(VaultFailure.REFUSED, NOT_KEPT)


def erase(backend: Backend, service: str, ref_id: str) -> None:
    """Forget ``ref_id``; backends raise for one that is not there, so look before."""
    if backend.get_password(service, ref_id) is not None:
        backend.delete_password(service, ref_id)
