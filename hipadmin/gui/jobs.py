"""Jobs: work leaves the GUI thread here and comes back here.

The dispatcher is the only QObject and owns the signals. A worker gets a snapshot (the callable
and its context) and a bound signal, nothing else.
"""

import importlib
import sys
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic
from typing import Any, NamedTuple, TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, QTimerEvent, Signal, Slot

from hipadmin.gui.threads.courtesy import Turns
from hipadmin.gui.threads.turns import Rota
from hipadmin.gui.threads.workers import Cancelled, JobContext, Lane, Order, Outcome, Workers

__all__ = ["Cancelled", "Job", "JobContext", "JobFailure", "Jobs", "Lane"]

T = TypeVar("T")


class JobFailure(NamedTuple):
    """A failure nobody handled."""

    title: str
    error: Exception


class Handlers(NamedTuple):
    """Whom to tell, on the GUI thread."""

    then: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None
    progress: Callable[[object], None] | None


class Job:
    """One piece of work as its starter sees it; used on the GUI thread only."""

    def __init__(
        self, title: str, lane: Lane, context: JobContext, cancelled: "Callable[[Job], None]"
    ) -> None:
        self.title = title
        self.lane = lane
        self.finished = False
        self._context = context
        self._cancelled = cancelled

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called in time."""
        return self._context.cancelled

    def cancel(self, *_args: object) -> None:
        """Drop the outcome and ask the work to end; does nothing after it has."""
        if not (self.finished or self.cancelled):
            self._context.cancel()
            self._cancelled(self)

    def finish(self) -> None:
        """It has ended, whatever became of it."""
        self.finished = True
        self._context.end()


class _Ticket(NamedTuple):
    job: Job
    handlers: Handlers
    owner: QObject | None

    @property
    def owner_lives(self) -> bool:
        return self.owner is None or shiboken6.isValid(self.owner)

    @property
    def wanted(self) -> bool:
        return self.owner_lives and not self.job.cancelled


class _Progress(NamedTuple):
    ticket: _Ticket
    value: object


class _Load:
    def __init__(self, job: Job, then: Callable[[], object]) -> None:
        self.job = job
        self.then = then


class Jobs(QObject):
    """Runs callables off the GUI thread and hands back result, error and progress on it.

    One outcome is handed over in each turn of the event loop: between two the window paints and
    answers people.

    Signals:
        job_failed: a `JobFailure` that had no ``failed`` handler.
        running_changed: how many titled jobs wait or run; see `running`.
        idle: the last job, titled or not, has ended.
    """

    job_failed = Signal(object)
    running_changed = Signal(int)
    idle = Signal()
    _ended = Signal(object)
    _progressed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open: list[Job] = []
        self._owned: dict[int, set[Job]] = {}
        self._loading: dict[tuple[tuple[str, ...], int], _Load] = {}
        self._closed = False
        self._outcomes: deque[Outcome] = deque()
        self._turn = 0
        self._turns = Turns(self)
        self._lanes = {lane: Workers(lane, self._ended.emit, self._turns) for lane in Lane}
        self._ended.connect(self._on_ended)
        self._progressed.connect(self._on_progressed)

    def run(
        self,
        op: Callable[[JobContext], T],
        *,
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[object], None] | None = None,
        lane: Lane = Lane.STORE,
        owner: QObject | None = None,
        title: str = "",
    ) -> Job:
        """Run ``op`` in ``lane``; exactly one of ``then`` and ``failed`` follows on this thread.

        Neither follows when the job was cancelled or ``owner`` has died. A job with a title is
        listed in `running`. After `shutdown` nothing runs: the job given back is a cancelled one.
        """
        progressed = self._progressed.emit
        context = JobContext(lambda value: progressed(_Progress(ticket, value)))
        job = Job(title, lane, context, self._announce)
        if self._closed:
            context.cancel()
            return job
        ticket = _Ticket(job, Handlers(then, failed, progress), owner)
        self._open.append(job)
        if owner is not None:
            self._follow(owner, job)
        self._lanes[lane].put(Order(op, context, ticket))
        self._announce(job)
        return job

    def when_loaded(
        self, modules: Sequence[str], then: Callable[[], object], *, owner: QObject
    ) -> None:
        """Call ``then`` once ``modules`` are loaded: at once if they are, else after a worker did.

        What loads for the first time may take longer than a window may stand still. Asked again
        by the same ``owner`` meanwhile, as by a double click, only the newest ``then`` is called.
        """
        if all(name in sys.modules for name in modules):
            then()
            return
        key = (tuple(modules), _address(owner))
        under_way = self._loading.get(key)
        if under_way is not None and not under_way.job.finished and not under_way.job.cancelled:
            under_way.then = then
            return
        job = self.run(
            lambda _job: [importlib.import_module(name) for name in modules],
            then=lambda _loaded: self._on_loaded(key),
            lane=Lane.CODE,
            owner=owner,
        )
        self._loading[key] = _Load(job, then)

    def _on_loaded(self, key: tuple[tuple[str, ...], int]) -> None:
        self._loading.pop(key).then()

    def let_the_window_go_first(self) -> None:
        """Have what only reads begin once what it was asked for in is painted, from now on.

        At the start it is wanted at once: the window's first picture is of what was read.
        """
        self._turns.window_first = True

    @property
    def closed(self) -> bool:
        """Whether `shutdown` was called and nothing runs any more."""
        return self._closed

    @property
    def running(self) -> tuple[Job, ...]:
        """Titled jobs that wait or run, oldest first."""
        return tuple(job for job in self._open if job.title and not job.cancelled)

    @property
    def busy(self) -> bool:
        """Whether any job, titled or not, is still under way."""
        return any(not job.cancelled for job in self._open)

    def cancel_all(self) -> None:
        """Cancel whatever waits or runs."""
        for job in tuple(self._open):
            job.cancel()

    def shutdown(self, timeout_s: float) -> bool:
        """Cancel everything, refuse new jobs and wait at most ``timeout_s`` for the workers.

        Returns:
            Whether every worker ended in time; those that did not die with the program.
        """
        self._closed = True
        self._turns.close()
        self.cancel_all()
        deadline = monotonic() + timeout_s
        for workers in self._lanes.values():
            workers.close()
        ended = [workers.join(deadline) for workers in self._lanes.values()]
        return all(ended)

    def _follow(self, owner: QObject, job: Job) -> None:
        # one connection per owner: a page that lives for days must not collect thousands
        address = _address(owner)
        if address not in self._owned:
            self._owned[address] = set()
            owner.destroyed.connect(partial(self._on_owner_died, address))
        self._owned[address].add(job)

    def _on_owner_died(self, address: int, *_args: object) -> None:
        for job in self._owned.pop(address, ()):
            job.cancel()

    def _announce(self, job: Job) -> None:
        if job.title and shiboken6.isValid(self):
            self.running_changed.emit(len(self.running))

    @Slot(object)
    def _on_progressed(self, news: _Progress) -> None:
        ticket = news.ticket
        if ticket.handlers.progress is not None and ticket.wanted and not ticket.job.finished:
            ticket.handlers.progress(news.value)

    @Slot(object)
    def _on_ended(self, order: Order) -> None:
        self._outcomes.append(order.take())
        if not self._turn:
            self._hand_over_next()

    def _hand_over_next(self) -> None:
        if self._outcomes:
            # started anew each time: one that repeats stands still while a handler runs a loop
            self._turn = self.startTimer(0)
            Rota.of_the_window().give_way()
            self._end(self._outcomes.popleft())

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Begin a turn."""
        self.killTimer(self._turn)
        self._turn = 0
        self._hand_over_next()

    def _end(self, outcome: Outcome) -> None:
        ticket = cast("_Ticket", outcome.ticket)
        wanted = ticket.wanted
        self._forget(ticket)
        try:
            if wanted:
                self._hand_over(ticket, outcome)
        finally:
            if not self._open:
                self.idle.emit()

    def _forget(self, ticket: _Ticket) -> None:
        ticket.job.finish()
        self._open.remove(ticket.job)
        if ticket.owner is not None and ticket.owner_lives:
            self._owned[_address(ticket.owner)].discard(ticket.job)
        self._announce(ticket.job)

    def _hand_over(self, ticket: _Ticket, outcome: Outcome) -> None:
        handlers = ticket.handlers
        if isinstance(outcome.error, Cancelled):
            return
        if outcome.error is None:
            if handlers.then is not None:
                handlers.then(outcome.value)
        elif handlers.failed is not None:
            handlers.failed(outcome.error)
        else:
            self.job_failed.emit(JobFailure(ticket.job.title, outcome.error))


def _address(owner: QObject) -> int:
    return int(shiboken6.getCppPointer(owner)[0])
