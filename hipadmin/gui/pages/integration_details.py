"""The details of one integration: head, Rooms, and every room notification that uses it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hipadmin.domain.health import OffCause, ShownState
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.columns import Column
from hipadmin.gui.models.integration_columns import notification_columns, room_columns
from hipadmin.gui.models.roles import Role
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.pages.details_panel import DetailsPanel
from hipadmin.gui.pages.row_menu import (
    message_words,
    room_view_words,
    show_row_menu,
    test_button,
    test_words,
)
from hipadmin.gui.pages.run_strip import RunStrip
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.button import Edge, link, standard
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import Card, Stack
from hipadmin.gui.widgets.tab_words import TabWords
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.texts import integration_mark, state_mark
from hipadmin.services.views import IntegrationDetails, IntegrationRow, NotificationRow, RoomRow

translate = QCoreApplication.translate

ROOMS_LEAST, ROOMS_LONG = 288, 344
"""Width of Rooms: a loud state, or one with a cause, would cut the room's name at the least one."""
_SHARES = (4, 9)
"""How Rooms and Room notifications share what is left over."""


class IntegrationPanel(DetailsPanel):
    """Shows one integration, once it has got its tables and then its cards.

    Signals:
        test_asked, edit_asked, delete_asked, tokens_asked: a button of the head was pressed.
        message_asked: a message to its rooms shall be composed.
        room_switched: (RoomRow, on).
        room_test_asked, room_message_asked, room_view_asked: the RoomRow; None for no certain one.
        notification_switched: (NotificationRow, on).
        notification_edit_asked, notification_test_asked, notification_message_asked: the
            NotificationRow.
    """

    test_asked = Signal()
    message_asked = Signal()
    edit_asked = Signal()
    delete_asked = Signal()
    tokens_asked = Signal()
    room_switched = Signal(object, bool)
    room_test_asked = Signal(object)
    room_message_asked = Signal(object)
    room_view_asked = Signal(object)
    notification_switched = Signal(object, bool)
    notification_edit_asked = Signal(object)
    notification_test_asked = Signal(object)
    notification_message_asked = Signal(object)

    def __init__(
        self, look: Look, busy: Callable[[str], bool], parent: QWidget | None = None
    ) -> None:
        self.test = test_button(look, lambda: self.message_asked.emit())
        self.edit = standard(look, translate("Integrations", "E&dit"), Icon.PENCIL)
        self.delete = standard(look, translate("Integrations", "De&lete"), Icon.TRASH)
        super().__init__(look, (self.test, self.edit, self.delete), parent)
        self.strip = RunStrip(look)
        self.insert_below_head(self.strip)
        self.rooms_model: RowsModel[RoomRow] = RowsModel(
            room_columns(busy), lambda row: row.room.id, self
        )
        self.notifications_model: RowsModel[NotificationRow] = RowsModel(
            notification_columns(busy), lambda row: row.id, self
        )
        self._narrow: bool | None = None

    def add_tables(self) -> None:
        """Make what the cards will hold; until then the panel does, and takes it along."""
        self.rooms = self._table(self.tr("Rooms"), self.rooms_model)
        self.notifications = self._table(self.tr("Room notifications"), self.notifications_model)
        no_rooms = self.tr("No room yet. Edit adds one; Test asks for one.")
        self._rooms = _Holder(self.look, self.rooms, no_rooms, self)
        no_use = self.tr("No subscription uses it yet: a subscription’s settings add it there.")
        self._notifications = _Holder(self.look, self.notifications, no_use, self)

    def add_cards(self) -> None:
        """Make the cards; the tables were made before."""
        self._build_cards()
        self._connect()
        self.set_narrow(False)

    def _table(self, name: str, model: RowsModel[Any]) -> Table:
        table = Table(self.look, name, in_card=True)
        table.setModel(model)
        return table

    def _build_cards(self) -> None:
        look = self.look
        self._rooms_card = Card(look, self.tr("Rooms"))
        self.view = link(look, room_view_words(), leans=Edge.END)
        # no higher than the title, so that both cards' heads stay level
        self.view.setFixedHeight(self._rooms_card.title.sizeHint().height())
        self.tokens = link(look, self.tr("Tokens…"), leans=Edge.END)
        self.tokens.setFixedHeight(self.view.height())
        self._rooms_card.head.addWidget(self.tokens)
        self._rooms_card.head.addWidget(self.view)
        self._rooms_card.setMinimumWidth(look.px(ROOMS_LEAST))
        self._notifications_card = Card(look, self.tr("Room notifications"))
        self._tabs = TabWords(look, self.tr("Details"), height=34)
        self._tabs.addTab(self.tr("Room notifications"))
        self._tabs.addTab(self.tr("Rooms"))
        self._tab_stack = Stack()
        self._tabs_card = Card(look)
        self._tabs_card.content.setSpacing(0)
        self._tabs_card.content.addWidget(self._tabs)
        self._tabs_card.content.addWidget(self._tab_stack, 1)
        self.cards.addWidget(self._rooms_card, _SHARES[0])
        self.cards.addWidget(self._notifications_card, _SHARES[1])
        self.cards.addWidget(self._tabs_card, 1)

    def _connect(self) -> None:
        self.test.clicked.connect(self.test_asked)
        self.edit.clicked.connect(self.edit_asked)
        self.delete.clicked.connect(self.delete_asked)
        self._tabs.currentChanged.connect(self._tab_stack.setCurrentIndex)
        self.rooms.toggle_requested.connect(self._on_room_toggled)
        self.rooms_model.check_requested.connect(self.room_switched)
        self.rooms.activated_row.connect(self._on_room_entered)
        self.rooms.context_menu_requested.connect(self._on_room_menu_asked)
        self.tokens.clicked.connect(self.tokens_asked)
        self.view.clicked.connect(lambda: self.room_view_asked.emit(None))
        self.notifications.context_menu_requested.connect(self._on_notification_menu_asked)
        self.notifications.toggle_requested.connect(self._on_notification_toggled)
        self.notifications_model.check_requested.connect(self.notification_switched)
        self.notifications.link_activated.connect(self._on_notification_link)
        self.notifications.activated_row.connect(self._on_notification_entered)

    def set_narrow(self, narrow: bool) -> None:
        """Show Rooms and Room notifications side by side, or as tabs."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self._tab_stack.addWidget(self._notifications)
            self._tab_stack.addWidget(self._rooms)
            self._tab_stack.setCurrentIndex(self._tabs.currentIndex())
        else:
            self._rooms_card.content.addWidget(self._rooms, 1)
            self._notifications_card.content.addWidget(self._notifications, 1)
            self._rooms.show()
            self._notifications.show()
        for card in (self._rooms_card, self._notifications_card):
            card.setVisible(not narrow)
        self._tabs_card.setVisible(narrow)

    def show_row(self, row: IntegrationRow) -> None:
        """Say at once which integration is selected; its details follow."""
        mark = integration_mark(row.state, row.token_ends)
        self.show_head(row.integration.name, mark, row.integration.endpoint)

    def show_details(self, details: IntegrationDetails) -> None:
        """Show rooms and room notifications."""
        self.show_row(details.row)
        self.rooms_model.set_rows(details.rooms)
        self.notifications_model.set_rows(details.notifications)
        long = any(_is_long(room.state) for room in details.rooms)
        self._rooms.refresh()
        self._show_filters(any(row.notification.policy for row in details.notifications))
        self._notifications.refresh()
        rooms, uses = len(details.rooms), len(details.notifications)
        self._rooms_card.set_count(rooms)
        self.view.setVisible(rooms > 0)
        least = self.look.px(ROOMS_LONG if long else ROOMS_LEAST)
        self._rooms_card.setMinimumWidth(max(least, self._rooms_card.minimumSizeHint().width()))
        self._notifications_card.set_count(uses)
        for tab, (title, count) in enumerate(
            ((self.tr("Room notifications"), uses), (self.tr("Rooms"), rooms))
        ):
            self._tabs.setTabText(tab, f"{title}  {count}")

    def _show_filters(self, shown: bool) -> None:
        """A column that says nothing leaves its room to the others."""
        column = self.notifications_model.column_position("filter")
        if self.notifications.isColumnHidden(column) is shown:
            self.notifications.setColumnHidden(column, not shown)
            self.notifications.widths.fit_soon()

    def refresh_switches(self) -> None:
        """Paint switches again whose way has begun or ended."""
        self.rooms_model.refresh()
        self.notifications_model.refresh()

    # what people do

    @Slot(object)
    def _on_room_toggled(self, index: QModelIndex) -> None:
        row: RoomRow = index.data(Role.ROW)
        self.room_switched.emit(row, not row.room.enabled)

    @Slot(object)
    def _on_room_entered(self, index: QModelIndex) -> None:
        self.room_view_asked.emit(index.data(Role.ROW))

    @Slot(QPoint)
    def _on_room_menu_asked(self, spot: QPoint) -> None:
        row = self.rooms.currentIndex().data(Role.ROW)
        if row is not None:
            entries = (
                (test_words(), Icon.SEND, lambda: self.room_test_asked.emit(row)),
                (message_words(), Icon.PENCIL, lambda: self.room_message_asked.emit(row)),
                (room_view_words(), Icon.ROOM, lambda: self.room_view_asked.emit(row)),
            )
            show_row_menu(self.rooms, spot, entries)

    @Slot(QPoint)
    def _on_notification_menu_asked(self, spot: QPoint) -> None:
        row = self.notifications.currentIndex().data(Role.ROW)
        if row is not None:
            edit = translate("Integrations", "Edit")
            entries = (
                (edit, Icon.PENCIL, lambda: self.notification_edit_asked.emit(row)),
                (test_words(), Icon.SEND, lambda: self.notification_test_asked.emit(row)),
                (message_words(), Icon.PENCIL, lambda: self.notification_message_asked.emit(row)),
            )
            show_row_menu(self.notifications, spot, entries)

    @Slot(object)
    def _on_notification_toggled(self, index: QModelIndex) -> None:
        row: NotificationRow = index.data(Role.ROW)
        self.notification_switched.emit(row, not row.notification.enabled)

    @Slot(object)
    def _on_notification_link(self, index: QModelIndex) -> None:
        row: NotificationRow = index.data(Role.ROW)
        column: Column[NotificationRow] = index.data(Role.COLUMN)
        if column.key == "test":
            self.notification_test_asked.emit(row)
        else:
            self.notification_edit_asked.emit(row)

    @Slot(object)
    def _on_notification_entered(self, index: QModelIndex) -> None:
        self.notification_edit_asked.emit(index.data(Role.ROW))


def _is_long(state: ShownState) -> bool:
    return state_mark(state).loud or state.cause not in (None, OffCause.ITSELF)


class _Holder(Stack):
    """A table, or a sentence while it has no rows."""

    def __init__(self, look: Look, table: Table, nothing: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self._nothing = QWidget()
        label = Label(look, nothing, color="text2", wrap=True)
        column = QVBoxLayout(self._nothing)
        column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        column.addWidget(label)
        column.addStretch(1)
        self.addWidget(table)
        self.addWidget(self._nothing)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def refresh(self) -> None:
        """Show what fits the number of rows."""
        self.setCurrentIndex(0 if self._table.model().rowCount() else 1)
