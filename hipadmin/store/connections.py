"""Connections: opened one way, their settings read back, each used on a thread of its own."""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread, current_thread
from typing import Any, Generic, TypeVar

from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.ports import Cancel
from hipadmin.store.trouble import ReadCancelled, is_busy

T = TypeVar("T")

Part = Callable[[Any], Any]
"""Work that can be done within a transaction that is others' too."""
Together = Callable[[sqlite3.Connection, Sequence[Part]], Sequence[Any]]
"""Does parts in one transaction and gives what each returned; all of them or, raising, none."""
TOGETHER_MAX = 16
"""Parts in one transaction: other processes wait for it."""
CLOSED = "The database was closed before this was done."


def connect(path: Path, *, writable: bool, busy_ms: int) -> sqlite3.Connection:
    """A connection with every setting asked for and read back.

    ``busy_ms`` is how long to wait for another process's write. Raises sqlite3.Error; RuntimeError
    if SQLite does not take a setting.
    """
    uri = f"{path.absolute().as_uri()}?mode={'rw' if writable else 'ro'}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_ms / 1000)
    try:
        for pragma, value in _settings(writable=writable, busy_ms=busy_ms).items():
            _settle(connection, pragma, value)
    except BaseException:
        connection.close()
        raise
    return connection


def _settings(*, writable: bool, busy_ms: int) -> dict[str, int | str]:
    return {
        "busy_timeout": busy_ms,
        "trusted_schema": 0,
        "foreign_keys": 1,
        "query_only": int(not writable),
        "journal_mode": "wal",
        "synchronous": 2,
    }


def _settle(connection: sqlite3.Connection, pragma: str, value: int | str) -> None:
    if pragma != "journal_mode" or connection.execute("PRAGMA query_only").fetchone() == (0,):
        connection.execute(f"PRAGMA {pragma} = {value}")
    found = connection.execute(f"PRAGMA {pragma}").fetchone()
    if found != (value,):
        raise RuntimeError(f"SQLite answers {found} to PRAGMA {pragma}, not {value}")


class _Task(Generic[T]):
    """Work on its way to a lane's thread, and its outcome on the way back."""

    def __init__(
        self,
        work: Callable[[sqlite3.Connection], T],
        *,
        cancellable: bool,
        part: Part | None = None,
    ) -> None:
        self._work = work
        self.part = part
        # lighter than an event with a lock; only the first outcome is ever taken out of it
        self._outcomes: SimpleQueue[tuple[list[T], BaseException | None]] = SimpleQueue()
        self.cancellable = cancellable
        self.cancelled = False

    def perform(self, connection: sqlite3.Connection) -> None:
        try:
            value = self._work(connection)
        except BaseException as error:
            self.settle(error=error)
        else:
            self.settle([value])

    def settle(self, value: list[T] | None = None, error: BaseException | None = None) -> None:
        self._outcomes.put((value or [], error))

    def outcome(self) -> T:
        value, error = self._outcomes.get()
        if self.cancelled:
            raise ReadCancelled
        if error is None:
            return value[0]
        try:
            raise error
        finally:
            del error  # its traceback refers to this frame


class Lane:
    """Threads that share a queue of work; each has its own connection.

    Work that was given as a ``part`` as well is done ``together`` with what follows it in the queue
    and is so, too: a disk is waited for once. If that fails, each is done alone; unless it was for
    another process, for which nobody waits twice.

    Daemon threads: what a `close` could not end in time must not keep the program from ending.
    """

    def __init__(
        self,
        name: str,
        count: int,
        connect: Callable[[], sqlite3.Connection],
        together: Together | None = None,
    ) -> None:
        self._connect = connect
        self._together = together
        self._queue: SimpleQueue[_Task[Any] | None] = SimpleQueue()
        self._lock = Lock()
        self._open: set[_Task[Any]] = set()
        self._running: dict[_Task[Any], sqlite3.Connection] = {}
        self._closed = False
        self.threads = [
            Thread(target=self._serve, name=f"{name} {n}", daemon=True) for n in range(1, count + 1)
        ]

    def start(self) -> None:
        """Open every connection. Raises what opening raises; then the lane is closed."""
        started: list[_Task[None]] = [_Task(_nothing, cancellable=False) for _ in self.threads]
        self._starting = iter(started)
        for thread in self.threads:
            thread.start()
        try:
            for task in started:
                task.outcome()
        except BaseException:
            self.close(grace=1.0)
            raise

    def call(
        self,
        work: Callable[[sqlite3.Connection], T],
        *,
        cancellable: bool = False,
        cancel: Cancel | None = None,
        part: Part | None = None,
    ) -> T:
        """Run ``work`` on a thread of the lane and wait for it; raises what it raises.

        Raises StoreTrouble when closed, ReadCancelled when `cancel` or ``cancel`` hit it.
        """
        task = self._hand_over(work, cancellable=cancellable, part=part)
        if cancel is not None:
            cancel.on_cancel(lambda: self._cancel((task,)))
        return task.outcome()

    def begin(self, work: Callable[[sqlite3.Connection], T], part: Part) -> Callable[[], T]:
        """Have ``work`` run like `call` does, and wait for it when what is returned is called."""
        return self._hand_over(work, cancellable=False, part=part).outcome

    def _hand_over(
        self, work: Callable[[sqlite3.Connection], T], *, cancellable: bool, part: Part | None
    ) -> _Task[T]:
        task = _Task(work, cancellable=cancellable, part=part if self._together else None)
        with self._lock:
            if self._closed:
                raise StoreTrouble(CLOSED)
            self._open.add(task)
            self._queue.put(task)
        return task

    def cancel(self) -> None:
        """End what can be cancelled, running or waiting; its callers get ReadCancelled."""
        with self._lock:
            tasks = tuple(self._open)
        self._cancel(tasks)

    def _cancel(self, tasks: Sequence[_Task[Any]]) -> None:
        with self._lock:
            for task in tasks:
                task.cancelled = task.cancelled or task.cancellable
            self._interrupt(tasks)

    def close(self, grace: float) -> None:
        """Finish what was handed over, for at most ``grace`` seconds, then interrupt it.

        Callers that wait for work nothing can end (its own Python code) get StoreTrouble.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
        for _ in self.threads:
            self._queue.put(None)
        self._join(grace)
        with self._lock:
            for task in self._open:
                task.cancellable = True
                task.settle(error=StoreTrouble(CLOSED))
            self._interrupt(self._open)
        self._join(grace)

    def _interrupt(self, tasks: Collection[_Task[Any]]) -> None:
        for task, connection in self._running.items():
            if task in tasks and task.cancellable:
                connection.interrupt()

    def _join(self, grace: float) -> None:
        end = time.monotonic() + grace
        for thread in self.threads:
            if thread.ident is not None and thread is not current_thread():
                thread.join(max(0.0, end - time.monotonic()))

    def _serve(self) -> None:
        with self._lock:
            started = next(self._starting)
        try:
            connection = self._connect()
        except BaseException as error:
            started.settle(error=error)
            return
        started.settle([None])
        kept: deque[_Task[Any] | None] = deque()
        try:
            while tasks := self._next(kept):
                self._perform(tasks, connection)
                del tasks  # waiting for the next ones must not keep the work of these alive
        finally:
            connection.close()

    def _next(self, kept: deque[_Task[Any] | None]) -> list[_Task[Any]]:
        """What is to be done now, at least one; empty at the end. ``kept`` comes after it."""
        first = kept.popleft() if kept else self._queue.get()
        found = [] if first is None else [first]
        while found and found[-1].part is not None and len(found) < TOGETHER_MAX:
            try:
                more = self._queue.get_nowait()
            except Empty:
                break
            if more is None or more.part is None:
                kept.append(more)
                break
            found.append(more)
        return found

    def _perform(self, tasks: Sequence[_Task[Any]], connection: sqlite3.Connection) -> None:
        with self._lock:
            self._running |= dict.fromkeys(tasks, connection)
        if len(tasks) == 1 or not self._done_together(tasks, connection):
            for task in tasks:
                if task.cancelled:
                    task.settle(error=ReadCancelled())
                else:
                    task.perform(connection)
        with self._lock:
            for task in tasks:
                del self._running[task]
                self._open.discard(task)

    def _done_together(self, tasks: Sequence[_Task[Any]], connection: sqlite3.Connection) -> bool:
        parts = [task.part for task in tasks if task.part is not None]
        if self._together is None:
            return False
        try:
            values = self._together(connection, parts)
        except BaseException as error:
            if not is_busy(error):  # whoever is at fault hears of it when it is done alone
                return False
            for task in tasks:
                task.settle(error=error)
            return True
        for task, value in zip(tasks, values, strict=True):
            task.settle([value])
        return True


def _nothing(_connection: sqlite3.Connection) -> None:
    """What a thread's first task does: opening the connection was all."""
