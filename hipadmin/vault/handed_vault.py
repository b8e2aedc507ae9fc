"""Secrets that another process hands over: a relay that a window hosts asks no keyring itself."""

import threading
from collections.abc import Mapping

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.token import Secret

NOT_YET = "The window has not handed over this token yet."
KEEPS_NONE = "A relay is given its secrets and keeps none of its own."


class HandedVault:
    """Holds what it was given last, in memory only.

    A reference it was told to be empty has no token; one it was never told of is on its way, so
    asking for it is trouble that passes, told in the words of ``late``, and not a missing token.
    """

    name = "handed"
    durable = False

    def __init__(self, late: str = NOT_YET) -> None:
        self._lock = threading.Lock()
        self._late = late
        self._secrets: Mapping[str, Secret | None] = {}
        self._trouble = late

    @property
    def reason(self) -> str:
        """What keeps the secrets away; empty once there are some."""
        return self._trouble

    def take(self, secrets: Mapping[str, Secret | None], trouble: str = "") -> None:
        """Hold these and no others from now on; with ``trouble``, missing ones are late."""
        with self._lock:
            self._secrets, self._trouble = dict(secrets), trouble

    def get(self, ref_id: str) -> Secret | None:
        """The token, or None if there is none. Raises VaultTrouble while it is on its way."""
        with self._lock:
            if ref_id not in self._secrets:
                raise VaultTrouble(VaultFailure.GONE, self._trouble or self._late)
            return self._secrets[ref_id]

    def holds(self, ref_id: str, vault: str) -> bool:  # noqa: ARG002 - whoever hands over knows
        """Whether asking for it leads anywhere: not if it was told to be empty."""
        with self._lock:
            return self._secrets.get(ref_id, self._late) is not None

    def put(self, ref_id: str, token: Secret) -> None:  # noqa: ARG002 - it keeps none
        """Refuse: raises VaultTrouble."""
        raise VaultTrouble(VaultFailure.REFUSED, KEEPS_NONE)

    def remove(self, ref_id: str) -> None:  # noqa: ARG002 - it keeps none
        """Refuse: raises VaultTrouble."""
        raise VaultTrouble(VaultFailure.REFUSED, KEEPS_NONE)

    def close(self) -> None:
        """Forget everything."""
        self.take({}, self._late)
