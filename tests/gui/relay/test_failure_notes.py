from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.activity import Numbers
from hipadmin.gui.context import Context
from hipadmin.gui.relay.desk import RelayDesk, Seen
from hipadmin.gui.relay.failure_notes import FailureNotes
from hipadmin.gui.settings import Settings
from hipadmin.services.relay.state import RelayState, Where


class Board(QObject):
    """A desktop that notes what it is told."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.available = True
        self.rested = False

    def show(self, title: str, _text: str) -> None:
        self.said.append(title)

    def rest(self) -> None:
        self.rested = True


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def desk(context: Context) -> Iterator[RelayDesk]:
    owner = QObject()
    desk = RelayDesk(context, (), owner)
    yield desk
    desk.leave()


@pytest.fixture
def notes(desk: RelayDesk, settings: Settings, board: Board, qtbot: QtBot) -> FailureNotes:
    elsewhere = QWidget()
    qtbot.addWidget(elsewhere)
    desk.window = elsewhere  # type: ignore[attr-defined] - lives as long as the desk
    return FailureNotes(desk, settings, board, elsewhere, rest_ms=0)


def failed(desk: RelayDesk, count: int) -> None:
    desk.changed.emit(Seen(RelayState(Where.HERE), Numbers(0, count, 0)))


def test_nobody_is_told_who_did_not_ask(
    qtbot: QtBot, desk: RelayDesk, notes: FailureNotes, board: Board
) -> None:
    failed(desk, 0)
    failed(desk, 3)
    notes.want(True)
    failed(desk, 3)
    failed(desk, 4)

    qtbot.waitUntil(lambda: bool(board.said))
    assert board.said == ["A message did not get through"]


def test_what_fails_together_is_told_together(
    qtbot: QtBot, desk: RelayDesk, notes: FailureNotes, board: Board
) -> None:
    notes.want(True)
    for count in (5, 6, 8, 2, 3):  # some were resent meanwhile
        failed(desk, count)

    qtbot.waitUntil(lambda: bool(board.said))
    assert board.said == ["4 messages did not get through"]
    failed(desk, 4)
    qtbot.waitUntil(lambda: board.said[-1] == "A message did not get through")
    with qtbot.waitSignal(notes.asked):
        board.clicked.emit()
    notes.want(False)
    assert board.rested


def test_an_outage_is_told_less_and_less_often(
    desk: RelayDesk, settings: Settings, board: Board, qtbot: QtBot
) -> None:
    elsewhere = QWidget()
    qtbot.addWidget(elsewhere)
    notes = FailureNotes(desk, settings, board, elsewhere, rest_ms=250_000)
    notes.want(True)
    rests = []
    for count in range(4):  # nobody waits here: the timer is told that its time is over
        failed(desk, count)
        rests.append(notes._rest.interval())
        notes._rest.timeout.emit()

    assert board.said == ["A message did not get through"] * 3
    assert rests == [250_000, 250_000, 500_000, 600_000]
    notes._rest.timeout.emit()  # nothing failed meanwhile
    assert (len(board.said), notes._rest.interval()) == (3, 250_000)
