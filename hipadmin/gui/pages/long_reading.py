"""Reads a long list off the GUI thread, one question at a time; a newer one breaks it off."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.ports import Cancel
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, Lane
from hipadmin.services.history.paging import Page

PAGE = 100
"""Rows read at once."""

F = TypeVar("F")
R = TypeVar("R")
Filter = TypeVar("Filter", contravariant=True)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Span(Generic[F]):
    """What to read: rows ``wanted`` with numbers below ``before`` and above ``after``."""

    wanted: F
    before: int | None = None
    after: int = 0
    limit: int = PAGE

    @property
    def newest(self) -> bool:
        """Whether it begins with the newest and has no lower end."""
        return self.before is None and not self.after


class Source(Protocol[Filter, Row]):
    """Where rows come from. Its methods block."""

    def page(
        self, wanted: Filter, *, limit: int, before: int | None, after: int, cancel: Cancel
    ) -> Page[Row]:
        """At most ``limit`` rows with numbers below ``before`` and above ``after``."""

    def count(self, wanted: Filter, cancel: Cancel) -> int:
        """How many rows there are."""


class LongReading(QObject, Generic[F, R]):
    """Asks a source for rows.

    Signals:
        read: a `Span` and the `Page` that was found.
        counted: how many rows the filter of the last `begin` matches, if one page did not hold
            them all.
        failed: why a page could not be read.
        busy_changed: whether a page is being read.
    """

    read = Signal(object, object)
    counted = Signal(int)
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, context: Context, source: Source[F, R], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._source = source
        self._job: Job | None = None
        self._counting: Job | None = None
        self._news: Callable[[], Span[F]] | None = None
        self._for_news = False

    @property
    def searching(self) -> bool:
        """Whether a page is being read that a person asked for."""
        return self.busy and not self._for_news

    @property
    def busy(self) -> bool:
        """Whether a page is being read."""
        return self._job is not None

    def begin(self, span: Span[F]) -> None:
        """Read ``span`` whatever is being read, then count."""
        self.stop()
        self._news = None
        self._read(span)

    def stop(self) -> None:
        """Break off what is being read."""
        for job in (self._job, self._counting):
            if job is not None:
                job.cancel()
        self._job = self._counting = None
        self.busy_changed.emit(False)

    def go_on(self, span: Span[F]) -> None:
        """Read ``span`` unless something is being read."""
        if self._job is None:
            self._read(span)

    def look_for_news(self, span: Callable[[], Span[F]]) -> None:
        """Read what ``span`` says when it is asked: now, or when nothing is being read."""
        self._news = span
        self._read_news()

    def count(self, wanted: F) -> None:
        """Read how many rows ``wanted`` matches, whatever was being counted."""
        if self._counting is not None:
            self._counting.cancel()
        source = self._source
        self._counting = self._context.jobs.run(
            lambda job: source.count(wanted, job),
            then=self.counted.emit,
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )

    def _read(self, span: Span[F], *, for_news: bool = False) -> None:
        source, self._for_news = self._source, for_news
        self._job = self._context.jobs.run(
            lambda job: source.page(
                span.wanted, limit=span.limit, before=span.before, after=span.after, cancel=job
            ),
            then=lambda page: self._on_read(span, page),
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )
        self.busy_changed.emit(True)

    def _on_read(self, span: Span[F], page: Page[R]) -> None:
        self._end()
        self.read.emit(span, page)
        if page.more and span.newest:
            self.count(span.wanted)
        self._read_news()

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)
        self._read_news()

    def _end(self) -> None:
        self._job = None
        self.busy_changed.emit(False)

    def _read_news(self) -> None:
        if self._news is not None and self._job is None:
            news, self._news = self._news, None
            self._read(news(), for_news=True)
