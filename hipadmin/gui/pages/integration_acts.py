"""What the page Integrations opens: dialogs, answers of the first run."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from hipadmin.gui.context import Context


class IntegrationActs(QObject):
    """Opens dialogs over the page's window. They are loaded when wanted, never at the start.

    Signals:
        saved: id of an integration that was added or changed.
    """

    saved = Signal(str)

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    @Slot(str)
    def open_dialog(self, integration_id: str) -> None:
        """Open the dialog of an integration; an empty id adds one."""
        from hipadmin.gui.dialogs.integration import IntegrationDialog

        dialog = IntegrationDialog(self._context, self._page.window(), integration_id)
        dialog.saved.connect(self.saved)
        dialog.open()

    def show_topic(self, topic: str) -> None:
        """Answer a question of the first run: ``token``, ``urls`` or ``subscriptions``."""
        from hipadmin.gui.dialogs.topics import TopicDialog

        TopicDialog(self._context, topic, self._page.window()).open()
