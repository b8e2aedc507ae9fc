"""The entry “New integration…” in the dialog of a room notification."""

from PySide6.QtCore import QObject, Signal, Slot

from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.services.configuration.subscriptions import NotificationChoices


class NewIntegration(QObject):
    """Adds an integration over the dialog and reads what can be chosen then.

    Signals:
        added: the new integration's id, and the `NotificationChoices` with it.
        failed: the exception that kept the choices from being read.
    """

    added = Signal(str, object)
    failed = Signal(object)

    def __init__(
        self, context: Context, dialog: DialogFrame, subscription_id: str, but: str
    ) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self._ids = (subscription_id, but)

    @Slot()
    def ask(self) -> None:
        """Open the dialog that adds one."""
        from hipadmin.gui.dialogs.integration import IntegrationDialog

        dialog = IntegrationDialog(self._context, self._dialog, in_turns=True)
        dialog.saved.connect(self._on_saved)
        dialog.open()

    @Slot(str)
    def _on_saved(self, integration_id: str) -> None:
        subscription_id, but = self._ids
        verbs = self._context.services.notifications

        def read(choices: NotificationChoices) -> None:
            self.added.emit(integration_id, choices)

        self._context.jobs.run(
            lambda _job: verbs.choices(subscription_id, but=but),
            then=read,
            failed=self.failed.emit,
            lane=Lane.READ,
            owner=self,
        )
