"""Subscriptions and the room notifications that stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hipadmin.domain.change import Action, Entity
from hipadmin.domain.errors import Conflict, Invalid
from hipadmin.domain.integration import Integration
from hipadmin.domain.ports import NewId, Store, Unit
from hipadmin.domain.problems import Code, Problem, blocking
from hipadmin.domain.step import Verb
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    RoomNotification,
    Subscription,
    SubscriptionDraft,
    check_notification,
    check_subscription,
)
from hipadmin.services.configuration.duplicating import DuplicateChoices, duplicate, read_choices
from hipadmin.services.configuration.records import Act, Acts
from hipadmin.services.configuration.several import Chosen, Fate, each
from hipadmin.services.wanted import Wanted
from hipadmin.services.zones import check_zone


class Subscriptions:
    """The verbs on subscriptions. May raise Invalid, Conflict, InUse, NotFound, StoreTrouble."""

    def __init__(self, store: Store, acts: Acts) -> None:
        self._store = store
        self._acts = acts

    def names(self, *, but: str = "") -> tuple[str, ...]:
        """The names that are taken."""
        return tuple(self._store.read(lambda unit: unit.subscriptions.names(but=but)))

    def get(self, subscription_id: str) -> Subscription:
        """One subscription."""
        return self._store.read(lambda unit: unit.subscriptions.get(subscription_id))

    def add(self, draft: SubscriptionDraft, wanted: Wanted | None = None) -> Subscription:
        """Add a subscription, with a room notification for each standard integration.

        Raises Dropped if ``wanted`` was given up before it was done.
        """
        _refuse(check_subscription(draft, self.names()))
        subscription = Subscription(self._acts.new_id(), draft.name.strip(), draft.kind)

        def work(act: Act) -> Subscription:
            act.unit.subscriptions.insert(subscription, act.at)
            act.subscription(Action.CREATE_SUBSCRIPTION, None, subscription)
            give_standard(act, subscription, self._acts.new_id)
            return subscription

        return self._acts.run(Verb.ADD, Entity.SUBSCRIPTION, work, wanted)

    def edit(
        self,
        subscription_id: str,
        expected: int,
        draft: SubscriptionDraft,
        wanted: Wanted | None = None,
    ) -> Subscription:
        """Change name and kind. Raises Dropped as `add` does."""
        _refuse(check_subscription(draft, self.names(but=subscription_id)))

        def work(act: Act) -> Subscription:
            before = act.unit.subscriptions.get(subscription_id)
            row = replace(before, name=draft.name.strip(), kind=draft.kind)
            after = act.unit.subscriptions.update(row, expected, act.at)
            act.subscription(Action.UPDATE_SUBSCRIPTION, before, after)
            return after

        return self._acts.run(Verb.EDIT, Entity.SUBSCRIPTION, work, wanted)

    def delete(self, subscription_id: str, expected: int) -> int:
        """Delete a subscription with its room notifications; give how many those were.

        The integrations they used stay.
        """
        return self._acts.run(
            Verb.DELETE,
            Entity.SUBSCRIPTION,
            lambda act: _delete_subscription(act, subscription_id, expected),
        )

    def delete_several(self, chosen: Sequence[Chosen]) -> tuple[Fate, ...]:
        """Delete several subscriptions in one act."""
        return self._acts.run(
            Verb.DELETE,
            Entity.SUBSCRIPTION,
            lambda act: each(
                act,
                Entity.SUBSCRIPTION,
                chosen,
                lambda one: _delete_subscription(act, one.id, one.version, one.parts),
            ),
        )


def give_standard(act: Act, subscription: Subscription, new_id: NewId) -> list[RoomNotification]:
    """Give a new subscription what every new one gets: the standard integrations."""
    all_given = []
    for integration in act.unit.integrations.all():
        if integration.standard:
            given = RoomNotification(new_id(), subscription.id, integration.id, integration.name)
            act.unit.notifications.insert(given, act.at)
            act.notification(Action.CREATE_NOTIFICATION, None, given)
            all_given.append(given)
    return all_given


def _delete_subscription(
    act: Act, subscription_id: str, expected: int, parts: int | None = None
) -> int:
    before = act.unit.subscriptions.get(subscription_id)
    notifications = act.unit.notifications.of_subscription(subscription_id)
    if before.version != expected or parts not in (None, len(notifications)):
        raise Conflict("subscription", before.name, gone=False)
    for n in notifications:
        act.unit.notifications.delete(n.id, n.version, act.at)
        act.notification(Action.DELETE_NOTIFICATION, n, None)
    act.unit.subscriptions.delete(subscription_id, expected, act.at)
    act.subscription(Action.DELETE_SUBSCRIPTION, before, None)
    return len(notifications)


@dataclass(frozen=True, slots=True)
class NotificationChoices:
    """What the dialog of a room notification offers."""

    subscription: Subscription
    integrations: tuple[Integration, ...]
    taken: tuple[str, ...]


class Notifications:
    """The verbs on room notifications. May raise Invalid, Conflict, NotFound, StoreTrouble."""

    def __init__(self, store: Store, acts: Acts) -> None:
        self._store = store
        self._acts = acts

    def get(self, notification_id: str) -> RoomNotification:
        """One room notification."""
        return self._store.read(lambda unit: unit.notifications.get(notification_id))

    def choices(self, subscription_id: str, *, but: str = "") -> NotificationChoices:
        """What can be chosen for a notification of this subscription; ``but`` is the edited one."""
        return self._store.read(
            lambda unit: NotificationChoices(
                unit.subscriptions.get(subscription_id),
                tuple(unit.integrations.all()),
                tuple(
                    n.name
                    for n in unit.notifications.of_subscription(subscription_id)
                    if n.id != but
                ),
            )
        )

    def add(self, draft: NotificationDraft, wanted: Wanted | None = None) -> RoomNotification:
        """Add a room notification; from then on its subscription depends on its integration.

        Raises Dropped if ``wanted`` was given up before it was done.
        """
        new_id = self._acts.new_id()

        def work(act: Act) -> RoomNotification:
            self._refuse(act.unit, draft, but="")
            after = _filled(RoomNotification(new_id, "", "", ""), draft)
            act.unit.notifications.insert(after, act.at)
            act.notification(Action.CREATE_NOTIFICATION, None, after)
            return after

        return self._acts.run(Verb.ADD, Entity.NOTIFICATION, work, wanted)

    def edit(
        self,
        notification_id: str,
        expected: int,
        draft: NotificationDraft,
        wanted: Wanted | None = None,
    ) -> RoomNotification:
        """Change everything but its subscription. Raises Dropped as `add` does."""

        def work(act: Act) -> RoomNotification:
            before = act.unit.notifications.get(notification_id)
            if before.version != expected:
                raise Conflict("room notification", before.name, gone=False)
            self._refuse(act.unit, draft, but=before.id)
            after = act.unit.notifications.update(_filled(before, draft), expected, act.at)
            act.notification(Action.UPDATE_NOTIFICATION, before, after)
            return after

        return self._acts.run(Verb.EDIT, Entity.NOTIFICATION, work, wanted)

    def duplicate_choices(self, notification_id: str) -> DuplicateChoices:
        """Which subscriptions could get a copy of it."""
        return self._store.read(lambda unit: read_choices(unit, notification_id))

    def duplicate(
        self,
        notification_id: str,
        expected: int,
        subscription_ids: Sequence[str],
        wanted: Wanted | None = None,
    ) -> tuple[RoomNotification, ...]:
        """Copy it to other subscriptions in one act, under a name that is free there.

        Raises Dropped as `add` does.
        """
        new_ids = [self._acts.new_id() for _ in subscription_ids]
        return self._acts.run(
            Verb.ADD,
            Entity.NOTIFICATION,
            lambda act: duplicate(act, notification_id, expected, subscription_ids, new_ids),
            wanted,
        )

    def set_enabled(self, notification_id: str, expected: int, on: bool) -> RoomNotification:
        """Switch a room notification; it keeps its settings and receives nothing while off."""
        return self._acts.run(
            Verb.TURN_ON if on else Verb.TURN_OFF,
            Entity.NOTIFICATION,
            lambda act: _switch(act, notification_id, expected, on),
        )

    def set_enabled_several(self, chosen: Sequence[Chosen], on: bool) -> tuple[Fate, ...]:
        """Switch several room notifications in one act."""
        return self._acts.run(
            Verb.TURN_ON if on else Verb.TURN_OFF,
            Entity.NOTIFICATION,
            lambda act: each(
                act,
                Entity.NOTIFICATION,
                chosen,
                lambda one: _switch(act, one.id, one.version, on),
            ),
        )

    def delete(self, notification_id: str, expected: int) -> None:
        """Delete a room notification; its integration stays."""
        self._acts.run(
            Verb.DELETE,
            Entity.NOTIFICATION,
            lambda act: _delete_notification(act, notification_id, expected),
        )

    def delete_several(self, chosen: Sequence[Chosen]) -> tuple[Fate, ...]:
        """Delete several room notifications in one act."""
        return self._acts.run(
            Verb.DELETE,
            Entity.NOTIFICATION,
            lambda act: each(
                act,
                Entity.NOTIFICATION,
                chosen,
                lambda one: _delete_notification(act, one.id, one.version),
            ),
        )

    def _refuse(self, unit: Unit, draft: NotificationDraft, but: str) -> None:
        integration = unit.integrations.get(draft.integration_id)
        others = unit.notifications.of_subscription(draft.subscription_id)
        taken = [n.name for n in others if n.id != but]
        problems = check_notification(
            draft, taken, integration.name, has_rooms=bool(integration.rooms)
        )
        zone = check_zone(draft.when.schedule)
        _refuse((*problems, *_unknown_rooms(draft.rooms, integration), *zone))


def _switch(act: Act, notification_id: str, expected: int, on: bool) -> RoomNotification:
    before = act.unit.notifications.get(notification_id)
    after = act.unit.notifications.update(replace(before, enabled=on), expected, act.at)
    act.notification(Action.UPDATE_ON, before, after)
    return after


def _delete_notification(act: Act, notification_id: str, expected: int) -> None:
    before = act.unit.notifications.get(notification_id)
    act.unit.notifications.delete(notification_id, expected, act.at)
    act.notification(Action.DELETE_NOTIFICATION, before, None)


def _unknown_rooms(choice: RoomChoice, integration: Integration) -> Sequence[Problem]:
    known = {r.id for r in integration.rooms}
    return [
        Problem("rooms", Code.ROOM_UNKNOWN, {"integration": integration.name, "room": room_id})
        for room_id in choice.room_ids
        if room_id not in known
    ]


def _filled(notification: RoomNotification, draft: NotificationDraft) -> RoomNotification:
    own = tuple(o.strip() for o in draft.rooms.own)
    return replace(
        notification,
        subscription_id=notification.subscription_id or draft.subscription_id,
        integration_id=draft.integration_id,
        name=draft.name.strip(),
        rooms=replace(draft.rooms, own=own),
        projects=draft.projects,
        policy=draft.policy,
        send_when_clears=draft.send_when_clears,
        enabled=draft.enabled,
        when=draft.when,
        conditions=draft.conditions,
        message=draft.message,
    )


def _refuse(problems: Sequence[Problem]) -> None:
    found = blocking(tuple(problems))
    if found:
        raise Invalid(found)
