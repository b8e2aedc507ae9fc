"""Long work in pieces: whoever shares the interpreter with it gets a turn between two."""

import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from math import inf
from typing import TypeVar

T = TypeVar("T")

PIECE = 16
"""Things of one piece: some tenths of a millisecond of work with rows."""


class _Here(threading.local):
    rest: Callable[[float], object] | None = None


_here = _Here()


def rest_by(rest: Callable[[float], object]) -> None:
    """Have ``rest`` called between any two pieces that this thread goes through from now on.

    It is given the seconds it may take at most.
    """
    _here.rest = rest


def rest(limit_s: float = inf) -> None:
    """Rest now, at most so long, as this thread was told to."""
    if _here.rest is not None:
        _here.rest(limit_s)


def gently(things: Iterable[T]) -> Iterator[T]:
    """Go through ``things`` in pieces; a thread that was not told how to rest does not."""
    return iter(things) if _here.rest is None else _in_pieces(iter(things))


def _in_pieces(things: Iterator[T]) -> Iterator[T]:
    yield from islice(things, PIECE)
    while piece := list(islice(things, PIECE)):
        rest()
        yield from piece
