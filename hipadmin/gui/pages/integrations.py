"""Account Settings › Integrations: the list, its acts, and what is known of the selected one."""

from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.keyboard.shortcuts import Shortcut, bind
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.integration_columns import integration_columns
from hipadmin.gui.models.preparation import Prepared
from hipadmin.gui.models.roles import Role
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.delivery_facts import DeliveryFacts, hours_column
from hipadmin.gui.pages.integration_acts import IntegrationActs
from hipadmin.gui.pages.integration_switches import Switches
from hipadmin.gui.pages.integrations_side import MODULES, Side
from hipadmin.gui.pages.integrations_table import AfterPaint, IntegrationsTable
from hipadmin.gui.pages.list_frame import ListFrame, Parts
from hipadmin.gui.pages.wanted_row import WantedRow
from hipadmin.gui.threads.in_order import InOrder
from hipadmin.gui.threads.turns import Turns
from hipadmin.gui.widgets.button import primary
from hipadmin.gui.widgets.page_head import PageHead
from hipadmin.services.views import IntegrationRow

if TYPE_CHECKING:
    from hipadmin.gui.acts.testing_controller import Tester
    from hipadmin.gui.pages.integration_first_run import FirstRun

TOPICS = frozenset(Topic) - {
    *(Topic.AUDIT, Topic.EVENTS, Topic.DELIVERIES, Topic.ALERTS, Topic.RELAY)
}
_ID = attrgetter("integration.id")  # called some ten thousand times for a long list
CLOCK_MS = 30_000
"""How often "2 min ago" is asked again."""


class IntegrationsPage(QWidget):
    """The page Integrations.

    Signals:
        first_painted: the first list is on the screen; the number of its rows.
        furnished: what acts on the rows is there too.
        delete_asked: the rows that shall go.
        import_asked, sandbox_asked: a button of the first run was pressed.
    """

    first_painted = Signal(int)
    furnished = Signal()
    delete_asked = Signal(object)
    import_asked = Signal()
    sandbox_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._readings = InOrder(context.jobs, self)
        self._told = False
        self._painted = False
        self.acts = IntegrationActs(context, self)
        self.switches = Switches(context, self)
        self.tester: Tester | None = None
        self.table = IntegrationsTable(context.look, self.tr("Integrations"))
        self.side = Side(context, self.switches)
        self.facts = DeliveryFacts(context, self)
        self._build()
        self._add_keys()
        self._connect()

    def _build(self) -> None:
        look = self._context.look
        columns = integration_columns(self.switches.busy, hours_column(self.facts))
        self._rows: RowsModel[IntegrationRow] = RowsModel(columns, _ID, self)
        add = primary(look, self.tr("&Add Integration"), Icon.PLUS)
        self.head = PageHead(
            look, self.tr("Integrations"), filter_hint=self.tr("Filter integrations"), primary=add
        )
        parts = Parts("integrations", self.head, self.table, self.side, lambda: self.first_run)
        self.frame: ListFrame[IntegrationRow] = ListFrame(
            self._context, parts, self._rows, self._no_match, self
        )
        self._wanted = WantedRow(self.frame.select, self._readings)
        self.frame.filter_at_once = False  # the first list comes to the screen whole
        self.head.show_tools(False)
        self.table.setSortingEnabled(True)
        name = self._rows.column_position("name")
        self.table.sortByColumn(name, Qt.SortOrder.AscendingOrder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        add.clicked.connect(self.add)
        self._clock = QTimer(self, interval=CLOCK_MS)

    @cached_property
    def first_run(self) -> "FirstRun":
        """What stands for no integrations, with the ways to begin."""
        from hipadmin.gui.pages.integration_first_run import FirstRun  # once in a profile's life

        first = FirstRun(self._context.look, in_sandbox=self._context.sandbox is not None)
        first.add.clicked.connect(self.add)
        first.bring.clicked.connect(self.import_asked)
        first.sandbox.clicked.connect(self.sandbox_asked)
        first.connect_help(self.acts.show_topic)
        return first

    def _no_match(self, text: str) -> str:
        return self.tr("No integration matches “{text}”").format(text=text)

    def _add_keys(self) -> None:
        bind(self.table, Shortcut.DELETE, self.delete)
        bind(self.table, Shortcut.EDIT, self.edit)

    def _connect(self) -> None:
        self.frame.selection_changed.connect(self._on_selection_changed)
        self.frame.filter_changed.connect(self._show_count)
        table, side = self.table, self.side
        table.activated_row.connect(self.edit)
        table.toggle_requested.connect(self._on_toggle_requested)
        table.selection_toggled.connect(self._on_selection_toggled)
        table.context_menu_requested.connect(self._on_menu_asked)
        self._rows.check_requested.connect(self._on_check_requested)
        self.switches.changed.connect(self._rows.refresh)
        self.facts.changed.connect(self._rows.refresh)
        self.switches.switched.connect(self.reload)
        side.edit_asked.connect(self.acts.open_dialog)
        side.delete_asked.connect(self.delete)
        side.test_asked.connect(self.test)
        side.tokens_asked.connect(self.tokens)
        side.message_asked.connect(self.send_message)
        side.on_asked.connect(self.turn_on)
        side.off_asked.connect(self.turn_off)
        self.acts.saved.connect(self._on_saved)
        self.frame.retry_asked.connect(self.reload)
        self._clock.timeout.connect(self._rows.refresh)
        self._context.watch.moved.connect(self._on_moved)

    # what the window calls

    @property
    def painted(self) -> bool:
        """Whether the first list has been on the screen."""
        return self._painted

    @property
    def count(self) -> int:
        """How many integrations there are."""
        return len(self._rows.rows)

    def activate(self) -> None:
        """The page is shown: read the list, and what was delivered while it was not."""
        self.reload()
        if self._painted:
            self.facts.read()

    def default_focus(self) -> QWidget:
        """Give the widget that takes the focus when the page is shown."""
        if not self._told:
            return self.table
        return self.frame.focus_target() if self._rows.rows else self.first_run.add

    def select(self, integration_id: str) -> None:
        """Select an integration alone, as soon as it is read."""
        self._wanted.want(integration_id)

    def select_back(self, integration_id: str) -> None:
        """Select one that has just come back, when it is read again."""
        self._wanted.want(integration_id, anew=True)
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the list again."""
        views, prepare = self._context.services.views, self._rows.preparation()
        self._readings.read(
            lambda _job: prepare(views.integrations()), self._on_read, self.frame.show_trouble
        )

    def can(self, verb: str) -> bool:
        """Whether a verb of the menu Integration would do something now."""
        busy = self.tester is None or self.tester.busy
        return self.acts.can(verb, self.frame.selected(), busy=busy)

    # the verbs

    @Slot()
    def add(self) -> None:
        """Open the dialog for a new integration."""
        self.acts.open_dialog("")

    @Slot()
    def edit(self) -> None:
        """Open the dialog for the selected one."""
        selected = self.frame.selected()
        if len(selected) == 1:
            self.acts.open_dialog(selected[0].id)

    @Slot()
    def duplicate(self) -> None:
        """Copy the selected one as a start for another."""
        self.acts.duplicate(self.frame.selected())

    @Slot()
    def test(self) -> None:
        """Test the rooms of what is selected."""
        if self.tester is not None:
            self.tester.test_integrations([row.integration for row in self.frame.selected()])

    @Slot()
    def send_message(self) -> None:
        """Compose a message to the rooms of what is selected."""
        self.acts.compose(self.frame.selected())

    @Slot()
    def room_view(self) -> None:
        """Open the room view of the selected one."""
        self.acts.open_room_view(self.frame.selected())

    @Slot()
    def tokens(self) -> None:
        """Show what is known of the tokens of the selected one."""
        self.acts.open_tokens(self.frame.selected())

    @Slot()
    def turn_on(self) -> None:
        """Turn on what is selected."""
        self.switches.integrations(self.frame.selected(), True)

    @Slot()
    def turn_off(self) -> None:
        """Turn off what is selected."""
        self.switches.integrations(self.frame.selected(), False)

    @Slot()
    def delete(self) -> None:
        """Ask whether what is selected shall go."""
        selected = self.frame.selected()
        if selected:
            self.delete_asked.emit(selected)

    # answers

    def _on_read(self, prepared: Prepared[IntegrationRow]) -> None:
        landed = self.switches.rows_came()
        self.frame.show_prepared(prepared)
        if landed:
            self._rows.refresh()
        self._wanted.look()
        self._show_count()
        self._tell_when_painted()

    def _tell_when_painted(self) -> None:
        if self._told:
            return
        self._told = True
        shown = self.table.viewport() if self._rows.rows else self.frame.empty
        AfterPaint(shown, self._on_first_painted)

    def _on_first_painted(self) -> None:
        self._painted = True
        # the list stands on the screen; what acts on its rows is loaded and built now, in pieces
        self.first_painted.emit(len(self._rows.rows))
        self._context.jobs.when_loaded(MODULES, self._furnish, owner=self)

    def _furnish(self) -> None:
        from hipadmin.gui.acts.testing_controller import Tester

        self.tester = Tester(self._context, self)
        rest = (self.frame.restore_filter, self._find_words, self.facts.read, self.furnished.emit)
        Turns(self, (*self.side.furnishing(self.tester), *rest))

    def _find_words(self) -> None:
        find, rows = self._rows.find_words(), self._rows.rows
        self._context.jobs.run(
            lambda _job: find(rows), then=self._rows.learn, lane=Lane.READ, owner=self
        )

    def _show_count(self) -> None:
        total, shown = len(self._rows.rows), self._rows.rowCount()
        text = self.tr("{shown} of {total}").format(shown=shown, total=total)
        self.head.set_count((total or None) if shown == total else text)

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if topics & TOPICS and self.isVisible():
            self.reload()
        if Topic.DELIVERIES in topics and self.isVisible():
            self.facts.read()

    @Slot()
    def _on_selection_changed(self) -> None:
        self.side.show_rows(self.frame.selected())

    @Slot(str)
    def _on_saved(self, integration_id: str) -> None:
        self.select_back(integration_id)
        self._context.watch.look()

    # On/Off

    @Slot(object)
    def _on_toggle_requested(self, index: QModelIndex) -> None:
        row: IntegrationRow = index.data(Role.ROW)
        self.switches.integrations([row], not row.integration.enabled)

    @Slot()
    def _on_selection_toggled(self) -> None:
        current: IntegrationRow = self.table.currentIndex().data(Role.ROW)
        selected = self.frame.selected()
        first = current if current in selected else selected[0]
        self.switches.integrations(selected, not first.integration.enabled)

    @Slot(object, bool)
    def _on_check_requested(self, row: IntegrationRow, wanted: bool) -> None:
        self.switches.integrations([row], wanted)

    # menu and size

    @Slot(QPoint)
    def _on_menu_asked(self, spot: QPoint) -> None:
        from hipadmin.gui.words.verbs import show_menu  # not before somebody asks

        show_menu(self, self.table.accessibleName(), self, spot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the details as tabs in a narrow window."""
        super().resizeEvent(event)
        self.side.fit(self.window().width())

    def showEvent(self, event: QShowEvent) -> None:
        """Keep times fresh while they can be seen."""
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the clock rest."""
        super().hideEvent(event)
        self._clock.stop()
