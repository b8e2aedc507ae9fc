"""One profile, opened: its use cases and, under the sandbox, the server behind them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from hipadmin.domain.backup import Backup
    from hipadmin.services.bundle import Services
    from hipadmin.services.relay.user_service import UserService
    from hipadmin.services.sandbox_child import SandboxInfo


class Session(NamedTuple):
    """What is open. ``close`` finishes running transactions and ends the sandbox.

    ``relay_command`` starts a relay on the same data; empty where none can be hosted.
    ``flags`` gives those by which commands find the same data; none for those of the usual place.
    ``background`` makes what keeps one running without a window; None where nothing may.
    """

    services: "Services"
    folder: Path
    sandbox: "SandboxInfo | None"
    close: Callable[[], None]
    relay_command: tuple[str, ...] = ()
    background: "Callable[[], UserService] | None" = None
    flags: "Callable[[], Sequence[str]]" = tuple


class Rescue(Protocol):
    """Backups of a profile whose database cannot be opened. Blocking; raises StoreTrouble."""

    def all(self) -> "list[Backup]":
        """Every backup, newest first."""

    def restore(self, name: str) -> Path:
        """Put a backup in the database's place; give where the old file is kept."""


OpenSession = Callable[[], Session]
"""Opens the profile. Blocking. Raises StoreRefused, StoreTrouble, SandboxFailed."""
