"""Transactions over the repositories."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from hipadmin.domain.ports.basics import Topic
from hipadmin.domain.ports.configuration import (
    IntegrationRepository,
    NotificationRepository,
    SubscriptionRepository,
)
from hipadmin.domain.ports.records import ChangeRepository, ResultRepository, TokenRefRepository
from hipadmin.domain.ports.vault import Cancel

T = TypeVar("T")


class Unit(Protocol):
    """The repositories within one transaction."""

    integrations: IntegrationRepository
    subscriptions: SubscriptionRepository
    notifications: NotificationRepository
    tokens: TokenRefRepository
    results: ResultRepository
    changes: ChangeRepository

    def setting(self, key: str) -> str | None:
        """A stored setting (the last used endpoint and the like), None if never set."""

    def set_setting(self, key: str, value: str) -> None:
        """Store a setting."""

    def purge(self, deleted_before: datetime, changed_before: datetime) -> int:
        """Remove for good rows deleted, and change records made, before these times.

        A row that something still refers to stays. Gives how many rows and records went.
        """


class Store(Protocol):
    """Transactions over the repositories. Blocking: never called on the GUI thread.

    Both methods raise StoreTrouble when the environment fails (locked, full, read-only, damaged).
    """

    id: str
    """The random identity of this database; part of the vault's service name."""

    def write(self, work: Callable[[Unit], T]) -> T:
        """Run ``work`` in one BEGIN IMMEDIATE transaction on the writer's thread; all or nothing.

        Revisions of the topics it touched are bumped in the same transaction.
        """

    def read(self, work: Callable[[Unit], T], *, cancel: Cancel | None = None) -> T:
        """Run ``work`` in one snapshot on a read-only connection.

        When ``cancel`` is pressed, the query that runs is broken off: StoreTrouble.
        """

    def revisions(self) -> Mapping[Topic, int]:
        """The number of changes per topic; cheap when nobody wrote (looks at data_version)."""

    def close(self) -> None:
        """Finish what runs and close every connection."""
