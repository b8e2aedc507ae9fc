"""A dialog with so many parts that building it at once would hold the window."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QWidget

from hipadmin.gui.threads.turns import Building
from hipadmin.gui.widgets.early_keys import EarlyKeys


class BuiltDialog(QDialog):
    """A dialog that may be built in several turns of the event loop before it opens."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._building: Building | None = None
        self._early: EarlyKeys | None = None
        self._opens_when_built = False
        self._stays_shut = False

    def build(self, work: Iterator[int | None], *, in_turns: bool) -> None:
        """Do ``work`` now, or from one ``yield`` to the next in each turn of the event loop.

        What is built in turns opens at its end if `open` was called meanwhile. While one is being
        built over a window no other is: as if the first stood there already and took all keys.
        """
        if not in_turns:
            for _turn in work:
                pass
        elif self._is_alone():
            self._building = Building(self, work)
            self._building.ended.connect(self._on_built)
        else:
            self._give_up()

    def _is_alone(self) -> bool:
        parent, direct = self.parentWidget(), Qt.FindChildOption.FindDirectChildrenOnly
        found = parent.findChildren(BuiltDialog, options=direct) if parent is not None else []
        return not any(other.is_being_built for other in found)

    @property
    def is_being_built(self) -> bool:
        """Whether parts of it are still to come."""
        return self._building is not None

    @Slot(bool)
    def _on_built(self, done: bool) -> None:
        self._building = None
        if not done:
            self._give_up()
        elif self._opens_when_built:
            self.open()

    def _give_up(self) -> None:
        self._stays_shut = True
        if self._early is not None:
            self._early.stop()
            self._early = None
        self.deleteLater()

    def open(self) -> None:
        """Open, as soon as all of it is there; what is typed until then is typed into it."""
        self._opens_when_built = True
        if self._stays_shut:
            return
        if self._building is not None:
            self._early = self._early or EarlyKeys(self)
            return
        super().open()
        if self._early is not None:
            early, self._early = self._early, None
            early.give()
