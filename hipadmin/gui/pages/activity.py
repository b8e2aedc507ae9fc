"""A subscription's Activity: its events, what was decided about each, and what became of that."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale, QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.activity import DeliveryRow, EventFilter, Numbers
from hipadmin.domain.delivery import WAITING, DeliveryState
from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.icons import Icon
from hipadmin.gui.models.activity_columns import activity_columns
from hipadmin.gui.models.activity_lines import EventLine, Feed, Line, deliveries_in
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.activity_acts import ActivityActs
from hipadmin.gui.pages.activity_details import ActivityDetails
from hipadmin.gui.pages.activity_export import ActivityExport
from hipadmin.gui.pages.activity_filter import ActivityFilter
from hipadmin.gui.pages.activity_insight import ActivityInsight
from hipadmin.gui.pages.activity_reading import PAGE, ActivityReading, Around, Span
from hipadmin.gui.pages.activity_table import ActivityTable
from hipadmin.gui.pages.list_frame import ListFrame, Parts
from hipadmin.gui.pages.refusal_bar import RefusalBar
from hipadmin.gui.pages.row_menu import show_row_menu
from hipadmin.gui.widgets.button import standard
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.states import EmptyState
from hipadmin.gui.widgets.work_bar import WorkBar
from hipadmin.services.activity import Page
from hipadmin.services.stories import Fates, Story

MOST_AGAIN = 500
"""Events read again at most when the page is shown again, and looked after while it is shown."""
TYPING_MS = 200
"""How long typing must rest before the store is asked."""
PATIENCE_MS = 600
"""How long a search may take before it can be stopped."""


class ActivityPage(QWidget):
    """The list, read in pages; older events come when its end is reached, news by themselves.

    Signals:
        alert_asked: number of an alert to be shown.
        source_asked: a source shall be connected.
    """

    alert_asked = Signal(int)
    source_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._subscription_id = ""
        self._feed = Feed()
        self._more = False
        self._total = 0
        self._numbers = Numbers(0, 0, 0)
        self.table = ActivityTable(context.look, self.tr("Activity"))
        self.details = ActivityDetails(context.look)
        self.filter = ActivityFilter(context.look)
        self.acts = ActivityActs(context, self)
        self.work_bar = WorkBar(context.look, Icon.EXPORT, self.tr("Exporting the activity"))
        self.export = ActivityExport(context, self.work_bar, self)
        self.searching = WorkBar(context.look, Icon.SEARCH, self.tr("Searching …"))
        self.refusals = RefusalBar(context.look)
        self._reading = ActivityReading(context, self)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._compose()
        self.insight = ActivityInsight(context, self.table, self.details, self.acts)
        self._connect()

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
        self.empty = self._make_empty()
        parts = Parts("activity", self.head, self.table, self.details, self.empty)
        self.frame: ListFrame[Line] = ListFrame(
            self._context, parts, self._rows, self._no_match, self
        )
        self.frame.filters_rows = False
        self.frame.narrowed = lambda: bool(self._text()) or self.filter.narrows
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in (self.work_bar, self.searching, self.refusals):
            column.addWidget(bar)
        column.addWidget(self.frame, 1)

    def _make_empty(self) -> EmptyState:
        look = self._context.look
        self.source_button = standard(look, self.tr("Connect a source…"), Icon.SOURCE)
        self.source_button.clicked.connect(self.source_asked)
        return EmptyState(
            look,
            self.tr("No event has come in yet"),
            self.tr(
                "What a source reports stands here, with what was decided about it\n"
                "and what became of each message."
            ),
            icons=(Icon.SOURCE, Icon.PULSE, Icon.ROOM),
            buttons=(self.source_button,),
        )

    def _no_match(self, text: str) -> str:
        if not text or self.filter.narrows:
            return self.tr("No event matches the filter")
        return self.tr("No event matches “{text}”").format(text=text)

    def _connect(self) -> None:
        self.frame.selection_changed.connect(self._on_selection_changed)
        self.frame.filter_changed.connect(lambda: self._typing.start())
        self.frame.clear_filter.clicked.connect(self._on_clear_clicked)
        self.frame.retry_asked.connect(self.reload)
        self.filter.changed.connect(self._narrow)
        self._typing.timeout.connect(self._narrow)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.table.turn_asked.connect(self._on_turn_asked)
        self.table.activated_row.connect(self._on_activated)
        self.table.context_menu_requested.connect(self._on_menu_asked)
        self.export_button.clicked.connect(lambda: self.export.ask(self._wanted()))
        self.export.running_changed.connect(self.export_button.setDisabled)
        self.searching.cancelled.connect(self._on_search_cancelled)
        self.details.resend_asked.connect(self.resend)
        self.details.cancel_asked.connect(self.cancel)
        self.details.alert_asked.connect(self.alert_asked)
        self.acts.done.connect(self._context.watch.look)
        self._connect_reading()

    def _connect_reading(self) -> None:
        self._reading.read.connect(self._on_read)
        self._reading.counted.connect(self._on_counted)
        self._reading.learnt.connect(self._on_learnt)
        self._reading.around.connect(self._on_around)
        self._reading.failed.connect(self._on_not_read)
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
        self._more, self._total = False, 0
        self.filter.clear()
        if self.head.search is not None:
            self.head.search.clear()
        self.frame.show_loading()

    def activate(self) -> None:
        """The page is shown: read the newest events."""
        self.reload()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        return self.frame.focus_target()

    @Slot()
    def reload(self) -> None:
        """Read the newest events again, about as many as are shown."""
        self._begin(min(max(PAGE, self._feed.count), MOST_AGAIN))

    @Slot()
    def _narrow(self) -> None:
        self._begin(PAGE)

    def _begin(self, limit: int) -> None:
        self._typing.stop()
        if self._subscription_id:
            self._reading.begin(Span(self._wanted(), limit=limit))
            self._reading.look_around(self._subscription_id)

    def _text(self) -> str:
        return self.head.search.text().strip() if self.head.search else ""

    def _wanted(self) -> EventFilter:
        return self.filter.wanted(self._subscription_id, self._text())

    # answers

    @Slot(object, object)
    def _on_read(self, span: Span, page: Page[Story]) -> None:
        if span.before is not None:
            self.frame.add_rows(self._feed.add_older(page.rows))
        elif span.after and not page.more:
            self._total += len(page.rows)
            with self.table.staying():
                self.frame.add_rows(self._feed.add_newer(page.rows), first=True)
        else:
            self._feed.begin(page.rows)
            self._total = 0
            self._show_lines()
        if not span.after or page.more:
            self._more = page.more
        self._show_count()
        self._fill_up()

    @Slot(object)
    def _on_learnt(self, fates: Mapping[int, Fates]) -> None:
        if self._feed.learn(fates):
            self._show_lines()

    def _show_lines(self) -> None:
        with self.table.staying():
            self.frame.show_rows(self._feed.lines())

    @Slot(object)
    def _on_not_read(self, error: Exception) -> None:
        if self._rows.rows:  # what has happened stays true
            self._context.navigator.explain(error)
        else:
            self.frame.show_trouble(error)

    @Slot(int)
    def _on_counted(self, total: int) -> None:
        self._total = total
        self._show_count()

    @Slot(object)
    def _on_around(self, around: Around) -> None:
        self._numbers = around.numbers
        self.filter.show_rooms(around.rooms)
        self.refusals.show_refusals(around.refusals)
        self._show_count()

    def _show_count(self) -> None:
        locale, numbers = QLocale(), self._numbers
        shown = locale.toString(self._feed.count)
        text = self.tr("{count} events").format(count=shown)
        if self._more and self._total:
            words = self.tr("the newest {count} of {total} events")
            text = words.format(count=shown, total=locale.toString(self._total))
        elif self._more:
            text = self.tr("the newest {count} events").format(count=shown)
        if numbers.waiting:
            text += self.tr(", {count} messages wait").format(count=numbers.waiting)
        if numbers.failed:
            text += self.tr(", {count} failed").format(count=numbers.failed)
        self.head.set_count(text)

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
        if self._reading.busy and self.frame.narrowed():
            self.searching.show_step(0, 0)
            self.searching.show()

    @Slot()
    def _on_search_cancelled(self) -> None:
        self._reading.stop()
        self._more = False
        self.frame.show_rows(self._feed.lines())
        self._context.navigator.note(self.tr("The search was stopped; there may be more."))

    # what happens

    @Slot()
    def _on_scrolled(self) -> None:
        bar = self.table.verticalScrollBar()
        if bar.value() >= bar.maximum():
            self._read_older()

    def _fill_up(self) -> None:
        """Read on while a tall window has room: there is nothing to scroll that could ask."""
        if self.table.rowAt(self.table.viewport().height() - 1) < 0:
            self._read_older()

    def _read_older(self) -> None:
        if self._more and self._feed.oldest is not None:
            self._reading.go_on(Span(self._wanted(), before=self._feed.oldest))

    @Slot()
    def _on_clear_clicked(self) -> None:
        self.filter.clear()
        self._narrow()

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if not self.isVisible() or not topics & {Topic.EVENTS, Topic.DELIVERIES}:
            return
        if Topic.EVENTS in topics:
            self._reading.look_for_news(self._news)
        if self.filter.wanted("", "").deliveries:
            self._narrow()  # who has such a message is another question by now
            return
        self._reading.look_after(lambda: self._feed.newest_ids(MOST_AGAIN))
        self._reading.look_around(self._subscription_id)

    def _news(self) -> Span:
        return Span(self._wanted(), after=self._feed.newest)

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
