"""Steps: what one act did to which rows, so that it can be taken back. Never a token."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from hipadmin.domain.change import Action, Entity
from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import RoomNotification, Subscription

Row = Integration | Subscription | RoomNotification
Key = tuple[Entity, str, int]
"""One state of one row: what it is, its id, and the version it had in that state."""


def refs_of(row: Row | None) -> frozenset[str]:
    """The references to tokens that a row holds; only an integration holds any."""
    return row.token_refs if isinstance(row, Integration) else frozenset()


class Verb(StrEnum):
    """What a person did, as the window names it."""

    ADD = "add"
    EDIT = "edit"
    TURN_ON = "turn_on"
    TURN_OFF = "turn_off"
    DELETE = "delete"
    REMOVE_AND_DELETE = "remove_and_delete"
    IMPORT = "import"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after an act; None where it was not there.

    ``was`` and ``version`` are the row's versions before and since; a deleted row keeps counting,
    and ``was`` is 0 for a row that had never been there.
    """

    action: Action
    entity: Entity
    before: Row | None
    after: Row | None
    was: int
    version: int

    @property
    def row(self) -> Row:
        """The row as the act left it, or as it was when the act deleted it."""
        row = self.after if self.after is not None else self.before
        if row is None:
            raise ValueError("a change needs a before or an after")
        return row

    @property
    def source(self) -> Key:
        """The state the act found."""
        return (self.entity, self.row.id, self.was)

    @property
    def state(self) -> Key:
        """The state the act left."""
        return (self.entity, self.row.id, self.version)

    def then(self, later: "RowChange") -> "RowChange":
        """This change and a later one of the same row as one."""
        return replace(self, after=later.after, version=later.version)

    def renumbered(self, versions: Mapping[Key, int]) -> "RowChange":
        """The same change after its states came back under other versions."""
        was, version = versions.get(self.source, self.was), versions.get(self.state, self.version)
        if (was, version) == (self.was, self.version):
            return self
        return replace(self, was=was, version=version)


@dataclass(frozen=True, slots=True)
class Step:
    """One act: what undo takes back and redo does again.

    ``entity`` is what the act was about (what else changed went with it), ``room`` the room's name
    when it was about one room of an integration. ``id`` stays through undo and redo.
    """

    id: str
    verb: Verb
    entity: Entity
    changes: tuple[RowChange, ...]
    room: str = ""

    @property
    def subjects(self) -> tuple[RowChange, ...]:
        """The changes that the act was about."""
        return tuple(c for c in self.changes if c.entity is self.entity)

    @property
    def count(self) -> int:
        """How many things the act was about; of an import or restore, how many it changed."""
        every = self.verb in (Verb.IMPORT, Verb.RESTORE)
        return len(self.changes if every else self.subjects)

    @property
    def name(self) -> str:
        """The name of the only thing the act was about."""
        return self.subjects[0].row.name if self.subjects else ""

    @property
    def asks_the_vault(self) -> bool:
        """Whether taking it back brings tokens back."""
        return any(refs_of(c.before) - refs_of(c.after) for c in self.changes)

    def without(self, gone: frozenset[str]) -> "Step | None":
        """The step without the rows of these ids; None if nothing is left."""
        left = tuple(c for c in self.changes if c.row.id not in gone)
        step = replace(self, changes=left)
        return step if step.count else None

    def renumbered(self, versions: Mapping[Key, int]) -> "Step":
        """The step with every change renumbered."""
        return replace(self, changes=tuple(c.renumbered(versions) for c in self.changes))


_INVERSE = {
    Action.CREATE_INTEGRATION: Action.DELETE_INTEGRATION,
    Action.CREATE_SUBSCRIPTION: Action.DELETE_SUBSCRIPTION,
    Action.CREATE_NOTIFICATION: Action.DELETE_NOTIFICATION,
    Action.RESTORE_INTEGRATION: Action.DELETE_INTEGRATION,
    Action.RESTORE_SUBSCRIPTION: Action.DELETE_SUBSCRIPTION,
    Action.RESTORE_NOTIFICATION: Action.DELETE_NOTIFICATION,
    Action.DELETE_INTEGRATION: Action.RESTORE_INTEGRATION,
    Action.DELETE_SUBSCRIPTION: Action.RESTORE_SUBSCRIPTION,
    Action.DELETE_NOTIFICATION: Action.RESTORE_NOTIFICATION,
}


def inverse(action: Action) -> Action:
    """The verb that takes ``action`` back; an edit is taken back by an edit."""
    return _INVERSE.get(action, action)
