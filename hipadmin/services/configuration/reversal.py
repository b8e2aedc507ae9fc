"""The transaction that takes one step back, row by row, or refuses as a whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar, cast

from hipadmin.domain.change import Action, Change, Entity
from hipadmin.domain.errors import Conflict, HipadminError, InUse, Invalid, NotFound
from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.step import Row, RowChange, Step, inverse, refs_of
from hipadmin.domain.subscription import RoomNotification, Subscription
from hipadmin.services.configuration.current import current_row
from hipadmin.services.configuration.giving_way import held, in_the_way
from hipadmin.services.configuration.records import Act
from hipadmin.services.tokens import TokenKeeper

R = TypeVar("R", Integration, Subscription, RoomNotification)


@dataclass(frozen=True, slots=True)
class Moved:
    """A row that somebody else changed (or deleted) since; ``by`` is that change, if known."""

    id: str
    name: str
    gone: bool
    by: Change | None


class NotUndone(HipadminError):
    """A step could not be taken back, or done again; nothing has changed.

    Either ``moved`` rows were changed by somebody else since, and ``rest`` of the step can still
    be taken back. Or ``cause`` (InUse, Invalid, NotFound, VaultTrouble) stands in the way of
    ``row``, and the step can be tried again; ``home`` is what the subscription of a room
    notification is called now, "" if that is gone.
    """

    def __init__(
        self,
        step: Step,
        *,
        moved: tuple[Moved, ...] = (),
        row: Row | None = None,
        cause: HipadminError | None = None,
        home: str = "",
    ) -> None:
        names = ", ".join(f"“{m.name}”" for m in moved)
        super().__init__(cause.text if cause else f"Changed by somebody else since: {names}.")
        self.step = step
        self.moved = moved
        self.row = row
        self.cause = cause
        self.home = home

    @property
    def rest(self) -> Step | None:
        """What is left of the step without the rows that somebody else changed."""
        return self.step.without(frozenset(m.id for m in self.moved))


class _Rows(Protocol[R]):
    """What the three repositories have in common."""

    def get(self, row_id: str, /) -> R: ...

    def update(self, row: R, expected: int, at: datetime, /) -> R: ...

    def delete(self, row_id: str, expected: int, at: datetime, /) -> None: ...

    def restore(self, row_id: str, expected: int, at: datetime, /) -> R: ...


class Reversal:
    """Takes ``step`` back within one act; ``lost`` are references whose tokens are gone.

    Parents come back before what stands in them and go after it. A room that a notification of
    the step has yet to let go of goes last.
    """

    def __init__(self, step: Step, tokens: TokenKeeper, lost: frozenset[str]) -> None:
        self._step = step
        self._tokens = tokens
        self._lost = lost
        self._late: list[tuple[RowChange, Integration, int]] = []
        self._names: dict[str, str] = {}
        changes = step.changes
        self._ours = {c.row.id for c in changes if c.entity is Entity.NOTIFICATION}

    def run(self, act: Act) -> None:
        """Do all of it. Raises NotUndone."""
        moved = tuple(found for c in self._step.changes for found in _moved(act, c))
        if moved:
            raise NotUndone(self._step, moved=moved)
        act.room = self._step.room
        self._make_way(act)
        for change in self._in_order():
            with self._refusing(act, change):
                self._back(act, change)
        for change, wanted, version in self._late:
            with self._refusing(act, change):
                act.amend(act.unit.integrations.update(wanted, version, act.at))

    def _make_way(self, act: Act) -> None:
        """Free the names that rows of the step trade among themselves."""
        unit = act.unit
        for entity, step_aside in (
            (Entity.INTEGRATION, unit.integrations.step_aside),
            (Entity.SUBSCRIPTION, unit.subscriptions.step_aside),
            (Entity.NOTIFICATION, unit.notifications.step_aside),
        ):
            changes = [c for c in self._step.changes if c.entity is entity]
            now = [c.after for c in changes if c.after is not None]
            ids = in_the_way(now, [c.before for c in changes if c.before is not None])
            step_aside(ids)
            self._names |= {row.id: row.name for row in now if row.id in ids}

    def _in_order(self) -> Iterator[RowChange]:
        for entity, goes in (
            (Entity.INTEGRATION, False),
            (Entity.SUBSCRIPTION, False),
            (Entity.NOTIFICATION, True),
            (Entity.NOTIFICATION, False),
            (Entity.SUBSCRIPTION, True),
            (Entity.INTEGRATION, True),
        ):
            for change in self._step.changes:
                if change.entity is entity and (change.before is None) is goes:
                    yield change

    @contextmanager
    def _refusing(self, act: Act, change: RowChange) -> Iterator[None]:
        try:
            yield
        except Conflict as error:
            moved = _who_moved(act, change, gone=error.gone and change.after is None)
            raise NotUndone(self._step, moved=(moved,)) from error
        except (InUse, Invalid, NotFound) as error:
            home = _home(act, change.row)
            raise NotUndone(self._step, row=change.row, cause=error, home=home) from error

    def _back(self, act: Act, change: RowChange) -> None:
        if change.entity is Entity.SUBSCRIPTION:
            self._reverse(act, change, act.unit.subscriptions, act.subscription, change.before)
        elif change.entity is Entity.NOTIFICATION:
            self._reverse(act, change, act.unit.notifications, act.notification, change.before)
        else:
            self._integration(act, change)

    def _integration(self, act: Act, change: RowChange) -> None:
        rows = act.unit.integrations
        now = rows.get(change.row.id) if change.after is not None else None
        wanted = change.before
        if now is not None and isinstance(wanted, Integration):
            wanted = _with_known_names(wanted, now)
            later = self._still_held(act, wanted, now)
            late, wanted = wanted, replace(wanted, rooms=(*wanted.rooms, *later))
            if later:
                self._late.append((change, late, change.version + 1))
        self._reverse(act, change, rows, act.integration, wanted)
        old = now.token_refs if now is not None else frozenset()
        new = refs_of(change.before)
        lost = (self._lost & new) | self._tokens.going(act.unit, new - old)
        self._tokens.settle(act.unit, new - old, old - new, lost)

    def _reverse(
        self,
        act: Act,
        change: RowChange,
        rows: _Rows[R],
        record: Callable[[Action, R | None, R | None], None],
        wanted: Row | None,
    ) -> None:
        action, row_id, at = inverse(change.action), change.row.id, act.at
        if change.after is None:
            record(action, None, rows.restore(row_id, change.version, at))
            return
        now = self._now(rows, row_id)
        if wanted is None:
            rows.delete(row_id, change.version, at)
            record(action, now, None)
        else:
            record(action, now, rows.update(cast("R", wanted), change.version, at))

    def _now(self, rows: _Rows[R], row_id: str) -> R:
        """The row as it is, by its own name also while that is free for another."""
        now = rows.get(row_id)
        return replace(now, name=self._names.get(row_id, now.name))

    def _still_held(self, act: Act, wanted: Integration, now: Integration) -> tuple[Room, ...]:
        """Rooms that go, but that a notification of this step names until its turn comes."""
        rooms = [r for r in now.rooms if wanted.room(r.id) is None]
        if not rooms or not self._ours:
            return ()
        users = act.unit.notifications.of_integration(now.id)
        named = {r for n in users if n.id in self._ours for r in n.rooms.room_ids}
        return held([r for r in rooms if r.id in named], wanted)


def _with_known_names(wanted: Integration, now: Integration) -> Integration:
    """What the server calls a room is a fact and stays, whatever is taken back."""
    known = {(r.id, r.room): r.name for r in now.rooms}
    rooms = tuple(replace(r, name=known.get((r.id, r.room), r.name)) for r in wanted.rooms)
    return replace(wanted, rooms=rooms)


def _home(act: Act, row: Row) -> str:
    if not isinstance(row, RoomNotification):
        return ""
    try:
        return act.unit.subscriptions.get(row.subscription_id).name
    except NotFound:
        return ""


def _moved(act: Act, change: RowChange) -> Iterator[Moved]:
    if change.after is None:
        return  # nobody changes a deleted row; restoring it looks at its version
    try:
        now = current_row(act.unit, change.entity, change.row.id)
    except NotFound:
        yield _who_moved(act, change, gone=True)
    else:
        if now.version != change.version:
            yield replace(_who_moved(act, change, gone=False), name=now.name)


def _who_moved(act: Act, change: RowChange, *, gone: bool) -> Moved:
    row = change.row
    return Moved(row.id, row.name, gone, act.unit.changes.latest(row.id))
