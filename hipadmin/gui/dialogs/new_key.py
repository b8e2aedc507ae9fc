"""Asks before a source's key is made anew: the old one has another day, or ends now."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.dialog_frame import Question
from hipadmin.gui.widgets.fields import CheckBox
from hipadmin.gui.widgets.labels import Label


class NewKey(Question):
    """New key or Cancel; ``accepted`` means a new one."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(
            look,
            self.tr("New key"),
            self.tr("Make a new key?"),
            yes=self.tr("New key"),
            no=self.tr("Cancel"),
            icon=Icon.KEY,
            parent=parent,
        )
        self._text = Label(look, "", FontRole.BODY, "text2", wrap=True)
        self.words.addWidget(self._text)
        self.now = CheckBox(look, self.tr("End the old key now"))
        choice = QHBoxLayout()
        choice.addWidget(self.now)
        choice.addStretch(1)
        self.words.addLayout(choice)
        self.now.toggled.connect(self._show)
        self._show()

    @property
    def at_once(self) -> bool:
        """Whether the old key is to end now."""
        return self.now.isChecked()

    @Slot()
    def _show(self) -> None:
        later = self.tr(
            "The old one is taken for another 24 hours. Give sources the new one by then."
        )
        now = self.tr("Sources are turned away until they have the new one.")
        self._text.set_text(now if self.at_once else later)
