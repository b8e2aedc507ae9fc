"""A vault that is chosen when it is first needed: finding the keyring takes time."""

import threading
from collections.abc import Callable

from hipadmin.domain.ports import Vault
from hipadmin.domain.token import Secret


class DeferredVault:
    """Stands for the vault that ``choose`` will give; asked once, by whoever comes first.

    Until then ``holds`` expects the keyring, so that a first list need not wait for it.
    """

    def __init__(self, choose: Callable[[], Vault]) -> None:
        self._choose = choose
        self._lock = threading.Lock()
        self._chosen: Vault | None = None

    def chosen(self) -> Vault:
        """The vault itself, chosen now if it was not yet. Blocking."""
        with self._lock:
            if self._chosen is None:
                self._chosen = self._choose()
            return self._chosen

    @property
    def name(self) -> str:
        """The chosen vault's name. Blocking."""
        return self.chosen().name

    @property
    def durable(self) -> bool:
        """Whether the chosen vault outlives this run. Blocking."""
        return self.chosen().durable

    @property
    def reason(self) -> str:
        """What the chosen vault has to say for itself. Blocking."""
        return self.chosen().reason

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
        return self._chosen.holds(ref_id, vault) if self._chosen else vault == "keyring"

    def close(self) -> None:
        """Close the vault if one was chosen."""
        if self._chosen:
            self._chosen.close()
