import importlib
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gently import PIECE, gently, rest_by
from hipadmin.gui.jobs import JobContext, Jobs, Lane
from hipadmin.gui.threads import courtesy
from hipadmin.gui.threads.courtesy import TURN_S, short_turns

PATIENCE_S = 10.0
NO_TIME_S = 0.2
"""Within so long, a reader that does not wait has gone on."""


def test_turns_are_short_until_the_end() -> None:
    before = sys.getswitchinterval()
    with short_turns():
        assert sys.getswitchinterval() == TURN_S
    assert sys.getswitchinterval() == before > TURN_S


def test_what_is_loaded_is_loaded_gently(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("loaded_gently", "loaded_afterwards"):
        (tmp_path / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    rests: list[float] = []

    def load(name: str) -> None:
        rest_by(rests.append)
        importlib.import_module(name)

    def on_a_worker(name: str) -> None:
        worker = threading.Thread(target=load, args=(name,))
        worker.start()
        worker.join()

    with short_turns():
        on_a_worker("loaded_gently")
    on_a_worker("loaded_afterwards")
    assert rests == [courtesy.LOADING_S]


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    dispatcher = Jobs()
    yield dispatcher
    assert dispatcher.shutdown(PATIENCE_S)


@pytest.fixture(autouse=True)
def _asks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "STRETCH_S", 0.0)


class Reader:
    """Goes through two pieces and tells when each has begun."""

    def __init__(self) -> None:
        self.first, self.second = threading.Event(), threading.Event()

    def __call__(self, _job: JobContext) -> None:
        for number in gently(range(2 * PIECE)):
            if number == 0:
                self.first.set()
            elif number == PIECE:
                self.second.set()


def in_a_turn(qtbot: QtBot, act: Callable[[], object]) -> None:
    """Do something while the window is in a turn of its loop."""
    done: list[object] = []
    QTimer.singleShot(0, lambda: done.append(act()))
    qtbot.waitUntil(lambda: bool(done), timeout=int(PATIENCE_S * 1000))


def test_a_reader_lets_the_turn_end_first(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courtesy, "REST_S", PATIENCE_S)
    reader, early = Reader(), []

    def turn() -> None:
        jobs.run(reader, lane=Lane.READ)
        assert reader.first.wait(PATIENCE_S)
        early.append(reader.second.wait(NO_TIME_S))

    in_a_turn(qtbot, turn)
    qtbot.waitUntil(reader.second.is_set, timeout=int(PATIENCE_S * 1000))
    assert early == [False]


class Picture(QWidget):
    """Tells whether a reader has gone on before it is painted."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader
        self.early: list[bool] = []

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Give the reader time to be too early."""
        self.early.append(self.reader.second.wait(NO_TIME_S))


def test_a_reader_lets_the_window_paint_first(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courtesy, "REST_S", PATIENCE_S)
    reader = Reader()
    picture = Picture(reader)
    qtbot.addWidget(picture)
    with qtbot.waitExposed(picture):
        picture.show()
    picture.early.clear()

    def turn() -> None:
        picture.update()
        jobs.run(reader, lane=Lane.READ)
        assert reader.first.wait(PATIENCE_S)

    in_a_turn(qtbot, turn)
    qtbot.waitUntil(reader.second.is_set, timeout=int(PATIENCE_S * 1000))
    assert picture.early == [False]


@pytest.mark.parametrize("window_first", [False, True])
def test_a_reader_begins_after_the_turn_once_the_window_goes_first(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, *, window_first: bool
) -> None:
    monkeypatch.setattr(courtesy, "REST_S", PATIENCE_S)
    reader, began = Reader(), []
    if window_first:
        jobs.let_the_window_go_first()

    def turn() -> None:
        jobs.run(reader, lane=Lane.READ)
        began.append(reader.first.wait(NO_TIME_S if window_first else PATIENCE_S))

    in_a_turn(qtbot, turn)
    qtbot.waitUntil(reader.second.is_set, timeout=int(PATIENCE_S * 1000))
    assert began == [not window_first]


def goes_on_in_the_same_turn(jobs: Jobs, qtbot: QtBot, lane: Lane) -> bool:
    worker, seen = Reader(), []

    def turn() -> None:
        jobs.run(worker, lane=lane)
        seen.append(worker.second.wait(PATIENCE_S))

    in_a_turn(qtbot, turn)
    return seen == [True]


def test_a_reader_does_not_rest_for_ever(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courtesy, "REST_S", 0.01)
    assert goes_on_in_the_same_turn(jobs, qtbot, Lane.READ)


def test_what_changes_something_does_not_rest(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courtesy, "REST_S", 2 * PATIENCE_S)
    assert goes_on_in_the_same_turn(jobs, qtbot, Lane.STORE)


def test_the_end_is_not_held_up_by_who_rests(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "REST_S", 2 * PATIENCE_S)
    jobs, reader, ended = Jobs(), Reader(), []

    def turn() -> None:
        jobs.run(reader, lane=Lane.READ)
        assert reader.first.wait(PATIENCE_S)
        ended.append(jobs.shutdown(PATIENCE_S))

    in_a_turn(qtbot, turn)
    assert ended == [True]
