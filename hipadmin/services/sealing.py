"""Sealing: a copy of what relays need, for one that runs where no keyring is."""

from collections.abc import Callable
from dataclasses import dataclass

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.ports import SecretsFile
from hipadmin.services.handover import Handover


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many secrets are in the file now, and how many the vault did not have."""

    secrets: int
    missing: int


class Sealing:
    """Fills the sealed file. Blocking: it asks the vault. Raises StoreTrouble, VaultTrouble."""

    def __init__(self, gather: Callable[[], Handover], file: SecretsFile) -> None:
        self._gather = gather
        self._file = file

    @property
    def in_use(self) -> bool:
        """Whether there is a file, which a changed token makes out of date."""
        return self._file.exists()

    def seal(self) -> Sealed:
        """Put into it what relays need now. With a vault in trouble it stays as it is."""
        given = self._gather()
        if given.trouble:
            raise VaultTrouble(VaultFailure.GONE, given.trouble)
        self._file.write(given.secrets)
        missing = sum(secret is None for secret in given.secrets.values())
        return Sealed(len(given.secrets) - missing, missing)
