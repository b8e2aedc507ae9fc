"""A splitter whose handle is a thin line."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from hipadmin.gui.theme import Look


class Splitter(QSplitter):
    """Two widgets and a line between them that can be moved; neither can be moved away."""

    def __init__(
        self, look: Look, orientation: Qt.Orientation, parent: QWidget | None = None
    ) -> None:
        super().__init__(orientation, parent)
        self.look = look
        self.setChildrenCollapsible(False)
        self.setHandleWidth(look.hair)
        look.changed.connect(self._on_look_changed)

    def createHandle(self) -> QSplitterHandle:
        """Make the line."""
        return _Handle(self)

    def _on_look_changed(self) -> None:
        self.setHandleWidth(self.look.hair)
        self.update()


class _Handle(QSplitterHandle):
    def __init__(self, splitter: Splitter) -> None:
        super().__init__(splitter.orientation(), splitter)
        self._look = splitter.look

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("line"))
        painter.end()
