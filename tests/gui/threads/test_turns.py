from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from hipadmin.gui.threads.turns import Turns


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
