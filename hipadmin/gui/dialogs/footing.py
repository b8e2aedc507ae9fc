"""What a dialog shows and does not edit: read again as it moves, and told when it is gone."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.overtaking import Now, read_now
from hipadmin.gui.jobs import Job, Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.gui.words.steps import meanwhile_words

translate = QCoreApplication.translate


class Footing(QObject):
    """Reads the row ``row_id`` by ``read`` for ``dialog``, whose strip says when it is gone.

    Attributes:
        gone: whether it was deleted.

    Signals:
        found: what ``read`` gave; it may have been gone before.
        lost: it was deleted.
    """

    found = Signal(object)
    lost = Signal()

    def __init__(
        self,
        context: Context,
        dialog: DialogFrame,
        row_id: str,
        read: Callable[[], object],
        topics: frozenset[Topic],
    ) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self._row_id = row_id
        self._read = read
        self._topics = topics
        self._job: Job | None = None
        self._name = ""
        self.gone = False
        context.watch.moved.connect(self._on_moved)

    def look(self, name: str = "") -> None:
        """Read it now; it is called ``name``, if that is known."""
        self._name = name or self._name
        services, row_id, read = self._context.services, self._row_id, self._read
        if self._job is not None:
            self._job.cancel()  # what it found is old news
        self._job = self._context.jobs.run(
            lambda _job: read_now(services, row_id, read),
            then=self._on_read,
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if topics & self._topics and self._job is not None:
            self.look()

    def _on_read(self, now: Now[object]) -> None:
        was_gone, self.gone = self.gone, now.start is None
        if now.start is not None:
            if was_gone:
                self._dialog.strip.clear()
            self.found.emit(now.start)
            return
        name = self._name or (now.by.name if now.by else "")
        words = meanwhile_words(name, now.by, gone=True)
        cause = translate("Meanwhile", "Deleted meanwhile.")
        self._dialog.strip.show_message(Message(Tone.WARN, cause, words))
        self.lost.emit()

    @property
    def note(self) -> str:
        """What the footer says of it: nothing while it is there."""
        return translate("Meanwhile", "It was deleted meanwhile.") if self.gone else ""
