"""The secrets with which sources show that they may speak for a subscription."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

OVERLAP = timedelta(hours=24)
"""How long the old key is still taken after a rotation."""


class KeyPurpose(StrEnum):
    """INTAKE: the bearer key (which also signs our own form); SIGNING: a source's own secret."""

    INTAKE = "intake"
    SIGNING = "signing"


@dataclass(frozen=True, slots=True)
class IntakeKey:
    """A key by its reference into the vault; until ``ends_at`` it is taken beside its heir."""

    ref_id: str
    subscription_id: str
    purpose: KeyPurpose
    made_at: datetime
    ends_at: datetime | None = None

    def is_taken(self, now: datetime) -> bool:
        """Whether it opens the door at ``now``."""
        return self.ends_at is None or now < self.ends_at
