"""Copies of a room notification for other subscriptions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hipadmin.domain.change import Action
from hipadmin.domain.errors import Conflict
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import RoomNotification, Subscription
from hipadmin.services.configuration.names import free_name
from hipadmin.services.configuration.records import Act


@dataclass(frozen=True, slots=True)
class Target:
    """A subscription that could get a copy.

    ``uses`` says whether it uses the integration already; ``name`` is what the copy is called.
    """

    subscription: Subscription
    uses: bool
    name: str


@dataclass(frozen=True, slots=True)
class DuplicateChoices:
    """A room notification, what its integration is called, and who could get a copy, by name."""

    notification: RoomNotification
    integration: str
    targets: tuple[Target, ...]


def read_choices(unit: Unit, notification_id: str) -> DuplicateChoices:
    """Read them. Raises NotFound."""
    source = unit.notifications.get(notification_id)
    others = (s for s in unit.subscriptions.all() if s.id != source.subscription_id)
    targets = tuple(_target(unit, source, subscription) for subscription in others)
    return DuplicateChoices(source, unit.integrations.get(source.integration_id).name, targets)


def _target(unit: Unit, source: RoomNotification, subscription: Subscription) -> Target:
    there = unit.notifications.of_subscription(subscription.id)
    uses = any(n.integration_id == source.integration_id for n in there)
    return Target(subscription, uses, free_name(source.name, [n.name for n in there]))


def duplicate(
    act: Act,
    notification_id: str,
    expected: int,
    subscription_ids: Sequence[str],
    new_ids: list[str],
) -> tuple[RoomNotification, ...]:
    """Copy it within one act; all or none. Raises NotFound, Conflict if it was changed since."""
    source = act.unit.notifications.get(notification_id)
    if source.version != expected:
        raise Conflict("room notification", source.name, gone=False)
    made = []
    for new_id, subscription_id in zip(new_ids, subscription_ids, strict=True):
        target = _target(act.unit, source, act.unit.subscriptions.get(subscription_id))
        copy = replace(
            source, id=new_id, subscription_id=subscription_id, name=target.name, version=1
        )
        act.unit.notifications.insert(copy, act.at)
        act.notification(Action.CREATE_NOTIFICATION, None, copy)
        made.append(copy)
    return tuple(made)
