"""The line above a policy: its title, and what can be done with the whole of it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.domain.policy_presets import Preset
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Edge, icon_button, link
from hipadmin.gui.widgets.labels import ElidedLabel, Label
from hipadmin.gui.widgets.menu import PopupMenu

translate = QCoreApplication.translate


class Tools(QWidget):
    """Undo and redo, format, copy, paste, presets, clear.

    Signals:
        preset_chosen: the statements to begin with.
    """

    preset_chosen = Signal(object)

    def __init__(self, look: Look, presets: Sequence[Preset], parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._presets = presets
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(4))
        row.addWidget(Label(look, self.tr("Policy"), FontRole.SECTION))
        row.addSpacing(look.px(4))
        words = self.tr("Without a policy every event is sent.")
        row.addWidget(ElidedLabel(look, words, FontRole.SMALL, "text2"), 1)
        row.addStretch(0)
        self.undo_button = icon_button(look, self.tr("Undo"), Icon.UNDO)
        self.redo_button = icon_button(look, self.tr("Redo"), Icon.REDO)
        self.format_button = link(look, self.tr("Format"), leans=Edge.END)
        self.copy_button = link(look, self.tr("Copy"), leans=Edge.END)
        self.paste_button = link(look, self.tr("Paste"), leans=Edge.END)
        self.presets_button = link(look, self.tr("Examples"), leans=Edge.END)
        self.clear_button = link(look, self.tr("Clear"), leans=Edge.END)
        self.paste_button.setToolTip(self.tr("Replaces the policy by what was copied"))
        self.presets_button.clicked.connect(self._show_presets)
        for button in (
            *(self.undo_button, self.redo_button, self.format_button, self.copy_button),
            *(self.paste_button, self.presets_button, self.clear_button),
        ):
            row.addWidget(button)
        self.undo_button.setEnabled(False)
        self.redo_button.setEnabled(False)

    def set_empty(self, *, empty: bool) -> None:
        """Offer only what makes sense for an empty text, or for one that is not."""
        for button in (self.format_button, self.copy_button, self.clear_button):
            button.setEnabled(not empty)

    def _show_presets(self) -> None:
        menu = PopupMenu(self.tr("Examples"), self)
        for preset in self._presets:
            entry = menu.addAction(translate("Preset", preset.name))
            entry.triggered.connect(
                lambda _on=False, preset=preset: self.preset_chosen.emit(preset.sketches)
            )
        menu.popup(self.presets_button.mapToGlobal(self.presets_button.rect().bottomLeft()))
