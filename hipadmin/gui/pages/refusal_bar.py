"""The bar of Activity that tells what was turned away at the door, and why."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.activity import Refusal
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea
from hipadmin.gui.words.texts import clock_or_day

RECENT = timedelta(hours=24)
"""What was refused before is history."""
SHOWN = 3


class RefusalBar(QWidget):
    """One bar over the list; closed, it comes back only with news."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen: datetime | None = None
        self._area = MessageArea(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says, or an empty text."""
        return self._area.bars[0].text if self._area.bars else ""

    def show_refusals(self, refusals: Sequence[Refusal]) -> None:
        """Tell of what was refused in the last day."""
        recent = [each for each in refusals if datetime.now(UTC) - each.last_at < RECENT]
        newest = max((each.last_at for each in recent), default=None)
        if newest is None or (self._seen is not None and newest <= self._seen):
            self._area.clear("refused")
            self.hide()
            return
        close = Act(self.tr("Close"), lambda: self._close(newest))
        cause = self.tr("Not taken in:")
        self._area.show_bar("refused", Message(Tone.WARN, cause, self._told(recent), (close,)))
        self.show()

    def _told(self, refusals: Sequence[Refusal]) -> str:
        newest = sorted(refusals, key=lambda each: each.last_at, reverse=True)[:SHOWN]
        return " ".join(self._one(each) for each in newest)

    def _one(self, refusal: Refusal) -> str:
        time = clock_or_day(refusal.last_at)
        if refusal.count == 1:
            return self.tr("{reason} ({time})").format(reason=refusal.text, time=time)
        words = self.tr("{reason} ({count} times, last at {time})")
        return words.format(reason=refusal.text, count=refusal.count, time=time)

    def _close(self, newest: datetime) -> None:
        self._seen = newest
        self._area.clear("refused")
        self.hide()
