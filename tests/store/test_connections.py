import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest

from hipadmin.domain.errors import StoreTrouble
from hipadmin.store.connections import Lane, connect
from hipadmin.store.trouble import ReadCancelled
from tests.store.builders import Open

LONG = 30.0


def memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


@pytest.fixture
def lane() -> Iterator[Lane]:
    lane = Lane("test", 2, memory)
    lane.start()
    yield lane
    lane.close(LONG)


def test_settings_are_read_back_on_every_connection(opened: Open, path: Path) -> None:
    opened()
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}
    for writable in (True, False):
        connection = connect(path, writable=writable, busy_ms=1234)
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
        assert found == wanted
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (1234,)
        assert connection.execute("PRAGMA query_only").fetchone() == (int(not writable),)
        connection.close()


def test_a_setting_that_is_not_taken_is_noticed(tmp_path: Path) -> None:
    plain = tmp_path / "plain.db"
    sqlite3.connect(plain).close()
    with pytest.raises(RuntimeError, match="journal_mode"):
        connect(plain, writable=False, busy_ms=1)


def test_each_thread_has_a_connection_of_its_own(lane: Lane) -> None:
    meet = [Event(), Event()]

    def work(number: int) -> tuple[int, int]:
        def on(connection: sqlite3.Connection) -> tuple[int, int]:
            meet[number].set()
            assert meet[1 - number].wait(LONG)
            return id(connection), current_thread().ident or 0

        return lane.call(on)

    found: list[tuple[int, int]] = []
    callers = [Thread(target=lambda n=n: found.append(work(n))) for n in (0, 1)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(LONG)
    (one, first), (other, second) = found
    assert one != other
    assert first != second


def test_what_work_raises_reaches_the_caller_and_the_lane_goes_on(lane: Lane) -> None:
    for error in (ValueError, KeyboardInterrupt):

        def fail(_connection: sqlite3.Connection, error: type[BaseException] = error) -> None:
            raise error

        with pytest.raises(error):
            lane.call(fail)
    assert lane.call(lambda connection: connection.execute("SELECT 5").fetchone()) == (5,)


def test_a_lane_that_cannot_open_says_so_and_ends_its_threads() -> None:
    opened = iter([memory])

    def open_one() -> sqlite3.Connection:
        try:
            return next(opened)()
        except StopIteration:
            raise sqlite3.OperationalError("the second does not open") from None

    lane = Lane("test", 2, open_one)
    with pytest.raises(sqlite3.OperationalError, match="second"):
        lane.start()
    assert not any(thread.is_alive() for thread in lane.threads)


def test_cancel_passes_over_what_must_not_be_cancelled(lane: Lane) -> None:
    began, gate = Event(), Event()
    found: list[int] = []

    def wait(_connection: sqlite3.Connection) -> int:
        began.set()
        assert gate.wait(LONG)
        return 5

    caller = Thread(target=lambda: found.append(lane.call(wait)))
    caller.start()
    assert began.wait(LONG)
    lane.cancel()
    gate.set()
    caller.join(LONG)
    assert found == [5]


def test_close_gives_up_on_work_that_nothing_can_end() -> None:
    lane = Lane("test", 1, memory)
    lane.start()
    began, gate = Event(), Event()
    caught: list[StoreTrouble] = []

    def stuck(_connection: sqlite3.Connection) -> None:
        began.set()
        gate.wait(LONG)

    def call() -> None:
        try:
            lane.call(stuck)
        except StoreTrouble as trouble:
            caught.append(trouble)

    caller = Thread(target=call)
    caller.start()
    assert began.wait(LONG)
    lane.close(grace=0.01)
    caller.join(LONG)
    assert len(caught) == 1
    gate.set()
    lane.threads[0].join(LONG)
    assert not lane.threads[0].is_alive()
    with pytest.raises(StoreTrouble, match="closed"):
        lane.call(stuck)


class Button:
    """A person's way to cancel: the lane leaves a callback here."""

    def __init__(self) -> None:
        self.press: Callable[[], None] = lambda: None
        self.ready = Event()

    def on_cancel(self, callback: Callable[[], None]) -> None:
        self.press = callback
        self.ready.set()


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def test_one_reader_cancels_alone(lane: Lane) -> None:
    button, began, gate = Button(), Event(), Event()
    told: list[object] = []

    def other(connection: sqlite3.Connection) -> str:
        connection.create_function("halt", 1, lambda _n: began.set() or gate.wait(LONG))
        rows = connection.execute("SELECT halt(column1) FROM (VALUES (1), (2), (3))").fetchall()
        return f"{len(rows)} rows"

    def endless() -> None:
        with pytest.raises(ReadCancelled):
            lane.call(_run(ENDLESS), cancellable=True, cancel=button)
        told.append("cancelled")

    callers = [
        Thread(target=lambda: told.append(lane.call(other, cancellable=True))),
        Thread(target=endless),
    ]
    for caller in callers:
        caller.start()
    assert began.wait(LONG)
    assert button.ready.wait(LONG)
    while callers[1].is_alive():  # pressed before the query began, it would go unnoticed there
        button.press()
        callers[1].join(0.01)
    gate.set()
    callers[0].join(LONG)

    assert told == ["cancelled", "3 rows"]
    assert lane.call(_run("SELECT 1")) == (1,)
    button.press()  # too late: nothing happens
    assert lane.call(_run("SELECT 2")) == (2,)


def _run(sql: str) -> Callable[[sqlite3.Connection], tuple[int]]:
    return lambda connection: connection.execute(sql).fetchone()
