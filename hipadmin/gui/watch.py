"""Sees changes of the store, whoever made them, and says which topics moved."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hipadmin.domain.ports import Topic
from hipadmin.gui.jobs import JobContext, Jobs, Lane

PERIOD_MS = 500
"""Looks twice a second; a change by another process is seen within two, even on a busy machine."""


class Watch(QObject):
    """Asks the store for its revisions and compares them with the last ones.

    The first are compared with those ``known`` before any list was read, so that what changed
    while the window opened is seen too.

    Signals:
        moved: a frozenset of `Topic` that changed since the last look.
        troubled: why the store did not answer; once, until it does again.
        mended: it answers again.
    """

    moved = Signal(object)
    troubled = Signal(object)
    mended = Signal()

    def __init__(
        self,
        revisions: Callable[[], Mapping[Topic, int]],
        known: Mapping[Topic, int],
        jobs: Jobs,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._revisions = revisions
        self._known = known
        self._jobs = jobs
        self._asking = False
        self._again = False
        self._troubled = False
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now, and from now on."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look now; call it after a change of one's own so that nobody waits a second."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        self._jobs.run(
            self._ask, then=self._on_asked, failed=self._on_failed, owner=self, lane=Lane.READ
        )

    def _ask(self, _context: JobContext) -> Mapping[Topic, int]:
        return dict(self._revisions())

    def _on_asked(self, found: Mapping[Topic, int]) -> None:
        self._asking = False
        if self._troubled:
            self._troubled = False
            self.mended.emit()
        known, self._known = self._known, found
        moved = frozenset(t for t, n in found.items() if known.get(t) != n)
        if moved:
            self.moved.emit(moved)
        self._once_more()

    def _on_failed(self, error: Exception) -> None:
        self._asking = False
        if not self._troubled:
            self._troubled = True
            self.troubled.emit(error)
        self._once_more()

    def _once_more(self) -> None:
        if self._again:
            self._again = False
            self.look()
