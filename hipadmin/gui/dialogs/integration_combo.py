"""The combo box that chooses an integration and ends in "New integration…"."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from hipadmin.domain.integration import Integration
from hipadmin.gui.look.icons import Icon, icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import ComboBox

_NEW = ""


class IntegrationCombo(ComboBox):
    """Chooses one of the integrations, or asks for a new one.

    Signals:
        chosen: id of the integration a person chose; `show_integrations` does not emit it.
        new_asked: "New integration…" was chosen; the choice stays what it was.
    """

    chosen = Signal(str)
    new_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._passing = False
        self._current = ""
        self.setPlaceholderText(self.tr("Choose an integration"))
        self.activated.connect(self._on_activated)

    def show_integrations(self, integrations: Sequence[Integration], chosen: str) -> None:
        """Offer these, with the one of id ``chosen`` as the choice (empty: none yet)."""
        blocked = self.blockSignals(True)
        self.clear()
        for integration in integrations:
            self.addItem(icon(Icon.PLUG), integration.name, integration.id)
        if integrations:
            self.insertSeparator(self.count())
        self.addItem(icon(Icon.PLUS), self.tr("New integration…"), _NEW)
        self.blockSignals(blocked)
        self._choose(chosen)

    def current(self) -> str:
        """Give the id of the choice, or an empty text."""
        return self._current

    def _choose(self, integration_id: str) -> None:
        position = self.findData(integration_id) if integration_id else -1
        self._current = integration_id if position >= 0 else ""
        self.setCurrentIndex(position)

    @Slot(int)
    def _on_activated(self, position: int) -> None:
        found = self.itemData(position)
        if found:
            self._current = str(found)
            self.chosen.emit(self._current)
            return
        self._choose(self._current)
        if not self._passing:
            self.new_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys in the closed box pass by "New integration…"; the open list takes Enter."""
        self._passing = True
        super().keyPressEvent(event)
        self._passing = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel passes by "New integration…" too."""
        self._passing = True
        super().wheelEvent(event)
        self._passing = False
