"""The transaction of one restore: row by row to what a backup holds, in an order that can be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from hipadmin.domain.change import Action, Entity
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.ports import Unit
from hipadmin.domain.subscription import RoomNotification, Subscription
from hipadmin.services.configuration.giving_way import held, in_the_way
from hipadmin.services.configuration.records import Act
from hipadmin.services.files.apply_work import Step
from hipadmin.services.history.audit import names_for
from hipadmin.services.tokens import TokenKeeper

R = TypeVar("R", Integration, Subscription, RoomNotification)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole configuration."""

    integrations: tuple[Integration, ...]
    subscriptions: tuple[Subscription, ...]
    notifications: tuple[RoomNotification, ...]


class RestoreWork:
    """Makes everything as ``wanted`` has it; ``missing`` are references whose tokens are gone.

    Whatever gives up a name steps aside first. Parents come before what stands in them and go
    after it; a room that a notification has yet to let go of goes last.

    Attributes:
        steps: what was done, and what stayed.
        rows: the ids of what was changed.
        names: what stands behind the ids in the steps' changes, once `tell_changes` was called.
    """

    def __init__(self, wanted: Snapshot, tokens: TokenKeeper, missing: frozenset[str]) -> None:
        self.steps: list[Step] = []
        self.rows: frozenset[str] = frozenset()
        self.names: Mapping[str, str] = {}
        self._ids: list[str] = []
        self._wanted = wanted
        self._tokens = tokens
        self._missing = missing
        self._late: list[tuple[Integration, int]] = []

    def run(self, act: Act) -> None:
        """Do all of it."""
        unit, wanted = act.unit, self._wanted
        here = unit.integrations.all()
        known = {i.id: i for i in here}
        there = [_with_known_names(i, known) for i in wanted.integrations]
        integrations = _Turn(here, there)
        subscriptions = _Turn(unit.subscriptions.all(), wanted.subscriptions)
        notifications = _Turn(unit.notifications.all(), wanted.notifications)
        unit.integrations.step_aside(integrations.in_the_way)
        unit.subscriptions.step_aside(subscriptions.in_the_way)
        unit.notifications.step_aside(notifications.in_the_way)
        self._integrations(act, integrations)
        self._subscriptions(act, subscriptions)
        self._notifications(act, notifications)
        for subscription in subscriptions.gone:
            unit.subscriptions.delete(subscription.id, subscription.version, act.at)
            act.subscription(Action.DELETE_SUBSCRIPTION, subscription, None)
        for integration in integrations.gone:
            unit.integrations.delete(integration.id, integration.version, act.at)
            self._tokens.settle(unit, (), integration.token_refs)
            act.integration(Action.DELETE_INTEGRATION, integration, None)
        for late, version in self._late:
            act.amend(unit.integrations.update(late, version, act.at))
        self._tell(integrations, subscriptions, notifications)
        self.rows = frozenset(c.row.id for c in act.changes)

    def _integrations(self, act: Act, turn: "_Turn[Integration]") -> None:
        rows = act.unit.integrations
        for row in turn.back:
            after = rows.bring_back(row, act.at)
            act.integration(Action.RESTORE_INTEGRATION, None, after)
            self._settle(act, frozenset(), after.token_refs)
        for before, row in turn.changed:
            later = _held(act, before, row)
            for_now = replace(row, rooms=(*row.rooms, *later))
            after = rows.update(for_now, before.version, act.at)
            if later:
                self._late.append((row, after.version))
            kept = replace(row, version=after.version)
            act.integration(Action.UPDATE_CONFIGURATION, before, kept)
            self._settle(act, before.token_refs, row.token_refs)

    def _settle(self, act: Act, old: frozenset[str], new: frozenset[str]) -> None:
        lost = (self._missing & new) | self._tokens.going(act.unit, new - old)
        self._tokens.settle(act.unit, new - old, old - new, lost)

    def _subscriptions(self, act: Act, turn: "_Turn[Subscription]") -> None:
        rows = act.unit.subscriptions
        for row in turn.back:
            act.subscription(Action.RESTORE_SUBSCRIPTION, None, rows.bring_back(row, act.at))
        for before, row in turn.changed:
            after = rows.update(row, before.version, act.at)
            act.subscription(Action.UPDATE_SUBSCRIPTION, before, after)

    def _notifications(self, act: Act, turn: "_Turn[RoomNotification]") -> None:
        rows = act.unit.notifications
        for row in turn.gone:
            rows.delete(row.id, row.version, act.at)
            act.notification(Action.DELETE_NOTIFICATION, row, None)
        for before, row in turn.changed:
            after = rows.update(row, before.version, act.at)
            act.notification(Action.UPDATE_NOTIFICATION, before, after)
        for row in turn.back:
            act.notification(Action.RESTORE_NOTIFICATION, None, rows.bring_back(row, act.at))

    def _tell(
        self,
        integrations: "_Turn[Integration]",
        subscriptions: "_Turn[Subscription]",
        notifications: "_Turn[RoomNotification]",
    ) -> None:
        names = {s.id: s.name for s in (*subscriptions.now, *self._wanted.subscriptions)}
        self._note(integrations, Entity.INTEGRATION, lambda _row: "")
        self._note(subscriptions, Entity.SUBSCRIPTION, lambda _row: "")
        self._note(notifications, Entity.NOTIFICATION, lambda row: names[row.subscription_id])

    def _note(self, turn: "_Turn[R]", entity: Entity, of: Callable[[R], str]) -> None:
        changed = [new for _old, new in turn.changed]
        found = {"add": turn.back, "delete": turn.gone, "change": changed, "same": turn.same}
        for verb, rows in found.items():
            self.steps += [Step(verb, entity, row.name, of(row)) for row in rows]
            self._ids += [row.id for row in rows]

    def tell_changes(self, unit: Unit) -> None:
        """Read back what was recorded, for whoever wants to know what exactly changes."""
        records = unit.changes.page(limit=len(self.rows))
        self.names = names_for(unit, records)
        known = {record.entity_id: record for record in records}
        pairs = zip(self.steps, self._ids, strict=True)
        self.steps = [replace(step, change=known.get(key)) for step, key in pairs]


class _Turn(Generic[R]):
    """What there is now beside what is wanted: which rows come, go, change or stay."""

    def __init__(self, now: Sequence[R], wanted: Sequence[R]) -> None:
        self.now: Sequence[R] = now
        here, there = {r.id: r for r in now}, {r.id: r for r in wanted}
        both = [
            (here[r.id], replace(r, version=here[r.id].version)) for r in wanted if r.id in here
        ]
        self.back: list[R] = [r for r in wanted if r.id not in here]
        self.gone: list[R] = [r for r in now if r.id not in there]
        self.changed: list[tuple[R, R]] = [(old, new) for old, new in both if old != new]
        self.same: list[R] = [old for old, new in both if old == new]
        self.in_the_way = in_the_way(now, wanted)


def _held(act: Act, before: Integration, wanted: Integration) -> tuple[Room, ...]:
    """Rooms that go, but that a notification names until its turn comes."""
    rows = act.unit.integrations
    gone = [r for r in before.rooms if wanted.room(r.id) is None]
    return held([r for r in gone if rows.room_dependents(r.id)], wanted)


def _with_known_names(wanted: Integration, now: Mapping[str, Integration]) -> Integration:
    """What the server calls a room is a fact and stays."""
    here = now.get(wanted.id)
    known = {(r.id, r.room): r.name for r in here.rooms} if here else {}
    rooms = tuple(replace(r, name=known.get((r.id, r.room), r.name)) for r in wanted.rooms)
    return replace(wanted, rooms=rooms)
