"""Asks a room for news again and again, politely, and posts what is typed."""

from collections.abc import Collection
from datetime import datetime
from enum import Enum
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from hipadmin.gui.jobs import Job, JobContext, Jobs, Lane
from hipadmin.gui.windows.room_pace import SANDBOX_PACE, SERVER_PACE, TOPIC_EVERY
from hipadmin.gui.windows.room_wire import RoomWire
from hipadmin.hipchat.errors import BadToken, Forbidden, HipChatError, NoSuchRoom, RateLimited
from hipadmin.services.delivery.sparing import KEPT_SHARE
from hipadmin.services.rooms.rooms import Earlier, Reading, RoomPlace, RoomTalk


class Mode(Enum):
    """What the poll is doing, or why it does nothing."""

    READING = "reading"
    LIVE = "live"
    PAUSED = "paused"
    HIDDEN = "hidden"
    RETRYING = "retrying"
    SPARING = "sparing"
    REFUSED = "refused"


class RoomPoll(QObject):
    """Follows one room at a time.

    Signals:
        arrived: a tuple of `Line`, oldest first; the first one of a room may be empty.
        topic_told: the room's topic.
        changed: `mode`, `error` or `wait_s` did.
        posted: a line was taken by the server.
        not_posted: the exception that kept it; its text is still the writer's.
        earlier_told: an `Earlier`, as it was asked for.
        earlier_failed: the exception that kept it.
    """

    arrived = Signal(object)
    topic_told = Signal(str)
    changed = Signal()
    posted = Signal()
    not_posted = Signal(object)
    earlier_told = Signal(object)
    earlier_failed = Signal(object)

    def __init__(self, jobs: Jobs, talk: RoomTalk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.error: Exception | None = None
        self._jobs = jobs
        self._talk = talk
        self._pace = SERVER_PACE
        self._place: RoomPlace | None = None
        self._wire: RoomWire | None = None
        self._reading: Job | None = None
        self._posting: Job | None = None
        self._earlier: Job | None = None
        self._paused = False
        self._seen = True
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timer_timed_out)
        # sockets must not outlive us, whether we are closed or die with our window
        self._open_wires: list[RoomWire] = []
        self.destroyed.connect(partial(_close_all, self._open_wires))
        self._forget()

    def _forget(self) -> None:
        self.error = None
        self._halt: Mode | None = None
        self._failures = 0
        self._rounds = 0
        self._asked_at = 0.0
        self._ask_again = False
        self._unsparing = False

    @property
    def mode(self) -> Mode:
        """What is going on."""
        if self._paused:
            return Mode.PAUSED
        if self._halt is not None:
            return self._halt
        if not self._seen:
            return Mode.HIDDEN
        if self.error is not None:
            return Mode.RETRYING
        return Mode.LIVE if self._rounds else Mode.READING

    @property
    def every_s(self) -> int:
        """Seconds from one question to the next while all is well."""
        return max(1, round(self._pace.every_ms / 1000))

    @property
    def wait_s(self) -> int:
        """Seconds until the next question, at least 1."""
        return max(1, round(self._timer.remainingTime() / 1000))

    @property
    def active(self) -> bool:
        """Whether a question is under way or will be asked without anybody's doing."""
        return self._timer.isActive() or self._reading is not None

    @property
    def posting(self) -> bool:
        """Whether a line is on its way."""
        return self._posting is not None

    def follow(self, place: RoomPlace) -> None:
        """Turn to ``place``; what was followed before is let go."""
        self._let_go()
        self._forget()
        self._place = place
        self._pace = SANDBOX_PACE if place.is_sandbox else SERVER_PACE
        self._wire = RoomWire(self._talk, place)
        self._open_wires[:] = [self._wire]
        self._proceed()

    def close(self) -> None:
        """Stop for good: no question follows and a waiting one is cancelled."""
        self._let_go()
        self._wire = None

    def set_paused(self, paused: bool) -> None:
        """Stop asking until told otherwise; a question under way is still heard."""
        self._paused = paused
        self._proceed()

    def set_seen(self, seen: bool) -> None:
        """Tell whether anybody can see what arrives."""
        if seen != self._seen:
            self._seen = seen
            self._proceed()

    def go_on(self) -> None:
        """Ask again at once, after a refusal or although little of the rate limit is left."""
        self._unsparing = self._halt is Mode.SPARING
        self._halt = None
        self._proceed()

    def post(self, text: str) -> None:
        """Say ``text`` in the room; `posted` or `not_posted` follows. One line at a time."""
        wire = self._wire
        if wire is None or self._place is None or self._posting is not None:
            return
        self._posting = self._jobs.run(
            lambda context: wire.post(context, text),
            then=self._on_post_done,
            failed=self._on_post_failed,
            lane=Lane.NET,
            owner=self,
            title=self.tr("Sending to {room}").format(room=self._place.name),
        )

    def ask_earlier(self, before: datetime, known: Collection[str]) -> None:
        """Fetch what was said before; `earlier_told` or `earlier_failed` follows. One at a time."""
        wire = self._wire
        if wire is None or self._place is None or self._earlier is not None:
            return
        self._earlier = self._jobs.run(
            lambda context: wire.earlier(context, before, known),
            then=self._on_earlier_done,
            failed=self._on_earlier_failed,
            lane=Lane.NET,
            owner=self,
            title=self.tr("Reading {room}").format(room=self._place.name),
        )

    def _on_earlier_done(self, earlier: Earlier) -> None:
        self._earlier = None
        self.earlier_told.emit(earlier)

    def _on_earlier_failed(self, error: Exception) -> None:
        self._earlier = None
        self.earlier_failed.emit(error)

    def _let_go(self) -> None:
        self._timer.stop()
        for job in (self._reading, self._posting, self._earlier):
            if job is not None:
                job.cancel()
        self._reading = self._posting = self._earlier = None
        if self._wire is not None:
            self._wire.close()

    def _may_ask(self) -> bool:
        return self._seen and not self._paused and self._halt is None

    def _proceed(self) -> None:
        """Ask at once if nothing speaks against it, else fall silent."""
        self._timer.stop()
        if self._may_ask():
            self._ask()
        self.changed.emit()

    def _ask(self) -> None:
        wire = self._wire
        if wire is None or self._reading is not None:
            return
        self._ask_again = False
        self._asked_at = monotonic()
        with_topic = self._rounds % TOPIC_EVERY == 0

        def read(context: JobContext) -> Reading:
            return wire.read(context, with_topic=with_topic)

        self._reading = self._jobs.run(
            read, then=self._on_read_done, failed=self._on_read_failed, lane=Lane.NET, owner=self
        )

    @Slot()
    def _on_timer_timed_out(self) -> None:
        self._ask()

    def _on_read_done(self, reading: Reading) -> None:
        self._reading = None
        self._rounds += 1
        self._failures = 0
        self.error = None
        self._spare(reading.share_left)
        if reading.lines or self._rounds == 1:
            self.arrived.emit(reading.lines)
        if reading.topic is not None:
            self.topic_told.emit(reading.topic)
        self._later(self._pace.every_ms)

    def _spare(self, share_left: float) -> None:
        enough = share_left >= KEPT_SHARE
        if enough:
            self._unsparing = False
        elif not self._unsparing:
            self._halt = Mode.SPARING

    def _on_read_failed(self, error: Exception) -> None:
        self._reading = None
        self.error = error
        self._failures += 1
        if not isinstance(error, HipChatError) or isinstance(
            error, BadToken | Forbidden | NoSuchRoom
        ):
            self._halt = Mode.REFUSED
        distance = self._pace.after(self._failures)
        if isinstance(error, RateLimited):
            distance = max(distance, round(error.wait_s * 1000))
        self._later(distance)

    def _later(self, distance_ms: int) -> None:
        if self._wire is None:
            return
        if self._may_ask() or self._ask_again:
            spent = round((monotonic() - self._asked_at) * 1000)
            self._timer.start(0 if self._ask_again else max(0, distance_ms - spent))
        self.changed.emit()

    def _on_post_done(self, _result: None) -> None:
        self._posting = None
        self.posted.emit()
        self._show_posted()

    def _show_posted(self) -> None:
        """Fetch what was just said, even while paused."""
        if self._halt is not Mode.REFUSED:
            self._timer.stop()
            self._ask_again = True
            self._ask()

    def _on_post_failed(self, error: Exception) -> None:
        self._posting = None
        self.not_posted.emit(error)


def _close_all(wires: list[RoomWire], *_args: object) -> None:
    for wire in wires:
        wire.close()
