"""A bar while the database cannot be read, wherever the person happens to be."""

from PySide6.QtCore import QObject, Slot

from hipadmin.domain.errors import HipadminError
from hipadmin.gui.context import Context
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Message, MessageArea

_BAR = "store"


class StoreBar(QObject):
    """Says what the watch met; the bar goes when the database answers again."""

    def __init__(self, context: Context, area: MessageArea, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._area = area
        context.watch.troubled.connect(self._on_troubled)
        context.watch.mended.connect(self._on_mended)

    @Slot(object)
    def _on_troubled(self, error: Exception) -> None:
        if isinstance(error, HipadminError):
            cause = self.tr("What you see may be old.")
            self._area.show_bar(_BAR, Message(Tone.DANGER, cause, error.text))
        else:
            self._context.navigator.explain(error)

    @Slot()
    def _on_mended(self) -> None:
        self._area.clear(_BAR)
