"""One notification alone, as people see it, in a form or beside facts."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from hipadmin.gui.theme import Look
from hipadmin.gui.windows.transcript import Transcript
from hipadmin.services.rooms.transcript import Line


class LoneMessage(Transcript):
    """Shows one message from edge to edge, without room for a scroll bar that is not there.

    It is as high as its message, at most ``most`` design px; 0: as high as it is made. What is
    higher scrolls.
    """

    def __init__(self, look: Look, most: int = 0, parent: QWidget | None = None) -> None:
        self._most = most
        self._scrolls = False
        super().__init__(look, parent)

    def show_message(self, line: Line) -> None:
        """Show ``line`` in place of what was there."""
        self.show_only(line, aside=0)
        self._fit()

    def _row_width(self) -> int:
        return super()._row_width() if self._scrolls else self.width()

    def _lay_out(self) -> None:
        super()._lay_out()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the message out for the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave room for the scroll bar if there is one, and take the height that is needed."""
        if not self.messages:
            return
        most = self.look.px(self._most) or self.height()
        self._scrolls = False
        self._delegate.set_width(self._row_width())
        height = self.sizeHintForRow(0)
        if height > most:
            self._scrolls = True
            self._delegate.set_width(self._row_width())
        self.doItemsLayout()
        if self._most:
            self.setFixedHeight(min(height, most))
