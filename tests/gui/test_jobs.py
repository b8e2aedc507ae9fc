import gc
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QObject, QTimer
from pytestqt.qtbot import QtBot

from hipadmin.gui.jobs import JobContext, JobFailure, Jobs, Lane

PATIENCE_S = 10.0


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    dispatcher = Jobs()
    yield dispatcher
    assert dispatcher.shutdown(PATIENCE_S)


class Gate:
    """Work that waits until it is let through and says when it has begun."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.open = threading.Event()

    def __call__(self, context: JobContext) -> str:
        self.begun.set()
        assert self.open.wait(PATIENCE_S)
        return "done"


def settle(qtbot: QtBot, jobs: Jobs) -> None:
    with qtbot.waitSignal(jobs.idle, timeout=int(PATIENCE_S * 1000)):
        pass


def test_work_runs_elsewhere_and_its_result_comes_back_here(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[tuple[str, str]] = []

    def then(worker: str) -> None:
        seen.append((worker, threading.current_thread().name))

    jobs.run(lambda context: threading.current_thread().name, then=then, lane=Lane.NET)
    settle(qtbot, jobs)

    assert seen == [("hipadmin-net-0", threading.current_thread().name)]


def test_an_error_reaches_its_handler_and_not_then(jobs: Jobs, qtbot: QtBot) -> None:
    errors: list[Exception] = []
    results: list[object] = []

    def op(context: JobContext) -> None:
        raise LookupError("nothing there")

    jobs.run(op, then=results.append, failed=errors.append)
    settle(qtbot, jobs)

    assert [str(error) for error in errors] == ["nothing there"]
    assert results == []


def test_an_unhandled_error_is_announced_with_the_title(jobs: Jobs, qtbot: QtBot) -> None:
    def op(context: JobContext) -> None:
        raise LookupError("nothing there")

    with qtbot.waitSignal(jobs.job_failed) as caught:
        jobs.run(op, title="Reading rooms")

    failure = caught.args[0]
    assert isinstance(failure, JobFailure)
    assert failure.title == "Reading rooms"
    assert isinstance(failure.error, LookupError)


def test_a_worker_survives_work_that_asks_to_exit(jobs: Jobs, qtbot: QtBot) -> None:
    def leave(context: JobContext) -> None:
        raise SystemExit(3)

    errors: list[Exception] = []
    results: list[str] = []
    jobs.run(leave, failed=errors.append)
    jobs.run(lambda context: "alive", then=results.append)
    settle(qtbot, jobs)

    assert [str(error) for error in errors] == ["work ended with SystemExit"]
    assert results == ["alive"]


def test_store_work_never_overlaps(jobs: Jobs, qtbot: QtBot) -> None:
    inside = threading.Semaphore(1)
    clean: list[bool] = []

    def op(context: JobContext) -> bool:
        free = inside.acquire(blocking=False)
        inside.release()
        return free

    for _ in range(20):
        jobs.run(op, then=clean.append)
    settle(qtbot, jobs)

    assert clean == [True] * 20


def test_four_net_jobs_run_at_once(jobs: Jobs, qtbot: QtBot) -> None:
    together = threading.Barrier(4, timeout=PATIENCE_S)
    done: list[int] = []

    for _ in range(4):
        jobs.run(lambda context: together.wait(), then=done.append, lane=Lane.NET)
    settle(qtbot, jobs)

    assert sorted(done) == [0, 1, 2, 3]


def test_cancel_drops_the_outcome_and_calls_back_at_once(jobs: Jobs, qtbot: QtBot) -> None:
    gate, closed = Gate(), threading.Event()
    results: list[str] = []

    def op(context: JobContext) -> str:
        context.on_cancel(closed.set)
        return gate(context)

    job = jobs.run(op, then=results.append, lane=Lane.NET)
    assert gate.begun.wait(PATIENCE_S)
    job.cancel()

    assert closed.is_set()
    gate.open.set()
    settle(qtbot, jobs)
    assert results == []


def test_cancelled_work_that_has_not_begun_never_begins(jobs: Jobs, qtbot: QtBot) -> None:
    gate, began = Gate(), threading.Event()
    jobs.run(gate)
    waiting = jobs.run(lambda context: began.set())
    assert gate.begun.wait(PATIENCE_S)

    waiting.cancel()
    gate.open.set()
    settle(qtbot, jobs)

    assert not began.is_set()


def test_raise_if_cancelled_ends_work_without_a_report(jobs: Jobs, qtbot: QtBot) -> None:
    gate = Gate()
    errors: list[Exception] = []

    def op(context: JobContext) -> None:
        gate(context)
        context.raise_if_cancelled()

    job = jobs.run(op, failed=errors.append)
    assert gate.begun.wait(PATIENCE_S)
    job.cancel()
    gate.open.set()
    settle(qtbot, jobs)

    assert errors == []


def test_on_cancel_after_cancel_is_called_at_once() -> None:
    context = JobContext(lambda value: None)
    context.cancel()
    called: list[str] = []

    context.on_cancel(lambda: called.append("late"))

    assert called == ["late"]


def test_the_outcome_dies_with_its_owner(jobs: Jobs, qtbot: QtBot) -> None:
    gate, owner = Gate(), QObject()
    results: list[str] = []
    job = jobs.run(gate, then=results.append, owner=owner)
    assert gate.begun.wait(PATIENCE_S)

    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    gate.open.set()
    settle(qtbot, jobs)

    assert results == []
    assert job.cancelled


def test_progress_arrives_in_order_before_the_result(jobs: Jobs, qtbot: QtBot) -> None:
    heard: list[object] = []

    def op(context: JobContext) -> str:
        for step in range(3):
            context.report(step)
        return "end"

    jobs.run(op, then=heard.append, progress=heard.append, lane=Lane.READ)
    settle(qtbot, jobs)

    assert heard == [0, 1, 2, "end"]


def test_titled_jobs_are_listed_while_they_run(jobs: Jobs, qtbot: QtBot) -> None:
    gate = Gate()
    counts: list[int] = []
    jobs.running_changed.connect(counts.append)

    jobs.run(gate, title="Testing 1 of 3", lane=Lane.NET)
    jobs.run(lambda context: None)

    assert [job.title for job in jobs.running] == ["Testing 1 of 3"]
    assert jobs.busy
    gate.open.set()
    settle(qtbot, jobs)
    assert jobs.running == ()
    assert not jobs.busy
    assert counts == [1, 0]


def test_shutdown_is_bounded_and_refuses_further_work(qtbot: QtBot) -> None:
    dispatcher, gate = Jobs(), Gate()
    dispatcher.run(gate, lane=Lane.VAULT)
    assert gate.begun.wait(PATIENCE_S)

    assert not dispatcher.shutdown(0.01)
    late = Gate()
    assert dispatcher.run(late).cancelled

    gate.open.set()
    assert dispatcher.shutdown(PATIENCE_S)
    assert not late.begun.is_set()


def test_what_is_loaded_is_there_at_once(jobs: Jobs, qtbot: QtBot) -> None:
    owner, called = QObject(), list[str]()

    jobs.when_loaded(("json",), lambda: called.append("now"), owner=owner)

    assert called == ["now"]
    assert not jobs.busy


def test_what_is_not_loaded_is_loaded_elsewhere_and_once(
    jobs: Jobs, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "import threading\nBY = threading.current_thread().name\n"
    (tmp_path / "loaded_late.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    owner, called = QObject(), list[str]()

    for click in ("first", "second"):
        jobs.when_loaded(("loaded_late",), lambda c=click: called.append(c), owner=owner)
    assert called == []
    settle(qtbot, jobs)

    assert called == ["second"]
    assert sys.modules.pop("loaded_late").BY == "hipadmin-code-0"


def test_nothing_opens_for_one_that_is_gone(
    jobs: Jobs, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loaded_for_nobody.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    owner, called = QObject(), list[bool]()

    jobs.when_loaded(("loaded_for_nobody",), lambda: called.append(True), owner=owner)
    owner.deleteLater()
    settle(qtbot, jobs)

    assert called == []
    sys.modules.pop("loaded_for_nobody", None)


def test_a_part_that_cannot_be_loaded_is_told(jobs: Jobs, qtbot: QtBot) -> None:
    owner = QObject()

    with qtbot.waitSignal(jobs.job_failed) as told:
        jobs.when_loaded(("hipadmin.gui.no_such_part",), lambda: None, owner=owner)

    assert isinstance(told.args[0].error, ModuleNotFoundError)


def test_the_window_has_a_turn_between_two_outcomes(jobs: Jobs, qtbot: QtBot) -> None:
    happened: list[str] = []
    beat = QTimer(interval=0)
    beat.timeout.connect(lambda: happened.append("turn"))
    jobs.run(lambda _job: None, then=lambda _: happened.append("one"))
    jobs.run(lambda _job: None, then=lambda _: happened.append("two"))
    jobs.run(lambda _job: None, then=lambda _: happened.append("three"))
    until_worked_off(jobs)
    beat.start()
    settle(qtbot, jobs)
    beat.stop()
    assert [each for each in happened if each != "turn"] == ["one", "two", "three"]
    assert "turn" in happened[happened.index("one") : happened.index("two")]
    assert "turn" in happened[happened.index("two") : happened.index("three")]


def test_outcomes_come_while_a_handler_runs_a_loop_of_its_own(jobs: Jobs, qtbot: QtBot) -> None:
    happened: list[str] = []
    inner = QEventLoop()

    def ask(_nothing: object) -> None:
        inner.exec()
        happened.append("answered")

    def answer(_nothing: object) -> None:
        happened.append("told")
        inner.quit()

    jobs.run(lambda _job: None, then=ask)
    jobs.run(lambda _job: None, then=answer)
    until_worked_off(jobs)
    settle(qtbot, jobs)
    assert happened == ["told", "answered"]


def until_worked_off(jobs: Jobs) -> None:
    """Wait until the worker has ended all that was asked so far; nobody is told of it yet."""
    ended = threading.Event()
    jobs.run(lambda _job: ended.set())
    assert ended.wait(PATIENCE_S)


class Kept(QObject):
    """Something of the window that tells on which thread it dies."""

    def __init__(self, deaths: list[str]) -> None:
        super().__init__()
        self._deaths = deaths

    def __del__(self) -> None:
        self._deaths.append(threading.current_thread().name)


def test_what_only_work_holds_dies_on_the_thread_that_made_it(jobs: Jobs, qtbot: QtBot) -> None:
    deaths: list[str] = []

    def fail(_job: JobContext, _kept: Kept) -> None:
        raise LookupError("nothing there")

    def hold(kept: Kept, *, well: bool) -> Callable[[JobContext], object]:
        return (lambda _job: bool(kept)) if well else (lambda job: fail(job, kept))

    for count in range(40):
        op = hold(Kept(deaths), well=count % 2 == 0)
        jobs.run(op, lane=Lane.READ, failed=lambda _error: None)
        del op
    settle(qtbot, jobs)
    assert deaths == [threading.current_thread().name] * 40


def test_work_that_has_ended_needs_no_collector(jobs: Jobs, qtbot: QtBot) -> None:
    contexts: list[weakref.ref[JobContext]] = []

    def ending(context: JobContext, how: Callable[[JobContext], object]) -> object:
        contexts.append(weakref.ref(context))
        context.on_cancel(lambda: context.report("cancelled"))
        context.report("half way")
        return how(context)

    def failing(context: JobContext) -> None:
        raise LookupError("nothing there")

    gate, owner = Gate(), QObject()
    collecting = gc.isenabled()
    gc.disable()
    try:
        for how in (lambda context: 1, failing, gate):
            job = jobs.run(
                partial(ending, how=how),
                then=lambda _value: None,
                failed=lambda _error: None,
                progress=lambda _value: None,
                owner=owner,
            )
        assert gate.begun.wait(PATIENCE_S)
        job.cancel()
        gate.open.set()
        settle(qtbot, jobs)
        del job
        assert [context() for context in contexts] == [None] * 3
    finally:
        if collecting:
            gc.enable()
