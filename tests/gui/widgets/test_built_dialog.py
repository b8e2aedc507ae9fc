from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.widgets.built_dialog import BuiltDialog

PARTS = 3


class Large(BuiltDialog):
    """Notes its parts as they come."""

    def __init__(self, parent: QWidget | None = None, *, in_turns: bool = True) -> None:
        super().__init__(parent)
        self.parts: list[int] = []
        self.build(self._parts(), in_turns=in_turns)

    def _parts(self) -> Iterator[None]:
        for part in range(PARTS):
            self.parts.append(part)
            yield


class Broken(BuiltDialog):
    """Cannot be built."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.build(self._parts(), in_turns=True)

    def _parts(self) -> Iterator[None]:
        yield
        raise ValueError("a part is missing")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_at_once_all_is_there_at_once(window: QWidget) -> None:
    large = Large(window, in_turns=False)

    assert large.parts == [0, 1, 2]
    assert not large.is_being_built


def test_it_opens_when_the_last_part_is_there(qtbot: QtBot, window: QWidget) -> None:
    large = Large(window)
    large.open()

    assert large.parts == []
    assert not large.isVisible()

    qtbot.waitUntil(large.isVisible)
    assert large.parts == [0, 1, 2]


def test_one_part_comes_in_a_turn(qtbot: QtBot, window: QWidget) -> None:
    large = Large(window)
    seen: set[int] = set()
    other = QTimer(window, interval=0)
    other.timeout.connect(lambda: seen.add(len(large.parts)))
    other.start()

    qtbot.waitUntil(lambda: not large.is_being_built)

    assert seen >= {1, 2}


def test_what_nobody_opens_stays_shut(qtbot: QtBot, window: QWidget) -> None:
    large = Large(window)

    qtbot.waitUntil(lambda: not large.is_being_built)

    assert not large.isVisible()


def test_a_key_held_down_opens_one(qtbot: QtBot, window: QWidget) -> None:
    first, second = Large(window), Large(window)
    first.open()
    second.open()

    qtbot.waitUntil(first.isVisible)
    qtbot.waitUntil(lambda: not shiboken6.isValid(second))

    assert window.findChildren(Large) == [first]


def test_one_that_cannot_be_built_goes(qtbot: QtBot, window: QWidget) -> None:
    broken = Broken(window)
    broken.open()

    with qtbot.captureExceptions() as told:
        qtbot.waitUntil(lambda: not shiboken6.isValid(broken))

    assert [str(error) for _kind, error, _trace in told] == ["a part is missing"]
