"""What the page Integrations opens: dialogs, the context menu, answers of the first run."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.icons import Icon, icon


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

    def show_menu(
        self, spot: QPoint, run: Callable[[str], object], can: Callable[[str], bool]
    ) -> None:
        """Show the menu of the selection; ``run`` and ``can`` take a verb."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries = (
            ("edit", self.tr("Edit…"), Icon.PENCIL),
            ("test", self.tr("Test"), Icon.SEND),
            ("turn_on", self.tr("Turn on"), Icon.PLAY),
            ("turn_off", self.tr("Turn off"), Icon.POWER),
            ("delete", self.tr("Delete…"), Icon.TRASH),
        )
        for verb, text, sign in entries:
            action = menu.addAction(icon(sign), text)
            action.setData(verb)
            action.setEnabled(can(verb))
        menu.triggered.connect(lambda action: run(str(action.data())))
        menu.popup(spot)
