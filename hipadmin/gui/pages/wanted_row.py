"""The row that a list shall select as soon as it holds it."""

from collections.abc import Callable, Hashable

from hipadmin.gui.threads.in_order import InOrder


class WantedRow:
    """Selects one row of a list that is read again and again.

    ``select`` selects a row alone and says whether there is one; ``readings`` are the list's.
    """

    def __init__(self, select: Callable[[Hashable], bool], readings: InOrder) -> None:
        self._select = select
        self._readings = readings
        self._key: Hashable | None = None
        self._since = 0

    def want(self, key: Hashable, *, anew: bool = False) -> None:
        """Select ``key`` now or as soon as it is read.

        ``anew``: it has just come back, so what the list still holds of it says nothing; only a
        reading that begins from now on ends the wish.
        """
        self._key, self._since = key, self._readings.asked + 1 if anew else 0
        self.look()

    def look(self) -> None:
        """The list may hold it now: call this after each reading."""
        wanted = self._key is not None and self._select(self._key)
        if wanted and self._readings.answered >= self._since:
            self._key = None
