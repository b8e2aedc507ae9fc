"""Work in a job that can be given up as long as it is not done for good."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from hipadmin.gui.jobs import Job, Jobs, Lane
from hipadmin.services.wanted import Wanted

T = TypeVar("T")


class Undertaking(QObject):
    """Does one piece of work at a time; between doing it and giving it up the first one wins."""

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._wanted = Wanted()
        self._job: Job | None = None
        self._given_up: Callable[[], object] | None = None

    @property
    def busy(self) -> bool:
        """Whether there is work that nobody has given up."""
        return self._job is not None

    def run(
        self,
        work: Callable[[Wanted], T],
        *,
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
        given_up: Callable[[], object],
        lane: Lane = Lane.STORE,
        title: str,
    ) -> None:
        """Do ``work``; exactly one of the others follows, unless the window ends before."""
        wanted = Wanted()
        self._wanted, self._given_up = wanted, given_up
        self._job = self._jobs.run(
            lambda _job: work(wanted),
            then=lambda done: self._over(lambda: then(done)),
            failed=lambda error: self._over(lambda: failed(error)),
            lane=lane,
            owner=self,
            title=title,
        )

    def give_up(self) -> bool:
        """Give up what is being done, if anything; False if it is too late for that."""
        job, given_up = self._job, self._given_up
        if job is None or given_up is None:
            return True
        if not self._wanted.drop():
            return False
        job.cancel()
        self._over(given_up)
        return True

    def _over(self, tell: Callable[[], object]) -> None:
        self._job = self._given_up = None
        tell()
