"""Reads the rooms of a server page by page, politely, until done or stopped."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hipadmin.gui.jobs import Job, JobContext, Jobs, Lane
from hipadmin.gui.threads.strand import Strand
from hipadmin.services.access import Access
from hipadmin.services.rooms.room_lists import Batch, RoomListing, RoomLists

MOST_WAIT_MS = 3_600_000
"""A server that wants a longer pause is asked again after an hour."""


class Reading(Enum):
    """How the reading goes."""

    IDLE = "idle"
    BUSY = "busy"
    WAITING = "waiting"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


class RoomReader(QObject):
    """Reads one list at a time.

    Attributes:
        state: how it goes.
        error: why it failed, in the state FAILED.
        resume_at: when it goes on by itself, in the state WAITING.

    Signals:
        came: a tuple of `FoundRoom` not told before.
        changed: `state` did.
    """

    came = Signal(object)
    changed = Signal()

    def __init__(self, jobs: Jobs, lists: RoomLists, parent: QObject) -> None:
        super().__init__(parent)
        self.state = Reading.IDLE
        self.error: Exception | None = None
        self.resume_at: datetime | None = None
        self._jobs = jobs
        self._lists = lists
        self._strand: Strand[RoomListing] | None = None
        self._job: Job | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.go_on)
        # sockets must not outlive us, whether we are closed or die with our dialog
        self._open: list[Strand[RoomListing]] = []
        self.destroyed.connect(partial(_close_all, self._open))

    def begin(self, ways: Sequence[Access], *, archived: bool) -> None:
        """Read from the start, with the first of ``ways`` that may see rooms."""
        self.close()
        lists = self._lists
        self._strand = Strand(lambda: lists.begin(ways, archived=archived))
        self._open[:] = [self._strand]
        self.go_on()

    @Slot()
    def go_on(self) -> None:
        """Ask for the next page: at first, after a pause, after a failure, or after `stop`."""
        strand = self._strand
        if strand is None or self._job is not None:
            return
        self._timer.stop()
        self._job = self._jobs.run(
            lambda context: _more(strand, context),
            then=self._on_read,
            failed=self._on_failed,
            lane=Lane.NET,
            owner=self,
            title=self.tr("Reading rooms"),
        )
        self._set(Reading.BUSY)

    def stop(self) -> None:
        """Read no further for now; what was read stays."""
        self._let_go()
        if self.state in (Reading.BUSY, Reading.WAITING):
            self._set(Reading.STOPPED)

    def close(self) -> None:
        """Stop for good."""
        self._let_go()
        if self._strand is not None:
            self._strand.close()
            self._strand = None

    def _let_go(self) -> None:
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _set(
        self,
        state: Reading,
        *,
        error: Exception | None = None,
        resume_at: datetime | None = None,
    ) -> None:
        self.state, self.error, self.resume_at = state, error, resume_at
        self.changed.emit()

    def _on_read(self, batch: Batch) -> None:
        self._job = None
        if batch.rooms:
            self.came.emit(batch.rooms)
        if batch.done:
            self._set(Reading.DONE)
        elif batch.resume_at is not None:
            self._pause(batch.resume_at)
        else:
            self.go_on()

    def _pause(self, until: datetime) -> None:
        wait = round((until - datetime.now(UTC)).total_seconds() * 1000)
        # the server's second may end a little after ours
        self._timer.start(min(max(wait, 0) + 1000, MOST_WAIT_MS))
        self._set(Reading.WAITING, resume_at=until)

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self._set(Reading.FAILED, error=error)


def _more(strand: Strand[RoomListing], context: JobContext) -> Batch:
    return strand.use(lambda listing: listing.more(context))


def _close_all(strands: list[Strand[RoomListing]], *_args: object) -> None:
    for strand in strands:
        strand.close()
