"""One profile, opened: its use cases and, under the sandbox, the server behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hipadmin.services.bundle import Services
    from hipadmin.services.sandbox_child import SandboxInfo


@dataclass(frozen=True, slots=True)
class Session:
    """What is open. ``close`` finishes running transactions and ends the sandbox."""

    services: "Services"
    folder: Path
    sandbox: "SandboxInfo | None"
    close: Callable[[], None]


OpenSession = Callable[[], Session]
"""Opens the profile. Blocking. Raises StoreRefused, StoreTrouble, SandboxFailed."""
