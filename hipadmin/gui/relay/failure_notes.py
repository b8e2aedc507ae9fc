"""Desktop notifications of messages that failed, for who asked for them: grouped, and clickable."""

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from hipadmin.gui.relay.desk import RelayDesk, Seen
from hipadmin.gui.settings import Settings

REST_MS = 10_000
"""What fails within it is told at once; a server that is down fails for many rooms."""
REST_MOST_MS = 600_000
"""The longest time between two notes while it goes on: an outage is known after the first."""
_WANTED = "notify/failures"


class Herald(Protocol):
    """Tells a person who looks elsewhere."""

    clicked: SignalInstance

    @property
    def available(self) -> bool:
        """Whether the desktop has a place for it."""

    def show(self, title: str, text: str) -> None:
        """Tell it."""

    def rest(self) -> None:
        """Nothing is to be told any more."""


class TrayHerald(QObject):
    """An icon in the desktop's tray while it is wanted, and its messages.

    Signals:
        clicked: a message was clicked.
    """

    clicked = Signal()

    def __init__(self, icon: QIcon, parent: QObject) -> None:
        super().__init__(parent)
        self._icon = icon
        self._tray: QSystemTrayIcon | None = None

    @property
    def available(self) -> bool:
        """Whether there is a tray that shows messages."""
        return QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()

    def show(self, title: str, text: str) -> None:
        """Show a message, and the icon from then on."""
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._icon, self)
            self._tray.messageClicked.connect(self.clicked)
            self._tray.activated.connect(self.clicked)
            self._tray.setToolTip("hipadmin")
            self._tray.show()
        self._tray.showMessage(title, text, QSystemTrayIcon.MessageIcon.Warning)

    def rest(self) -> None:
        """Take the icon away."""
        if self._tray is not None:
            self._tray.hide()
            self._tray.deleteLater()
            self._tray = None


class FailureNotes(QObject):
    """Follows the desk; says nothing while the window is being used.

    Signals:
        asked: a note was clicked: the person wants to see what failed.
    """

    asked = Signal()

    def __init__(
        self,
        desk: RelayDesk,
        settings: Settings,
        herald: Herald,
        window: QWidget,
        rest_ms: int = REST_MS,
    ) -> None:
        super().__init__(desk)
        self._settings = settings
        self._herald = herald
        self._window = window
        self._known: int | None = None
        self._new = 0
        self._shortest = rest_ms
        self._rest = QTimer(self, singleShot=True, interval=rest_ms)
        self._rest.timeout.connect(self._tell)
        desk.changed.connect(self._on_changed)
        herald.clicked.connect(self.asked)

    @property
    def available(self) -> bool:
        """Whether the desktop has a place for notes."""
        return self._herald.available

    @property
    def wanted(self) -> bool:
        """Whether a person asked for them."""
        return self._settings.text(_WANTED) == "yes"

    def want(self, wanted: bool) -> None:
        """Ask for them, or no longer."""
        self._settings.set_text(_WANTED, "yes" if wanted else "no")
        if not wanted:
            self._herald.rest()

    @Slot(object)
    def _on_changed(self, seen: Seen) -> None:
        failed = seen.numbers.failed
        if self.wanted and self._known is not None and failed > self._known:
            self._new += failed - self._known
            if not self._rest.isActive():
                self._rest.start()
        self._known = failed

    @Slot()
    def _tell(self) -> None:
        count, self._new = self._new, 0
        if not count or not self.wanted or self._window.isActiveWindow():
            self._rest.setInterval(self._shortest)
            return
        if count == 1:
            title = self.tr("A message did not get through")
        else:
            title = self.tr("{count} messages did not get through").format(count=count)
        self._herald.show(title, self.tr("Click to see why."))
        self._rest.start(min(2 * self._rest.interval(), REST_MOST_MS))
