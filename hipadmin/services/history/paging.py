"""Pages of long lists, newest first; rows are told apart by numbers that only grow."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

BATCH = 1_000
"""Rows read at once when all are wanted."""


class Numbered(Protocol):
    """A row with the number that pages go by."""

    @property
    def id(self) -> int:
        """The number."""


F = TypeVar("F")
Found = TypeVar("Found", covariant=True)
R = TypeVar("R")
N = TypeVar("N", bound=Numbered)


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Rows, newest first; ``more`` says whether older ones follow.

    ``top`` is the highest number there was of any row when it was read, 0 if nobody looked.
    """

    rows: tuple[R, ...]
    more: bool
    top: int = 0


class Read(Protocol[Found]):
    """A question that finds at most so many, newest first."""

    def __call__(self, *, limit: int) -> Sequence[Found]:
        """Ask it."""


def cut(read: Read[F], limit: int, tell: Callable[[Sequence[F]], Iterable[R]]) -> Page[R]:
    """At most ``limit`` of what ``read`` finds, made into rows by ``tell``.

    ``read`` is asked for one more, which says whether older ones follow.
    """
    found = read(limit=limit + 1)
    return Page(tuple(tell(found[:limit])), len(found) > limit)


def every(page_before: Callable[[int | None], Page[N]]) -> Iterator[N]:
    """Page after page, from the newest; new rows get higher numbers, so that pages fit together."""
    before: int | None = None
    while True:
        page = page_before(before)
        yield from page.rows
        if not page.more:
            return
        before = page.rows[-1].id
