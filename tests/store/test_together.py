"""Writes that wait for the same disk are committed together, and fail alone."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

from hipadmin.domain.errors import NotFound, StoreTrouble
from hipadmin.domain.ports import Topic, Unit
from hipadmin.store import Database
from hipadmin.store.connections import TOGETHER_MAX
from tests.drills.another import writing_to
from tests.store.builders import Open, busy

LONG = 30.0
Work = Callable[[Unit], object]


def row(name: str) -> Work:
    def work(unit: Unit) -> str:
        unit.set_setting(name, "there")
        unit._touched.add(Topic.RELAY)  # type: ignore[attr-defined] # as a repository does
        return name

    return work


def rows(path: Path) -> set[str]:
    """What is on disk for another process."""
    with sqlite3.connect(path) as other:
        found = {name for (name,) in other.execute("SELECT key FROM setting")}
    other.close()
    return found


def write_all(
    store: Database, *works: Work, shared: bool = True, path: Path | None = None
) -> list[object]:
    """Write these while the writer is busy, each from a thread of its own; what came of each.

    With ``path``, what each caller found on disk when its write had returned.
    """
    found: list[object] = [None] * len(works)

    def write(number: int) -> None:
        try:
            found[number] = store.write(works[number], shared=shared)
        except Exception as error:
            found[number] = error
        else:
            if path is not None:
                found[number] = rows(path)

    threads = [Thread(target=write, args=(number,)) for number in range(len(works))]
    with busy(store):
        for count, thread in enumerate(threads, 1):
            thread.start()
            while store._writer._queue.qsize() < count:
                Event().wait(0.001)
    for thread in threads:
        thread.join(LONG)
    return found


def count(store: Database) -> int:
    """How many transactions touched the topic."""
    return store.revisions().get(Topic.RELAY, 0)


def test_what_waits_is_committed_together(store: Database, path: Path) -> None:
    found = write_all(store, *(row(f"r{n}") for n in range(5)), path=path)
    everything = {f"r{n}" for n in range(5)}
    assert [each >= everything for each in found] == [True] * 5  # type: ignore[operator] # sets
    assert count(store) == 1


def test_only_what_may_be_shared_is(store: Database) -> None:
    assert write_all(store, *(row(f"r{n}") for n in range(3)), shared=False) == ["r0", "r1", "r2"]
    assert count(store) == 3


def test_not_without_end(store: Database, path: Path) -> None:
    many = TOGETHER_MAX + 3
    write_all(store, *(row(f"r{n}") for n in range(many)))
    assert count(store) == 2
    assert rows(path) >= {f"r{n}" for n in range(many)}


def test_the_order_holds_around_what_is_not_shared(store: Database) -> None:
    order: list[str] = []

    def noted(name: str) -> Work:
        def work(unit: Unit) -> None:
            order.append(name)
            row(name)(unit)

        return work

    done = []
    with busy(store):
        for number, name in enumerate(("a", "b", "alone", "c", "d"), 1):
            options = {"shared": name != "alone"}
            thread = Thread(target=store.write, args=(noted(name),), kwargs=options)
            thread.start()
            done.append(thread)
            while store._writer._queue.qsize() < number:
                Event().wait(0.001)
    for thread in done:
        thread.join(LONG)
    assert order == ["a", "b", "alone", "c", "d"]
    assert count(store) == 3


def unknown(_unit: Unit) -> object:
    raise NotFound("subscription", "s1")


def refused_by_sqlite(unit: Unit) -> object:
    return unit._connection.execute("INSERT INTO nowhere VALUES (1)")  # type: ignore[attr-defined]


def refused_at_commit(unit: Unit) -> object:
    """A reference that leads nowhere, which SQLite sees when it commits."""
    connection = unit._connection  # type: ignore[attr-defined]
    connection.execute("PRAGMA defer_foreign_keys = 1")
    sql = "INSERT INTO event_body (event_id, body) VALUES (999, '{}')"
    return connection.execute(sql)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(unknown, NotFound), (refused_by_sqlite, Exception), (refused_at_commit, Exception)],
)
def test_one_that_fails_spoils_no_other(
    store: Database, path: Path, fault: Work, kind: type[Exception]
) -> None:
    found = write_all(store, row("r0"), fault, row("r1"))
    assert (found[0], found[2]) == ("r0", "r1")
    assert isinstance(found[1], kind)
    assert rows(path) >= {"r0", "r1"}
    assert store.write(row("after")) == "after"


def test_a_database_that_was_taken_away_keeps_nobody_waiting(store: Database, path: Path) -> None:
    moved = path.with_name("elsewhere.db")

    def take_away(unit: Unit) -> None:
        row("r1")(unit)
        if path.exists():
            path.rename(moved)

    found = write_all(store, row("r0"), take_away, row("r2"))
    moved.rename(path)
    assert [type(each) for each in found] == [StoreTrouble] * 3
    assert not rows(path) & {"r0", "r1", "r2"}


def test_what_was_begun_is_waited_for_later(store: Database, path: Path) -> None:
    with busy(store):
        waits = [store.begin(row(f"r{n}")) for n in range(3)]
        assert not rows(path)
    assert [wait() for wait in waits] == ["r0", "r1", "r2"]
    assert rows(path) >= {"r0", "r1", "r2"}
    assert count(store) == 1


def test_what_was_begun_fails_where_it_is_waited_for(store: Database, path: Path) -> None:
    with busy(store):
        waits = [store.begin(work) for work in (row("r0"), unknown, refused_by_sqlite, row("r1"))]
    assert (waits[0](), waits[3]()) == ("r0", "r1")
    with pytest.raises(NotFound):
        waits[1]()
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        waits[2]()
    store.close()
    with pytest.raises(StoreTrouble):
        store.begin(row("late"))


def test_another_process_is_waited_for_once_by_all(opened: Open, path: Path) -> None:
    store = opened(busy_ms=50)
    told: list[str] = []
    store.write(lambda unit: unit._connection.set_trace_callback(told.append))  # type: ignore[attr-defined]
    with writing_to(path):
        waits = [store.begin(row(f"r{n}")) for n in range(8)]
        for wait in waits:
            with pytest.raises(StoreTrouble, match="another program"):
                wait()
    store.write(lambda unit: unit._connection.set_trace_callback(None))  # type: ignore[attr-defined]
    assert told.count("BEGIN IMMEDIATE") <= 3  # the first may have begun before the others came
