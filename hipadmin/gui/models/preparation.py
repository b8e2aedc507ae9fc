"""What costs time when many rows come, done before the GUI thread gets them."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from hipadmin.gently import gently
from hipadmin.gui.models.answers import rank
from hipadmin.gui.models.columns import Column

R = TypeVar("R")


class Order(NamedTuple):
    """By what a column answers; ``descending`` turns it round."""

    column: Column[Any]
    descending: bool

    def of(self, rows: Sequence[R]) -> list[R]:
        """Give ``rows`` in this order."""
        ranks = [rank(self.column, row) for row in gently(rows)]
        places = sorted(range(len(rows)), key=ranks.__getitem__, reverse=self.descending)
        return [rows[at] for at in places]


class Words(NamedTuple):
    """What a filter searches in for one row: all its texts, folded."""

    row: object
    text: str


class Prepared(NamedTuple, Generic[R]):
    """Rows ready to be shown, in ``order``; ``words`` by key, empty unless they were wanted."""

    rows: Sequence[R]
    order: Order | None
    words: dict[Hashable, Words]


class Preparation(NamedTuple, Generic[R]):
    """Orders rows, keeps the very objects that are shown where they are equal, finds words.

    A snapshot of a model: call it on any thread.
    """

    columns: tuple[Column[R], ...]
    key: Callable[[R], Hashable]
    order: Order | None
    known: Mapping[Hashable, R]
    words: Mapping[Hashable, Words] | None

    def __call__(self, rows: Sequence[R]) -> Prepared[R]:
        """Prepare ``rows``."""
        kept = [self._kept(row) for row in gently(rows)]
        if self.order is not None:
            kept = self.order.of(kept)
        return Prepared(kept, self.order, self._words(kept))

    def _kept(self, row: R) -> R:
        known = self.known.get(self.key(row))
        return known if known is not None and known == row else row

    def _words(self, rows: Sequence[R]) -> dict[Hashable, Words]:
        if self.words is None:
            return {}
        known, key = self.words, self.key
        return {key(row): words_of(self.columns, row, known.get(key(row))) for row in gently(rows)}


def words_of(columns: Sequence[Column[R]], row: R, known: Words | None = None) -> Words:
    """Give the words of ``row``; ``known`` ones if they are of the very same row."""
    if known is not None and known.row is row:
        return known
    found = [column.text(row) for column in columns]
    for column in columns:
        if column.names:
            found.extend(column.names(row))
    return Words(row, "\n".join(found).casefold())
