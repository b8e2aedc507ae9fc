"""What can be entered, offered below a field while somebody types."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from hipadmin.gui.theme import FontRole, Look

_OFFERED = 12


class Completion(QCompleter):
    """Offers the texts that hold what stands in ``field``, in letters of one width."""

    def __init__(self, look: Look, field: QLineEdit, name: str, offers: Sequence[str]) -> None:
        super().__init__(field)
        self._texts = QStringListModel(list(offers), self)
        self.setModel(self._texts)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(_OFFERED)
        self.list = QListView(field)
        self.list.setAccessibleName(name)
        look.dress(self.list, FontRole.MONO)
        self.setPopup(self.list)
        field.setCompleter(self)

    def offer(self, offers: Sequence[str]) -> None:
        """Offer these from now on."""
        self._texts.setStringList(list(offers))

    def unfold(self) -> None:
        """Show all that can be entered."""
        self.setCompletionPrefix("")
        self.complete()
