from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
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


class Held(BuiltDialog):
    """Is being built until it is let go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.held = True
        self.field = QLineEdit(self)
        self.field.setFocus()
        self.build(self._parts(), in_turns=True)

    def _parts(self) -> Iterator[int]:
        while self.held:
            yield 1


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


def keys(window: QWidget, *typed: Qt.Key | str) -> None:
    """Type as a keyboard does: shortcuts first, then whoever has the focus."""
    handle = window.windowHandle()
    assert handle is not None
    none = Qt.KeyboardModifier.NoModifier
    for one in typed:
        QTest.keyClick(handle, one, none)


def test_what_is_typed_before_it_opens_is_typed_into_it(qtbot: QtBot, window: QWidget) -> None:
    below, pressed = QLineEdit(window), []
    below.show()
    window.activateWindow()
    below.setFocus()
    shortcut = QShortcut(QKeySequence(Qt.Key.Key_F7), window)
    shortcut.activated.connect(lambda: pressed.append(True))
    qtbot.waitUntil(below.hasFocus)
    large = Held(window)
    large.open()

    keys(window, "o", Qt.Key.Key_F7, Qt.Key.Key_Return, "k")
    large.held = False
    qtbot.waitUntil(large.isVisible)

    assert (large.field.text(), below.text(), pressed) == ("ok", "", [])
    large.close()
    window.activateWindow()
    qtbot.waitUntil(below.hasFocus)
    keys(window, "x", Qt.Key.Key_F7)
    assert (below.text(), pressed) == ("x", [True])


def test_one_that_cannot_be_built_leaves_the_keys_alone(qtbot: QtBot, window: QWidget) -> None:
    below = QLineEdit(window)
    below.show()
    below.setFocus()
    broken = Broken(window)
    broken.open()
    with qtbot.captureExceptions():
        qtbot.waitUntil(lambda: not shiboken6.isValid(broken))
    qtbot.keyClicks(below, "x")
    assert below.text() == "x"
