"""Where tokens live, and how a person stops what waits."""

from collections.abc import Callable, Mapping
from typing import Protocol

from hipadmin.domain.token import Secret


class Vault(Protocol):
    """Where tokens live. Blocking, a prompt may take minutes: never called on the GUI thread.

    Every method raises VaultTrouble when the keyring does not answer.
    """

    @property
    def name(self) -> str:
        """``keyring``, ``memory`` or ``sandbox``; stored with each reference."""

    @property
    def durable(self) -> bool:
        """Whether tokens survive this run."""

    @property
    def reason(self) -> str:
        """Why it is not durable or does not answer, in a sentence; empty otherwise."""

    def put(self, ref_id: str, token: Secret) -> None:
        """Keep ``token`` under ``ref_id``."""

    def get(self, ref_id: str) -> Secret | None:
        """The token, or None if it is not there."""

    def remove(self, ref_id: str) -> None:
        """Forget it; nothing happens if it is not there."""

    def holds(self, ref_id: str, vault: str) -> bool:
        """Whether a reference written to ``vault`` can be here, without asking a keyring."""

    def close(self) -> None:
        """Let go of the keyring; bounded."""


class SecretsFile(Protocol):
    """A sealed copy of secrets, for a process that has no keyring."""

    def exists(self) -> bool:
        """Whether there is one."""

    def read(self) -> Mapping[str, Secret | None]:
        """What was written last. Raises VaultTrouble if it cannot be opened."""

    def write(self, given: Mapping[str, Secret | None]) -> None:
        """Replace it as a whole: secrets by reference, None for what there is none of.

        Raises VaultTrouble; then the old one stays.
        """

    def remove(self) -> None:
        """Take it away if there is one. Raises VaultTrouble."""


class Cancel(Protocol):
    """A person's way to stop work that waits for the network or a long query."""

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` (once, from any thread) when cancelled; at once if it was already."""


class NeverCancel:
    """For callers without a Cancel button."""

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Do nothing: nobody will cancel."""
