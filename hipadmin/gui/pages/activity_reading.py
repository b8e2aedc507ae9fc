"""Reads Activity off the GUI thread: events, what became of them, and what is around them."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.activity import NOWHERE, EventFilter, Numbers, Refusal
from hipadmin.domain.recipients import Recipient
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, JobContext, Lane
from hipadmin.gui.pages.long_reading import LongReading, Span
from hipadmin.services.history.stories import Meanwhile, Story

REFUSALS = 100

Watched = tuple[Collection[int], Collection[int]]
"""Events whose messages are asked after, and all that are asked whether they are still kept."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a subscription beside its events.

    ``strays`` was turned away too, and nobody knows for which subscription it was meant.
    """

    numbers: Numbers
    rooms: Sequence[Recipient]
    refusals: Sequence[Refusal]
    strays: Sequence[Refusal]


class ActivityReading(LongReading[EventFilter, Story]):
    """Asks for events and what came of them.

    Signals:
        learnt: a `Meanwhile` of some events.
        around: an `Around`.
    """

    learnt = Signal(object)
    around = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, context.services.stories, parent)
        self._learning: Job | None = None
        self._ids: Callable[[], Watched] | None = None

    def begin(self, span: Span[EventFilter]) -> None:
        """Read ``span`` whatever is being read, then count."""
        self._ids = None
        super().begin(span)

    def stop(self) -> None:
        """Break off what is being read."""
        if self._learning is not None:
            self._learning.cancel()
            self._learning = None
        super().stop()

    def look_after(self, ids: Callable[[], Watched]) -> None:
        """Read what became of these events: now, or when that is not being read."""
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
                services.activity.refusals(NOWHERE, limit=REFUSALS),
            )

        self._context.jobs.run(
            work,
            then=self.around.emit,
            failed=lambda error: _log.info("what is around events is not known: %s", error),
            lane=Lane.READ,
            owner=self,
        )

    def _learn(self) -> None:
        if self._ids is None or self._learning is not None:
            return
        (ids, held), self._ids = self._ids(), None
        if not held:
            return
        stories = self._context.services.stories
        self._learning = self._context.jobs.run(
            lambda job: stories.meanwhile(ids, held, job),
            then=self._on_learnt,
            failed=self._on_not_learnt,
            lane=Lane.READ,
            owner=self,
        )

    def _on_learnt(self, meanwhile: Meanwhile) -> None:
        self._learning = None
        self.learnt.emit(meanwhile)
        self._learn()

    def _on_not_learnt(self, error: Exception) -> None:
        self._learning = None
        _log.info("what became of messages is not known: %s", error)
