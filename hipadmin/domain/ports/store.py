"""Transactions over the repositories."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from hipadmin.domain.ports.basics import Topic
from hipadmin.domain.ports.vault import Cancel

if TYPE_CHECKING:  # a list of integrations needs none of what the relay works with
    from hipadmin.domain.ports.activity import ActivityRepository, RetentionRepository
    from hipadmin.domain.ports.configuration import (
        IntegrationRepository,
        NotificationRepository,
        SubscriptionRepository,
    )
    from hipadmin.domain.ports.records import ChangeRepository, ResultRepository, TokenRefRepository
    from hipadmin.domain.ports.relay import (
        AlertRepository,
        DeliveryRepository,
        EventRepository,
        IntakeKeyRepository,
        LaneRepository,
        MemoryRepository,
        RelayRepository,
    )

T = TypeVar("T")


class Unit(Protocol):
    """The repositories within one transaction."""

    @property
    def integrations(self) -> "IntegrationRepository":
        """Integrations with their rooms."""

    @property
    def subscriptions(self) -> "SubscriptionRepository":
        """Subscriptions."""

    @property
    def notifications(self) -> "NotificationRepository":
        """Room notifications."""

    @property
    def tokens(self) -> "TokenRefRepository":
        """References into the vault."""

    @property
    def results(self) -> "ResultRepository":
        """The newest result of each room."""

    @property
    def changes(self) -> "ChangeRepository":
        """Change records."""

    @property
    def events(self) -> "EventRepository":
        """Events and verdicts."""

    @property
    def alerts(self) -> "AlertRepository":
        """Alerts."""

    @property
    def memory(self) -> "MemoryRepository":
        """What is remembered between events."""

    @property
    def lanes(self) -> "LaneRepository":
        """The queues of rooms and people."""

    @property
    def deliveries(self) -> "DeliveryRepository":
        """The outbox."""

    @property
    def intake_keys(self) -> "IntakeKeyRepository":
        """Who may speak for a subscription."""

    @property
    def relays(self) -> "RelayRepository":
        """The relays that run."""

    @property
    def activity(self) -> "ActivityRepository":
        """What lists ask about events and deliveries."""

    @property
    def retention(self) -> "RetentionRepository":
        """What ends the keeping of rows."""

    def revisions(self) -> Mapping[Topic, int]:
        """The number of changes per topic, as committed before this transaction."""

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

    All methods raise StoreTrouble when the environment fails (locked, full, read-only, damaged).
    """

    id: str
    """The random identity of this database; part of the vault's service name."""
    first_revisions: Mapping[Topic, int]
    """`revisions` when the database was opened, before anything else was read from it."""

    def write(self, work: Callable[[Unit], T], *, shared: bool = False) -> T:
        """Run ``work`` in one BEGIN IMMEDIATE transaction on the writer's thread; all or nothing.

        Revisions of the topics it touched are bumped in the same transaction. ``shared``: others
        that wait may be committed with it. It is on disk when this returns all the same; but
        ``work`` may be run twice, so it is quick and changes nothing but the store.
        """

    def begin(self, work: Callable[[Unit], T]) -> Callable[[], T]:
        """Hand ``work`` over like a shared `write`, and wait when what is returned is called.

        That gives or raises, once, what `write` would have. Only a closed store raises at once.
        """

    def read(self, work: Callable[[Unit], T], *, cancel: Cancel | None = None) -> T:
        """Run ``work`` in one snapshot on a read-only connection.

        When ``cancel`` is pressed, the query that runs is broken off: StoreTrouble.
        """

    def revisions(self) -> Mapping[Topic, int]:
        """The number of changes per topic; cheap when nobody wrote (looks at data_version)."""

    def close(self) -> None:
        """Finish what runs and close every connection."""
