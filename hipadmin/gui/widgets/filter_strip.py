"""The second line of a page's head: combo boxes that narrow the list beside its words."""

from datetime import UTC, datetime, time, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.fields import ComboBox
from hipadmin.gui.widgets.flow import Wrapping
from hipadmin.gui.widgets.labels import Label


class FilterStrip(QWidget):
    """Combo boxes with their labels, in a row that goes on below where room is short.

    Signals:
        changed: another choice was made.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._line = Wrapping(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._line)
        look.changed.connect(self._measure)
        self._measure()

    def add_combo(self, label: str) -> ComboBox:
        """Add a combo box; ``label`` may underline a letter."""
        combo = ComboBox(self.look)
        combo.setAccessibleName(label.replace("&", ""))
        shown = Label(self.look, label, FontRole.BODY, "text2")
        shown.setBuddy(combo)
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(8))
        row.addWidget(shown)
        row.addWidget(combo)
        self._line.add(pair)
        combo.activated.connect(self.changed)
        return combo

    def end(self, *widgets: QWidget) -> None:
        """Put what is no combo box after them."""
        self._line.add(*widgets)

    def _measure(self) -> None:
        self._line.flow.setSpacing(self.look.px(16))
        self._line.flow.between_lines = self.look.px(8)


def since(days: int) -> datetime | None:
    """The beginning of the day ``days`` ago, here, 0 and 1 for today's; negative: any time."""
    if days < 0:
        return None
    day = datetime.now().astimezone().date() - timedelta(days=max(days - 1, 0))
    return datetime.combine(day, time.min).astimezone().astimezone(UTC)
