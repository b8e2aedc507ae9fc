"""Tokens in this run's memory, when there is no keyring."""

from threading import Lock

from hipadmin.domain.token import Secret


class SessionVault:
    """Keeps tokens until the program ends. ``reason`` says why nothing better could be used."""

    name = "memory"
    durable = False

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self._lock = Lock()
        self._tokens: dict[str, Secret] = {}

    def put(self, ref_id: str, token: Secret) -> None:
        """Keep ``token`` for this run."""
        with self._lock:
            self._tokens[ref_id] = token

    def get(self, ref_id: str) -> Secret | None:
        """The token, or None if this run has none."""
        with self._lock:
            return self._tokens.get(ref_id)

    def remove(self, ref_id: str) -> None:
        """Forget it; nothing happens if it is not there."""
        with self._lock:
            self._tokens.pop(ref_id, None)

    def holds(self, ref_id: str, vault: str) -> bool:
        """Whether it is here: a reference to an earlier run's memory is not."""
        with self._lock:
            return vault == self.name and ref_id in self._tokens

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._tokens.clear()
