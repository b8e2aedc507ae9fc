"""Reads the audit log off the GUI thread: changes, one of them, and who made any."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.change import ChangeFilter
from hipadmin.domain.ports import Cancel
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.pages.long_reading import LongReading, Span
from hipadmin.services.configuration.change_words import ChangeWords
from hipadmin.services.history.audit import AuditLog, Entry
from hipadmin.services.history.paging import Page

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Told:
    """The audit log in words."""

    audit: AuditLog
    words: ChangeWords

    def page(
        self, wanted: ChangeFilter, *, limit: int, before: int | None, after: int, cancel: Cancel
    ) -> Page[Entry]:
        return self.audit.page(
            self.words, wanted, limit=limit, before=before, after=after, cancel=cancel
        )

    def count(self, wanted: ChangeFilter, cancel: Cancel) -> int:
        return self.audit.count(wanted, cancel)


class AuditReading(LongReading[ChangeFilter, Entry]):
    """Asks the audit log.

    Signals:
        actors_read: who made changes.
    """

    actors_read = Signal(object)

    def __init__(self, context: Context, words: ChangeWords, parent: QObject) -> None:
        super().__init__(context, _Told(context.services.audit, words), parent)
        self._words = words

    def begin(self, span: Span[ChangeFilter]) -> None:
        """Read ``span`` whatever is being read, then count; and who made changes."""
        super().begin(span)
        audit = self._context.services.audit
        self._context.jobs.run(
            lambda _job: audit.actors(),
            then=self.actors_read.emit,
            failed=lambda error: _log.info("who made changes is not known: %s", error),
            lane=Lane.READ,
            owner=self,
        )

    def look_at(self, number: int, then: Callable[[Entry], None]) -> None:
        """Read one change as it is now."""

        def on_read(page: Page[Entry]) -> None:
            for entry in page.rows:
                then(entry)

        audit, words = self._context.services.audit, self._words
        self._context.jobs.run(
            lambda _job: audit.page(words, limit=1, before=number + 1, after=number - 1),
            then=on_read,
            failed=self._context.navigator.explain,
            lane=Lane.READ,
            owner=self,
        )
