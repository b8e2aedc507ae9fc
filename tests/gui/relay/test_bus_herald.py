"""Notes by a real bus, where somebody of the test is the desktop's notification service."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, Proxy
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from hipadmin.gui.jobs import Jobs
from hipadmin.gui.relay.bus_herald import BusHerald, FirstHerald
from tests.secret_service import SecretService, running_service

NAME = "org.freedesktop.Notifications"
WAIT_MS = 20_000


class Screen:
    """Shows notes, tells only who showed one of its click, and refuses those it is told to."""

    def __init__(self, bus: DBusConnection) -> None:
        self.notes: list[Message] = []
        self.refuses = False
        self.over = threading.Event()
        self._bus = bus
        Proxy(message_bus, bus).RequestName(NAME, 0)

    def serve(self) -> None:
        while not self.over.is_set():
            with contextlib.suppress(TimeoutError, ConnectionError):
                self._hear(self._bus.receive(timeout=0.05))

    def tell(self, member: str, number: int, more: object, kinds: str) -> None:
        signal = new_signal(
            DBusAddress("/org/freedesktop/Notifications", interface=NAME),
            *(member, kinds, (number, more)),
        )
        signal.header.fields[HeaderFields.destination] = self._sender
        self._bus.send(signal)

    @property
    def _sender(self) -> str:
        return str(self.notes[-1].header.fields[HeaderFields.sender])

    def _hear(self, message: Message) -> None:
        if message.header.message_type is not MessageType.method_call:
            return
        if self.refuses:
            self._bus.send(new_error(message, "org.example.Busy"))
            return
        assert message.header.fields[HeaderFields.signature] == "susssasa{sv}i"
        self._bus.send(new_method_return(message, "u", (len(self.notes) + 1,)))
        self.notes.append(message)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[SecretService]:
    with running_service(tmp_path / "session", daemon=False) as service:
        yield service


@pytest.fixture
def screen(session: SecretService) -> Iterator[Screen]:
    with session.connection() as bus:
        screen = Screen(bus)
        thread = threading.Thread(target=screen.serve)
        thread.start()
        yield screen
        screen.over.set()
        thread.join(20)


@pytest.fixture
def herald(qapp: object, jobs: Jobs, session: SecretService) -> Iterator[BusHerald]:
    owner = QObject()
    herald = BusHerald(jobs, session.env["DBUS_SESSION_BUS_ADDRESS"], owner)
    yield herald
    herald.rest()


def shown(qtbot: QtBot, herald: BusHerald, screen: Screen, title: str) -> None:
    count = len(screen.notes)
    herald.show(title, "Click to see why.")
    qtbot.waitUntil(lambda: len(screen.notes) > count and herald._note is not None, timeout=WAIT_MS)


def test_a_note_is_shown_and_its_click_is_heard(
    qtbot: QtBot, herald: BusHerald, screen: Screen
) -> None:
    herald.look()
    qtbot.waitUntil(lambda: herald.available, timeout=WAIT_MS)
    shown(qtbot, herald, screen, "A message did not get through")
    assert screen.notes[0].body[3:5] == ("A message did not get through", "Click to see why.")

    clicks: list[bool] = []
    herald.clicked.connect(lambda: clicks.append(True))
    screen.tell("ActionInvoked", 9, "default", "us")  # of somebody else's note
    with qtbot.waitSignal(herald.clicked, timeout=WAIT_MS):
        screen.tell("ActionInvoked", 1, "default", "us")
    assert clicks == [True]

    screen.tell("NotificationClosed", 1, 2, "uu")
    qtbot.waitUntil(lambda: herald._note is None, timeout=WAIT_MS)
    shown(qtbot, herald, screen, "2 messages did not get through")


def test_without_a_service_there_is_no_place(
    qtbot: QtBot, herald: BusHerald, screen: Screen, jobs: Jobs
) -> None:
    herald.look()
    qtbot.waitUntil(lambda: herald.available, timeout=WAIT_MS)
    screen.refuses = True
    herald.show("A message did not get through", "")
    qtbot.waitUntil(lambda: not herald.available, timeout=WAIT_MS)

    nowhere = BusHerald(jobs, "", herald)
    nowhere.look()
    assert not jobs.busy
    assert not nowhere.available


def test_a_bus_that_ends_takes_its_notes_along(
    qtbot: QtBot, herald: BusHerald, screen: Screen, session: SecretService
) -> None:
    shown(qtbot, herald, screen, "A message did not get through")
    screen.over.set()
    session.end_bus()
    qtbot.waitUntil(lambda: herald._note is None, timeout=WAIT_MS)


def test_the_first_way_that_is_there_is_taken(
    qtbot: QtBot, herald: BusHerald, screen: Screen, jobs: Jobs
) -> None:
    first = FirstHerald(BusHerald(jobs, "", herald), herald, parent=herald)
    first.show("Nobody sees this", "")
    assert not first.available
    herald.look()
    qtbot.waitUntil(lambda: first.available, timeout=WAIT_MS)
    first.show("A message did not get through", "")
    qtbot.waitUntil(lambda: herald._note is not None, timeout=WAIT_MS)
    with qtbot.waitSignal(first.clicked, timeout=WAIT_MS):
        screen.tell("ActionInvoked", 1, "default", "us")
    first.rest()
    assert herald._note is None
    assert len(screen.notes) == 1
