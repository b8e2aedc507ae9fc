"""What lists ask about events and deliveries, and what ends their keeping."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from hipadmin.domain.activity import (
    DeliveryFilter,
    DeliveryRow,
    EventFilter,
    EventRow,
    Hour,
    NamedVerdict,
    Numbers,
    Refusal,
)
from hipadmin.domain.alert import Alert, AlertFilter


class ActivityRepository(Protocol):
    """Questions about a million rows: newest first, a page at a time, by id.

    ``before`` None begins at the newest; ``after`` gives only what is newer than a known id.
    """

    def events(
        self, wanted: EventFilter, *, limit: int, before: int | None = None, after: int = 0
    ) -> list[EventRow]:
        """Events."""

    def count_events(self, wanted: EventFilter) -> int:
        """How many there are."""

    def deliveries(
        self, wanted: DeliveryFilter, *, limit: int, before: int | None = None, after: int = 0
    ) -> list[DeliveryRow]:
        """Deliveries."""

    def deliveries_of(self, event_ids: Collection[int]) -> list[DeliveryRow]:
        """Those of some events, the oldest first."""

    def deliveries_called(self, ids: Collection[int]) -> list[DeliveryRow]:
        """Those with these numbers, as far as there are any, the oldest first."""

    def forgotten(self, event_ids: Collection[int]) -> frozenset[int]:
        """Those of these events that are kept no longer."""

    def alerts(
        self, wanted: AlertFilter, *, limit: int, before: int | None = None, after: int = 0
    ) -> list[Alert]:
        """Alerts, the highest number first; their accesses are left out."""

    def refusals(self, subscription_id: str | None, limit: int) -> list[Refusal]:
        """What was not taken in, newest first; None: of all, also of unknown subscriptions."""

    def named_verdicts(self, event_ids: Collection[int]) -> Mapping[int, list[NamedVerdict]]:
        """The verdicts of events with the names around them, by notification."""

    def hours(self, since: datetime) -> Mapping[str, list[Hour]]:
        """Integration id -> its hours from ``since`` on in which anything happened."""

    def last_deliveries(self, integration_ids: Collection[str]) -> Mapping[str, datetime]:
        """Integration id -> when a message last arrived; absent: none is known."""

    def numbers(self, subscription_id: str = "") -> Numbers:
        """How much waits, has failed, and is blocked."""


class RetentionRepository(Protocol):
    """Forgetting what is old enough. Open deliveries and living alerts stay, with what was sent."""

    def used_bytes(self) -> int:
        """Bytes of the database that hold rows."""

    def oldest(self) -> datetime | None:
        """When the oldest event that can be forgotten came in."""

    def forget_events(self, until: datetime, limit: int) -> int:
        """Remove up to ``limit`` ended events older than ``until`` with all that hangs on them."""

    def forget_rest(self, until: datetime, limit: int) -> int:
        """Remove other rows older than ``until``: digests, closed alerts, memory, refusals."""
