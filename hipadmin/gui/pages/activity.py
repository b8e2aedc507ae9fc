"""A subscription's Activity: its events, what was decided about each, and what became of that."""

from functools import cached_property

from PySide6.QtCore import QLocale, QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.activity import DeliveryRow, EventFilter, Numbers
from hipadmin.domain.delivery import WAITING, DeliveryState
from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.activity_columns import activity_columns
from hipadmin.gui.models.activity_lines import EventLine, Feed, Line, deliveries_in
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.activity_acts import ActivityActs
from hipadmin.gui.pages.activity_details import ActivityDetails
from hipadmin.gui.pages.activity_export import ActivityExport
from hipadmin.gui.pages.activity_filter import ActivityFilter
from hipadmin.gui.pages.activity_insight import ActivityInsight
from hipadmin.gui.pages.activity_reading import ActivityReading, Around
from hipadmin.gui.pages.activity_table import ActivityTable
from hipadmin.gui.pages.list_frame import ListFrame, Parts
from hipadmin.gui.pages.long_list import MOST_AGAIN, LongListPage
from hipadmin.gui.pages.long_reading import Span
from hipadmin.gui.pages.refusal_bar import RefusalBar
from hipadmin.gui.pages.row_menu import show_row_menu
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.states import EmptyState
from hipadmin.gui.widgets.work_bar import WorkBar
from hipadmin.services.history.stories import Meanwhile, Story

PATIENCE_MS = 600
"""How long a search may take before it can be stopped."""


class ActivityPage(LongListPage[EventFilter, Story, Line]):
    """The events with what came of each; news come by themselves.

    Signals:
        alert_asked: number of an alert to be shown.
        source_asked: a source shall be connected.
    """

    alert_asked = Signal(int)
    source_asked = Signal()
    _reading: ActivityReading

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._subscription_id = ""
        self._feed = Feed()
        self._numbers = Numbers(0, 0, 0)
        self._answered = True
        self._stopped = False
        self._asked_anew = True
        self.table: ActivityTable = ActivityTable(context.look, self.tr("Activity"))
        self.filter = ActivityFilter(context.look)
        self.acts = ActivityActs(context, self)
        self.work_bar = WorkBar(context.look, Icon.EXPORT, self.tr("Exporting the activity"))
        self.export = ActivityExport(context, self.work_bar, self)
        self.searching = WorkBar(context.look, Icon.SEARCH, self.tr("Searching …"))
        self.refusals = RefusalBar(context.look)
        self._reading = ActivityReading(context, self)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._compose()
        self._connect()

    @cached_property
    def details(self) -> ActivityDetails:
        """What is selected, in full; made when the list is seen, or first asked for."""
        details = ActivityDetails(self._context.look)
        details.resend_asked.connect(self.resend)
        details.cancel_asked.connect(self.cancel)
        details.alert_asked.connect(self.alert_asked)
        return details

    @cached_property
    def insight(self) -> ActivityInsight:
        """What reads the selected lines and shows them; made with the first of them."""
        return ActivityInsight(self._context, self.table, self.details, self.acts)

    def _compose(self) -> None:
        look = self._context.look
        self._rows: RowsModel[Line] = RowsModel(activity_columns(), lambda line: line.key, self)
        self.export_button = standard(look, self.tr("Export…"), Icon.EXPORT)
        self.head = PageHead(
            look,
            self.tr("Activity"),
            filter_hint=self.tr("Filter activity"),
            primary=self.export_button,
            strip=self.filter,
        )
        parts = Parts("activity", self.head, self.table, lambda: self.details, self._make_empty)
        self.frame = ListFrame(self._context, parts, self._rows, self._no_match, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in (self.work_bar, self.searching, self.refusals):
            column.addWidget(bar)
        column.addWidget(self.frame, 1)

    def _make_empty(self) -> EmptyState:
        look = self._context.look
        source = standard(look, self.tr("Connect a source…"), Icon.SOURCE)
        source.clicked.connect(self.source_asked)
        return EmptyState(
            look,
            self.tr("No event has come in yet"),
            self.tr(
                "What a source reports stands here, with what was decided about it\n"
                "and what became of each message."
            ),
            icons=(Icon.SOURCE, Icon.PULSE, Icon.ROOM),
            buttons=(source,),
        )

    def _no_match(self, text: str) -> str:
        if self._stopped:
            return self.tr("The search was stopped before it found anything")
        if not text or self.filter.narrows:
            return self.tr("No event matches the filter")
        return self.tr("No event matches “{text}”").format(text=text)

    def _connect(self) -> None:
        self._connect_list()
        self.frame.selection_changed.connect(self._on_selection_changed)
        self.filter.changed.connect(self._narrow)
        self.table.turn_asked.connect(self._on_turn_asked)
        self.table.activated_row.connect(self._on_activated)
        self.table.context_menu_requested.connect(self._on_menu_asked)
        self.export_button.clicked.connect(lambda: self.export.ask(self._wanted()))
        self.export.running_changed.connect(self.export_button.setDisabled)
        self.searching.cancelled.connect(self._on_search_cancelled)
        self.acts.done.connect(self._context.watch.look)
        self._connect_reading()

    def _connect_reading(self) -> None:
        self._reading.learnt.connect(self._on_learnt)
        self._reading.around.connect(self._on_around)
        self._reading.busy_changed.connect(self._on_busy_changed)
        self._patience.timeout.connect(self._show_searching)
        self._context.watch.moved.connect(self._on_moved)

    # what the dashboard calls

    def show_subscription(self, subscription_id: str) -> None:
        """Show the events of this subscription from now on."""
        if subscription_id == self._subscription_id:
            return
        self._reading.stop()
        self._subscription_id = subscription_id
        self._feed.clear()
        self._more, self._total, self._asked_anew = False, 0, True
        self.filter.clear()
        if self.head.search is not None:
            self.head.search.clear()
        self.frame.show_loading()

    # the list

    def _begin(self, limit: int) -> None:
        if self._subscription_id:
            self._answered = self._stopped = False
            super()._begin(limit)
            self._reading.look_around(self._subscription_id)

    @Slot()
    def _narrow(self) -> None:
        self._asked_anew = True
        super()._narrow()

    def _wanted(self) -> EventFilter:
        return self.filter.wanted(self._subscription_id, self._text())

    def _narrows(self) -> bool:
        return self.filter.narrows

    def _clear_strip(self) -> None:
        self.filter.clear()

    def _count(self) -> int:
        return self._feed.count

    def _ends(self) -> tuple[int, int | None]:
        return self._feed.newest, self._feed.oldest

    def _begin_rows(self, rows: tuple[Story, ...]) -> None:
        self._answered = True
        self._feed.begin(rows)
        self._show_lines()
        self._asked_anew = not rows

    def _add_older(self, rows: tuple[Story, ...]) -> None:
        self.frame.add_rows(self._feed.add_older(rows))

    def _add_newer(self, rows: tuple[Story, ...]) -> None:
        with self.table.staying():
            self.frame.add_rows(self._feed.add_newer(rows), first=True)

    # answers

    @Slot(object)
    def _on_learnt(self, meanwhile: Meanwhile) -> None:
        learnt, less = self._feed.learn(meanwhile.fates), self._feed.forget(meanwhile.forgotten)
        if learnt or less:
            self._show_lines()
        if less:
            self._on_less()

    def _on_less(self) -> None:
        if self._more:
            self._reading.count(self._wanted())
        self._show_count()
        self._fill_up()

    def _show_lines(self) -> None:
        with self.table.staying():
            self.frame.show_rows(self._feed.lines(), moves_on=self._asked_anew)

    @Slot(object)
    def _on_around(self, around: Around) -> None:
        self._numbers = around.numbers
        self.filter.show_rooms(around.rooms)
        self.refusals.show_refusals(around.refusals, around.strays)
        self._show_count()

    def _show_count(self) -> None:
        locale, numbers = QLocale(), self._numbers
        shown = locale.toString(self._feed.count)
        words = self.tr("1 event") if self._feed.count == 1 else self.tr("{count} events")
        text = brief = words.format(count=shown)
        if self._more and self._total:
            words = self.tr("the newest {count} of {total} events")
            text = words.format(count=shown, total=locale.toString(self._total))
        elif self._more:
            text = self.tr("the newest {count} events").format(count=shown)
        if numbers.waiting:
            one, more = self.tr(", 1 message waits"), self.tr(", {count} messages wait")
            text += (one if numbers.waiting == 1 else more).format(count=numbers.waiting)
        if numbers.failed:
            text += self.tr(", {count} failed").format(count=numbers.failed)
        self.head.set_count(text, brief)

    # a search that takes its time

    @Slot(bool)
    def _on_busy_changed(self, busy: bool) -> None:
        if busy and not self._patience.isActive() and not self.searching.isVisible():
            self._patience.start()
        elif not busy:
            self._patience.stop()
            self.searching.hide()

    @Slot()
    def _show_searching(self) -> None:
        if self._reading.searching and self.frame.narrowed():
            self.searching.show_step(0, 0)
            self.searching.show()

    @Slot()
    def _on_search_cancelled(self) -> None:
        self._reading.stop()
        self._more, self._stopped = False, True
        if not self._answered:
            self._feed.clear()  # its events are those of another filter
        self.frame.show_rows(self._feed.lines())
        self._show_count()
        self._context.navigator.note(self.tr("The search was stopped; there may be more."))

    # what happens

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if not self.isVisible() or not topics & {Topic.EVENTS, Topic.DELIVERIES}:
            return
        if not self._stopped:
            self._look_again(topics)
        self._reading.look_after(lambda: (self._feed.newest_ids(MOST_AGAIN), self._feed.ids))
        self._reading.look_around(self._subscription_id)

    def _look_again(self, topics: frozenset[Topic]) -> None:
        if self.filter.wanted("", "").deliveries:
            # who has such a message is another question by now
            self._reading.look_for_news(lambda: Span(self._wanted(), limit=self._as_many()))
        elif Topic.EVENTS in topics:
            self._look_for_news()

    # acts

    def _messages(self) -> list[DeliveryRow]:
        return deliveries_in(self.frame.selected())

    @Slot()
    def _on_selection_changed(self) -> None:
        self.insight.show_lines(self.frame.selected())

    @Slot(int, bool)
    def _on_turn_asked(self, event_id: int, opened: bool) -> None:
        if self._feed.turn(event_id, opened):
            self.frame.show_rows(self._feed.lines())

    @Slot(object)
    def _on_activated(self, _index: object) -> None:
        for line in self.frame.selected()[:1]:
            if isinstance(line, EventLine):
                self._on_turn_asked(line.story.id, not line.opened)

    @Slot()
    def resend(self) -> None:
        """Send the selected messages again that have failed."""
        self.acts.resend(self._messages())

    @Slot()
    def cancel(self) -> None:
        """Take the selected messages back that wait."""
        self.acts.cancel(self._messages())

    @Slot(QPoint)
    def _on_menu_asked(self, spot: QPoint) -> None:
        rows, entries = self._messages(), []
        if any(row.state is DeliveryState.FAILED for row in rows):
            entries.append((self.tr("Resend"), Icon.RETRY, self.resend))
        if any(row.state in WAITING for row in rows):
            entries.append((self.tr("Cancel"), Icon.BAN, self.cancel))
        if entries:
            show_row_menu(self.table, spot, entries)
