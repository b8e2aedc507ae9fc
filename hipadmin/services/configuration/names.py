"""Names: for things a person did not name, and to find things by."""

from collections.abc import Collection, Sequence
from typing import Generic, Protocol, TypeVar

from hipadmin.domain.names import NAME_MAX, name_key


def free_name(wanted: str, taken: Collection[str]) -> str:
    """``wanted``, or ``wanted 2``, ``wanted 3`` … whichever is free (≤ 100 long)."""
    keys = {name_key(t) for t in taken}
    name, number = wanted[:NAME_MAX], 1
    while name_key(name) in keys:
        number += 1
        tail = f" {number}"
        name = wanted[: NAME_MAX - len(tail)] + tail
    return name


class Named(Protocol):
    """Anything with a name."""

    @property
    def name(self) -> str:
        """Its name."""


N = TypeVar("N", bound=Named)


class Called(Generic[N]):
    """Finds rows by name: one that differs by case, width or blanks only is the same."""

    def __init__(self, rows: Sequence[N]) -> None:
        self._alike = {name_key(row.name): row for row in reversed(rows)}
        self._same = {row.name.casefold(): row for row in rows}

    def find(self, name: str) -> N | None:
        """The row that is called ``name``, if any; the more alike the better."""
        name = name.strip()
        return self._same.get(name.casefold()) or self._alike.get(name_key(name))
