"""The one thread that touches the keyring."""

import atexit
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Any, Generic, TypeVar

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.vault.failures import translate

T = TypeVar("T")

SLOW = (
    "The keyring has not answered for a long time. Look for its question on this screen, or end"
    " and start the keyring, then try again."
)
CLOSED = "The vault was closed before the keyring answered."


class Task(Generic[T]):
    """One piece of work on its way through the thread."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._done = Event()
        self._value: list[T] = []
        self._trouble: VaultTrouble | None = None
        self.dropped = False

    def perform(self) -> None:
        """Do it, on the vault's thread; what it raises is translated and kept for result."""
        try:
            self._value = [self._work()]
        except Exception as error:
            self._trouble = translate(error)

    def fail(self, trouble: VaultTrouble) -> None:
        """Give the waiting caller this instead of a value."""
        self._trouble = trouble
        self._done.set()

    def finish(self) -> None:
        """Wake the waiting caller."""
        self._done.set()

    def wait(self, seconds: float) -> bool:
        """Whether it is done, after waiting at most ``seconds``."""
        return self._done.wait(seconds)

    def result(self) -> T:
        """The value of the finished work. Raises VaultTrouble instead if it failed."""
        if self._trouble is not None:
            raise self._trouble
        return self._value[0]


class VaultThread:
    """Runs work one after the other on a thread of its own.

    A daemon thread, because a question for a password may stay open for minutes and must not keep
    the program from ending. The end of the program closes it, too: Python unwinds a daemon thread,
    and one that is inside a library written in Rust, as cryptography is, takes the process down.
    """

    def __init__(self) -> None:
        self._queue: SimpleQueue[Task[Any] | None] = SimpleQueue()
        self._lock = Lock()
        self._open: set[Task[Any]] = set()
        self._stuck = False
        self._closed = False
        self._thread = Thread(target=self._serve, name="vault", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def submit(self, work: Callable[[], T]) -> Task[T]:
        """Queue ``work``. Raises VaultTrouble(GONE) when closed, or while the keyring is stuck."""
        task: Task[T] = Task(work)
        with self._lock:
            if self._closed or self._stuck:
                raise VaultTrouble(VaultFailure.GONE, CLOSED if self._closed else SLOW)
            self._open.add(task)
            self._queue.put(task)
        return task

    def run(self, work: Callable[[], T], *, within: float) -> T:
        """Do ``work`` there and give its value; blocks for at most ``within`` seconds.

        Raises VaultTrouble. When the time is over before the work began, it never will; and until
        the keyring answers again, later calls are refused at once.
        """
        task = self.submit(work)
        if not task.wait(within):
            self._give_up(task)
        return task.result()

    def close(self, grace: float = 2.0) -> None:
        """Finish what is queued, for at most ``grace`` seconds; callers still waiting get GONE."""
        with self._lock:
            self._closed = True
        self._queue.put(None)
        if grace:
            atexit.unregister(self.close)  # what does not end by then waits for a person
            self._thread.join(grace)
        with self._lock:
            for task in self._open:
                task.dropped = True
                task.fail(VaultTrouble(VaultFailure.GONE, CLOSED))

    def _give_up(self, task: Task[T]) -> None:
        with self._lock:
            if not task.wait(0):
                self._stuck = task.dropped = True
                raise VaultTrouble(VaultFailure.GONE, SLOW)

    def _serve(self) -> None:
        while (task := self._queue.get()) is not None:
            if not task.dropped:
                task.perform()
            with self._lock:
                self._open.discard(task)
                self._stuck = False
                task.finish()
            del task  # waiting for the next one must not keep a token alive
