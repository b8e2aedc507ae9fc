"""The repositories of the configuration: what administrators enter."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from hipadmin.domain.errors import Dependent
from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import RoomNotification, Subscription


class IntegrationRepository(Protocol):
    """Integrations with their rooms, one aggregate."""

    def all(self) -> list[Integration]:
        """Every live integration, by name (case ignored); rooms in their order."""

    def get(self, integration_id: str) -> Integration:
        """The live integration. Raises NotFound."""

    def by_name(self, name: str) -> Integration | None:
        """The live integration of that name (trimmed, case ignored)."""

    def names(self, *, but: str = "") -> list[str]:
        """The names of all live integrations except the one with id ``but``."""

    def insert(self, integration: Integration, at: datetime) -> None:
        """Add it with version 1. Raises Invalid(NAME_TAKEN) on a duplicate name."""

    def update(self, integration: Integration, expected: int, at: datetime) -> Integration:
        """Store all of it (rooms are matched by id), version + 1.

        Raises Conflict if the live row's version is not ``expected`` or it is gone;
        Invalid(NAME_TAKEN); InUse if a room that a live notification names would vanish.
        """

    def delete(self, integration_id: str, expected: int, at: datetime) -> None:
        """Mark it deleted, version + 1. Raises Conflict; InUse while live notifications use it."""

    def restore(self, integration_id: str, expected: int, at: datetime) -> Integration:
        """Take a delete back, version + 1. Raises Conflict; Invalid(NAME_TAKEN)."""

    def bring_back(self, integration: Integration, at: datetime) -> Integration:
        """Store all of one that is deleted or was purged; its version goes on where it was.

        Raises Invalid(NAME_TAKEN).
        """

    def step_aside(self, ids: Collection[str]) -> None:
        """Free the names of these until each is stored again, in this transaction."""

    def dependents(self, integration_id: str) -> list[Dependent]:
        """The subscriptions with live notifications that use it, by name."""

    def room_dependents(self, room_id: str) -> list[Dependent]:
        """The subscriptions with live notifications that name this room, by name."""

    def note_room_name(self, room_id: str, name: str) -> None:
        """Keep what the server calls a room: a fact, not a change, so the version stays."""

    def used_by(self) -> dict[str, int]:
        """Integration id -> number of subscriptions that use it (absent: none)."""


class SubscriptionRepository(Protocol):
    """Subscriptions."""

    def all(self) -> list[Subscription]:
        """Every live subscription, by name (case ignored)."""

    def get(self, subscription_id: str) -> Subscription:
        """The live subscription. Raises NotFound."""

    def by_name(self, name: str) -> Subscription | None:
        """The live subscription of that name (trimmed, case ignored)."""

    def names(self, *, but: str = "") -> list[str]:
        """The names of all live subscriptions except the one with id ``but``."""

    def insert(self, subscription: Subscription, at: datetime) -> None:
        """Add it with version 1. Raises Invalid(NAME_TAKEN)."""

    def update(self, subscription: Subscription, expected: int, at: datetime) -> Subscription:
        """Store it, version + 1. Raises Conflict; Invalid(NAME_TAKEN)."""

    def delete(self, subscription_id: str, expected: int, at: datetime) -> None:
        """Mark it deleted. Raises Conflict; InUse while it has live notifications."""

    def restore(self, subscription_id: str, expected: int, at: datetime) -> Subscription:
        """Take a delete back. Raises Conflict; Invalid(NAME_TAKEN)."""

    def bring_back(self, subscription: Subscription, at: datetime) -> Subscription:
        """As `IntegrationRepository.bring_back`."""

    def step_aside(self, ids: Collection[str]) -> None:
        """As `IntegrationRepository.step_aside`."""


class NotificationRepository(Protocol):
    """Room notifications."""

    def all(self) -> list[RoomNotification]:
        """Every live notification, by name (case ignored)."""

    def get(self, notification_id: str) -> RoomNotification:
        """The live notification. Raises NotFound."""

    def of_subscription(self, subscription_id: str) -> list[RoomNotification]:
        """Those of one subscription, by name."""

    def of_integration(self, integration_id: str) -> list[RoomNotification]:
        """Those that use one integration, by name."""

    def insert(self, notification: RoomNotification, at: datetime) -> None:
        """Add it with version 1. Raises Invalid(NAME_TAKEN); NotFound if a parent is not live."""

    def update(
        self, notification: RoomNotification, expected: int, at: datetime
    ) -> RoomNotification:
        """Store it, version + 1. Raises Conflict; Invalid(NAME_TAKEN); NotFound for a parent."""

    def delete(self, notification_id: str, expected: int, at: datetime) -> None:
        """Mark it deleted. Raises Conflict."""

    def restore(self, notification_id: str, expected: int, at: datetime) -> RoomNotification:
        """Take a delete back. Raises Conflict; Invalid(NAME_TAKEN); NotFound for a parent."""

    def bring_back(self, notification: RoomNotification, at: datetime) -> RoomNotification:
        """As `IntegrationRepository.bring_back`. Raises NotFound for a parent."""

    def step_aside(self, ids: Collection[str]) -> None:
        """As `IntegrationRepository.step_aside`."""
