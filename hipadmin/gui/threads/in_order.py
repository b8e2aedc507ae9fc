"""Readings of one list, two of which may be under way: a late answer never hides a newer one."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from hipadmin.gui.jobs import JobContext, Jobs, Lane

T = TypeVar("T")


class InOrder:
    """Reads for ``owner`` and hands over each answer, unless a newer one came before it.

    Attributes:
        asked: the number of the newest reading; the first is 1.
        answered: the number of the reading handed over last, or now; 0 before the first.
    """

    def __init__(self, jobs: Jobs, owner: QObject) -> None:
        self._jobs = jobs
        self._owner = owner
        self.asked = 0
        self.answered = 0

    def read(
        self,
        op: Callable[[JobContext], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run ``op`` among the readers; ``then`` or ``failed`` follows as from `Jobs.run`."""
        self.asked += 1
        number = self.asked

        def told(answer: T) -> None:
            if self._is_news(number):
                then(answer)

        def refused(error: Exception) -> None:
            if self._is_news(number):
                failed(error)

        self._jobs.run(op, then=told, failed=refused, lane=Lane.READ, owner=self._owner)

    def _is_news(self, number: int) -> bool:
        if number < self.answered:
            return False
        self.answered = number
        return True
