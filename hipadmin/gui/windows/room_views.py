"""Opens the room view, and leads to the one that is open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.gui.context import Context

if TYPE_CHECKING:
    from hipadmin.gui.windows.room_view import RoomView


class RoomViews(QObject):
    """Opens the room view; there is at most one, and opening it again raises it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._parent = parent
        self.view: RoomView | None = None

    def open(self, room_id: int = 0) -> None:
        """Show the room; 0 is the one last shown, or the first."""
        from hipadmin.gui.windows.room_view import RoomView  # the window starts without it

        if self.view is None:
            self.view = RoomView(self._context, self._parent, room_id)
            self.view.closed.connect(self._on_view_closed)
        elif room_id:
            self.view.show_room(room_id)
        _raise(self.view)

    @Slot()
    def close(self) -> None:
        """Close the window if it is open."""
        if self.view is not None:
            self.view.close()

    @Slot()
    def _on_view_closed(self) -> None:
        self.view = None


def _raise(view: QWidget) -> None:
    if view.isMinimized():
        view.showNormal()
    view.show()
    view.raise_()
    view.activateWindow()
