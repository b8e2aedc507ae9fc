"""Reading a policy and judging recent events by it, off the GUI thread; the latest text wins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from hipadmin.domain.policy import Access, Effect, Policy, Statement, Verdict
from hipadmin.domain.policy.form import Reading, text_of
from hipadmin.domain.policy_samples import RecentEvent
from hipadmin.gui.jobs import Job, JobContext, Jobs, Lane

SHORT = 20_000
"""Characters that are read where they are asked for; what is longer is read by a job alone."""
_ALLOWING = 40
"""Statements of a kind among which the nearest is looked for, to say why an event is held back."""
_SLICE = 100
_FEW = 60
"""Statements up to which a policy says on demand why; of more it is found out with the verdict."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One recent event before one policy. Equal to another only under the same policy.

    The policy comes first, because thousands are compared at each keystroke and it tells soonest.
    """

    policy: "Same"
    event: RecentEvent
    passes: bool
    _verdict: Verdict | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def verdict(self) -> Verdict:
        """Why; most of thousands are never looked at, so it is found out when it is asked for."""
        if self._verdict is None:
            verdict = self.policy.policy.explain(self.event.accesses)
            object.__setattr__(self, "_verdict", verdict)
            return verdict
        return self._verdict

    @property
    def access(self) -> Access | None:
        """The access that decided, or the first there is."""
        return self.verdict.access or next(iter(self.event.accesses), None)


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """A policy that is compared by being the same one: others may have thousands of statements.

    ``allowing`` are the first of its statements that allow something, by chain of kinds.
    """

    policy: Policy
    allowing: Mapping[str, Sequence[Statement]]

    @classmethod
    def of(cls, policy: Policy) -> "Same":
        """Sort the statements."""
        allowing: dict[str, list[Statement]] = {}
        for statement in policy.statements:
            if statement.effect is Effect.ALLOW:
                found = allowing.setdefault(statement.signature, [])
                if len(found) < _ALLOWING:
                    found.append(statement)
        return cls(policy, allowing)

    def tried(self, event: RecentEvent) -> Tried:
        """Judge ``event``."""
        tried = Tried(self, event, self.policy.allows(event.accesses))
        if len(self.policy.statements) > _FEW:
            _ = tried.verdict
        return tried


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a text: ``tried`` is None while it has problems, or no event was judged yet."""

    reading: Reading
    tried: tuple[Tried, ...] | None = None
    same: Same | None = field(default=None, compare=False)


def judged(
    text: str, events: Sequence[RecentEvent], before: Same | None, job: JobContext | None = None
) -> Outcome:
    """Read ``text`` and judge ``events``; ``before`` is the policy last in force."""
    reading = Reading.of(text)
    if reading.sketches and len(text) > SHORT:
        text_of(reading.sketches)  # a change of one of them prints no others any more
    if job is not None:
        job.raise_if_cancelled()
    if reading.policy is None:
        return Outcome(reading, None, before)
    same = before if before and before.policy == reading.policy else Same.of(reading.policy)
    tried: list[Tried] = []
    for start in range(0, len(events), _SLICE):
        if job is not None:
            job.raise_if_cancelled()
        some = events[start : start + _SLICE]
        tried += map(same.tried, some)
    return Outcome(reading, tuple(tried), same)


class Judging(QObject):
    """Keeps an outcome up to date.

    Signals:
        done: an `Outcome` for the text asked for last.
    """

    done = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._text = ""
        self._events: tuple[RecentEvent, ...] = ()
        self._same: Same | None = None
        self._job: Job | None = None
        # several changes of one act are read once
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._start)

    @property
    def pending(self) -> bool:
        """Whether an outcome is still to come."""
        return self._soon.isActive() or (self._job is not None and not self._job.finished)

    @property
    def events(self) -> tuple[RecentEvent, ...]:
        """What is judged."""
        return self._events

    def set_events(self, events: Sequence[RecentEvent]) -> None:
        """Judge these from now on."""
        self._events = tuple(events)
        self._soon.start()

    def ask(self, text: str) -> None:
        """Read ``text`` when nobody has typed for a moment."""
        self._text = text
        self._soon.start()

    def now(self, text: str) -> Outcome | None:
        """Read ``text`` at once; the verdicts follow. None for a long one, which follows whole."""
        if text != self._text or self._job is None:
            self._text = text
            self._start()
        return Outcome(Reading.of(text), None, self._same) if len(text) <= SHORT else None

    def _start(self) -> None:
        self._forget()
        text, events, same = self._text, self._events, self._same
        self._job = self._jobs.run(
            lambda job: judged(text, events, same, job),
            then=self._on_judged,
            lane=Lane.READ,
            owner=self,
        )

    def _forget(self) -> None:
        self._soon.stop()
        if self._job is not None:
            self._job.cancel()
        self._job = None

    def _on_judged(self, outcome: Outcome) -> None:
        self._job = None
        # whoever typed meanwhile waits for the next one
        if not self._soon.isActive():
            self.done.emit(self._take(outcome))

    def _take(self, outcome: Outcome) -> Outcome:
        self._same = outcome.same
        return outcome
