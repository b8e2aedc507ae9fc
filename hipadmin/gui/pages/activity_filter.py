"""What narrows Activity beside words: state, room, period."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from hipadmin.domain.activity import EventFilter
from hipadmin.domain.delivery import OPEN, DeliveryState
from hipadmin.domain.event_state import EventState
from hipadmin.domain.recipients import Recipient
from hipadmin.gui.models.event_words import event_word
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.filter_strip import FilterStrip, since

_HOUR = "hour"


class ActivityFilter(FilterStrip):
    """Three combo boxes."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.state = self.add_combo(self.tr("St&ate"))
        self.room = self.add_combo(self.tr("Roo&m"))
        self.when = self.add_combo(self.tr("&When"))
        self.end()
        self._fill()
        self.show_rooms(())

    def _fill(self) -> None:
        self.state.addItem(self.tr("All states"), EventFilter())
        for group in (self._verdicts(), self._deliveries(), self._events()):
            self.state.insertSeparator(self.state.count())
            for text, wanted in group:
                self.state.addItem(text, wanted)
        periods: tuple[tuple[str, object], ...] = (
            (self.tr("Any time"), -1),
            (self.tr("Last hour"), _HOUR),
            (self.tr("Today"), 0),
            (self.tr("Last 7 days"), 7),
            (self.tr("Last 30 days"), 30),
        )
        for text, days in periods:
            self.when.addItem(text, days)

    def _verdicts(self) -> Sequence[tuple[str, EventFilter]]:
        return (
            (self.tr("Sent"), EventFilter(passed=True)),
            (self.tr("Held back"), EventFilter(passed=False)),
        )

    def _deliveries(self) -> Sequence[tuple[str, EventFilter]]:
        state = DeliveryState
        return (
            (self.tr("Message failed"), EventFilter(deliveries=(state.FAILED,))),
            (self.tr("Message still owed"), EventFilter(deliveries=tuple(sorted(OPEN)))),
            (self.tr("Message delivered"), EventFilter(deliveries=(state.DELIVERED,))),
            (self.tr("Message dropped"), EventFilter(deliveries=(state.DROPPED,))),
        )

    def _events(self) -> Sequence[tuple[str, EventFilter]]:
        return [(event_word(state), EventFilter(states=(state,))) for state in EventState]

    def show_rooms(self, rooms: Sequence[Recipient]) -> None:
        """Offer these rooms; the choice stays where it still is one."""
        chosen = self.room.currentData() or ""
        known = [self.room.itemData(at) for at in range(1, self.room.count())]
        if self.room.count() and known == [room.key for room in rooms]:
            return
        self.room.clear()
        self.room.addItem(self.tr("All rooms"), "")
        for room in rooms:
            self.room.addItem(room.shown, room.key)
        self.room.setCurrentIndex(max(0, self.room.findData(chosen)))

    def clear(self) -> None:
        """Choose nothing, without saying so."""
        for combo in (self.state, self.room, self.when):
            combo.setCurrentIndex(0)

    @property
    def narrows(self) -> bool:
        """Whether anything is chosen."""
        return any(combo.currentIndex() > 0 for combo in (self.state, self.room, self.when))

    def wanted(self, subscription_id: str, text: str) -> EventFilter:
        """What is chosen, and the words of ``text``."""
        state: EventFilter = self.state.currentData()
        return EventFilter(
            subscription_id=subscription_id,
            states=state.states,
            passed=state.passed,
            deliveries=state.deliveries,
            room=self.room.currentData() or "",
            text=text,
            since=_begin(self.when.currentData()),
        )


def _begin(period: object) -> datetime | None:
    if period == _HOUR:
        return datetime.now(UTC) - timedelta(hours=1)
    return since(int(str(period)))
