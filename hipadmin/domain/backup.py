"""Backups: what is known of one, and how long what was deleted is kept beside them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DELETED_KEPT = timedelta(days=30)
"""How long a deleted row that nothing refers to stays in the database."""
CHANGES_KEPT = timedelta(days=365)
"""How long change records are kept: what changed since last year's audit can be told."""
DAYS, WEEKS, MONTHS = 7, 4, 6
"""Of how many days, weeks and months the newest backup is kept."""


@dataclass(frozen=True, slots=True)
class Contents:
    """How many live rows of each kind a backup has."""

    integrations: int
    subscriptions: int
    notifications: int


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup. ``size`` is in bytes; ``trouble`` says why it cannot be restored, else empty."""

    name: str
    at: datetime
    size: int
    contents: Contents | None
    trouble: str = ""
