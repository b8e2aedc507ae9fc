"""The verbs on subscriptions as the window does them: ask first, work off the GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.domain.subscription import Subscription
from hipadmin.gui.acts.overtaken import not_deleted, say_deleted
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.delete_integration import undo_words
from hipadmin.gui.dialogs.subscription import SubscriptionDialog
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.widgets.dialog_frame import Question
from hipadmin.services.configuration.several import Chosen, Fate
from hipadmin.services.views import SubscriptionRow

translate = QCoreApplication.translate


class SubscriptionActs(QObject):
    """Adds, edits and deletes subscriptions for a page.

    Signals:
        saved: id of a subscription that was added or changed.
    """

    saved = Signal(str)

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._doomed: tuple[SubscriptionRow, ...] = ()

    @Slot()
    def add(self) -> None:
        """Open the dialog for a new subscription."""
        self._open(SubscriptionDialog(self._context, self._page.window()))

    def edit(self, subscription: Subscription) -> None:
        """Open the dialog for a stored one."""
        self._open(SubscriptionDialog(self._context, self._page.window(), subscription))

    def _open(self, dialog: SubscriptionDialog) -> None:
        dialog.saved.connect(self.saved)
        dialog.open()

    def ask_to_delete(self, rows: Sequence[SubscriptionRow]) -> None:
        """Ask whether these shall go, saying what goes with them."""
        if not rows:
            return
        self._doomed = tuple(rows)
        question = Question(
            self._context.look,
            self.tr("Delete subscription") if len(rows) == 1 else self.tr("Delete subscriptions"),
            _question(rows),
            f"{_consequence(sum(row.notifications for row in rows))}\n{undo_words()}",
            yes=self.tr("Yes"),
            no=self.tr("No"),
            icon=Icon.TRASH,
            parent=self._page.window(),
        )
        question.accepted.connect(self._on_confirmed)
        question.finished.connect(question.deleteLater)
        question.open()

    @Slot()
    def _on_confirmed(self) -> None:
        chosen, verbs = [_chosen(row) for row in self._doomed], self._context.services.subscriptions
        self._context.jobs.run(
            lambda _job: verbs.delete_several(chosen),
            then=self._on_deleted,
            failed=self._on_failed,
            owner=self,
            title=self.tr("Deleting subscriptions"),
        )

    def _on_deleted(self, fates: Sequence[Fate]) -> None:
        self._context.watch.look()
        many = self.tr("Deleted {count} subscriptions.")
        say_deleted(self._context.navigator, fates, many)

    def _on_failed(self, error: Exception) -> None:
        self._context.watch.look()
        self._context.navigator.explain(error, not_deleted())


def _chosen(row: SubscriptionRow) -> Chosen:
    subscription = row.subscription
    return Chosen(row.id, subscription.version, subscription.name, row.notifications)


def _question(rows: Sequence[SubscriptionRow]) -> str:
    if len(rows) == 1:
        name = rows[0].subscription.name
        return translate("SubscriptionActs", "Delete the subscription “{name}”?").format(name=name)
    text = translate("SubscriptionActs", "Delete {count} subscriptions?")
    return text.format(count=len(rows))


def _consequence(notifications: int) -> str:
    if not notifications:
        return translate("SubscriptionActs", "No room notification goes with it.")
    if notifications == 1:
        return translate(
            "SubscriptionActs", "1 room notification goes with it. Its integration stays."
        )
    text = translate(
        "SubscriptionActs", "{count} room notifications go with it. Their integrations stay."
    )
    return text.format(count=notifications)
