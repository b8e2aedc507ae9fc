"""Verbs on chosen rows, and what became of each: somebody else may have been faster.

Several rows are one transaction and one step; what is refused is told row by row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hipadmin.domain.change import Change, Entity
from hipadmin.domain.errors import Conflict, HipadminError, InUse, Invalid, NotFound
from hipadmin.domain.ports import Store, Unit
from hipadmin.domain.step import Row
from hipadmin.services.configuration.current import current_row
from hipadmin.services.configuration.records import Act

_REFUSALS = (Conflict, InUse, Invalid, NotFound)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A row as a person saw it when choosing it: ``version`` is the one expected.

    ``parts`` is how many things the person was told go with it; None if it does not matter.
    """

    id: str
    version: int
    name: str
    parts: int | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one chosen row.

    ``error`` says why nothing did. Then ``row`` is what is stored (None: it was deleted) and
    ``by`` the newest change of it.
    """

    chosen: Chosen
    error: HipadminError | None = None
    row: Row | None = None
    by: Change | None = None

    @property
    def overtaken(self) -> bool:
        """Whether nothing was done because somebody else was faster."""
        return isinstance(self.error, Conflict | NotFound)


def each(
    act: Act, entity: Entity, chosen: Sequence[Chosen], verb: Callable[[Chosen], object]
) -> tuple[Fate, ...]:
    """Apply ``verb`` to each row within one transaction.

    ``verb`` must refuse (Conflict, InUse, Invalid, NotFound) before it has changed anything; that
    row stays and the others go on. Whatever else it raises ends the transaction.
    """
    return tuple(_fate(act, entity, one, verb) for one in chosen)


def _fate(act: Act, entity: Entity, chosen: Chosen, verb: Callable[[Chosen], object]) -> Fate:
    try:
        verb(chosen)
    except _REFUSALS as error:
        return _refused(act.unit, entity, chosen, error)
    return Fate(chosen)


def tried(store: Store, entity: Entity, chosen: Chosen, verb: Callable[[], object]) -> Fate:
    """Perform a verb on one row and tell its refusal in the same way."""
    try:
        verb()
    except _REFUSALS as error:
        refusal = error
        return store.read(lambda unit: _refused(unit, entity, chosen, refusal))
    return Fate(chosen)


def _refused(unit: Unit, entity: Entity, chosen: Chosen, error: HipadminError) -> Fate:
    try:
        row = current_row(unit, entity, chosen.id)
    except NotFound:
        row = None
    return Fate(chosen, error, row, unit.changes.latest(chosen.id))
