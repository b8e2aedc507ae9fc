"""Random changes, each with a model of what will be there once it is done."""

import copy
import random
from collections.abc import Callable
from typing import Any

from hipadmin.domain.integration import CLEAR, Integration, IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomNotification,
    Subscription,
    SubscriptionDraft,
    SubscriptionKind,
)
from tests.drills.verbs import ENDPOINT, to
from tests.drills.world import NAMES, TOKENS, World

Model = dict[str, dict[str, Any]]
"""What is there by name: integrations with their rooms, subscriptions, notifications."""
Do = Callable[[], object]


def model_of(world: World) -> Model:
    """What the store and the vault have now."""

    def token(ref: str | None) -> str | None:
        found = world.vault.get(ref) if ref else None
        named = (name for name, one in TOKENS.items() if one == found)
        return next(named, "lost") if ref else None

    def work(unit: Unit) -> Model:
        owners = {i.id: i for i in unit.integrations.all()}
        parents = {s.id: s for s in unit.subscriptions.all()}
        return {
            "integrations": {
                i.name: [i.enabled, [[r.room, token(r.token_ref)] for r in i.rooms]]
                for i in owners.values()
            },
            "subscriptions": {s.name: s.kind.value for s in parents.values()},
            "notifications": {
                n.name: [
                    *(parents[n.subscription_id].name, owners[n.integration_id].name, n.enabled)
                ]
                for n in unit.notifications.all()
            },
        }

    return world.store.read(work)


class Chance:
    """Chooses changes. What cannot be done because nothing is there yet adds something instead."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._verbs = (
            *(self._add, self._add_subscription, self._add_notification),
            *(self._edit, self._edit, self._switch, self._switch_notification),
            *(self._delete, self._delete_subscription),
        )

    def next(self, model: Model) -> tuple[Model, Do]:
        """The model after the next change, and what makes it."""
        after = copy.deepcopy(model)
        return after, self._chance.choice(self._verbs)(after)

    def _name(self, kind: str) -> str:
        return f"{kind} {self._chance.randrange(10**9)}"

    def _rooms(self) -> list[list[Any]]:
        tokens = [None, *NAMES]
        return [
            [f"Room {n}", self._chance.choice(tokens)] for n in range(self._chance.randrange(4))
        ]

    def _add(self, model: Model) -> Do:
        name, rooms = self._name("integration"), self._rooms()
        model["integrations"][name] = [True, rooms]
        draft = IntegrationDraft(name, ENDPOINT, rooms=_drafts(rooms))
        return lambda: self._world.services.integrations.add(draft)

    def _edit(self, model: Model) -> Do:
        if not model["integrations"]:
            return self._add(model)
        found, rooms = self._integration(model), self._rooms()
        model["integrations"][found.name][1] = rooms
        draft = IntegrationDraft(found.name, ENDPOINT, rooms=_drafts(rooms), enabled=found.enabled)
        return lambda: self._world.services.integrations.edit(found.id, found.version, draft)

    def _switch(self, model: Model) -> Do:
        if not model["integrations"]:
            return self._add(model)
        found = self._integration(model)
        model["integrations"][found.name][0] = not found.enabled
        verbs = self._world.services.integrations
        return lambda: verbs.set_enabled(found.id, found.version, not found.enabled)

    def _delete(self, model: Model) -> Do:
        if not model["integrations"]:
            return self._add(model)
        found = self._integration(model)
        del model["integrations"][found.name]
        _drop(model, 1, found.name)
        verbs = self._world.services.integrations
        return lambda: verbs.remove_from_all_and_delete(found.id, found.version)

    def _add_subscription(self, model: Model) -> Do:
        name, kind = self._name("subscription"), self._chance.choice(tuple(SubscriptionKind))
        model["subscriptions"][name] = kind.value
        return lambda: self._world.services.subscriptions.add(SubscriptionDraft(name, kind))

    def _delete_subscription(self, model: Model) -> Do:
        if not model["subscriptions"]:
            return self._add_subscription(model)
        found = self._subscription(model)
        del model["subscriptions"][found.name]
        _drop(model, 0, found.name)
        return lambda: self._world.services.subscriptions.delete(found.id, found.version)

    def _add_notification(self, model: Model) -> Do:
        usable = [name for name, (_on, rooms) in model["integrations"].items() if rooms]
        if not usable or not model["subscriptions"]:
            return self._add(model)
        name, to_, of = (
            self._name("failures"),
            self._chance.choice(usable),
            self._subscription(model),
        )
        model["notifications"][name] = [of.name, to_, True]
        owner = self._read(lambda unit: unit.integrations.by_name(to_))
        draft = NotificationDraft(of.id, owner.id, name)
        return lambda: self._world.services.notifications.add(draft)

    def _switch_notification(self, model: Model) -> Do:
        every: list[RoomNotification] = self._read(lambda unit: unit.notifications.all())
        if not every:
            return self._add_notification(model)
        found = self._chance.choice(every)
        model["notifications"][found.name][2] = not found.enabled
        verbs = self._world.services.notifications
        return lambda: verbs.set_enabled(found.id, found.version, not found.enabled)

    def _integration(self, model: Model) -> Integration:
        name = self._chance.choice(sorted(model["integrations"]))
        found: Integration = self._read(lambda unit: unit.integrations.by_name(name))
        return found

    def _subscription(self, model: Model) -> Subscription:
        name = self._chance.choice(sorted(model["subscriptions"]))
        found: Subscription = self._read(lambda unit: unit.subscriptions.by_name(name))
        return found

    def _read(self, work: Callable[[Unit], Any]) -> Any:
        return self._world.store.read(work)


def _drafts(rooms: list[list[Any]]) -> tuple[RoomDraft, ...]:
    return tuple(RoomDraft(room, _edit_to(token)) for room, token in rooms)


def _edit_to(token: str | None) -> TokenEdit:
    return to(token) if token else CLEAR


def _drop(model: Model, place: int, name: str) -> None:
    """A thing goes with the notifications that name it at ``place``."""
    kept = {key: n for key, n in model["notifications"].items() if n[place] != name}
    model["notifications"] = kept
