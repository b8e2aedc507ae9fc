"""Whether the first event of a source came, and what was not taken in while it is awaited."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.activity import EventFilter, EventRow, Refusal
from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import JobContext, Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.gui.theme import FontRole
from hipadmin.gui.widgets.labels import Label, StateLabel
from hipadmin.gui.words.texts import clock_or_day
from hipadmin.services.history.activity import Activity


@dataclass(frozen=True, slots=True)
class Before:
    """The last event and the last refusal before anybody waited; 0 and None without any."""

    event: int
    refused: datetime | None


@dataclass(frozen=True, slots=True)
class News:
    """What came in since."""

    event: EventRow | None
    refusal: Refusal | None


def read_before(activity: Activity, subscription_id: str) -> Before:
    """Read where waiting begins. Blocking; raises StoreTrouble."""
    newest = activity.events(EventFilter(subscription_id), limit=1).rows
    refused = activity.last_refusal(subscription_id)
    return Before(newest[0].id if newest else 0, refused.last_at if refused else None)


class FirstEvent(QWidget):
    """Waits for an event of a subscription; what came is told from `wait_after` on."""

    def __init__(self, context: Context, subscription_id: str) -> None:
        super().__init__()
        self._context = context
        self._subscription_id = subscription_id
        self._before: Before | None = None
        words = self.tr("Waiting for the first event …")
        self.state = StateLabel(context.look)
        self.state.set_mark(StateMark(Icon.CLOCK, Tone.NEUTRAL, words))
        self.refused = Label(context.look, "", FontRole.BODY, "danger", wrap=True)
        self.refused.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.look.px(12))
        column.addWidget(self.state)
        column.addWidget(self.refused)
        context.watch.moved.connect(self._on_moved)

    def wait_after(self, before: Before) -> None:
        """Tell what comes after that."""
        self._before = before

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        before = self._before
        if before is None or Topic.EVENTS not in topics:
            return
        activity, wanted = self._context.services.activity, self._subscription_id

        def work(_job: JobContext) -> News:
            found = activity.events(EventFilter(wanted), limit=1, after=before.event).rows
            return News(found[0].row if found else None, activity.last_refusal(wanted))

        self._context.jobs.run(
            work,
            then=lambda news: self._tell(news, before),
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def _tell(self, news: News, before: Before) -> None:
        if news.event is not None:
            words = self.tr("Received at {time}: {title}")
            time, title = clock_or_day(news.event.received_at), news.event.title[:80]
            text = words.format(time=time, title=title)
            self.state.set_mark(StateMark(Icon.CHECK_CIRCLE, Tone.OK, text))
            self.refused.hide()
        elif news.refusal is not None and _is_later(news.refusal, before):
            words = self.tr("Something came, but was not taken in: {reason}")
            self.refused.set_text(words.format(reason=news.refusal.text))
            self.refused.show()


def _is_later(refusal: Refusal, before: Before) -> bool:
    return before.refused is None or refusal.last_at > before.refused
