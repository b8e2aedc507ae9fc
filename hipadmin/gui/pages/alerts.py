"""A subscription's alerts: what is open, who has it, and what people do with it."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.alert import Alert, AlertFilter, AlertState
from hipadmin.domain.errors import NotFound
from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, JobContext, Lane
from hipadmin.gui.keyboard.returning import returning
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.alert_columns import alert_columns
from hipadmin.gui.models.alert_words import alert_word
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.alert_acts import AlertActs
from hipadmin.gui.pages.alert_pane import AlertPane
from hipadmin.gui.pages.list_frame import ListFrame, Parts
from hipadmin.gui.pages.row_menu import show_row_menu
from hipadmin.gui.widgets.fields import ComboBox
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.splitter import Splitter
from hipadmin.gui.widgets.states import EmptyState
from hipadmin.gui.widgets.table import Table
from hipadmin.services.history.paging import Page
from hipadmin.services.history.stories import AlertStory

PAGE, MOST_AGAIN = 100, 500
"""Alerts read at once, and read again at most when something has changed."""
TYPING_MS = 200
AGES_MS = 30_000
"""How often "40 min" is looked at again."""


class AlertsPage(QWidget):
    """The list at the left, the selected one at the right; older ones come at the list's end."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._subscription_id = ""
        self._wanted_number = 0
        self._more = False
        self._asked_anew = True
        self._job: Job | None = None
        self._telling: Job | None = None
        self.table = Table(context.look, self.tr("Alerts"))
        self.pane = AlertPane(context.look)
        self.acts = AlertActs(context, self)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._ages = QTimer(self, interval=AGES_MS)
        self._compose()
        self._connect()

    def _compose(self) -> None:
        look = self._context.look
        self._rows: RowsModel[Alert] = RowsModel(alert_columns(), lambda a: a.number, self)
        self.head = PageHead(look, self.tr("Alerts"), filter_hint=self.tr("Filter alerts"))
        self.states = self._make_states()
        empty = EmptyState(
            look,
            self.tr("No alert yet"),
            self.tr(
                "An event that says it is triggered, and by which id it will be cleared,\n"
                "becomes an alert: it is acknowledged, assigned and closed here."
            ),
            icons=(Icon.BELL_RING, Icon.EYE_CHECK, Icon.CHECK),
        )
        parts = Parts("alerts", self.head, self.table, None, empty)
        self.frame: ListFrame[Alert] = ListFrame(
            self._context, parts, self._rows, self._no_match, self
        )
        self.frame.filters_rows = False
        self.frame.narrowed = lambda: bool(self._text()) or self.states.currentIndex() > 0
        self.splitter = Splitter(look, Qt.Orientation.Horizontal)
        for widget in (self.frame, self.pane):
            self.splitter.addWidget(widget)
        self.splitter.setStretchFactor(0, 1)
        self.pane.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.splitter)

    def _make_states(self) -> ComboBox:
        combo = ComboBox(self._context.look)
        combo.setAccessibleName(self.tr("State"))
        alive = (AlertState.OPEN, AlertState.ACKNOWLEDGED)
        combo.addItem(self.tr("All alerts"), ())
        combo.addItem(self.tr("Not closed"), alive)
        for state in AlertState:
            combo.addItem(alert_word(state), (state,))
        self.head.extra.addWidget(combo)
        return combo

    def _no_match(self, text: str) -> str:
        if not text or self.states.currentIndex() > 0:
            return self.tr("No alert matches the filter")
        return self.tr("No alert matches “{text}”").format(text=text)

    def _connect(self) -> None:
        self.frame.selection_changed.connect(self._on_selection_changed)
        self.frame.filter_changed.connect(lambda: self._typing.start())
        self.frame.clear_asked.connect(self._on_clear_clicked)
        self.frame.retry_asked.connect(self.reload)
        self._typing.timeout.connect(self._narrow)
        self.states.activated.connect(self._narrow)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.table.context_menu_requested.connect(self._on_menu_asked)
        self.pane.acknowledge_asked.connect(self.acknowledge)
        self.pane.assign_asked.connect(self.assign)
        self.pane.close_asked.connect(self.close_alerts)
        self.pane.mute_asked.connect(lambda span: self.acts.mute(self.frame.selected(), span))
        self.acts.done.connect(self._context.watch.look)
        self.acts.done.connect(self.reload)
        self._context.watch.moved.connect(self._on_moved)
        self._ages.timeout.connect(self._rows.refresh)
        self._ages.start()

    # what the dashboard calls

    def show_subscription(self, subscription_id: str) -> None:
        """Show the alerts of this subscription from now on."""
        if subscription_id == self._subscription_id:
            return
        self._subscription_id = subscription_id
        self._asked_anew = True
        self.states.setCurrentIndex(0)
        if self.head.search is not None:
            self.head.search.clear()
        self.frame.show_loading()

    def select(self, number: int) -> None:
        """Select this alert as soon as it is there."""
        self._wanted_number = number
        self._select_wanted()

    def activate(self) -> None:
        """The page is shown: read the list."""
        self.reload()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        return self.frame.focus_target()

    @Slot()
    def reload(self) -> None:
        """Read the newest again, about as many as are shown."""
        self._typing.stop()
        if self._job is not None:
            self._job.cancel()
        self._read(None, min(max(PAGE, len(self._rows.rows)), MOST_AGAIN))

    @Slot()
    def _narrow(self) -> None:
        self._asked_anew = True
        self.reload()

    def _text(self) -> str:
        return self.head.search.text().strip() if self.head.search else ""

    def _read(self, before: int | None, limit: int = PAGE) -> None:
        if not self._subscription_id:
            return
        wanted = AlertFilter(
            states=self.states.currentData(),
            subscription_id=self._subscription_id,
            text=self._text(),
        )
        activity = self._context.services.activity

        def work(job: JobContext) -> Page[Alert]:
            return activity.alerts(wanted, limit=limit, before=before, cancel=job)

        self._job = self._context.jobs.run(
            work,
            then=lambda page: self._on_read(page, older=before is not None),
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    # answers

    def _on_read(self, page: Page[Alert], *, older: bool) -> None:
        self._job = None
        self._more = page.more
        if older:
            self.frame.add_rows(page.rows)
        else:
            # what was done to the selected ones must not be done to the next by another press
            self.frame.show_rows(page.rows, moves_on=self._asked_anew)
            self._asked_anew = not page.rows
        self.pane.setVisible(bool(self._rows.rows))
        self._show_count()
        self._select_wanted()

    def _select_wanted(self) -> None:
        if self._wanted_number and self.frame.select(self._wanted_number):
            self._wanted_number = 0

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        if self._rows.rows:
            self._context.navigator.explain(error)
        else:
            self.frame.show_trouble(error)

    def _show_count(self) -> None:
        locale, rows = QLocale(), self._rows.rows
        text = self.tr("1 alert") if len(rows) == 1 else self.tr("{count} alerts")
        text = self.tr("the newest {count}") if self._more else text
        parts = [text.format(count=locale.toString(len(rows)))]
        words = {
            AlertState.OPEN: self.tr("{count} open"),
            AlertState.ACKNOWLEDGED: self.tr("{count} acknowledged"),
        }
        for state, word in words.items():
            count = sum(alert.state is state for alert in rows)
            if count:
                parts.append(word.format(count=locale.toString(count)))
        self.head.set_count(", ".join(parts), parts[0])

    @Slot()
    def _on_selection_changed(self) -> None:
        alerts = self.frame.selected()
        with returning(self.frame.focus_target, *self.pane.act_buttons):
            self.pane.show_alerts(alerts)
        if self._telling is not None:
            self._telling.cancel()
        if len(alerts) == 1:
            self._tell(alerts)

    def _tell(self, alerts: Sequence[Alert]) -> None:
        stories, number = self._context.services.stories, alerts[0].number
        self._telling = self._context.jobs.run(
            lambda _job: stories.alert(number),
            then=self._on_told,
            failed=self._on_not_told,
            lane=Lane.READ,
            owner=self,
        )

    def _on_told(self, story: AlertStory) -> None:
        self._telling = None
        self.pane.show_story(story)

    def _on_not_told(self, error: Exception) -> None:
        self._telling = None
        if not isinstance(error, NotFound):  # retention took it meanwhile
            self._context.navigator.explain(error)

    # what happens

    @Slot()
    def _on_scrolled(self) -> None:
        bar, rows = self.table.verticalScrollBar(), self._rows.rows
        if self._more and rows and self._job is None and bar.value() >= bar.maximum():
            self._read(rows[-1].number)

    @Slot()
    def _on_clear_clicked(self) -> None:
        self.states.setCurrentIndex(0)
        self._narrow()

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if self.isVisible() and topics & {Topic.ALERTS, Topic.DELIVERIES}:
            self.reload()

    # acts

    @Slot()
    def acknowledge(self) -> None:
        """Take note of the selected ones that are open."""
        self.acts.acknowledge(self.frame.selected())

    @Slot()
    def assign(self) -> None:
        """Ask into whose hands the selected ones are put."""
        self.acts.ask_whom(self.frame.selected())

    @Slot()
    def close_alerts(self) -> None:
        """Close the selected ones."""
        self.acts.close(self.frame.selected())

    @Slot(QPoint)
    def _on_menu_asked(self, spot: QPoint) -> None:
        alerts, entries = self.frame.selected(), []
        if any(alert.state is AlertState.OPEN for alert in alerts):
            entries.append((self.tr("Acknowledge"), Icon.EYE_CHECK, self.acknowledge))
        if any(alert.state is not AlertState.CLOSED for alert in alerts):
            entries.append((self.tr("Assign…"), Icon.USER_PLUS, self.assign))
            entries.append((self.tr("Close"), Icon.CHECK, self.close_alerts))
            entries.append((self.tr("Mute…"), Icon.BELL_OFF, self.pane.ask_how_long))
        if entries:
            show_row_menu(self.table, spot, entries)
