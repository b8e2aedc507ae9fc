"""What can be done with a message: copy it, follow its links, open pictures it does not show."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from hipadmin.gui.look.icons import Icon, icon
from hipadmin.gui.widgets.menu import PopupMenu
from hipadmin.gui.windows.transcript_rows import MessageRow

_MOST_SHOWN = 80
"""Letters of an address in a menu."""


class Copier(Protocol):
    """Whose messages they are."""

    link_activated: SignalInstance

    def copy_message(self) -> None:
        """Copy the current one."""

    def copy_all(self) -> None:
        """Copy all of them."""


class TranscriptMenu(PopupMenu):
    """The context menu of a message, or of the room for None."""

    def __init__(self, view: QWidget, copier: Copier, row: MessageRow | None) -> None:
        super().__init__(view.accessibleName(), view)
        self._copier = copier
        if row is not None:
            self.addAction(icon(Icon.COPY), self.tr("Copy message"), copier.copy_message)
        self.addAction(icon(Icon.COPY), self.tr("Copy transcript"), copier.copy_all)
        for link in row.links if row else ():
            self._offer(self.tr("Open {address}"), link, Icon.LINK)
        for picture in row.pictures if row else ():
            self._offer(self.tr("Open picture {address}"), picture, Icon.PICTURE)

    def _offer(self, text: str, address: str, sign: Icon) -> None:
        shown = address if len(address) <= _MOST_SHOWN else f"{address[:_MOST_SHOWN]}…"
        words = text.format(address=shown).replace("&", "&&")
        self.addAction(icon(sign), words, partial(self._copier.link_activated.emit, address))
