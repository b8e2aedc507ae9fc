"""Gives combo boxes the name people see beside them.

On Unix Qt calls a combo box by the entry it shows, and leaves the name to a label that must be its
sibling; a screen reader would say "web" where the window says Subscription.
"""

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QComboBox

_SHOW = "ShowMenu"
_PRESS = "Press"


class NamedCombo(QAccessibleWidget):
    """What assistive technology sees: name, the entry as value and description, the list below."""

    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo, QAccessible.Role.ComboBox)

    @property
    def _combo(self) -> QComboBox:
        combo = self.object()
        assert isinstance(combo, QComboBox)  # noqa: S101 - the factory makes it for no other
        return combo

    def text(self, kind: QAccessible.Text) -> str:
        """Answer the name people see; the entry is the value, and told in the description.

        The accessibility bus of Unix has no place for a value in words.
        """
        combo = self._combo
        unnamed = kind == QAccessible.Text.Name and not combo.accessibleName()
        undescribed = kind == QAccessible.Text.Description and not combo.accessibleDescription()
        if kind == QAccessible.Text.Value or unnamed or undescribed:
            return combo.currentText()
        return super().text(kind)

    def state(self) -> QAccessible.State:
        """Say that it unfolds, and whether it has."""
        state = super().state()
        state.expandable = True
        state.expanded = self._combo.view().isVisible()
        state.collapsed = not state.expanded
        return state

    def childCount(self) -> int:
        """The list is the only child."""
        return 1

    def child(self, _index: int) -> QAccessibleInterface:
        """Give the list."""
        return QAccessible.queryAccessibleInterface(self._combo.view())

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Find the list."""
        return 0 if child.object() is self._combo.view() else -1

    def actionNames(self) -> list[str]:
        """Pressing unfolds it."""
        return [_SHOW, _PRESS, *super().actionNames()]

    def doAction(self, action: str) -> None:
        """Unfold or fold."""
        if action not in (_SHOW, _PRESS):
            super().doAction(action)
        elif self._combo.view().isVisible():
            self._combo.hidePopup()
        else:
            self._combo.showPopup()
