"""Threads that answer requests: those that can be begun together wait for the disk once."""

import logging
import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Protocol

TOGETHER_MAX = 16
"""Requests that one thread begins with before it answers the first."""
_LOG = logging.getLogger(__name__)


class Job(Protocol):
    """A connection with a request."""

    def begin(self) -> bool:
        """Begin with it; False if it has to be done in one go, and that may take long."""

    def service(self) -> None:
        """Answer it."""


class Workers:
    """Threads that can be waited for, and end with the program if they hang.

    In place of waitress's own: one queue instead of a condition costs half as much a request. And
    threads that run at the same time fight for the interpreter, at the price of more than an event
    costs; so one that is free takes all the requests that wait, begins with each, and ends each.
    """

    def __init__(self, count: int) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._stopping = False
        self._resting: set[int] = set()
        self.started = tuple(
            threading.Thread(target=self._serve, name=f"intake {n}", daemon=True)
            for n in range(1, count + 1)
        )
        for thread in self.started:
            thread.start()

    def add_task(self, task: Job) -> None:
        """Have a thread answer; what waitress calls."""
        self._jobs.put(task)

    def stop(self) -> None:
        """Have every thread end when it has answered; what still waits is let go of."""
        self._stopping = True
        for _ in self.started:
            self._jobs.put(None)

    def _serve(self) -> None:
        while (job := self._next()) is not None and not self._stopping:
            for each in [job, *self._beside(job)]:
                _answer(each)
            del job, each  # waiting for the next one must not keep these alive

    def _next(self) -> Job | None:
        resting = threading.get_ident()
        self._resting.add(resting)
        job = self._jobs.get()
        self._resting.discard(resting)
        return job

    def _beside(self, first: Job) -> list[Job]:
        """What this thread answers after ``first``: all that can be begun with, if it could.

        What cannot is for others, who need not wait for the store; if nobody rests it comes last.
        """
        if not _begins(first):
            return []
        begun: list[Job] = []
        others: list[Job] = []
        for job in self._waiting():
            (begun if _begins(job) else others).append(job)
        if not self._resting:
            return begun + others
        for job in others:
            self._jobs.put(job)
        return begun

    def _waiting(self) -> Iterator[Job]:
        """What waits beside the first, as long as there is some."""
        for _ in range(TOGETHER_MAX - 1):
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return
            if job is None:
                self._jobs.put(None)  # the end is for another thread, too
                return
            yield job


def _begins(job: Job) -> bool:
    try:
        return job.begin()
    except Exception:
        _LOG.exception("a request could not be begun with")
        return False


def _answer(job: Job) -> None:
    try:
        job.service()
    except Exception:
        _LOG.exception("a request could not be answered")
