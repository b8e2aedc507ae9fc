"""Change records: JSON-ready pictures of rows, without secrets, and the act they belong to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.domain.integration import Integration
from hipadmin.domain.notification.plain import settings_plain
from hipadmin.domain.ports import Clock, NewId, Store, Unit
from hipadmin.domain.step import RowChange, Step, Verb
from hipadmin.domain.subscription import RoomNotification, Subscription
from hipadmin.services.configuration.journal import Journal
from hipadmin.services.wanted import Wanted, unless_dropped

Picture = Mapping[str, object]
Row = TypeVar("Row", Integration, Subscription, RoomNotification)
T = TypeVar("T")


def integration_picture(integration: Integration) -> Picture:
    """``integration`` for a change record: whether tokens are set, never which."""
    return {
        "name": integration.name,
        "endpoint": integration.endpoint,
        "token": _token(integration.token_ref),
        "ca_certificate": integration.ca_certificate,
        "proxy": integration.proxy,
        "enabled": integration.enabled,
        "standard": integration.standard,
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
        **settings_plain(notification.when, notification.conditions, notification.message),
    }


class Act:
    """One act of one administrator: gives the records of a transaction their common frame.

    Attributes:
        actor: who acts.
        room: the name of the room of an integration that the act is about, if it is about one.
    """

    def __init__(self, unit: Unit, actor: str, at: datetime, batch: str) -> None:
        self.unit = unit
        self.at = at
        self.batch = batch
        self.room = ""
        self.actor = actor
        self._changes: dict[tuple[Entity, str], RowChange] = {}

    @property
    def changes(self) -> tuple[RowChange, ...]:
        """What was recorded so far, a row once."""
        return tuple(self._changes.values())

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

    def note(
        self,
        action: Action,
        entity: Entity,
        entity_id: str,
        name: str,
        before: Picture | None,
        after: Picture | None,
        actor: str = "",
    ) -> None:
        """Record something that undo does not cover; ``actor`` if it is not who runs this."""
        who, batch = actor or self.actor, self.batch
        change = Change(self.at, who, action, entity, entity_id, name, before, after, batch)
        self.unit.changes.add(change)

    def _record(
        self,
        action: Action,
        entity: Entity,
        before: Row | None,
        after: Row | None,
        picture: Callable[[Row], Picture],
    ) -> None:
        change = _row_change(action, entity, before, after)
        row = change.row
        self._keep(change)
        self.unit.changes.add(
            Change(
                at=self.at,
                actor=self.actor,
                action=action,
                entity=entity,
                entity_id=row.id,
                name=row.name,
                before=picture(before) if before is not None else None,
                after=picture(after) if after is not None else None,
                batch=self.batch,
            )
        )

    def _keep(self, change: RowChange) -> None:
        key = (change.entity, change.row.id)
        earlier = self._changes.get(key)
        self._changes[key] = earlier.then(change) if earlier else change

    def amend(self, after: Integration) -> None:
        """An integration recorded in this act was stored once more, as part of the same change."""
        key = (Entity.INTEGRATION, after.id)
        self._changes[key] = replace(self._changes[key], after=after, version=after.version)


def _row_change(action: Action, entity: Entity, before: Row | None, after: Row | None) -> RowChange:
    # every verb of a repository raises a row's version by one, a delete too
    was = before.version if before is not None else (after.version - 1 if after is not None else 0)
    version = after.version if after is not None else was + 1
    return RowChange(action, entity, before, after, was, version)


@dataclass(frozen=True, slots=True)
class Performed(Generic[T]):
    """What a committed act gave, and what it changed."""

    value: T
    act: Act


class Acts:
    """Performs acts: each in one transaction, recorded, and noted so that it can be taken back."""

    def __init__(
        self, store: Store, actor: str, clock: Clock, new_id: NewId, journal: Journal
    ) -> None:
        self.new_id = new_id
        self.journal = journal
        self._store = store
        self._actor = actor
        self._clock = clock

    def run(
        self, verb: Verb, entity: Entity, work: Callable[[Act], T], wanted: Wanted | None = None
    ) -> T:
        """Perform ``work``; what it changed is a step from then on. Raises as `perform` does."""
        with self.journal.order:
            done = self.perform(work, wanted)
            act = done.act
            if act.changes:
                self.journal.note(Step(act.batch, verb, entity, act.changes, act.room))
        return done.value

    def perform(self, work: Callable[[Act], T], wanted: Wanted | None = None) -> Performed[T]:
        """Perform ``work`` in one transaction without noting it.

        Raises what ``work`` raises, and Dropped if ``wanted`` was given up before its end; then
        nothing has changed.
        """

        def within(unit: Unit) -> Performed[T]:
            act = Act(unit, self._actor, self._clock(), self.new_id())
            done = Performed(work(act), act)
            unless_dropped(wanted)
            return done

        return self._store.write(within)
