"""The combo box that chooses an integration and ends in "New integration…"."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from hipadmin.domain.integration import Integration
from hipadmin.gui.look.icons import Icon, icon
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import ComboBox

_NEW = ""
_MANY = 200
"""Integrations from which on the box is not fitted to each of them: thousands would be measured."""
_WIDEST = 40
"""Characters of a name for which such a box has room at least."""


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
        self._offered: list[tuple[str, str]] = []
        self.setPlaceholderText(self.tr("Choose an integration"))
        self._fill()
        self._choose("")
        self.activated.connect(self._on_activated)

    def show_integrations(self, integrations: Sequence[Integration], chosen: str) -> None:
        """Offer these, with the one of id ``chosen`` as the choice (empty: none yet)."""
        offered = [(integration.id, integration.name) for integration in integrations]
        if offered != self._offered:
            self._offered = offered
            self._fill()
        self._choose(chosen)

    def _fill(self) -> None:
        blocked = self.blockSignals(True)
        self.clear()
        self._fit()
        plug = icon(Icon.PLUG)
        for integration_id, name in self._offered:
            self.addItem(plug, name, integration_id)
        if self._offered:
            self.insertSeparator(self.count())
        self.addItem(icon(Icon.PLUS), self.tr("New integration…"), _NEW)
        self.blockSignals(blocked)

    def _fit(self) -> None:
        many, policy = len(self._offered) > _MANY, QComboBox.SizeAdjustPolicy
        view = self.view()
        if isinstance(view, QListView):
            view.setUniformItemSizes(many)
        longest = max((len(name) for _, name in self._offered), default=0)
        self.setMinimumContentsLength(min(longest, _WIDEST) if many else 0)
        self.setSizeAdjustPolicy(
            policy.AdjustToMinimumContentsLengthWithIcon if many else policy.AdjustToContents
        )

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
