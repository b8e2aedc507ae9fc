"""Leads to places and explains trouble, on behalf of pages and dialogs."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.system import why
from hipadmin.gui.context import Done
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.places import Places
from hipadmin.gui.status_bar import StatusBar
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea
from hipadmin.gui.words.tabs import Tab
from hipadmin.hipchat.errors import HipChatError

if TYPE_CHECKING:
    from hipadmin.gui.relay.desk import RelayDesk
    from hipadmin.gui.relay.failure_notes import FailureNotes

_log = logging.getLogger(__name__)


class RoomOpener(Protocol):
    """Opens room views."""

    def open(self, room_id: int = 0) -> None:
        """A sandbox room's."""

    def open_integration(self, integration_id: str, room: str = "") -> None:
        """An integration's."""


class WindowNavigator(QObject):
    """The window's navigator.

    Signals:
        fault_found: an exception that is a fault of ours.
    """

    fault_found = Signal(object)

    def __init__(
        self, window: QMainWindow, places: Places, area: MessageArea, status: StatusBar
    ) -> None:
        super().__init__(window)
        self._window = window
        self._places = places
        self._area = area
        self._status = status
        self.offer: Callable[[Done], None] | None = None
        self.room_views: RoomOpener | None = None
        self.sources: Callable[[str], None] | None = None
        self.relay: RelayDesk | None = None
        self.failures: FailureNotes | None = None

    def show_integrations(self, integration_id: str = "") -> None:
        """Open Account Settings › Integrations, with that integration selected."""
        self._show("integrations", integration_id)

    def show_subscription_integrations(
        self, subscription_id: str, integration_id: str = ""
    ) -> None:
        """Open a subscription's Settings › Integrations."""
        self._places.show_dashboard(subscription_id, integration_id)

    def show_subscription(self, subscription_id: str) -> None:
        """Open a subscription's dashboard, at the tab where a person was last."""
        self._places.show_dashboard(subscription_id, tab=None)

    def show_activity(self, subscription_id: str) -> None:
        """Open a subscription's Activity."""
        self._places.show_dashboard(subscription_id, tab=Tab.ACTIVITY)

    def show_alerts(self, subscription_id: str, number: int = 0) -> None:
        """Open a subscription's alerts, with that one selected."""

        def select(shown: Any) -> None:
            if number:
                shown.alerts.select(number)

        self._places.show_dashboard(subscription_id, tab=Tab.ALERTS, then=select)

    def connect_source(self, subscription_id: str) -> None:
        """Show how a source sends its events to a subscription."""
        if self.sources is not None:
            self.sources(subscription_id)

    def show_subscriptions(self, subscription_id: str = "") -> None:
        """Open Account Settings › Subscriptions."""
        self._show("subscriptions", subscription_id)

    def _show(self, page: str, row_id: str) -> None:
        def select(shown: Any) -> None:
            if row_id:
                shown.select(row_id)

        self._places.show_account(page, focus=True, then=select)

    def open_room_view(self, room_id: int = 0) -> None:
        """Open the room view of a sandbox room; 0 is the first one."""
        if self.room_views is not None:
            self.room_views.open(room_id)

    def open_integration_room(self, integration_id: str, room: str = "") -> None:
        """Open the room view of an integration's rooms, at ``room`` (as entered) or the first."""
        if self.room_views is not None:
            self.room_views.open_integration(integration_id, room)

    def offer_undo(self, done: Done) -> None:
        """Say in a bar what was done, with Undo beside it."""
        if self.offer is not None:
            self.offer(done)

    def say(self, key: str, message: Message) -> None:
        """Show a bar; one of the same key gives way to it."""
        self._area.show_bar(key, message)

    def unsay(self, key: str) -> None:
        """Take the bar of this key away."""
        self._area.clear(key)

    def note(self, text: str) -> None:
        """Say in the status bar, for some seconds, what was done."""
        self._status.note(text)

    def explain(self, error: Exception, what: str = "") -> None:
        """Say an environment's trouble in a bar; a fault of ours goes to the crash report."""
        if not _is_trouble(error):
            self.fault_found.emit(error)
            return
        _log.info("said in the window: %s", error)
        close = Act(self.tr("Close"), lambda: self._area.clear("trouble"))
        text = _of_the_system(error) if isinstance(error, OSError) else str(error)
        cause = what or self.tr("That did not work.")
        message = Message(Tone.WARN, cause, text, (close,))
        self._area.show_bar("trouble", message)

    @Slot(object)
    def on_job_failed(self, failure: object) -> None:
        """Explain what nobody handled."""
        error = getattr(failure, "error", None)
        if isinstance(error, Exception):
            self.explain(error)


def _is_trouble(error: Exception) -> bool:
    return isinstance(error, HipadminError | HipChatError | OSError)


def _of_the_system(error: OSError) -> str:
    return f"{error.filename}: {why(error)}" if error.filename else why(error)
