"""The verbs on room notifications as the window does them."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.gui.acts.composing import Composer
from hipadmin.gui.acts.overtaken import (
    KEY,
    Switch,
    not_deleted,
    not_switched,
    say_deleted,
    say_not_switched,
)
from hipadmin.gui.announce import announce
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.delete_integration import undo_words
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.widgets.dialog_frame import Question
from hipadmin.gui.words.switched import switched_words
from hipadmin.services.configuration.several import Chosen, Fate
from hipadmin.services.views import NotificationRow

translate = QCoreApplication.translate


class NotificationActs(QObject):
    """Adds, edits, switches and deletes room notifications for a page.

    Signals:
        saved: id of a room notification that was added or changed.
        busy_changed: `busy` changed.
        switched: switches have arrived; read again, then `settle` them.
    """

    saved = Signal(str)
    busy_changed = Signal()
    switched = Signal()

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._composer = Composer(context, page)
        self._doomed: tuple[NotificationRow, ...] = ()
        self._busy: frozenset[str] = frozenset()
        self._arrived: frozenset[str] = frozenset()

    @property
    def busy(self) -> frozenset[str]:
        """The ids whose switch is on its way, or has arrived but is not yet shown."""
        return self._busy

    @property
    def arrived(self) -> frozenset[str]:
        """The ids whose switch has arrived; what is read from now on shows it."""
        return self._arrived

    def settle(self, ids: frozenset[str]) -> None:
        """The rows of ``ids`` show what arrived: their switches can be used again."""
        self._arrived -= ids
        self._busy -= ids

    def add(self, subscription_id: str) -> None:
        """Open the dialog for a new room notification of this subscription."""
        self._open(subscription_id, "")

    def edit(self, row: NotificationRow) -> None:
        """Open the dialog for a stored one."""
        self._open(row.subscription.id, row.id)

    def _open(self, subscription_id: str, notification_id: str) -> None:
        window, ids = self._page.window(), (subscription_id, notification_id)
        dialog = RoomNotificationDialog(self._context, window, *ids, in_turns=True)
        dialog.saved.connect(self.saved)
        dialog.open()

    def duplicate(self, rows: Sequence[NotificationRow]) -> None:
        """Choose the subscriptions that get a copy of a single one."""
        if len(rows) == 1:
            from hipadmin.gui.dialogs.duplicate_notification import DuplicateDialog

            DuplicateDialog(self._context, self._page.window(), rows[0].id).open()

    def compose(self, rows: Sequence[NotificationRow]) -> None:
        """Compose a message to the rooms of a single one."""
        if len(rows) == 1:
            self._composer.for_notification(rows[0].id)

    def open_room_view(self, rows: Sequence[NotificationRow]) -> None:
        """Open the room view of the integration a single one goes through."""
        if len(rows) == 1:
            self._context.navigator.open_integration_room(rows[0].integration.id)

    # On/Off

    def switch(self, rows: Sequence[NotificationRow], on: bool) -> None:
        """Switch these on or off in one act, passing over what is so already or on its way."""
        wanted = [r for r in rows if r.notification.enabled != on and r.id not in self._busy]
        self._switch(_chosen(wanted), Switch(on))

    def _switch(self, chosen: Sequence[Chosen], switch: Switch) -> None:
        if not chosen:
            return
        ids = frozenset(c.id for c in chosen)
        verb = self._context.services.notifications.set_enabled_several
        self._busy |= ids
        self.busy_changed.emit()
        self._context.navigator.unsay(KEY)
        self._context.jobs.run(
            lambda _job: verb(chosen, switch.on),
            then=lambda fates: self._on_switched(ids, fates, switch),
            failed=lambda error: self._on_not_switched(ids, error, switch),
            owner=self,
        )

    def _on_switched(self, ids: frozenset[str], fates: Sequence[Fate], switch: Switch) -> None:
        # until the rows are read again they have the old version, which could not be switched
        self._arrived |= ids
        self._context.watch.look()
        self.switched.emit()
        announce(self._page, switched_words(fates, switch.on))
        refused = [f for f in fates if f.error is not None]
        if refused:
            say_not_switched(
                self._context.navigator, switch, refused, lambda these: self._switch(these, switch)
            )

    def _on_not_switched(self, ids: frozenset[str], error: Exception, switch: Switch) -> None:
        self._arrived |= ids
        self._context.watch.look()
        self._context.navigator.explain(error, not_switched(switch))
        self.switched.emit()

    # Delete

    def ask_to_delete(self, rows: Sequence[NotificationRow]) -> None:
        """Ask whether these shall go."""
        if not rows:
            return
        self._doomed = tuple(rows)
        question = Question(
            self._context.look,
            _title(rows),
            _question(rows),
            f"{_consequence(rows)}\n{undo_words()}",
            yes=self.tr("Yes"),
            no=self.tr("No"),
            icon=Icon.TRASH,
            parent=self._page.window(),
        )
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(self._on_confirmed)
        question.open()

    @Slot()
    def _on_confirmed(self) -> None:
        chosen, verbs = _chosen(self._doomed), self._context.services.notifications
        self._context.jobs.run(
            lambda _job: verbs.delete_several(chosen),
            then=self._on_deleted,
            failed=self._on_not_deleted,
            owner=self,
            title=self.tr("Deleting room notifications"),
        )

    def _on_not_deleted(self, error: Exception) -> None:
        self._context.watch.look()
        self._context.navigator.explain(error, not_deleted())

    def _on_deleted(self, fates: Sequence[Fate]) -> None:
        self._context.watch.look()
        many = self.tr("Deleted {count} room notifications.")
        one = self.tr("Deleted room notification {name}.")  # it may be called as its integration
        say_deleted(self._context.navigator, fates, many, one)


def _chosen(rows: Sequence[NotificationRow]) -> list[Chosen]:
    return [Chosen(row.id, row.notification.version, row.notification.name) for row in rows]


def _title(rows: Sequence[NotificationRow]) -> str:
    if len(rows) == 1:
        return translate("NotificationActs", "Delete room notification")
    return translate("NotificationActs", "Delete room notifications")


def _question(rows: Sequence[NotificationRow]) -> str:
    if len(rows) == 1:
        name = rows[0].notification.name
        text = translate("NotificationActs", "Delete the room notification “{name}”?")
        return text.format(name=name)
    text = translate("NotificationActs", "Delete {count} room notifications?")
    return text.format(count=len(rows))


def _consequence(rows: Sequence[NotificationRow]) -> str:
    names = ", ".join(dict.fromkeys(row.integration.name for row in rows))
    subscription = rows[0].subscription.name
    text = translate("NotificationActs", "“{subscription}” stops posting through {integrations}.")
    return text.format(subscription=subscription, integrations=names)
