"""Account Settings › Subscriptions: the sources of events and what each of them uses."""

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.keyboard.shortcuts import Shortcut, bind
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.subscription_columns import subscription_columns
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.list_frame import ListFrame, Parts
from hipadmin.gui.pages.subscription_acts import SubscriptionActs
from hipadmin.gui.pages.subscription_details import SubscriptionDetails
from hipadmin.gui.pages.wanted_row import WantedRow
from hipadmin.gui.threads.in_order import InOrder
from hipadmin.gui.widgets.button import primary
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.gui.widgets.states import EmptyState
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.verbs import Verb, show_menu
from hipadmin.services.views import SubscriptionRow

TOPICS = frozenset((Topic.SUBSCRIPTIONS, Topic.NOTIFICATIONS, Topic.INTEGRATIONS))


class SubscriptionsPage(QWidget):
    """The list with its acts; a double click opens a subscription's settings."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._readings = InOrder(context.jobs, self)
        self.acts = SubscriptionActs(context, self)
        self.table = Table(context.look, self.tr("Subscriptions"))
        self._build()
        self._add_keys()
        self._connect()

    @cached_property
    def details(self) -> SubscriptionDetails:
        """What is selected; made when the list is seen, or first asked for."""
        details = SubscriptionDetails(self._context)
        details.open_asked.connect(self.show_settings)
        details.edit_asked.connect(self.edit)
        details.delete_asked.connect(self.delete)
        return details

    def _build(self) -> None:
        look, rows = self._context.look, RowsModel(subscription_columns(), _id, self)
        add = primary(look, self.tr("&Add Subscription"), Icon.PLUS)
        self.head = PageHead(
            look, self.tr("Subscriptions"), filter_hint=self.tr("Filter subscriptions"), primary=add
        )
        parts = Parts("subscriptions", self.head, self.table, lambda: self.details, self._empty)
        self.frame: ListFrame[SubscriptionRow] = ListFrame(
            self._context, parts, rows, self._no_match, self
        )
        self._wanted = WantedRow(self.frame.select, self._readings)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self._rows = rows
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        add.clicked.connect(self.acts.add)

    def _empty(self) -> EmptyState:
        look = self._context.look
        add = primary(look, self.tr("&Add Subscription"), Icon.PLUS)
        add.clicked.connect(self.acts.add)
        return EmptyState(
            look,
            self.tr("No subscriptions yet"),
            self.tr(
                "A subscription is a source of events: a CI project, a monitored image,\n"
                "a monitoring app or a flag project. Room notifications stand in it."
            ),
            icons=(Icon.SOURCE, Icon.PLUG, Icon.ROOM),
            buttons=(add,),
        )

    def _no_match(self, text: str) -> str:
        return self.tr("No subscription matches “{text}”").format(text=text)

    def _add_keys(self) -> None:
        bind(self.table, Shortcut.DELETE, self.delete)
        bind(self.table, Shortcut.EDIT, self.edit)

    def _connect(self) -> None:
        self.frame.selection_changed.connect(self._on_selection_changed)
        self.frame.filter_changed.connect(self._show_count)
        self.frame.retry_asked.connect(self.reload)
        self.table.activated_row.connect(self.show_settings)
        self.table.context_menu_requested.connect(self._on_menu_asked)
        self.acts.saved.connect(self._on_saved)
        self._context.watch.moved.connect(self._on_moved)

    # what the window calls

    def activate(self) -> None:
        """The page is shown: read the list."""
        self.reload()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        return self.frame.focus_target()

    def select(self, subscription_id: str) -> None:
        """Select a subscription, as soon as it is read."""
        self._wanted.want(subscription_id)

    def select_back(self, subscription_id: str) -> None:
        """Select one that has just come back, when it is read again."""
        self._wanted.want(subscription_id, anew=True)
        self.reload()

    def reload(self) -> None:
        """Read the list again."""
        views = self._context.services.views
        self._readings.read(
            lambda _job: views.subscriptions(), self._on_read, self.frame.show_trouble
        )

    # answers

    def _on_read(self, rows: Sequence[SubscriptionRow]) -> None:
        self.frame.show_rows(rows)
        self._wanted.look()
        self._show_count()

    def _show_count(self) -> None:
        total, shown = len(self._rows.rows), self._rows.rowCount()
        text = self.tr("{shown} of {total}").format(shown=shown, total=total)
        self.head.set_count((total or None) if shown == total else text)

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if topics & TOPICS and self.isVisible():
            self.reload()

    @Slot()
    def _on_selection_changed(self) -> None:
        self.details.show_rows(self.frame.selected())

    @Slot(str)
    def _on_saved(self, subscription_id: str) -> None:
        self.select_back(subscription_id)

    # acts; the window's menus find edit, delete and can by name

    def can(self, verb: str) -> bool:
        """Whether ``verb`` makes sense with what is selected."""
        count = len(self.frame.selected())
        return count == 1 if verb in ("show_settings", "edit") else verb == "delete" and count > 0

    def add(self) -> None:
        """Open the dialog for a new subscription."""
        self.acts.add()

    def edit(self) -> None:
        """Edit the selected subscription."""
        rows = self.frame.selected()
        if len(rows) == 1:
            self.acts.edit(rows[0].subscription)

    def delete(self) -> None:
        """Ask whether the selected subscriptions shall go."""
        self.acts.ask_to_delete(self.frame.selected())

    @Slot()
    def show_settings(self) -> None:
        """Show the settings of the selected subscription."""
        rows = self.frame.selected()
        if rows:
            self._context.navigator.show_subscription_integrations(rows[0].id)

    @Slot(QPoint)
    def _on_menu_asked(self, spot: QPoint) -> None:
        first = Verb("show_settings", self.tr("&Open"), Icon.ARROW_RIGHT)
        show_menu(self, self.table.accessibleName(), self, spot, (first,))


def _id(row: SubscriptionRow) -> str:
    return row.id
