"""A subscription's Settings › Integrations: which of its events are posted into which rooms."""

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.errors import NotFound
from hipadmin.domain.health import Health
from hipadmin.domain.ports import Topic
from hipadmin.domain.subscription import Subscription
from hipadmin.gui.acts.testing_controller import Tester
from hipadmin.gui.context import Context
from hipadmin.gui.keyboard.shortcuts import Shortcut, bind
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.notification_columns import (
    NotificationLine,
    count_text,
    notification_columns,
)
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.list_frame import ListFrame, Parts
from hipadmin.gui.pages.notification_acts import NotificationActs
from hipadmin.gui.pages.notification_details import NotificationDetails
from hipadmin.gui.threads.in_order import InOrder
from hipadmin.gui.widgets.button import primary
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.states import EmptyState
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.verbs import show_menu
from hipadmin.services.views import NotificationRow

TOPICS = frozenset(Topic) - {Topic.AUDIT, Topic.EVENTS, Topic.ALERTS, Topic.RELAY}
AGES_MS = 30_000
"""How often "2 min ago" is looked at again."""
EMPTY = "empty"

Answer = tuple[Subscription, Sequence[NotificationRow], frozenset[str]]


class SubscriptionIntegrationsPage(QWidget):
    """The room notifications of one subscription.

    Signals:
        subscription_gone: the subscription shown does not exist any more.
    """

    subscription_gone = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._readings = InOrder(context.jobs, self)
        self._subscription_id = ""
        self._name = ""
        self._wanted = ("", "")
        self._deleting = ""
        self._read_rows: tuple[NotificationRow, ...] = ()
        self.acts = NotificationActs(context, self)
        self.tester = Tester(context, self)
        self.table = Table(context.look, self.tr("Room notifications"))
        self._ages = QTimer(self, interval=AGES_MS)
        self._compose()
        self._add_keys()
        self._connect()

    @cached_property
    def details(self) -> NotificationDetails:
        """What is selected; made when the list is seen, or first asked for."""
        details = NotificationDetails(self._context)
        details.test_asked.connect(self.test)
        details.message_asked.connect(self.send_message)
        details.edit_asked.connect(self.edit)
        details.delete_asked.connect(self.delete)
        details.on_asked.connect(self.turn_on)
        details.off_asked.connect(self.turn_off)
        self.tester.run_started.connect(details.follow)
        return details

    @cached_property
    def empty(self) -> EmptyState:
        """What stands for no room notifications."""
        look = self._context.look
        add = primary(look, self.tr("&Add Integration"), Icon.PLUS)
        add.clicked.connect(self.add)
        icons = (Icon.SOURCE, Icon.PLUS, Icon.ROOM)
        empty = EmptyState(look, "", icons=icons, accent=1, buttons=(add,))
        empty.set_texts(*self._empty_texts())
        return empty

    def _empty_texts(self) -> tuple[str, str]:
        text = self.tr(
            "Choose which rooms hear of what happens in {name}, and through which token."
        )
        title = self.tr("No integrations in {name} yet")
        return title.format(name=self._name), text.format(name=self._name)

    def _compose(self) -> None:
        look = self._context.look
        self._rows = RowsModel(notification_columns(), _id, self)
        add = primary(look, self.tr("&Add Integration"), Icon.PLUS)
        add.clicked.connect(self.add)
        hint = self.tr("Filter room notifications")
        self.head = PageHead(look, self.tr("Integrations"), filter_hint=hint, primary=add)
        details, empty = lambda: self.details, lambda: self.empty
        parts = Parts("notifications", self.head, self.table, details, empty)
        self.frame: ListFrame[NotificationLine] = ListFrame(
            self._context, parts, self._rows, self._no_match, self
        )
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)

    def _no_match(self, text: str) -> str:
        return self.tr("No room notification matches “{text}”").format(text=text)

    def _add_keys(self) -> None:
        bind(self.table, Shortcut.DELETE, self.delete)
        bind(self.table, Shortcut.EDIT, self.edit)

    def _connect(self) -> None:
        self.frame.selection_changed.connect(self._on_selection_changed)
        self.frame.filter_changed.connect(self._show_count)
        self.frame.retry_asked.connect(self.reload)
        self.table.activated_row.connect(self.edit)
        self.table.toggle_requested.connect(self._on_toggle_requested)
        self.table.context_menu_requested.connect(self._on_menu_asked)
        self._rows.check_requested.connect(self._on_check_requested)
        self.acts.saved.connect(self._on_saved)
        self.acts.busy_changed.connect(self._show_lines)
        self.acts.switched.connect(self.reload)
        self._context.watch.moved.connect(self._on_moved)
        self._ages.timeout.connect(self._rows.refresh)
        self._ages.start()

    # what the dashboard calls

    def show_subscription(self, subscription_id: str, integration_id: str = "") -> None:
        """Show this subscription, with the first use of ``integration_id`` selected."""
        if subscription_id != self._subscription_id:
            self._subscription_id = subscription_id
            self._read_rows = ()
            self._rows.set_rows(())
        self._wanted = ("", integration_id)
        self.reload()

    def mark_deleting(self, integration_id: str) -> None:
        """Put the trash mark before this integration's name; an empty id takes it away."""
        if integration_id != self._deleting:
            self._deleting = integration_id
            self._show_lines()

    def activate(self) -> None:
        """The page is shown: read the list."""
        self.reload()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        return self.frame.focus_target()

    def reload(self) -> None:
        """Read the list again."""
        wanted, services = self._subscription_id, self._context.services
        arrived = self.acts.arrived
        if not wanted:
            return
        self._readings.read(
            lambda _job: (
                services.notifications.choices(wanted).subscription,
                services.views.notifications(wanted),
                arrived,
            ),
            self._on_read,
            lambda error: self._on_failed(wanted, error),
        )

    # answers

    def _on_read(self, answer: Answer) -> None:
        subscription, rows, arrived = answer
        self.acts.settle(arrived)
        if subscription.id != self._subscription_id:
            return
        self._name, self._read_rows = subscription.name, tuple(rows)
        if EMPTY in vars(self):
            self.empty.set_texts(*self._empty_texts())
        self._show_lines()
        self._select_wanted()

    def _on_failed(self, wanted: str, error: Exception) -> None:
        self.acts.settle(self.acts.arrived)
        if wanted != self._subscription_id:
            return
        if isinstance(error, NotFound):
            self.subscription_gone.emit()
        else:
            self.frame.show_trouble(error)

    @Slot()
    def _show_lines(self) -> None:
        if not self._name:
            return
        self.frame.show_rows([self._line(row) for row in self._read_rows])
        self._show_count()

    def _line(self, row: NotificationRow) -> NotificationLine:
        doomed = row.integration.id == self._deleting
        return NotificationLine(row, deleting=doomed, busy=row.id in self.acts.busy)

    def _select_wanted(self) -> None:
        notification_id, integration_id = self._wanted
        match = next(
            (li for li in self._rows.shown if li.row.integration.id == integration_id), None
        )
        key = notification_id or (match.id if match else "")
        if key and self.frame.select(key):
            self._wanted = ("", "")

    def _show_count(self) -> None:
        total, shown = len(self._read_rows), self._rows.rowCount()
        part = self.tr("{shown} of {total}").format(shown=shown, total=total)
        brief = part if shown != total else str(total or "")
        self.head.set_count(count_text(shown, total, self._name), brief)

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if topics & TOPICS and self.isVisible():
            self.reload()

    @Slot()
    def _on_selection_changed(self) -> None:
        self.details.show_rows([line.row for line in self.frame.selected()])

    @Slot(str)
    def _on_saved(self, notification_id: str) -> None:
        self._wanted = (notification_id, "")
        self.reload()

    # acts; the window's menus find edit, test, turn_on, turn_off, delete and can by name

    def _selected(self) -> list[NotificationRow]:
        return [line.row for line in self.frame.selected()]

    @Slot()
    def add(self) -> None:
        """Open the dialog for a new room notification."""
        self.acts.add(self._subscription_id)

    def can(self, verb: str) -> bool:
        """Whether ``verb`` makes sense with what is selected."""
        rows = self._selected()
        on = [row.notification.enabled for row in rows]
        return {
            "edit": len(rows) == 1,
            "test": len(rows) == 1 and not self.tester.busy,
            "send_message": len(rows) == 1,
            "room_view": len(rows) == 1,
            "duplicate": len(rows) == 1,
            "turn_on": bool(rows) and not all(on),
            "turn_off": any(on),
            "delete": bool(rows),
        }.get(verb, False)

    def edit(self) -> None:
        """Edit the selected room notification."""
        rows = self._selected()
        if len(rows) == 1:
            self.acts.edit(rows[0])

    def delete(self) -> None:
        """Ask whether the selected room notifications shall go."""
        self.acts.ask_to_delete(self._selected())

    def turn_on(self) -> None:
        """Switch the selected room notifications on."""
        self.acts.switch(self._selected(), True)

    def turn_off(self) -> None:
        """Switch them off."""
        self.acts.switch(self._selected(), False)

    def test(self) -> None:
        """Send a test message to the rooms of the selected room notification."""
        rows = self._selected()
        if len(rows) == 1:
            row = rows[0]
            off = row.state.health is Health.OFF
            self.tester.test_notification(row.id, row.notification.name, off=off)

    @Slot()
    def send_message(self) -> None:
        """Compose a message to the rooms of the selected room notification."""
        self.acts.compose(self._selected())

    def duplicate(self) -> None:
        """Copy the selected room notification to other subscriptions."""
        self.acts.duplicate(self._selected())

    def room_view(self) -> None:
        """Open the room view of the integration it goes through."""
        self.acts.open_room_view(self._selected())

    @Slot(object)
    def _on_toggle_requested(self, index: QModelIndex) -> None:
        line = self.frame.row_of(index)
        self._on_check_requested(line, not line.row.notification.enabled)

    @Slot(object, bool)
    def _on_check_requested(self, line: NotificationLine, on: bool) -> None:
        selected = self._selected()
        together = any(row.id == line.id for row in selected)
        self.acts.switch(selected if together else [line.row], on)

    @Slot(QPoint)
    def _on_menu_asked(self, spot: QPoint) -> None:
        show_menu(self, self.table.accessibleName(), self, spot)


def _id(line: NotificationLine) -> str:
    return line.id
