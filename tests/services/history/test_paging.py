"""Pages of long lists: cut from one row more than was asked for, and walked to the end."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from hipadmin.services.history.paging import Page, cut, every


@dataclass(frozen=True)
class Row:
    id: int


class Book:
    """Numbered rows, newest first."""

    def __init__(self, count: int) -> None:
        self.rows = [Row(number) for number in range(count, 0, -1)]
        self.asked: list[int] = []

    def read(self, *, limit: int, before: int | None = None) -> Sequence[Row]:
        self.asked.append(limit)
        return [row for row in self.rows if before is None or row.id < before][:limit]


@pytest.mark.parametrize(
    ("there", "shown", "more"), [(0, 0, False), (2, 2, False), (3, 3, False), (4, 3, True)]
)
def test_one_row_more_says_whether_older_ones_follow(there: int, shown: int, more: bool) -> None:
    told: list[int] = []

    def tell(rows: Sequence[Row]) -> list[int]:
        told.extend(row.id for row in rows)
        return [row.id * 10 for row in rows]

    page = cut(Book(there).read, 3, tell)

    assert page.rows == tuple(number * 10 for number in range(there, there - shown, -1))
    assert page.more is more
    assert len(told) == shown, "the row that only says that more follow is not told"


@pytest.mark.parametrize("there", [0, 1, 3, 6, 7])
def test_every_row_comes_once(there: int) -> None:
    book = Book(there)

    def page(before: int | None) -> Page[Row]:
        return cut(lambda *, limit: book.read(limit=limit, before=before), 3, tuple)

    assert [row.id for row in every(page)] == [row.id for row in book.rows]
    assert len(book.asked) == max(1, -(-there // 3))
