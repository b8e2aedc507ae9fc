"""Worker threads and what work sees of them; used by `hipadmin.gui.jobs` alone.

Workers are daemon threads, so that a keyring prompt nobody answers cannot keep the program from
ending, and they live as long as the program, so that a connection can stay on its thread.
"""

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from time import monotonic
from typing import NamedTuple

from hipadmin.gently import rest_by
from hipadmin.gui.threads.courtesy import Courtesy, Turns

_log = logging.getLogger(__name__)


class Lane(Enum):
    """Where work queues; the value is the number of workers."""

    STORE = ("store", 1)
    READ = ("read", 2)
    NET = ("net", 4)
    VAULT = ("vault", 1)
    FILES = ("files", 1)
    """Small files beside the database, in the order they were asked for."""
    CODE = ("code", 1)
    """Parts of the program that are loaded when they are wanted."""


class Cancelled(Exception):
    """Raised inside work whose result nobody wants any more; never reported."""


class JobContext:
    """What work may ask and say while it runs; safe to use from its worker thread."""

    def __init__(self, report: Callable[[object], None]) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], object]] = []
        self._report = report

    @property
    def cancelled(self) -> bool:
        """Whether the result is no longer wanted."""
        return self._event.is_set()

    @property
    def cancel_event(self) -> threading.Event:
        """The event behind `cancelled`, for work that has to wait for something."""
        return self._event

    def raise_if_cancelled(self) -> None:
        """End the work here when it was cancelled.

        Raises:
            Cancelled: it was.
        """
        if self.cancelled:
            raise Cancelled

    def report(self, value: object) -> None:
        """Hand progress to the GUI thread; dropped after cancel."""
        if not self.cancelled:
            self._report(value)

    def on_cancel(self, callback: Callable[[], object]) -> None:
        """Call ``callback`` on cancel, at once if that has happened; it closes sockets, quickly."""
        with self._lock:
            if not self.cancelled:
                self._callbacks.append(callback)
                return
        _call_quietly(callback)

    def cancel(self) -> None:
        """Mark as cancelled and call back; the second call does nothing."""
        with self._lock:
            if self.cancelled:
                return
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            _call_quietly(callback)

    def end(self) -> None:
        """Nobody listens any more; who was to be told is let go of, and needs no collector."""
        self._report = _nobody_listens
        with self._lock:
            self._callbacks = []


def _nobody_listens(_value: object) -> None:
    """Where progress goes once its job has ended."""


class Outcome(NamedTuple):
    """What became of an order."""

    ticket: object
    value: object = None
    error: Exception | None = None


class Order:
    """Work on its way to a worker and back; ``ticket`` comes back with the outcome, unread.

    Who gave it takes out what it holds. Which of the two threads lets go of the order last is
    chance, and a widget that only the work knew must not die on the worker's.
    """

    def __init__(
        self, op: Callable[[JobContext], object], context: JobContext, ticket: object
    ) -> None:
        self._op = op
        self._context = context
        self._outcome = Outcome(ticket)

    def perform(self) -> None:
        """Do the work, unless it was cancelled; whatever it raises is its outcome."""
        if self._context.cancelled:
            return
        try:
            self._outcome = self._outcome._replace(value=self._op(self._context))
        except Exception as error:  # whatever it is, the GUI thread hears of it
            self._outcome = self._outcome._replace(error=error)
        except BaseException as error:  # SystemExit must not end a worker silently
            ended = RuntimeError(f"work ended with {type(error).__name__}")
            self._outcome = self._outcome._replace(error=ended)

    def take(self) -> Outcome:
        """Give the outcome and keep nothing; once, by who gave the order."""
        outcome = self._outcome
        vars(self).clear()
        return outcome


_COURTEOUS = (Lane.READ, Lane.NET, Lane.CODE)
"""Who may be kept waiting for the window; those that change something have a lock meanwhile."""


class Workers:
    """The threads of one lane, started when first needed."""

    def __init__(self, lane: Lane, ended: Callable[[object], None], turns: Turns) -> None:
        self._courteous = lane in _COURTEOUS
        self._turns = turns
        self._name, self._limit = lane.value
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._ended = ended

    def put(self, order: Order) -> None:
        """Queue ``order`` for the next free worker."""
        if len(self._threads) < self._limit:
            self._start()
        self._orders.put(order)

    def _start(self) -> None:
        name = f"hipadmin-{self._name}-{len(self._threads)}"
        courtesy = self._turns.courtesy() if self._courteous else None
        thread = threading.Thread(
            target=_work, args=(self._orders, self._ended, courtesy), name=name, daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def close(self) -> None:
        """Let each worker end after what it has begun."""
        for _thread in self._threads:
            self._orders.put(None)

    def join(self, deadline: float) -> bool:
        """Wait until ``deadline`` (monotonic seconds); say whether all workers ended."""
        for thread in self._threads:
            thread.join(max(0.0, deadline - monotonic()))
        return not any(thread.is_alive() for thread in self._threads)


def _work(
    orders: "queue.SimpleQueue[Order | None]",
    ended: Callable[[object], None],
    courtesy: Courtesy | None,
) -> None:
    if courtesy is not None:
        rest_by(courtesy.rest)
    while (order := orders.get()) is not None:
        if courtesy is not None:
            courtesy.begin()
        order.perform()
        # the dispatcher may be gone at exit; then nobody is left to tell
        with suppress(RuntimeError):
            ended(order)
        del order


def _call_quietly(callback: Callable[[], object]) -> None:
    try:
        callback()
    except Exception:
        _log.debug("a cancel callback failed", exc_info=True)
