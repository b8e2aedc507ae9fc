"""Intake: events in, each durable, decided about and owed before anybody hears that it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.event import Event, EventProblem, EventRefused, accept
from hipadmin.domain.incoming import Misread, Reading
from hipadmin.domain.ports import Clock, Store, Topic, Unit
from hipadmin.domain.verdict import Verdict
from hipadmin.services.delivery.decider import (
    NO_WORDINGS,
    Decider,
    Render,
    Wording,
    Wordings,
    wording_of,
)

_Templates = tuple[int, tuple[Wording, ...]]
"""The templates of a subscription, and the revision they were read at."""
_NO_TEMPLATES: _Templates = (-1, ())
REMEMBERED = 2_000
"""Subscriptions whose templates are remembered."""
FEW = 10
"""Reports that may be committed together with those of other calls: that takes no time."""
AT_ONCE = 1_000
"""Reports in one call; a longer list is the caller's to cut."""


class Outdated(HipadminError):
    """Something has changed since it was looked at whether these reports may be taken in."""


class Fate(StrEnum):
    """What became of one report."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Received:
    """The fate of one report. ``event_id`` is None if it was refused, for ``problems``.

    ``verdicts`` are what was decided about one that was accepted; ``due``: a message of it can
    leave at once.
    """

    fate: Fate
    event_id: int | None = None
    problems: tuple[EventProblem, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    due: bool = False


Taking = Callable[[], tuple[Received, ...] | None]
"""Waits until reports that were begun with are on disk; see `Intake.begin`."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Reports of one call as they were read; see `Intake.accept` for ``seen``."""

    subscription_id: str
    read: tuple[Event | Received, ...]
    seen: int | None
    now: datetime

    @property
    def events(self) -> list[Event]:
        return [each for each in self.read if isinstance(each, Event)]


class Intake:
    """Takes reports in. Blocking; may be called from any number of threads.

    ``render`` makes the wordings of templates, before the transaction; None: the built-in words.
    """

    def __init__(
        self,
        store: Store,
        decider: Decider,
        clock: Clock,
        *,
        render: Render | None = None,
    ) -> None:
        self._store = store
        self._decider = decider
        self._clock = clock
        self._render = render
        self._known: dict[str, _Templates] = {}

    def accept(
        self, subscription_id: str, reports: Sequence[Reading], seen: int | None = None
    ) -> tuple[Received, ...]:
        """Take in ``reports`` of one subscription, all in one transaction, in their order.

        A report whose source id came before is recognised and changes nothing; one that could not
        be understood is refused like one that is wrong. When this returns, what is accepted is on
        disk. Nothing is taken in when it raises: Outdated unless the subscriptions are those of
        revision ``seen`` (None: whichever they are), NotFound for an unknown one, StoreTrouble,
        ValueError for more than AT_ONCE reports.
        """
        if len(reports) > AT_ONCE:
            raise ValueError(f"at most {AT_ONCE} reports at once")
        batch, shared = self._batch(subscription_id, reports, seen), len(reports) <= FEW
        while True:
            as_known, wordings = self._wordings(subscription_id, batch.events)
            work = self._work(batch, as_known, wordings)
            if (taken := self._store.write(work, shared=shared)) is not None:
                return taken
            self._known.pop(subscription_id, None)

    def begin(
        self, subscription_id: str, reports: Sequence[Reading], seen: int | None = None
    ) -> Taking | None:
        """`accept` in two steps, for a few reports; None where a template may have to word them.

        They are handed over, and waited for when what is returned is called: that gives or raises
        what `accept` would; or None, if there are templates now, and nothing was taken in.
        """
        known = self._known.get(subscription_id) if self._render else _NO_TEMPLATES
        if known is None or known[1] or len(reports) > FEW:
            return None
        as_known, _ = known
        batch = self._batch(subscription_id, reports, seen)
        return self._store.begin(self._work(batch, as_known, [NO_WORDINGS] * len(batch.events)))

    def _batch(self, subscription_id: str, reports: Sequence[Reading], seen: int | None) -> _Batch:
        now = self._clock()
        read = tuple(_read(report, subscription_id, self._clock) for report in reports)
        return _Batch(subscription_id, read, seen, now)

    def _work(
        self, batch: _Batch, as_known: int, wordings: Sequence[Wordings]
    ) -> Callable[[Unit], tuple[Received, ...] | None]:
        """What is to be done in a transaction; it gives None if there are other templates now."""
        of, seen = batch.subscription_id, batch.seen

        def work(unit: Unit) -> tuple[Received, ...] | None:
            if seen is not None and unit.revisions().get(Topic.SUBSCRIPTIONS, 0) != seen:
                raise Outdated("The subscriptions have changed.")
            if as_known >= 0 and unit.revisions().get(Topic.NOTIFICATIONS, 0) != as_known:
                return None
            self._decider.judges(unit, of)  # or nobody is there to take it in
            ready = iter(wordings)
            received = []
            for each in batch.read:
                if isinstance(each, Received):
                    unit.events.refuse(of, "invalid", _reason(each), batch.now)
                    received.append(each)
                else:
                    received.append(self._take(unit, each, next(ready)))
            return tuple(received)

        return work

    def refuse(self, subscription_id: str, code: str, text: str) -> None:
        """Note for Activity that something was not taken in; "" for an unknown subscription.

        ``code`` is stable (``too_large``, ``wrong_key``), ``text`` a sentence without secrets.
        """
        self._store.write(
            lambda unit: unit.events.refuse(subscription_id, code, text, self._clock())
        )

    def _take(self, unit: Unit, event: Event, wordings: Wordings) -> Received:
        known = unit.events.repeat_of(event.subscription_id, event.source_id)
        if known is not None:
            return Received(Fate.REPEATED, known)
        taken = self._decider.take(unit, event, event.received_at, wordings)
        return Received(Fate.ACCEPTED, taken.event_id, (), taken.verdicts, taken.due)

    def _wordings(
        self, subscription_id: str, events: Sequence[Event]
    ) -> tuple[int, list[Wordings]]:
        """What the templates make of each event, and the revision at which they were read."""
        revision, templates = self._templates(subscription_id)
        return revision, [self._worded(event, templates) for event in events]

    def _worded(self, event: Event, templates: Sequence[Wording]) -> Wordings:
        render = self._render
        if render is None or not templates:
            return Wordings()
        return Wordings({(text, html): render(text, event, html) for text, html in templates})

    def _templates(self, subscription_id: str) -> _Templates:
        """The templates of a subscription as they were last read; whether they still are so shows.

        A read costs as much as deciding does, and an event comes far more often than a template.
        """
        if self._render is None:
            return _NO_TEMPLATES

        def work(unit: Unit) -> _Templates:
            found = unit.notifications.of_subscription(subscription_id)
            wanted = tuple({wording_of(n): None for n in found if n.message.template})
            return unit.revisions().get(Topic.NOTIFICATIONS, 0), wanted

        known = self._known.get(subscription_id)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[subscription_id] = self._store.read(work)
        return known


def _read(report: Reading, subscription_id: str, clock: Clock) -> Event | Received:
    if isinstance(report, Misread):
        return Received(Fate.REFUSED, None, report.problems)
    try:
        return accept(report, subscription_id, clock())
    except EventRefused as error:
        return Received(Fate.REFUSED, None, error.problems)


def _reason(received: Received) -> str:
    return " ".join(str(problem) for problem in received.problems)
