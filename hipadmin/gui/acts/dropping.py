"""Files dropped onto the window: a configuration is imported, anything else refused in words."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea

SUFFIXES = (".yaml", ".yml", ".json")
"""How files are called that apply and export know."""

_DRAG = "drag"
_REFUSED = "refused drop"


class Dropping(QObject):
    """Takes what is dropped onto ``window``; ``take`` gets the path of a configuration file.

    While something hangs over the window a bar says what dropping it would do.
    """

    def __init__(self, window: QWidget, area: MessageArea, take: Callable[[str], object]) -> None:
        super().__init__(window)
        self._area = area
        self._take = take
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a drag over the window."""
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self._dropped(event)
        elif isinstance(event, QDragEnterEvent | QDragMoveEvent):
            # taken whatever it is: only what is dropped can be refused in words
            event.acceptProposedAction()
            self._announce(event.mimeData())
        elif event.type() == QEvent.Type.DragLeave:
            self._area.clear(_DRAG)
        else:
            return False
        return True

    def _announce(self, data: QMimeData) -> None:
        refusal = self._refusal(data)
        if refusal:
            message = Message(Tone.WARN, self.tr("This cannot be imported:"), refusal)
        else:
            name = Path(data.urls()[0].toLocalFile()).name
            text = self.tr("Drop {file} to see what it would change.").format(file=name)
            message = Message(Tone.INFO, self.tr("Import:"), text, icon=Icon.IMPORT)
        self._area.clear(_REFUSED)
        self._area.show_bar(_DRAG, message)

    def _dropped(self, event: QDropEvent) -> None:
        self._area.clear(_DRAG)
        event.acceptProposedAction()
        refusal = self._refusal(event.mimeData())
        if not refusal:
            self._take(event.mimeData().urls()[0].toLocalFile())
            return
        close = Act(self.tr("Close"), lambda: self._area.clear(_REFUSED))
        cause = self.tr("Nothing was imported:")
        self._area.show_bar(_REFUSED, Message(Tone.WARN, cause, refusal, (close,)))

    def _refusal(self, data: QMimeData) -> str:
        """Why it is no configuration file; empty if it may be one."""
        files = [url.toLocalFile() for url in data.urls()]
        if not files or not files[0]:
            return self.tr("it is no file of this computer.")
        if len(files) > 1:
            text = self.tr("these are {count} files; drop one at a time.")
            return text.format(count=len(files))
        if Path(files[0]).suffix.lower() not in SUFFIXES:
            text = self.tr("“{file}” is no configuration file ({kinds}).")
            return text.format(file=Path(files[0]).name[:80], kinds=", ".join(SUFFIXES))
        return ""
