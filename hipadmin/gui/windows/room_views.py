"""Opens room views, and leads to those that are open."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane

if TYPE_CHECKING:
    from hipadmin.domain.change import Change
    from hipadmin.gui.sandbox.faults import FaultSwitches
    from hipadmin.gui.windows.room_view import RoomView
    from hipadmin.services.bundle import Services
    from hipadmin.services.rooms.rooms import RoomPlace

_SANDBOX = ""
"""Stands for the sandbox among the ids of integrations."""


class RoomViews(QObject):
    """Opens room views: one over the sandbox's rooms, one over those of each integration.

    Opening one again raises it.
    """

    def __init__(
        self, context: Context, parent: QWidget, faults: "FaultSwitches | None" = None
    ) -> None:
        super().__init__(parent)
        self._faults = faults
        self._context = context
        self._parent = parent
        self._open: dict[str, RoomView] = {}
        context.watch.moved.connect(self._on_moved)

    @property
    def view(self) -> "RoomView | None":
        """The sandbox's room view, if it is open."""
        return self._open.get(_SANDBOX)

    def open(self, room_id: int = 0) -> None:
        """Show a sandbox room; 0 is the one last shown, or the first."""
        self._show(_SANDBOX, str(room_id) if room_id else "", ())

    def open_integration(self, integration_id: str, room: str = "") -> None:
        """Show a room of an integration, by what was entered for it; "" as in `open`.

        Its rooms and tokens are read anew each time: somebody may have mended them.
        """
        talk, sandbox = self._context.services.talk, self._context.sandbox
        url = sandbox.url if sandbox else ""
        self._context.jobs.run(
            lambda _job: talk.places(integration_id, url),
            then=lambda places: self._on_places_read(integration_id, room, places),
            failed=self._context.navigator.explain,
            lane=Lane.VAULT,
            owner=self,
        )

    def _on_places_read(
        self, integration_id: str, room: str, places: "tuple[RoomPlace, ...]"
    ) -> None:
        if places:
            self._show(integration_id, room, places)
        else:
            self._context.navigator.note(self.tr("It has no room yet. Edit adds one."))

    def _show(self, key: str, room: str, places: "tuple[RoomPlace, ...]") -> None:
        # the window starts without it
        show = partial(self._show_now, key, room, places)
        modules = ("hipadmin.gui.windows.room_view", "hipadmin.gui.dialogs.overtaking")
        self._context.jobs.when_loaded(modules, show, owner=self)

    def _show_now(self, key: str, room: str, places: "tuple[RoomPlace, ...]") -> None:
        from hipadmin.gui.windows.room_view import RoomView

        view = self._open.get(key)
        if view is None:
            view = RoomView(self._context, self._parent, room, places, faults=self._faults)
            view.closed.connect(self._on_view_closed)
            self._open[key] = view
        elif places:
            view.show_places(places, room)
        elif room:
            view.show_room(room)
        _raise(view)

    # somebody else deletes the integration

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        ids = [key for key in self._open if key != _SANDBOX]
        if Topic.INTEGRATIONS not in topics or not ids:
            return
        services = self._context.services
        self._context.jobs.run(
            lambda _job: {key: _deleted(services, key) for key in ids},
            then=self._tell,
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def _tell(self, found: "dict[str, Change | None]") -> None:
        for key, by in found.items():
            if key in self._open:
                self._open[key].show_deleted(by)

    @Slot()
    def _on_view_closed(self) -> None:
        closed = self.sender()
        self._open = {key: view for key, view in self._open.items() if view is not closed}

    @Slot()
    def close(self) -> None:
        """Close what is open."""
        for view in tuple(self._open.values()):
            view.close()


def _deleted(services: "Services", integration_id: str) -> "Change | None":
    """The change that deleted it, None if it is there. Blocking."""
    from hipadmin.gui.dialogs.overtaking import read_now  # loaded with the view

    store = services.store
    read = partial(store.read, lambda unit: unit.integrations.get(integration_id))
    now = read_now(services, integration_id, read)
    return now.by if now.start is None else None


def _raise(view: QWidget) -> None:
    if view.isMinimized():
        view.showNormal()
    view.show()
    view.raise_()
    view.activateWindow()
