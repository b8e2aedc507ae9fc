"""Telling listeners of events: in order for each webhook, and never in the sender's time."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hipadmin.sandbox.callout import Answer, Call, CallFailed, listener

TIMEOUT = 10.0
"""Seconds a listener may take; no source says what the service granted."""
_THREADS = 16
_MOST_WAITING = 2_000
_MOST_BYTES = 16 << 20
_REMEMBERED = 200
_JOIN = 0.3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One telling: what goes where, and what is to be done with the answer."""

    hook: int
    event: str
    url: str
    body: bytes
    headers: Mapping[str, str]
    answered: Callable[[Answer], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a telling: the status of the answer, or why there is none."""

    hook: int
    event: str
    status: int | None
    failure: str | None


class Deliveries:
    """Worker threads that start with the first telling.

    Each webhook has one attempt at a time, so that a listener that hangs holds up nobody else;
    what does not fit into the bounded queue is let go and remembered as a failure.
    """

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self._timeout = timeout
        self._wake = threading.Condition()
        self._lanes: dict[int, deque[Job]] = {}
        self._ready: deque[int] = deque()
        self._calls: set[Call] = set()
        self._threads: list[threading.Thread] = []
        self._outcomes: deque[Outcome] = deque(maxlen=_REMEMBERED)
        self._waiting = self._bytes = self._idle = 0
        self._closing = False

    def put(self, job: Job) -> None:
        """Have ``job`` done some time; returns at once."""
        with self._wake:
            full = self._waiting >= _MOST_WAITING or self._bytes + len(job.body) > _MOST_BYTES
            if full or self._closing:
                self._note(job, None, "too many are waiting")
                return
            self._line_up(job)
            if not self._idle and len(self._threads) < _THREADS:
                self._start()
            self._wake.notify()

    def outcomes(self) -> list[Outcome]:
        """List what came of the latest tellings, oldest first."""
        with self._wake:
            return list(self._outcomes)

    def close(self) -> None:
        """Break off everything; what waits is let go."""
        with self._wake:
            self._closing = True
            self._wake.notify_all()
            for call in self._calls:
                call.break_off()
        for thread in self._threads:
            thread.join(_JOIN)

    def _line_up(self, job: Job) -> None:
        self._waiting += 1
        self._bytes += len(job.body)
        if job.hook in self._lanes:
            self._lanes[job.hook].append(job)
        else:
            self._lanes[job.hook] = deque([job])
            self._ready.append(job.hook)

    def _start(self) -> None:
        name = f"sandbox-webhooks-{len(self._threads)}"
        thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self) -> None:
        while (job := self._next()) is not None:
            self._do(job)
            self._done(job)

    def _next(self) -> Job | None:
        with self._wake:
            self._idle += 1
            while not self._ready and not self._closing:
                self._wake.wait()
            self._idle -= 1
            if self._closing:
                return None
            job = self._lanes[self._ready.popleft()].popleft()
            self._waiting -= 1
            self._bytes -= len(job.body)
            return job

    def _done(self, job: Job) -> None:
        with self._wake:
            if self._lanes[job.hook]:
                self._ready.append(job.hook)
                self._wake.notify()
            else:
                del self._lanes[job.hook]

    def _do(self, job: Job) -> None:
        where = listener(job.url)
        if where is None:
            self._note(job, None, "not on this machine")
            return
        call = Call(where, self._timeout)
        try:
            answer = self._called(call, job)
            self._note(job, answer.status, None)
            job.answered(answer)
        except CallFailed as error:
            self._note(job, None, str(error))
        except Exception:
            _log.exception("the answer to a webhook could not be used")

    def _called(self, call: Call, job: Job) -> Answer:
        with self._wake:
            if self._closing:
                raise CallFailed("closing")
            self._calls.add(call)
        try:
            return call.post(job.body, job.headers)
        finally:
            with self._wake:
                self._calls.discard(call)

    def _note(self, job: Job, status: int | None, failure: str | None) -> None:
        self._outcomes.append(Outcome(job.hook, job.event, status, failure))
        if failure:
            _log.info("webhook %d was not told of %s: %s", job.hook, job.event, failure)
