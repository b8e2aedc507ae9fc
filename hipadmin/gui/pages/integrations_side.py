"""What stands below the list of integrations: one in detail, or the acts on several."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal, Slot

from hipadmin.domain.errors import NotFound
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, Lane
from hipadmin.gui.pages.integration_switches import Switches
from hipadmin.gui.widgets.surface import Stack, add_hidden
from hipadmin.services.views import IntegrationDetails, IntegrationRow, NotificationRow, RoomRow

if TYPE_CHECKING:
    from hipadmin.gui.acts.room_run import RoomRun
    from hipadmin.gui.acts.testing_controller import Tester

NARROW_BELOW = 1100
LEAST_HEIGHT = 268


MODULES = (
    "hipadmin.gui.acts.composing",
    "hipadmin.gui.pages.blocked_strip",
    "hipadmin.gui.pages.integration_details",
    "hipadmin.gui.pages.integration_several",
    "hipadmin.gui.acts.testing_controller",
)
"""What `Side.furnishing` needs; loaded when the list stands on the screen."""


class Side(Stack):
    """Follows the selection and reads its details.

    It is empty until the steps of `furnishing`: the list comes to the screen first.

    Signals:
        edit_asked: id of an integration.
        tokens_asked: the tokens of the only one shall be shown.
        delete_asked, test_asked, message_asked, on_asked, off_asked: about the whole selection.
    """

    edit_asked = Signal(str)
    delete_asked = Signal()
    test_asked = Signal()
    tokens_asked = Signal()
    message_asked = Signal()
    on_asked = Signal()
    off_asked = Signal()

    def __init__(self, context: Context, switches: Switches) -> None:
        super().__init__()
        self._context = context
        self._switches = switches
        self._width = 0
        self._furnished = False
        self._rows: tuple[IntegrationRow, ...] = ()
        self._tested: frozenset[str] = frozenset()
        self._details: IntegrationDetails | None = None
        self._reading: Job | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read)
        context.look.changed.connect(self.updateGeometry)

    def furnishing(self, tester: "Tester") -> Sequence[Callable[[], object]]:
        """The steps that build the panels and then show what is selected; `MODULES` are loaded."""
        return (
            self._make_one,
            lambda: self.one.add_tables(),
            lambda: self.one.add_cards(),
            lambda: add_hidden(self, self.one),
            self._add_several,
            partial(self._furnish, tester),
        )

    def _make_one(self) -> None:
        from hipadmin.gui.pages.integration_details import IntegrationPanel

        self.one = IntegrationPanel(self._context.look, self._switches.busy, self)

    def _add_several(self) -> None:
        from hipadmin.gui.pages.integration_several import SeveralPanel

        self.several = SeveralPanel(self._context.look)
        add_hidden(self, self.several)

    def _furnish(self, tester: "Tester") -> None:
        from hipadmin.gui.acts.composing import Composer
        from hipadmin.gui.pages.blocked_strip import BlockedStrip

        self._tester = tester
        self._composer = Composer(self._context, self)
        self.blocked = BlockedStrip(self._context)
        self.blocked.edit_asked.connect(self._on_edit_asked)
        self.one.insert_below_head(self.blocked)
        self._furnished = True
        self._connect()
        self.fit(self._width)
        self.show_rows(self._rows)

    def minimumSizeHint(self) -> QSize:
        """Keep the room of the details while there are none yet."""
        return super().minimumSizeHint().expandedTo(QSize(0, self._context.look.px(LEAST_HEIGHT)))

    def _connect(self) -> None:
        one, several = self.one, self.several
        for panel in (one, several):
            panel.test_asked.connect(self.test_asked)
            panel.message_asked.connect(self.message_asked)
            panel.delete_asked.connect(self.delete_asked)
        one.edit_asked.connect(self._on_edit_asked)
        one.tokens_asked.connect(self.tokens_asked)
        one.strip.token_asked.connect(self._on_edit_asked)
        one.room_switched.connect(self._on_room_switched)
        one.notification_switched.connect(self._switches.notification)
        one.notification_edit_asked.connect(self._on_notification_edit_asked)
        one.notification_test_asked.connect(self._on_notification_test_asked)
        one.notification_message_asked.connect(self._on_notification_message_asked)
        one.room_test_asked.connect(self._on_room_test_asked)
        one.room_message_asked.connect(self._on_room_message_asked)
        one.room_view_asked.connect(self._on_room_view_asked)
        several.on_asked.connect(self.on_asked)
        several.off_asked.connect(self.off_asked)
        several.token_asked.connect(self._on_token_asked)
        self._switches.changed.connect(one.refresh_switches)
        self._tester.run_started.connect(self._on_run_started)

    # what is selected

    def show_rows(self, rows: Sequence[IntegrationRow]) -> None:
        """Show what is known of ``rows``; details of a single one are read."""
        if not self._furnished:
            self._rows = tuple(rows)
            return
        ids = frozenset(row.id for row in rows)
        moved = ids != frozenset(row.id for row in self._rows)
        self._rows = tuple(rows)
        if moved:
            self._forget_results()
            self._show_run_again(ids)
        if len(rows) > 1:
            self.several.show_selection(rows)
            self.setCurrentWidget(self.several)
        elif rows:
            self.one.show_row(rows[0])
            self.setCurrentWidget(self.one)
            self._soon.start()

    def _show_run_again(self, ids: frozenset[str]) -> None:
        """Back at what is being tested, its progress and Cancel are there again."""
        if ids == self._tested and self._tester.run is not None and self._tester.busy:
            self._on_run_started(self._tester.run)

    def _forget_results(self) -> None:
        self.several.clear()
        self.one.strip.clear()
        if self._details is not None and not self._is_selected(self._details.row.id):
            self._details = None

    def _is_selected(self, integration_id: str) -> bool:
        return len(self._rows) == 1 and self._rows[0].id == integration_id

    @Slot()
    def _read(self) -> None:
        if len(self._rows) != 1:
            return
        if self._reading is not None:
            self._reading.cancel()
        views, key = self._context.services.views, self._rows[0].id
        self.blocked.show_integration(key)
        self._reading = self._context.jobs.run(
            lambda _job: views.details(key),
            then=self._on_read,
            failed=self._on_not_read,
            lane=Lane.READ,
            owner=self,
        )

    def _on_read(self, details: IntegrationDetails) -> None:
        if self._is_selected(details.row.id):
            self._details = details
            self._switches.rows_came()
            self.one.show_details(details)
            self.one.refresh_switches()

    def _on_not_read(self, error: Exception) -> None:
        # deleted meanwhile: the list will say so
        if not isinstance(error, NotFound):
            self._context.navigator.explain(error)

    def fit(self, window_width: int) -> None:
        """Arrange for the width of the window."""
        self._width = window_width
        if self._furnished:
            self.one.set_narrow(window_width < self._context.look.px(NARROW_BELOW))

    # what people do

    @Slot(object)
    def _on_run_started(self, run: "RoomRun") -> None:
        self._tested = frozenset(row.id for row in self._rows)
        if len(self._rows) > 1:
            self.several.follow(run)
        else:
            self.one.strip.follow(run)

    @Slot()
    def _on_edit_asked(self) -> None:
        if self._rows:
            self.edit_asked.emit(self._rows[0].id)

    @Slot(str)
    def _on_token_asked(self, name: str) -> None:
        found = next((row.id for row in self._rows if row.integration.name == name), "")
        if found:
            self.edit_asked.emit(found)

    @Slot(object, bool)
    def _on_room_switched(self, row: RoomRow, on: bool) -> None:
        if self._details is not None:
            self._switches.room(self._details.row.integration, row.room.id, on)

    @Slot(object)
    def _on_notification_edit_asked(self, row: NotificationRow) -> None:
        # only when it is wanted: a dialog most starts never open
        modules = ("hipadmin.gui.dialogs.room_notification",)
        edit = partial(self._edit_notification, row)
        self._context.jobs.when_loaded(modules, edit, owner=self)

    def _edit_notification(self, row: NotificationRow) -> None:
        from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog

        window, ids = self.window(), (row.subscription.id, row.id)
        dialog = RoomNotificationDialog(self._context, window, *ids, in_turns=True)
        dialog.saved.connect(self._context.watch.look)
        dialog.open()

    @Slot(object)
    def _on_notification_test_asked(self, row: NotificationRow) -> None:
        off = not (row.notification.enabled and row.integration.enabled)
        self._tester.test_notification(row.id, row.notification.name, off=off)

    @Slot(object)
    def _on_notification_message_asked(self, row: NotificationRow) -> None:
        self._composer.for_notification(row.id)

    @Slot(object)
    def _on_room_test_asked(self, row: RoomRow) -> None:
        if self._details is not None:
            self._tester.test_rooms(self._details.row.integration, [row.room.id])

    @Slot(object)
    def _on_room_message_asked(self, row: RoomRow) -> None:
        if self._details is not None:
            self._composer.for_room(self._details.row.integration, row.room.id)

    @Slot(object)
    def _on_room_view_asked(self, row: RoomRow | None) -> None:
        if self._details is not None:
            room = row.room.room if row else ""
            self._context.navigator.open_integration_room(self._details.row.id, room)
