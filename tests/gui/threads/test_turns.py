from collections.abc import Iterator
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.threads.turns import AfterPaint, Rota, Turns


def test_others_get_their_turn_between_two_steps(qtbot: QtBot) -> None:
    done: list[str] = []
    owner, other = QObject(), QTimer(interval=0)
    other.timeout.connect(lambda: done.append("other"))
    other.start()

    turns = Turns(owner, [lambda: done.append("one"), lambda: done.append("two")])
    with qtbot.waitSignal(turns.destroyed):
        pass

    other.stop()
    assert "other" in done[done.index("one") : done.index("two")]


class Asking(QObject):
    """Asks for steps in an event, after which the timers of the same turn come."""

    asked = Signal()

    def __init__(self, done: list[str]) -> None:
        super().__init__()
        self._done = done
        self.asked.connect(self._on_asked, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def _on_asked(self) -> None:
        self._done.append("asked")
        Turns(self, [lambda: self._done.append("one"), self.deleteLater])


def test_the_first_step_is_not_in_the_turn_that_asked_for_it(qtbot: QtBot) -> None:
    done: list[str] = []
    asking = Asking(done)
    dispatcher = QAbstractEventDispatcher.instance()
    told = dispatcher.aboutToBlock.connect(lambda: done.append("turn"))
    other = QTimer(interval=0)  # with it every turn has timers
    other.start()

    with qtbot.waitSignal(asking.destroyed):
        asking.asked.emit()

    other.stop()
    dispatcher.aboutToBlock.disconnect(told)
    assert "turn" in done[done.index("asked") : done.index("one")]


def test_steps_end_with_their_owner(qtbot: QtBot) -> None:
    done: list[str] = []
    owner = QObject()
    turns = Turns(owner, [lambda: done.append("one")])

    with qtbot.waitSignal(turns.destroyed):
        owner.deleteLater()

    assert done == []


def test_a_step_that_fails_ends_no_other(qtbot: QtBot) -> None:
    done: list[str] = []
    owner = QObject()

    with qtbot.captureExceptions() as caught:
        turns = Turns(owner, [lambda: 1 / 0, lambda: done.append("two")])
        with qtbot.waitSignal(turns.destroyed):
            pass

    assert done == ["two"]
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]


class Picture(QWidget):
    """Notes that it was painted."""

    def __init__(self, done: list[str]) -> None:
        super().__init__()
        self._done = done

    def paintEvent(self, event: QPaintEvent) -> None:
        self._done.append("painted")


def test_what_may_wait_comes_once_and_not_in_the_turn_of_the_picture(qtbot: QtBot) -> None:
    done: list[str] = []
    picture, other = Picture(done), QTimer(interval=0)
    other.timeout.connect(lambda: done.append("other"))
    qtbot.addWidget(picture)
    with qtbot.waitExposed(picture):
        picture.show()
    later = AfterPaint(picture)
    later.due.connect(lambda: done.append("due"))

    def change() -> None:
        done.clear()
        later.ask()
        picture.update()
        later.ask()

    other.start()
    QTimer.singleShot(0, change)  # as everything a person does, inside of the event loop
    with qtbot.waitSignal(later.due):
        pass
    other.stop()
    assert [what for what in done if what != "other"] == ["painted", "due"]
    assert done[done.index("painted") :].count("other") > 1, "the first may be of the same turn"


@pytest.fixture
def turns() -> Iterator[list[str]]:
    """A list in which every turn of the event loop is noted; every turn has timers."""
    noted: list[str] = []
    dispatcher = QAbstractEventDispatcher.instance()
    told = dispatcher.aboutToBlock.connect(lambda: noted.append("turn"))
    other = QTimer(interval=0)
    other.start()
    yield noted
    other.stop()
    dispatcher.aboutToBlock.disconnect(told)


def test_steps_of_many_owners_come_in_turns_of_their_own(qtbot: QtBot, turns: list[str]) -> None:
    owners, gone = [QObject() for _ in range(3)], QObject()
    for owner in (gone, *owners):
        Turns(owner, [partial(turns.append, "step")] * 2)
    shiboken6.delete(gone)
    assert Rota.of_the_window().busy

    qtbot.waitUntil(lambda: turns.count("step") == 6)

    qtbot.waitUntil(lambda: not Rota.of_the_window().busy)
    assert "turn step turn turn step" in " ".join(turns)
    assert "step step" not in " ".join(turns)
    assert "step turn step" not in " ".join(turns), "no room for the picture"


def test_what_a_step_has_changed_is_painted_in_another_turn(qtbot: QtBot, turns: list[str]) -> None:
    picture = Picture(turns)
    qtbot.addWidget(picture)
    with qtbot.waitExposed(picture):
        picture.show()
    turns.clear()

    Turns(picture, [picture.update, partial(turns.append, "step"), partial(turns.append, "end")])
    qtbot.waitUntil(lambda: "end" in turns)

    painted, step = turns.index("painted"), turns.index("step")
    assert "turn" in turns[painted:step]


def test_a_step_gives_way_to_an_answer_but_not_to_every_one(qtbot: QtBot, turns: list[str]) -> None:
    owner, answers = QObject(), QTimer(interval=0)
    answers.timeout.connect(Rota.of_the_window().give_way)
    answers.start()

    Turns(owner, [partial(turns.append, "step")] * 3)
    qtbot.waitUntil(lambda: turns.count("step") == 3)

    answers.stop()
    assert "step turn turn turn step turn turn turn step" in " ".join(turns)
