"""Threads that answer: what can be begun together is, what may take long holds up nobody."""

import threading
from collections.abc import Iterator

import pytest

from hipadmin.relay.workers import TOGETHER_MAX, Job, Workers
from tests.relay.children import until

LIMIT_S = 20


class Notes:
    """What happened, by whom."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, str]] = []
        self.gate = threading.Event()

    def note(self, step: str) -> None:
        self.steps.append((step, threading.current_thread().name))

    @property
    def order(self) -> list[str]:
        return [step for step, _ in self.steps]

    def by(self, step: str) -> str:
        return dict(self.steps)[step]


class Plain:
    """A request that can be begun."""

    def __init__(self, notes: Notes, name: str) -> None:
        self.notes, self.name = notes, name

    def begin(self) -> bool:
        self.notes.note(f"begin {self.name}")
        return True

    def service(self) -> None:
        self.notes.note(f"end {self.name}")


class Long(Plain):
    """One that has to be done in one go, and waits for the gate."""

    def begin(self) -> bool:
        return False

    def service(self) -> None:
        self.notes.note(f"start {self.name}")
        assert self.notes.gate.wait(LIMIT_S)
        self.notes.note(f"end {self.name}")


class Waiting(Plain):
    """One that was begun, and waits for a gate of its own."""

    def __init__(self, notes: Notes, name: str) -> None:
        super().__init__(notes, name)
        self.gate = threading.Event()

    def service(self) -> None:
        self.notes.note(f"start {self.name}")
        assert self.gate.wait(LIMIT_S)
        super().service()


class Faulty:
    def begin(self) -> bool:
        raise ZeroDivisionError

    def service(self) -> None:
        raise ZeroDivisionError


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def one(notes: Notes) -> Iterator[Workers]:
    """A single thread, kept busy by a long request until the gate is opened."""
    workers = Workers(1)
    workers.add_task(Long(notes, "first"))
    until(lambda: notes.order == ["start first"])
    yield workers
    end(workers)


def end(workers: Workers) -> None:
    workers.stop()
    for thread in workers.started:
        thread.join(LIMIT_S)
        assert not thread.is_alive()


def hand_over(workers: Workers, *jobs: Job) -> None:
    for job in jobs:
        workers.add_task(job)


def test_what_waits_is_begun_before_any_of_it_is_ended(one: Workers, notes: Notes) -> None:
    hand_over(one, *(Plain(notes, name) for name in "abc"))
    notes.gate.set()
    until(lambda: "end c" in notes.order)
    assert notes.order[2:] == ["begin a", "begin b", "begin c", "end a", "end b", "end c"]


def test_not_without_end(one: Workers, notes: Notes) -> None:
    hand_over(one, *(Plain(notes, f"{n}") for n in range(TOGETHER_MAX + 1)))
    notes.gate.set()
    last = TOGETHER_MAX
    until(lambda: f"end {last}" in notes.order)
    assert notes.order.index(f"end {last - 1}") < notes.order.index(f"begin {last}")


def test_what_takes_long_comes_after_what_was_begun(one: Workers, notes: Notes) -> None:
    hand_over(one, Plain(notes, "a"), Long(notes, "slow"), Plain(notes, "b"))
    notes.gate.set()
    until(lambda: "end slow" in notes.order)
    assert notes.order[2:] == [
        *("begin a", "begin b", "end a", "end b"),
        *("start slow", "end slow"),
    ]


def test_who_takes_long_comes_to_his_turn(one: Workers, notes: Notes) -> None:
    hand_over(one, Long(notes, "slow"), Plain(notes, "a"))
    notes.gate.set()
    until(lambda: "end a" in notes.order)
    assert notes.order[2:] == ["start slow", "end slow", "begin a", "end a"]


@pytest.mark.parametrize("rests", [True, False])
def test_what_takes_long_is_left_to_whoever_rests(
    one: Workers, notes: Notes, *, rests: bool
) -> None:
    """Or a look at the relay's health would wait for the store behind somebody's event."""
    waiting = Waiting(notes, "a")
    hand_over(one, waiting, Long(notes, "slow"))
    if rests:
        one._resting.add(-1)
    notes.gate.set()
    until(lambda: "start a" in notes.order)
    assert one._jobs.qsize() == (1 if rests else 0)
    waiting.gate.set()
    until(lambda: "end slow" in notes.order)


def test_several_that_take_long_are_done_side_by_side(notes: Notes) -> None:
    workers = Workers(3)
    hand_over(workers, *(Long(notes, name) for name in "abc"))
    until(lambda: sorted(notes.order) == ["start a", "start b", "start c"])
    assert len({notes.by(f"start {name}") for name in "abc"}) == 3
    notes.gate.set()
    until(lambda: len(notes.order) == 6)
    end(workers)


def test_each_thread_hears_of_the_end(one: Workers, notes: Notes) -> None:
    several = Workers(4)
    end(several)
    hand_over(one, Plain(notes, "a"))
    one.stop()
    hand_over(one, Plain(notes, "too late"))
    notes.gate.set()
    one.started[0].join(LIMIT_S)
    assert "begin too late" not in notes.order


@pytest.mark.logs("^hipadmin.relay.workers: a request could not be (begun with|answered)$")
def test_a_thread_outlives_what_it_cannot_answer(
    notes: Notes, caplog: pytest.LogCaptureFixture
) -> None:
    workers = Workers(1)
    for number in range(2):
        hand_over(workers, Faulty(), Plain(notes, f"{number}"))
        until(lambda number=number: f"end {number}" in notes.order)  # type: ignore[misc]
    until(lambda: len(caplog.messages) == 4)
    assert {thread for _, thread in notes.steps} == {"intake 1"}
    end(workers)
