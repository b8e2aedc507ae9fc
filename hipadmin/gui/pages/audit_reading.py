"""Reads the audit log off the GUI thread, one question at a time; a newer one breaks it off."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.change import ChangeFilter
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, JobContext, Lane
from hipadmin.services.audit import Entry, Page
from hipadmin.services.change_words import ChangeWords

PAGE = 100
"""Changes read at once."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Span:
    """What to read: changes ``wanted`` with numbers below ``before`` and above ``after``."""

    wanted: ChangeFilter
    before: int | None = None
    after: int = 0
    limit: int = PAGE


class AuditReading(QObject):
    """Asks the audit log.

    Signals:
        read: a `Span` and the `Page` that was found.
        counted: how many changes the filter of the last `begin` matches, if a page did not hold
            them all.
        actors_read: who made changes.
        failed: why a page could not be read.
    """

    read = Signal(object, object)
    counted = Signal(int)
    actors_read = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, words: ChangeWords, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._words = words
        self._job: Job | None = None
        self._counting: Job | None = None
        self._news: Callable[[], Span] | None = None

    def begin(self, span: Span) -> None:
        """Read ``span`` whatever is being read, then count."""
        for job in (self._job, self._counting):
            if job is not None:
                job.cancel()
        self._news = None
        self._read(span)
        audit = self._context.services.audit
        self._context.jobs.run(
            lambda _job: audit.actors(),
            then=self.actors_read.emit,
            failed=lambda error: _log.info("who made changes is not known: %s", error),
            lane=Lane.READ,
            owner=self,
        )

    def go_on(self, span: Span) -> None:
        """Read ``span`` unless something is being read."""
        if self._job is None:
            self._read(span)

    def look_for_news(self, span: Callable[[], Span]) -> None:
        """Read what ``span`` says when it is asked: now, or when nothing is being read."""
        self._news = span
        self._read_news()

    def look_at(self, number: int, then: Callable[[Entry], None]) -> None:
        """Read one change as it is now."""

        def on_read(page: Page) -> None:
            for entry in page.entries:
                then(entry)

        audit, words = self._context.services.audit, self._words
        self._context.jobs.run(
            lambda _job: audit.page(words, limit=1, before=number + 1, after=number - 1),
            then=on_read,
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def _read(self, span: Span) -> None:
        audit, words = self._context.services.audit, self._words

        def work(job: JobContext) -> Page:
            return audit.page(
                words,
                span.wanted,
                limit=span.limit,
                before=span.before,
                after=span.after,
                cancel=job,
            )

        self._job = self._context.jobs.run(
            work,
            then=lambda page: self._on_read(span, page),
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_read(self, span: Span, page: Page) -> None:
        self._job = None
        self.read.emit(span, page)
        if page.more and span.before is None and not span.after:
            self._count(span.wanted)
        self._read_news()

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.failed.emit(error)
        self._read_news()

    def _read_news(self) -> None:
        if self._news is not None and self._job is None:
            news, self._news = self._news, None
            self._read(news())

    def _count(self, wanted: ChangeFilter) -> None:
        audit = self._context.services.audit
        self._counting = self._context.jobs.run(
            lambda job: audit.count(wanted, job),
            then=self.counted.emit,
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )
