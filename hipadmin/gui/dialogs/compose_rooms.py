"""The rooms of the composer as they are stored: followed while it is open, and told when gone."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.services.rooms.targets import Target

translate = QCoreApplication.translate


class StoredRooms(QObject):
    """Looks at ``targets``, and again whenever integrations move; ``dialog`` says what is gone.

    Attributes:
        targets: each as it was when it was last there.

    Signals:
        looked: each as it is, None for what is gone.
    """

    looked = Signal(object)

    def __init__(self, context: Context, dialog: DialogFrame, targets: Sequence[Target]) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self.targets = tuple(targets)
        context.watch.moved.connect(self._on_moved)

    def look(self) -> None:
        """Look now."""
        tests, targets = self._context.services.tests, self.targets
        self._context.jobs.run(
            lambda _job: tests.as_stored(targets),
            then=self._on_looked,
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if Topic.INTEGRATIONS in topics:
            self.look()

    def _on_looked(self, found: Sequence[Target | None]) -> None:
        both = list(zip(self.targets, found, strict=True))
        self.targets = tuple(now or old for old, now in both)
        self._say_gone([old for old, now in both if now is None])
        self.looked.emit(found)

    def _say_gone(self, targets: Sequence[Target]) -> None:
        if not targets:
            self._dialog.strip.clear()
            return
        rooms = ", ".join(target.shown for target in targets)
        text = translate("Compose", "Nothing can be sent to {rooms} any more.")
        cause = translate("Meanwhile", "Deleted meanwhile.")
        self._dialog.strip.show_message(Message(Tone.WARN, cause, text.format(rooms=rooms)))
