"""Reads Activity off the GUI thread, one question at a time; a newer one breaks it off."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.activity import EventFilter, Numbers, Refusal
from hipadmin.domain.recipients import Recipient
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, JobContext, Lane
from hipadmin.services.activity import Page
from hipadmin.services.stories import Fates, Story

PAGE = 100
"""Events read at once."""
REFUSALS = 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Span:
    """What to read: events ``wanted`` with numbers below ``before`` and above ``after``."""

    wanted: EventFilter
    before: int | None = None
    after: int = 0
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a subscription beside its events."""

    numbers: Numbers
    rooms: Sequence[Recipient]
    refusals: Sequence[Refusal]


class ActivityReading(QObject):
    """Asks for events and what came of them.

    Signals:
        read: a `Span` and the `Page` of stories that was found.
        counted: how many events the filter of the last `begin` matches, if one page did not hold
            them all.
        learnt: what became of the messages of some events.
        around: an `Around`.
        failed: why a page could not be read.
        busy_changed: whether a page is being read.
    """

    read = Signal(object, object)
    counted = Signal(int)
    learnt = Signal(object)
    around = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._counting: Job | None = None
        self._learning: Job | None = None
        self._news: Callable[[], Span] | None = None
        self._ids: Callable[[], Collection[int]] | None = None

    @property
    def busy(self) -> bool:
        """Whether a page is being read."""
        return self._job is not None

    def begin(self, span: Span) -> None:
        """Read ``span`` whatever is being read, then count."""
        self.stop()
        self._news = self._ids = None
        self._read(span)

    def stop(self) -> None:
        """Break off what is being read."""
        for job in (self._job, self._counting, self._learning):
            if job is not None:
                job.cancel()
        self._job = self._counting = self._learning = None
        self.busy_changed.emit(False)

    def go_on(self, span: Span) -> None:
        """Read ``span`` unless something is being read."""
        if self._job is None:
            self._read(span)

    def look_for_news(self, span: Callable[[], Span]) -> None:
        """Read what ``span`` says when it is asked: now, or when nothing is being read."""
        self._news = span
        self._read_news()

    def look_after(self, ids: Callable[[], Collection[int]]) -> None:
        """Read what became of these events' messages: now, or when that is not being read."""
        self._ids = ids
        self._learn()

    def look_around(self, subscription_id: str) -> None:
        """Read numbers, rooms and refusals of a subscription."""
        services = self._context.services

        def work(_job: JobContext) -> Around:
            return Around(
                services.activity.numbers(subscription_id),
                services.stories.rooms(subscription_id),
                services.activity.refusals(subscription_id, limit=REFUSALS),
            )

        self._context.jobs.run(
            work,
            then=self.around.emit,
            failed=lambda error: _log.info("what is around events is not known: %s", error),
            lane=Lane.READ,
            owner=self,
        )

    def _read(self, span: Span) -> None:
        stories = self._context.services.stories

        def work(job: JobContext) -> Page[Story]:
            return stories.page(
                span.wanted, limit=span.limit, before=span.before, after=span.after, cancel=job
            )

        self._job = self._context.jobs.run(
            work,
            then=lambda page: self._on_read(span, page),
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )
        self.busy_changed.emit(True)

    def _on_read(self, span: Span, page: Page[Story]) -> None:
        self._job = None
        self.busy_changed.emit(False)
        self.read.emit(span, page)
        if page.more and span.before is None and not span.after:
            self._count(span.wanted)
        self._read_news()

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.busy_changed.emit(False)
        self.failed.emit(error)
        self._read_news()

    def _read_news(self) -> None:
        if self._news is not None and self._job is None:
            news, self._news = self._news, None
            self._read(news())

    def _learn(self) -> None:
        if self._ids is None or self._learning is not None:
            return
        ids, self._ids = self._ids(), None
        if not ids:
            return
        stories = self._context.services.stories
        self._learning = self._context.jobs.run(
            lambda job: stories.fates(ids, job),
            then=self._on_learnt,
            failed=self._on_not_learnt,
            lane=Lane.READ,
            owner=self,
        )

    def _on_learnt(self, fates: Mapping[int, Fates]) -> None:
        self._learning = None
        self.learnt.emit(fates)
        self._learn()

    def _on_not_learnt(self, error: Exception) -> None:
        self._learning = None
        _log.info("what became of messages is not known: %s", error)

    def _count(self, wanted: EventFilter) -> None:
        stories = self._context.services.stories
        self._counting = self._context.jobs.run(
            lambda job: stories.count(wanted, job),
            then=self.counted.emit,
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )
