"""A vault that is chosen when it is first needed: finding the keyring takes time and memory."""

import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hipadmin.domain.ports import Vault
from hipadmin.domain.token import Secret

LOOK_S = 25.0
"""Seconds a child may look for the keyring; choosing itself gives up after twenty."""


class VaultFacts(NamedTuple):
    """What a vault says of itself before it is needed."""

    name: str
    durable: bool
    reason: str


class DeferredVault:
    """Stands for the vault that ``choose`` will give; asked once, by whoever comes first.

    Until a token is read or written, ``look`` may tell name, durability and reason; None from it
    means that it could not. Until then ``holds`` expects the keyring, so that a list need not wait.
    """

    def __init__(
        self,
        choose: Callable[[], Vault],
        look: Callable[[], VaultFacts | None] = lambda: None,
    ) -> None:
        self._choose = choose
        self._look = look
        self._lock = threading.Lock()
        self._chosen: Vault | None = None
        self._facts: VaultFacts | None = None

    def chosen(self) -> Vault:
        """The vault itself, chosen now if it was not yet. Blocking."""
        with self._lock:
            if self._chosen is None:
                self._chosen = self._choose()
            return self._chosen

    def _seen(self) -> VaultFacts | Vault:
        if self._chosen is not None:
            return self._chosen
        with self._lock:
            self._facts = self._facts or self._look()
        return self._facts or self.chosen()

    @property
    def name(self) -> str:
        """The vault's name. Blocking."""
        return self._seen().name

    @property
    def durable(self) -> bool:
        """Whether the vault outlives this run. Blocking."""
        return self._seen().durable

    @property
    def reason(self) -> str:
        """What the vault has to say for itself. Blocking."""
        return self._seen().reason

    def put(self, ref_id: str, token: Secret) -> None:
        """Keep ``token`` under ``ref_id``."""
        self.chosen().put(ref_id, token)

    def get(self, ref_id: str) -> Secret | None:
        """The token, or None."""
        return self.chosen().get(ref_id)

    def remove(self, ref_id: str) -> None:
        """Forget it."""
        self.chosen().remove(ref_id)

    def holds(self, ref_id: str, vault: str) -> bool:
        """Whether the token can be there; never waits for the choice."""
        if self._chosen is not None:
            return self._chosen.holds(ref_id, vault)
        expected = self._facts.name if self._facts else "keyring"
        return vault == expected == "keyring"

    def close(self) -> None:
        """Close the vault if one was chosen."""
        if self._chosen:
            self._chosen.close()


def look_in_child(command: Sequence[str]) -> VaultFacts | None:
    """Let a child look which vault there is; None if it does not say."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LOOK_S,
            check=True,
        )
        plain = json.loads(done.stdout)
        return VaultFacts(str(plain["name"]), bool(plain["durable"]), str(plain["reason"]))
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return None
