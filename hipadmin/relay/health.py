"""Whether the relay lives, and whether it can take events in and deliver them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hipadmin import __version__
from hipadmin.domain.activity import Numbers
from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.ports import Clock
from hipadmin.services.history.activity import Activity
from hipadmin.services.relay.relays import Relays


class Secrets(StrEnum):
    """Whether the relay has what opens doors and rooms."""

    OK = "ok"
    AWAITED = "awaited"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Health:
    """The facts at one moment; none of them is secret. ``numbers`` None: the store fails."""

    started_at: datetime
    at: datetime
    delivering: bool
    secrets: Secrets
    numbers: Numbers | None
    relays: int | None

    @property
    def ready(self) -> bool:
        """Whether events can be taken in and delivered."""
        return self.delivering and self.secrets is Secrets.OK and self.numbers is not None

    def plain(self) -> dict[str, object]:
        """As JSON."""
        return {
            "status": "ok" if self.ready else "trouble",
            "version": __version__,
            "started_at": self.started_at.isoformat(),
            "store": "trouble" if self.numbers is None else "ok",
            "secrets": self.secrets.value,
            "delivering": self.delivering,
            **self._numbers(),
            "relays": self.relays,
        }

    def _numbers(self) -> dict[str, int | None]:
        found = self.numbers
        if found is None:
            return {}
        oldest = found.oldest_waiting
        return {
            "waiting": found.waiting,
            "failed": found.failed,
            "blocked_rooms": found.blocked_rooms,
            "oldest_waiting_s": None if oldest is None else int((self.at - oldest).total_seconds()),
        }


class Examiner:
    """Looks when asked. ``delivering`` and ``secrets`` tell of the parts that run."""

    def __init__(
        self,
        activity: Activity,
        relays: Relays,
        clock: Clock,
        delivering: Callable[[], bool],
        secrets: Callable[[], Secrets],
    ) -> None:
        self._activity = activity
        self._relays = relays
        self._clock = clock
        self._delivering = delivering
        self._secrets = secrets
        self._started_at = clock()

    def __call__(self) -> Health:
        """The facts now. Never raises for what store and vault do."""
        numbers, relays = None, None
        try:
            numbers = self._activity.numbers()
            relays = len(self._relays.running())
        except StoreTrouble:
            numbers = None
        now = self._clock()
        return Health(self._started_at, now, self._delivering(), self._secrets(), numbers, relays)
