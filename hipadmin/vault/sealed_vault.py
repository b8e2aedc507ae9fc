"""The vault of a service: reads the sealed file, and again when that was replaced."""

from hipadmin.domain.errors import VaultTrouble
from hipadmin.domain.token import Secret
from hipadmin.vault.handed_vault import HandedVault
from hipadmin.vault.sealed_file import SEAL, SealedFile

LATE = f"The sealed vault lacks this token. {SEAL}"


class SealedVault(HandedVault):
    """Gives what the file holds now; a token made after it was sealed is waited for."""

    name = "sealed"
    durable = True

    def __init__(self, file: SealedFile) -> None:
        super().__init__(LATE)
        self._file = file
        self._seen: object = ()

    @property
    def reason(self) -> str:
        """Why the file gives nothing; empty if it does."""
        self._look()
        return self._trouble

    def get(self, ref_id: str) -> Secret | None:
        """The token, or None if there is none. Raises VaultTrouble."""
        self._look()
        return super().get(ref_id)

    def holds(self, ref_id: str, vault: str) -> bool:
        """Whether asking for it leads anywhere."""
        self._look()
        return super().holds(ref_id, vault)

    def _look(self) -> None:
        stamp = self._file.stamp()
        if stamp == self._seen:
            return
        try:
            self.take(self._file.read())
            self._seen = stamp
        except VaultTrouble as error:
            self.take({}, error.text)
