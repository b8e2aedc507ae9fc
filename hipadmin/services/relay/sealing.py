"""Sealing: a copy of what relays need, for one that runs where no keyring is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.ports import SecretsFile
from hipadmin.domain.token import Secret
from hipadmin.services.relay.handover import Handover

_ROUNDS = 3
"""How often it is looked whether somebody changed tokens while they were being sealed."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many secrets are in the file now, and how many the vault did not have."""

    secrets: int
    missing: int


class Gathers(Protocol):
    """Asks the vault for what relays need. Raises StoreTrouble."""

    def __call__(self) -> Handover:
        """Everything there is now."""

    def wanted(self) -> frozenset[str]:
        """The references to it; each stands for one version of a secret."""


class Sealing:
    """Fills the sealed file. Blocking: it asks the vault. Raises StoreTrouble, VaultTrouble.

    ``is_read`` says whether a relay runs that may read the file.
    """

    def __init__(
        self, gather: Gathers, file: SecretsFile, is_read: Callable[[], bool] = lambda: False
    ) -> None:
        self._gather = gather
        self._file = file
        self._is_read = is_read

    @property
    def in_use(self) -> bool:
        """Whether there is a file, which a changed token makes out of date."""
        return self._file.exists()

    def seal(self) -> Sealed:
        """Put into it what relays need now. With a vault in trouble it stays as it is."""
        return self._write({})

    def renew(self) -> Sealed | None:
        """Seal again if the file is in use and tokens or keys changed since; None if not.

        What this vault does not have, as one that is kept for a run only, stays in the file for as
        long as it is needed. VaultTrouble says that the service has the old ones.
        """
        if not self.in_use:
            return None
        try:
            return self._renew()
        except VaultTrouble as error:
            text = f"The service still has the tokens from before. {error.text}"
            raise VaultTrouble(error.failure, text) from error

    def forget(self) -> None:
        """Take the file away, unless a relay runs that may read it: nobody needs the copy."""
        if not self._is_read():
            self._file.remove()

    def _renew(self) -> Sealed | None:
        done = None
        for _ in range(_ROUNDS):
            before = self._before()
            if before.keys() == self._gather.wanted():
                break
            done = self._write(before)
        return done

    def _before(self) -> Mapping[str, Secret | None]:
        try:
            return self._file.read()
        except VaultTrouble:
            return {"": None}  # it must be written anew, and that says what is wrong

    def _write(self, spare: Mapping[str, Secret | None]) -> Sealed:
        given = self._gather()
        if given.trouble:
            raise VaultTrouble(VaultFailure.GONE, given.trouble)
        secrets = {ref: s or spare.get(ref) for ref, s in given.secrets.items()}
        self._file.write(secrets)
        missing = sum(secret is None for secret in secrets.values())
        return Sealed(len(secrets) - missing, missing)
