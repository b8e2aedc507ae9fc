"""Change records: JSON-ready pictures of rows, without secrets, and the act they belong to."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.domain.integration import Integration
from hipadmin.domain.ports import Clock, NewId, Unit
from hipadmin.domain.subscription import RoomNotification, Subscription

Picture = Mapping[str, object]
Row = TypeVar("Row", Integration, Subscription, RoomNotification)


def integration_picture(integration: Integration) -> Picture:
    """``integration`` for a change record: whether tokens are set, never which."""
    return {
        "name": integration.name,
        "endpoint": integration.endpoint,
        "token": _token(integration.token_ref),
        "ca_certificate": integration.ca_certificate,
        "proxy": integration.proxy,
        "enabled": integration.enabled,
        "rooms": [
            {"room": r.room, "token": _token(r.token_ref), "enabled": r.enabled}
            for r in integration.rooms
        ],
    }


def _token(ref: str | None) -> str | None:
    # The reference itself is no secret, and its change tells that the token was changed.
    return f"set ({ref[:8]})" if ref else None


def subscription_picture(subscription: Subscription) -> Picture:
    """``subscription`` for a change record."""
    return {"name": subscription.name, "kind": subscription.kind.value}


def notification_picture(notification: RoomNotification) -> Picture:
    """``notification`` for a change record."""
    return {
        "name": notification.name,
        "subscription": notification.subscription_id,
        "integration": notification.integration_id,
        "every_room": notification.rooms.every,
        "rooms": list(notification.rooms.room_ids),
        "own_rooms": list(notification.rooms.own),
        "projects": list(notification.projects),
        "policy": notification.policy,
        "send_when_clears": notification.send_when_clears,
        "enabled": notification.enabled,
    }


class Act:
    """One act of one administrator: gives the records of a transaction their common frame."""

    def __init__(self, unit: Unit, actor: str, at: datetime, batch: str) -> None:
        self.unit = unit
        self.at = at
        self._actor = actor
        self._batch = batch

    def integration(
        self, action: Action, before: Integration | None, after: Integration | None
    ) -> None:
        """Record a change of an integration."""
        self._record(action, Entity.INTEGRATION, before, after, integration_picture)

    def subscription(
        self, action: Action, before: Subscription | None, after: Subscription | None
    ) -> None:
        """Record a change of a subscription."""
        self._record(action, Entity.SUBSCRIPTION, before, after, subscription_picture)

    def notification(
        self, action: Action, before: RoomNotification | None, after: RoomNotification | None
    ) -> None:
        """Record a change of a room notification."""
        self._record(action, Entity.NOTIFICATION, before, after, notification_picture)

    def _record(
        self,
        action: Action,
        entity: Entity,
        before: Row | None,
        after: Row | None,
        picture: Callable[[Row], Picture],
    ) -> None:
        row = after if after is not None else before
        if row is None:
            raise ValueError("a change needs a before or an after")
        self.unit.changes.add(
            Change(
                at=self.at,
                actor=self._actor,
                action=action,
                entity=entity,
                entity_id=row.id,
                name=row.name,
                before=picture(before) if before is not None else None,
                after=picture(after) if after is not None else None,
                batch=self._batch,
            )
        )


class Acts:
    """Makes acts: knows who acts, what time it is, and fresh ids."""

    def __init__(self, actor: str, clock: Clock, new_id: NewId) -> None:
        self.actor = actor
        self.clock = clock
        self.new_id = new_id

    def begin(self, unit: Unit) -> Act:
        """An act within ``unit``'s transaction."""
        return Act(unit, self.actor, self.clock(), self.new_id())
