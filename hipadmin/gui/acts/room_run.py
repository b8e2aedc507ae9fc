"""A run of tests: some rooms, at most four at once, each result as it comes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.health import Outcome
from hipadmin.domain.ports import Cancel
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, JobContext, Lane
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import StateMark, Tone
from hipadmin.services.rooms.targets import Target
from hipadmin.services.rooms.testing import Sent, Tried
from hipadmin.services.stop import Stop

if TYPE_CHECKING:
    from hipadmin.domain.message import Message

translate = QCoreApplication.translate

ANSWER_MS = 150
"""How long a cancelled request may take to say how far it came; people wait 200 ms at most."""


class Phase(StrEnum):
    """How far a test has come."""

    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One room of a run. ``tried`` is its result, ``trouble`` why there is none."""

    key: int
    target: Target
    phase: Phase = Phase.WAITING
    tried: Tried | None = None
    sent: Sent = Sent.NO
    trouble: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.phase not in (Phase.WAITING, Phase.SENDING)

    @property
    def ok(self) -> bool:
        """Whether the room took the message."""
        return self.tried is not None and self.tried.outcome is Outcome.OK

    @property
    def token_needed(self) -> bool:
        """Whether entering a token is what helps."""
        tried = self.tried
        return tried is not None and (tried.outcome is Outcome.NOT_SENT or tried.status == 401)


@dataclass(frozen=True, slots=True)
class _Either:
    """Cancelled when one of two is."""

    one: Cancel
    other: Cancel

    def on_cancel(self, callback: Callable[[], None]) -> None:
        self.one.on_cancel(callback)
        self.other.on_cancel(callback)


class RoomRun(QObject):
    """Tests rooms, or sends them a composed message, and tells how each is doing.

    Signals:
        changed: an attempt went on; ask `attempts`.
        finished: every attempt has ended.
    """

    changed = Signal()
    finished = Signal()

    def __init__(
        self,
        context: Context,
        targets: Sequence[Target],
        parent: QObject | None = None,
        message: "Message | None" = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._message = message
        self._attempts = [Attempt(key, target) for key, target in enumerate(targets)]
        self._jobs: dict[int, Job] = {}
        self._stop = Stop()
        self._patience = QTimer(self, singleShot=True, interval=ANSWER_MS)
        self._patience.timeout.connect(self._on_patience_ended)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Every room of the run, in order."""
        return tuple(self._attempts)

    @property
    def done(self) -> int:
        """How many have ended."""
        return sum(1 for a in self._attempts if a.ended)

    @property
    def running(self) -> bool:
        """Whether something may still come."""
        return self.done < len(self._attempts)

    def start(self) -> None:
        """Begin; the network lane takes four at a time."""
        for attempt in self._attempts:
            self._jobs[attempt.key] = self._begin(attempt)
        self.changed.emit()

    def _begin(self, attempt: Attempt) -> Job:
        key, target = attempt.key, attempt.target
        tests, stop, message = self._context.services.tests, self._stop, self._message

        def work(job: JobContext) -> Tried:
            job.report(Phase.SENDING)
            return tests.run(target, _Either(stop, job), message)

        return self._context.jobs.run(
            work,
            then=lambda tried: self._on_tried(key, tried),
            failed=lambda error: self._on_failed(key, error),
            progress=lambda _phase: self._on_sending(key),
            lane=Lane.NET,
            owner=self,
            title=translate("Test", "Testing"),
        )

    def cancel(self) -> None:
        """Stop: what has not begun is not sent; what is on its way says soon how far it came."""
        self._stop.stop()
        for attempt in self._attempts:
            if attempt.phase is Phase.WAITING:
                self._jobs[attempt.key].cancel()
                self._put(replace(attempt, phase=Phase.CANCELLED))
        self._patience.start()
        self._tell()

    def _on_patience_ended(self) -> None:
        for attempt in self._attempts:
            if attempt.phase is Phase.SENDING:
                self._jobs[attempt.key].cancel()
                self._put(replace(attempt, phase=Phase.CANCELLED, sent=Sent.MAYBE))
        self._tell()

    def _on_sending(self, key: int) -> None:
        if self._attempts[key].phase is Phase.WAITING:
            self._put(replace(self._attempts[key], phase=Phase.SENDING))
            self.changed.emit()

    def _on_tried(self, key: int, tried: Tried) -> None:
        attempt = self._attempts[key]
        if attempt.ended:
            return
        phase = Phase.CANCELLED if tried.cancelled else Phase.DONE
        self._put(replace(attempt, phase=phase, tried=tried, sent=tried.sent))
        self._context.watch.look()
        self._tell()

    def _on_failed(self, key: int, error: Exception) -> None:
        if self._attempts[key].ended:
            return
        trouble = str(error)
        if not isinstance(error, HipadminError):
            trouble = translate("Test", "No result: hipadmin made a mistake.")
            self._context.navigator.explain(error)
        self._put(replace(self._attempts[key], phase=Phase.BROKEN, trouble=trouble))
        self._tell()

    def _put(self, attempt: Attempt) -> None:
        self._attempts[attempt.key] = attempt

    def _tell(self) -> None:
        self.changed.emit()
        if not self.running and self._jobs:
            self._jobs.clear()
            self._patience.stop()
            self.finished.emit()


def attempt_mark(attempt: Attempt) -> StateMark:
    """How an attempt looks and reads."""
    if attempt.phase is Phase.WAITING:
        return StateMark(Icon.CLOCK, Tone.NEUTRAL, translate("Test", "waiting"))
    if attempt.phase is Phase.SENDING:
        return StateMark(Icon.ARROW_UP_RIGHT, Tone.INFO, translate("Test", "testing"))
    if attempt.phase is Phase.CANCELLED:
        maybe = attempt.sent is not Sent.NO
        word = translate("Test", "may have been sent") if maybe else translate("Test", "not sent")
        return StateMark(Icon.BAN, Tone.NEUTRAL, word)
    return _ended_mark(attempt)


def _ended_mark(attempt: Attempt) -> StateMark:
    outcome = attempt.tried.outcome if attempt.tried else Outcome.FAILING
    if outcome is Outcome.OK:
        word = translate("Test", "configured correctly")
        return StateMark(Icon.CHECK_CIRCLE, Tone.OK, word)
    if outcome is Outcome.NEEDS_ATTENTION:
        word = translate("State", "Needs attention")
        return StateMark(Icon.TRIANGLE, Tone.DANGER, word, loud=True)
    if outcome is Outcome.NOT_SENT:
        return StateMark(Icon.KEY, Tone.WARN, translate("State", "Token needed"), loud=True)
    return StateMark(Icon.ALERT_CIRCLE, Tone.WARN, translate("State", "Failing"), loud=True)


def attempt_details(attempt: Attempt) -> str:
    """The evidence of an attempt, or what is wrong and what to do."""
    tried = attempt.tried
    if attempt.trouble or tried is None:
        return attempt.trouble
    if tried.outcome is Outcome.OK:
        return translate("Test", "{status} in {ms} ms at {time}").format(
            status=tried.status, ms=tried.elapsed_ms, time=f"{tried.at.astimezone():%H:%M:%S}"
        )
    if attempt.phase is Phase.CANCELLED:
        return translate("Test", "Cancelled")
    return f"{tried.status}: {tried.text}" if tried.status else tried.text
