"""A subscription's Settings › Integrations: which of its events are posted into which rooms."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from hipadmin.domain.errors import NotFound
from hipadmin.domain.health import Health
from hipadmin.domain.ports import Topic
from hipadmin.domain.subscription import Subscription
from hipadmin.gui.context import Context
from hipadmin.gui.icons import Icon, icon
from hipadmin.gui.jobs import Lane
from hipadmin.gui.models.notification_columns import NotificationLine, notification_columns
from hipadmin.gui.pages.list_frame import ListFrame, Parts, Rows
from hipadmin.gui.pages.notification_acts import NotificationActs
from hipadmin.gui.pages.notification_details import NotificationDetails
from hipadmin.gui.testing_controller import Tester
from hipadmin.gui.widgets.button import primary
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.states import EmptyState
from hipadmin.gui.widgets.table import Table
from hipadmin.services.views import NotificationRow

TOPICS = frozenset(Topic) - {Topic.AUDIT}
AGES_MS = 30_000
"""How often "2 min ago" is looked at again."""

Answer = tuple[Subscription, Sequence[NotificationRow]]


class SubscriptionIntegrationsPage(QWidget):
    """The room notifications of one subscription.

    Signals:
        subscription_gone: the subscription shown does not exist any more.
    """

    subscription_gone = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._subscription_id = ""
        self._name = ""
        self._wanted = ("", "")
        self._deleting = ""
        self._read_rows: tuple[NotificationRow, ...] = ()
        self.acts = NotificationActs(context, self)
        self.tester = Tester(context, self)
        self.table = Table(context.look, self.tr("Room notifications"))
        self.details = NotificationDetails(context)
        self._ages = QTimer(self, interval=AGES_MS)
        self._compose()
        self._add_keys()
        self._connect()

    def _compose(self) -> None:
        look = self._context.look
        self._rows = Rows.make(notification_columns(), _id, self)
        add = primary(look, self.tr("Add Integration"), Icon.PLUS)
        add.clicked.connect(self._on_add_asked)
        hint = self.tr("Filter room notifications")
        self.head = PageHead(look, self.tr("Integrations"), filter_hint=hint, primary=add)
        self.empty = self._make_empty()
        parts = Parts("notifications", self.head, self.table, self.details, self.empty)
        self.frame: ListFrame[NotificationLine] = ListFrame(
            self._context, parts, self._rows, self._no_match, self
        )
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)

    def _make_empty(self) -> EmptyState:
        look = self._context.look
        add = primary(look, self.tr("Add Integration"), Icon.PLUS)
        add.clicked.connect(self._on_add_asked)
        icons = (Icon.SOURCE, Icon.PLUS, Icon.ROOM)
        return EmptyState(look, "", icons=icons, accent=1, buttons=(add,))

    def _no_match(self, text: str) -> str:
        return self.tr("No room notification matches “{text}”").format(text=text)

    def _add_keys(self) -> None:
        own, page = Qt.ShortcutContext.WidgetShortcut, Qt.ShortcutContext.WidgetWithChildrenShortcut
        for widget, context, key, slot in (
            (self.table, own, QKeySequence.StandardKey.Delete, self._on_delete_asked),
            (self.table, own, Qt.Key.Key_F2, self._on_edit_asked),
            (self, page, "Ctrl+T", self._on_test_asked),
        ):
            action = QAction(widget)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(context)
            action.triggered.connect(slot)
            widget.addAction(action)

    def _connect(self) -> None:
        self.frame.selection_changed.connect(self._on_selection_changed)
        self.frame.filter_changed.connect(self._show_count)
        self.table.activated_row.connect(self._on_edit_asked)
        self.table.toggle_requested.connect(self._on_toggle_requested)
        self.table.context_menu_requested.connect(self._on_menu_asked)
        self._rows.model.check_requested.connect(self._on_check_requested)
        self.details.test_asked.connect(self._on_test_asked)
        self.details.edit_asked.connect(self._on_edit_asked)
        self.details.delete_asked.connect(self._on_delete_asked)
        self.details.switch_asked.connect(self._on_switch_asked)
        self.acts.saved.connect(self._on_saved)
        self.acts.busy_changed.connect(self._show_lines)
        self.tester.run_started.connect(self.details.follow)
        self._context.watch.moved.connect(self._on_moved)
        self._ages.timeout.connect(self._rows.model.refresh)
        self._ages.start()

    # what the dashboard calls

    def show_subscription(self, subscription_id: str, integration_id: str = "") -> None:
        """Show this subscription, with the first use of ``integration_id`` selected."""
        if subscription_id != self._subscription_id:
            self._subscription_id = subscription_id
            self._read_rows = ()
            self._rows.model.set_rows(())
        self._wanted = ("", integration_id)
        self.reload()

    def mark_deleting(self, integration_id: str) -> None:
        """Put the trash mark before this integration's name; an empty id takes it away."""
        self._deleting = integration_id
        self._show_lines()

    def activate(self) -> None:
        """The page is shown: read the list."""
        self.reload()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        return self.table if self._read_rows else self

    def reload(self) -> None:
        """Read the list again."""
        wanted, services = self._subscription_id, self._context.services
        if not wanted:
            return
        self._context.jobs.run(
            lambda _job: (
                services.notifications.choices(wanted).subscription,
                services.views.notifications(wanted),
            ),
            then=self._on_read,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    # answers

    def _on_read(self, answer: Answer) -> None:
        subscription, rows = answer
        if subscription.id != self._subscription_id:
            return
        self._name, self._read_rows = subscription.name, tuple(rows)
        text = self.tr(
            "Choose which rooms hear of what happens in {name}, and through which token."
        )
        title = self.tr("No integrations in {name} yet").format(name=self._name)
        self.empty.set_texts(title, text.format(name=self._name))
        self._show_lines()
        self._select_wanted()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.subscription_gone.emit()
        else:
            self._context.navigator.explain(error)

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
        lines = [self._rows.shown.index(i, 0) for i in range(self._rows.shown.rowCount())]
        shown = [self.frame.row_of(index) for index in lines]
        match = next((li for li in shown if li.row.integration.id == integration_id), None)
        key = notification_id or (match.id if match else "")
        if key and self.frame.select(key):
            self._wanted = ("", "")

    def _show_count(self) -> None:
        total, shown = len(self._read_rows), self._rows.shown.rowCount()
        if shown != total:
            text = self.tr("{shown} of {total} room notifications of {name}")
        elif total == 1:
            text = self.tr("1 room notification of {name}")
        else:
            text = self.tr("{total} room notifications of {name}")
        self.head.set_count(text.format(shown=shown, total=total, name=self._name))

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

    # acts

    def _selected(self) -> list[NotificationRow]:
        return [line.row for line in self.frame.selected()]

    @Slot()
    def _on_add_asked(self) -> None:
        self.acts.add(self._subscription_id)

    @Slot()
    def _on_edit_asked(self) -> None:
        rows = self._selected()
        if len(rows) == 1:
            self.acts.edit(rows[0])

    @Slot()
    def _on_delete_asked(self) -> None:
        self.acts.ask_to_delete(self._selected())

    @Slot()
    def _on_test_asked(self) -> None:
        rows = self._selected()
        if len(rows) == 1:
            row = rows[0]
            off = row.state.health is Health.OFF
            self.tester.test_notification(row.id, row.notification.name, off=off)

    @Slot(object)
    def _on_toggle_requested(self, index: QModelIndex) -> None:
        line = self.frame.row_of(index)
        self._on_check_requested(line, not line.row.notification.enabled)

    @Slot(object, bool)
    def _on_check_requested(self, line: NotificationLine, on: bool) -> None:
        selected = self._selected()
        together = any(row.id == line.id for row in selected)
        self.acts.switch(selected if together else [line.row], on)

    @Slot(bool)
    def _on_switch_asked(self, on: bool) -> None:
        self.acts.switch(self._selected(), on)

    @Slot(QPoint)
    def _on_menu_asked(self, spot: QPoint) -> None:
        rows = self._selected()
        if not rows:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        on = menu.addAction(icon(Icon.POWER), self.tr("Turn on"))
        off = menu.addAction(icon(Icon.POWER), self.tr("Turn off"))
        on.triggered.connect(lambda: self._on_switch_asked(True))
        off.triggered.connect(lambda: self._on_switch_asked(False))
        menu.addSeparator()
        test = menu.addAction(icon(Icon.SEND), self.tr("Test"), self._on_test_asked)
        edit = menu.addAction(icon(Icon.PENCIL), self.tr("Edit"), self._on_edit_asked)
        menu.addAction(icon(Icon.TRASH), self.tr("Delete"), self._on_delete_asked)
        on.setVisible(any(not r.notification.enabled for r in rows))
        off.setVisible(any(r.notification.enabled for r in rows))
        for action in (test, edit):
            action.setEnabled(len(rows) == 1)
        menu.popup(spot)


def _id(line: NotificationLine) -> str:
    return line.id
