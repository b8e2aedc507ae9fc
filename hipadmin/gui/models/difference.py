"""How one list becomes another: the fewest stretches to take out, move and put in."""

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remove:
    """Take out the positions ``first`` to ``last``."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Move:
    """Take what stands at ``source`` and let it stand at ``target``."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Insert:
    """Put in what shall stand at the positions ``first`` to ``last``."""

    first: int
    last: int


Step = Remove | Move | Insert


def difference(
    before: Sequence[Hashable], after: Sequence[Hashable], most: int
) -> list[Step] | None:
    """The steps from ``before`` to ``after``, one after the other; None if more than ``most``.

    Keys occur once in each list.
    """
    had, wanted = set(before), set(after)
    kept = [key for key in before if key in wanted]
    order = [key for key in after if key in had]
    removes = [Remove(*span) for span in _spans(before, wanted)][::-1]
    inserts = [Insert(*span) for span in _spans(after, had)]
    movers = _movers(kept, order)
    if len(removes) + len(inserts) + len(movers) > most:
        return None
    return [*removes, *_moves(kept, order, movers), *inserts]


def spans(positions: Sequence[int], most: int) -> list[tuple[int, int]]:
    """First and last of each stretch of rising positions; one over all if more than ``most``."""
    found: list[tuple[int, int]] = []
    for position in positions:
        if found and found[-1][1] == position - 1:
            found[-1] = (found[-1][0], position)
        else:
            found.append((position, position))
    return found if len(found) <= most else [(found[0][0], found[-1][1])]


def _spans(keys: Sequence[Hashable], others: set[Hashable]) -> Iterator[tuple[int, int]]:
    """First and last positions of the stretches of ``keys`` that are not among ``others``."""
    first = None
    for at, key in enumerate(keys):
        if key not in others:
            first = at if first is None else first
        elif first is not None:
            yield first, at - 1
            first = None
    if first is not None:
        yield first, len(keys) - 1


def _movers(kept: list[Hashable], order: list[Hashable]) -> set[Hashable]:
    """The fewest that must move so that ``kept`` stands in ``order``."""
    if kept == order:
        return set()
    place = {key: at for at, key in enumerate(order)}
    return set(kept) - {order[at] for at in _longest_rising([place[key] for key in kept])}


def _longest_rising(numbers: list[int]) -> Iterator[int]:
    """A longest rising subsequence, from its end."""
    tails: list[int] = []
    ends: list[int] = []
    came_from: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(tails, number)
        came_from.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [at]
    at = ends[-1] if ends else -1
    while at >= 0:
        yield numbers[at]
        at = came_from[at]


def _moves(kept: list[Hashable], order: list[Hashable], movers: set[Hashable]) -> Iterator[Move]:
    now = list(kept)
    for at, key in enumerate(order):
        if key in movers:
            source = now.index(key)
            now.pop(source)
            target = now.index(order[at - 1]) + 1 if at else 0
            now.insert(target, key)
            if source != target:
                yield Move(source, target)
