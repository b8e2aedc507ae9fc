"""Between work that is done and a person who gives it up the first one wins."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from hipadmin.gui.jobs import Jobs
from hipadmin.gui.undertaking import Undertaking
from hipadmin.services.wanted import Dropped, Wanted, unless_dropped

PATIENCE_S = 10.0


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    dispatcher = Jobs()
    yield dispatcher
    assert dispatcher.shutdown(PATIENCE_S)


class Work:
    """Waits for ``goes_on`` before it is done for good."""

    def __init__(self, jobs: Jobs) -> None:
        self.began, self.goes_on, self.ended = (threading.Event() for _ in range(3))
        self.told: list[object] = []
        self.undertaking = Undertaking(jobs, QObject(jobs))
        self.undertaking.run(
            self,
            then=self.told.append,
            failed=self.told.append,
            given_up=lambda: self.told.append("given up"),
            title="Waiting",
        )

    def __call__(self, wanted: Wanted) -> str:
        self.began.set()
        try:
            assert self.goes_on.wait(PATIENCE_S)
            unless_dropped(wanted)
        finally:
            self.ended.set()
        return "done"


def test_what_nobody_gives_up_is_done(qtbot: QtBot, jobs: Jobs) -> None:
    work = Work(jobs)
    assert work.undertaking.busy
    work.goes_on.set()
    qtbot.waitUntil(lambda: work.told == ["done"])
    assert not work.undertaking.busy
    assert work.undertaking.give_up(), "there is nothing left"
    assert work.told == ["done"]


def test_what_is_given_up_is_told_at_once_and_only_once(qtbot: QtBot, jobs: Jobs) -> None:
    work = Work(jobs)
    assert work.began.wait(PATIENCE_S)
    assert work.undertaking.give_up()
    assert (work.told, work.undertaking.busy) == (["given up"], False)
    work.goes_on.set()
    qtbot.waitUntil(lambda: not jobs.busy and work.ended.is_set())
    assert work.told == ["given up"]


def test_it_may_be_too_late(qtbot: QtBot, jobs: Jobs) -> None:
    work = Work(jobs)
    work.goes_on.set()
    assert work.ended.wait(PATIENCE_S)
    assert not work.undertaking.give_up()
    qtbot.waitUntil(lambda: work.told == ["done"])


def test_what_fails_is_told(qtbot: QtBot, jobs: Jobs) -> None:
    undertaking, told = Undertaking(jobs, QObject(jobs)), []

    def fail(_wanted: Wanted) -> None:
        raise Dropped

    undertaking.run(
        fail, then=told.append, failed=told.append, given_up=lambda: told.append(""), title=""
    )
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], Dropped)
    assert not undertaking.busy
