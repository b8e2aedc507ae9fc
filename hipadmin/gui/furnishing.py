"""What the window has beyond its first list; nobody can ask for it before, and nothing is urgent.

It imports all of it, and is itself imported once the list stands on the screen.
"""

import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from hipadmin.gui.acts.deleting import Deleting
from hipadmin.gui.acts.dropping import Dropping
from hipadmin.gui.acts.undoing import Undoing
from hipadmin.gui.context import Context
from hipadmin.gui.relay.bars import RelayBars
from hipadmin.gui.relay.bus_herald import ADDRESS, BusHerald, FirstHerald
from hipadmin.gui.relay.desk import RelayDesk
from hipadmin.gui.relay.failure_notes import FailureNotes, TrayHerald
from hipadmin.gui.relay.resealing import Resealing
from hipadmin.gui.sandbox.menu import furnish
from hipadmin.gui.store_bar import StoreBar
from hipadmin.gui.threads.turns import Turns
from hipadmin.gui.upkeep import Upkeep
from hipadmin.services.session import Session

if TYPE_CHECKING:
    from hipadmin.gui.window import MainWindow


class Furnishing(QObject):
    """Gives ``window`` its helpers, a few in each turn of the event loop.

    Signals:
        done: all of them are there.
    """

    done = Signal()

    def __init__(self, window: "MainWindow", context: Context, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self._session = session

    def begin(self) -> None:
        """Build them from now on."""
        steps: list[Callable[[], object]] = [
            self._add_deleting,
            self._add_undoing,
            self._add_relay,
            self._keep_up,
            self.done.emit,
        ]
        if self._context.sandbox is None:  # there it is part of the first sight
            steps.insert(0, partial(furnish, self._window, self._context))
        Turns(self, steps)

    def _add_deleting(self) -> None:
        window = self._window
        window.deleting = Deleting(self._context, window.messages, window.places, window)
        if window.page is not None:
            window.page.delete_asked.connect(window.deleting.ask)

    def _add_undoing(self) -> None:
        window = self._window
        actions, messages = window.actions_, window.messages
        undoing = Undoing(self._context, actions, messages, window.places, window)
        window.navigator.offer = undoing.offer
        Dropping(window, messages, window.files.import_file)

    def _add_relay(self) -> None:
        window, session = self._window, self._session
        relay = RelayDesk(self._context, session.relay_command, window, session.background)
        window.relay = window.navigator.relay = window.quitting.relay = relay
        RelayBars(relay, window.places, window.messages, window.status)
        window.closed.connect(relay.leave)
        window.navigator.sources = self._connect_source
        self._add_notes(relay)
        relay.begin()

    def _add_notes(self, relay: RelayDesk) -> None:
        window = self._window
        tray = TrayHerald(window.windowIcon(), window)
        service = BusHerald(self._context.jobs, os.environ.get(ADDRESS, ""), window)
        if not tray.available:
            service.look()
        herald = FirstHerald(tray, service, parent=window)
        notes = FailureNotes(relay, self._context.settings, herald, window)
        notes.asked.connect(self._on_failures_asked)
        window.closed.connect(herald.rest)
        window.navigator.failures = notes

    @Slot()
    def _on_failures_asked(self) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        window.navigator.show_integrations()

    def _keep_up(self) -> None:
        window, context = self._window, self._context
        StoreBar(context, window.messages, window)
        context.watch.mended.connect(window.actions_.reload.trigger)
        upkeep = Upkeep(context, window.messages, window)
        window.closed.connect(upkeep.stop)
        upkeep.start()
        Resealing(context, window.messages, window).run()
        context.jobs.let_the_window_go_first()

    def _connect_source(self, subscription_id: str) -> None:
        modules = ("hipadmin.gui.dialogs.connect_source",)  # once in a while
        show = partial(self._show_connecting, subscription_id)
        self._context.jobs.when_loaded(modules, show, owner=self)

    def _show_connecting(self, subscription_id: str) -> None:
        from hipadmin.gui.dialogs.connect_source import ConnectSource

        window = self._window
        if window.relay is None:
            return
        flags = self._session.flags()
        dialog = ConnectSource(self._context, window.relay, subscription_id, window, flags)
        show = partial(window.places.show_account, "preferences", focus=True)
        dialog.preferences_asked.connect(lambda: show())
        dialog.open()
