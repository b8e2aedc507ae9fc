"""What two people changed at once: merged field by field, and what clashes. Knows no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

D = TypeVar("D", bound="DataclassInstance")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both sides changed; ``place`` names it. What stands here is kept."""

    place: str
    mine: object
    theirs: object


def settled(base: V, mine: V, theirs: V) -> tuple[V, bool]:
    """The value to go on with, and whether both sides changed it to different ones."""
    if mine == base:
        return theirs, False
    return mine, theirs not in (base, mine)


def merged(base: D, mine: D, theirs: D, fields: Iterable[str]) -> tuple[D, tuple[Clash, ...]]:
    """``mine`` with what was not touched taken from ``theirs``, and the ``fields`` that clash."""
    clashes = []
    for field in fields:
        old, here, there = (getattr(side, field) for side in (base, mine, theirs))
        value, clash = settled(old, here, there)
        mine = replace(mine, **{field: value})
        if clash:
            clashes.append(Clash(field, here, there))
    return mine, tuple(clashes)
