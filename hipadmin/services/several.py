"""Verbs on several rows at once: one transaction, one step; what is refused is told row by row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hipadmin.domain.errors import Conflict, HipadminError, InUse, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Chosen:
    """A row as a person saw it when choosing it: ``version`` is the one expected."""

    id: str
    version: int
    name: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one chosen row; ``error`` says why nothing did."""

    chosen: Chosen
    error: HipadminError | None = None


def each(chosen: Sequence[Chosen], verb: Callable[[Chosen], object]) -> tuple[Fate, ...]:
    """Apply ``verb`` to each row within one transaction.

    ``verb`` must refuse (Conflict, InUse, Invalid, NotFound) before it has changed anything; that
    row stays and the others go on. Whatever else it raises ends the transaction.
    """
    return tuple(_fate(c, verb) for c in chosen)


def _fate(chosen: Chosen, verb: Callable[[Chosen], object]) -> Fate:
    try:
        verb(chosen)
    except (Conflict, InUse, Invalid, NotFound) as error:
        return Fate(chosen, error)
    return Fate(chosen)
