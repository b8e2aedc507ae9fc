"""Notes through the desktop's notification service: many desktops have it and no tray."""

import logging
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

from hipadmin.gui.jobs import Jobs, Lane
from hipadmin.gui.relay.failure_notes import Herald

ADDRESS = "DBUS_SESSION_BUS_ADDRESS"
"""The variable that says where a session's bus is."""
PATIENCE_S = 25.0
"""How long bus and service may take to answer: what D-Bus usually allows."""
_SERVICE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_READ_MOST = 100
"""Messages read in one go: somebody may send without end."""
_CLICKED, _GONE = "ActionInvoked", "NotificationClosed"

_log = logging.getLogger(__name__)


class _Note(NamedTuple):
    """A note on the screen: the connection it came by hears of its click, and its number."""

    bus: Any
    number: int


class BusHerald(QObject):
    """Shows notes by the service of the bus at ``address``; "": there is none.

    Signals:
        clicked: a note was clicked.
    """

    clicked = Signal()

    def __init__(self, jobs: Jobs, address: str, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._address = address
        self._note: _Note | None = None
        self._notifier: QSocketNotifier | None = None
        self._there = self._rests = False

    @property
    def available(self) -> bool:
        """Whether the service was there when `look` asked."""
        return self._there

    def look(self) -> None:
        """Ask the bus whether there is such a service."""
        address = self._address
        if address:
            self._jobs.run(
                lambda _job: _is_there(address),
                then=self._on_looked,
                failed=self._on_failed,
                lane=Lane.NET,
                owner=self,
            )

    def show(self, title: str, text: str) -> None:
        """Show a note in place of the one before."""
        address, self._rests = self._address, False
        self._jobs.run(
            lambda _job: _tell(address, title, text),
            then=self._on_shown,
            failed=self._on_failed,
            lane=Lane.NET,
            owner=self,
        )

    @Slot()
    def rest(self) -> None:
        """Hear of clicks no more."""
        self._rests = True
        self._let_go()

    def _on_looked(self, there: bool) -> None:
        self._there = there

    def _on_failed(self, error: Exception) -> None:
        _log.info("the desktop shows no notes: %s: %s", type(error).__name__, error)
        self._there = False

    def _on_shown(self, note: _Note) -> None:
        self._let_go()
        if self._rests:
            note.bus.close()
            return
        self._note = note
        self._notifier = QSocketNotifier(note.bus.sock.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)
        self._on_readable()  # what came with the answer is read already

    @Slot()
    def _on_readable(self) -> None:
        for _ in range(_READ_MOST):
            if self._note is None:
                return
            try:
                message = self._note.bus.receive(timeout=0)
            except TimeoutError:
                return
            except (OSError, ValueError):
                self._let_go()  # the bus has gone, or speaks no D-Bus
                return
            self._hear(*_signal(message))

    def _hear(self, member: str, number: int) -> None:
        if self._note is None or number != self._note.number:
            return
        if member == _CLICKED:
            self.clicked.emit()
        elif member == _GONE:
            self._let_go()

    def _let_go(self) -> None:
        note, self._note = self._note, None
        notifier, self._notifier = self._notifier, None
        if notifier is not None:
            notifier.setEnabled(False)
            notifier.deleteLater()
        if note is not None:
            note.bus.close()


class FirstHerald(QObject):
    """Tells by the first of several ways that is there.

    Signals:
        clicked: what one of them showed was clicked.
    """

    clicked = Signal()

    def __init__(self, *ways: Herald, parent: QObject) -> None:
        super().__init__(parent)
        self._ways = ways
        for way in ways:
            way.clicked.connect(self.clicked)

    @property
    def available(self) -> bool:
        """Whether one is there."""
        return any(way.available for way in self._ways)

    def show(self, title: str, text: str) -> None:
        """Show it by the first that is there."""
        way = next((way for way in self._ways if way.available), None)
        if way is not None:
            way.show(title, text)

    @Slot()
    def rest(self) -> None:
        """Nothing is to be told any more."""
        for way in self._ways:
            way.rest()


def _is_there(address: str) -> bool:
    """Whether the service runs, or is started by who asks for it. Blocking."""
    from jeepney import message_bus  # not on every system
    from jeepney.io.blocking import Proxy, open_dbus_connection

    with open_dbus_connection(address, auth_timeout=PATIENCE_S) as bus:
        asked = Proxy(message_bus, bus, timeout=PATIENCE_S)
        names = (*asked.ListNames()[0], *asked.ListActivatableNames()[0])
    return _SERVICE in names


def _tell(address: str, title: str, text: str) -> _Note:
    """Show a note. Blocking; raises what jeepney does."""
    from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
    from jeepney.io.blocking import Proxy, open_dbus_connection
    from jeepney.wrappers import unwrap_msg

    bus = open_dbus_connection(address, auth_timeout=PATIENCE_S)
    try:
        # some services tell of a click whoever listens, others only who showed the note
        rule = MatchRule(type="signal", interface=_SERVICE, path=_PATH)
        Proxy(message_bus, bus, timeout=PATIENCE_S).AddMatch(rule)
        service = DBusAddress(_PATH, _SERVICE, _SERVICE)
        said: tuple[object, ...] = (
            "hipadmin",
            0,
            "hipadmin",
            title,
            text,
            ["default", "hipadmin"],
            {},
            -1,
        )
        call = new_method_call(service, "Notify", "susssasa{sv}i", said)
        [number] = unwrap_msg(bus.send_and_get_reply(call, timeout=PATIENCE_S))
    except BaseException:
        bus.close()
        raise
    return _Note(bus, number)


def _signal(message: Any) -> tuple[str, int]:
    """The name of a signal of the service and the note it is about; ("", 0) for anything else."""
    from jeepney import HeaderFields

    fields, body = message.header.fields, message.body
    if fields.get(HeaderFields.interface) != _SERVICE or not body:
        return "", 0
    return fields.get(HeaderFields.member, ""), body[0]
