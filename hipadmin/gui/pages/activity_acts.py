"""What can be done with messages: resent, cancelled, their rooms tried again."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hipadmin.domain.activity import DeliveryRow
from hipadmin.domain.delivery import WAITING, DeliveryState
from hipadmin.gui.context import Context
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.services.delivery.deliveries import Refused


class ActivityActs(QObject):
    """Does it off the GUI thread, and says what came of it.

    Signals:
        done: something was done; look again.
    """

    done = Signal()

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    def resend(self, rows: Sequence[DeliveryRow]) -> None:
        """Owe those once more that have failed."""
        ids = [row.id for row in rows if row.state is DeliveryState.FAILED]
        deliveries = self._context.services.deliveries
        said = self.tr("{count} messages will be sent again.")
        one = self.tr("The message will be sent again.")
        self._do(ids, lambda: deliveries.resend(ids), self.tr("Resending"), one, said)

    def cancel(self, rows: Sequence[DeliveryRow]) -> None:
        """Take those back that wait."""
        ids = [row.id for row in rows if row.state in WAITING]
        deliveries = self._context.services.deliveries
        said = self.tr("{count} messages were cancelled.")
        one = self.tr("The message was cancelled.")
        self._do(ids, lambda: deliveries.cancel(ids), self.tr("Cancelling"), one, said)

    def unblock(self, lane_id: int) -> None:
        """Try a room again that needed a person."""
        deliveries = self._context.services.deliveries
        self._context.jobs.run(
            lambda _job: deliveries.unblock(lane_id),
            then=lambda _none: self._told(self.tr("The room is tried again.")),
            failed=self._context.navigator.explain,
            owner=self,
        )

    def edit_integration(self, integration_id: str) -> None:
        """Open the integration through which a message goes, to enter a token or mend a room."""
        from hipadmin.gui.dialogs.integration import IntegrationDialog

        window = self._page.window()
        dialog = IntegrationDialog(self._context, window, integration_id, in_turns=True)
        dialog.saved.connect(self.done)
        dialog.open()

    def _do(
        self,
        ids: Sequence[int],
        act: Callable[[], tuple[Refused, ...]],
        title: str,
        one: str,
        many: str,
    ) -> None:
        if not ids:
            return

        def then(refused: tuple[Refused, ...]) -> None:
            count = len(ids) - len(refused)
            if count:
                self._told(one if count == 1 else many.format(count=count))
            self._say_refused(refused)
            self.done.emit()

        self._context.jobs.run(
            lambda _job: act(),
            then=then,
            failed=self._context.navigator.explain,
            owner=self,
            title=title,
        )

    def _told(self, text: str) -> None:
        self._context.navigator.note(text)
        self.done.emit()

    def _say_refused(self, refused: Sequence[Refused]) -> None:
        navigator = self._context.navigator
        if not refused:
            navigator.unsay("messages")
            return
        reasons = " ".join(dict.fromkeys(each.text for each in refused))
        cause = self.tr("{count} messages were left as they are:").format(count=len(refused))
        close = Act(self.tr("Close"), lambda: navigator.unsay("messages"))
        navigator.say("messages", Message(Tone.WARN, cause, reasons, (close,)))
