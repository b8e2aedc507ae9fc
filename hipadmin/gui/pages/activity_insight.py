"""Reads what is selected in Activity in full, and shows it in the details and under its row."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from hipadmin.domain.errors import NotFound
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, Lane
from hipadmin.gui.keyboard.returning import returning
from hipadmin.gui.models.activity_lines import (
    DeliveryLine,
    EventLine,
    HeldLine,
    Line,
    deliveries_in,
)
from hipadmin.gui.models.activity_trouble import trouble_of
from hipadmin.gui.pages.activity_acts import ActivityActs
from hipadmin.gui.pages.activity_details import ActivityDetails
from hipadmin.gui.pages.activity_reason import ReasonBlock
from hipadmin.gui.pages.activity_table import ActivityTable
from hipadmin.services.history.activity import DeliveryDetails, EventDetails


class ActivityInsight(QObject):
    """Follows the selection. What was read is read again only when the lines have changed."""

    def __init__(
        self, context: Context, table: ActivityTable, details: ActivityDetails, acts: ActivityActs
    ) -> None:
        super().__init__(table)
        self._context = context
        self._table = table
        self._details = details
        self._acts = acts
        self._lines: list[Line] = []
        self._job: Job | None = None
        self._known: DeliveryDetails | None = None
        self.block = ReasonBlock(context.look, table.viewport())
        self.block.token_asked.connect(self._on_token_asked)
        self.block.resend_asked.connect(details.resend_asked)
        self.block.retry_asked.connect(self._on_retry_asked)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these, which are selected."""
        if list(lines) == self._lines:
            return
        same = _keys(lines) == _keys(self._lines)
        self._lines = list(lines)
        details = self._details
        with returning(lambda: self._table, details.resend_button, details.cancel_button):
            details.show_lines(lines, deliveries_in(lines))
        if not same:
            self._forget()
        self._read()

    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = self._known = None
        with self._table.staying(at_current=True):
            self._table.show_block(None)

    def _read(self) -> None:
        line = self._lines[0] if len(self._lines) == 1 else None
        if isinstance(line, DeliveryLine):
            self._read_delivery(line)
        elif isinstance(line, EventLine):
            self._read_event(line.story.id)
        elif isinstance(line, HeldLine):
            self._read_event(line.event_id)

    def _read_event(self, event_id: int) -> None:
        activity = self._context.services.activity
        self._job = self._context.jobs.run(
            lambda _job: activity.event(event_id),
            then=self._on_event_read,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_event_read(self, details: EventDetails) -> None:
        self._job = None
        self._details.show_event(details)

    def _read_delivery(self, line: DeliveryLine) -> None:
        activity, number = self._context.services.activity, line.carrier.id
        self._job = self._context.jobs.run(
            lambda _job: activity.delivery(number),
            then=lambda details: self._on_delivery_read(line, details),
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_delivery_read(self, line: DeliveryLine, details: DeliveryDetails) -> None:
        self._job, self._known = None, details
        self._details.show_delivery(details)
        trouble, before = trouble_of(details), self._table.block_key
        with self._table.staying(at_current=True):
            if trouble is None:
                self._table.show_block(None)
            else:
                self.block.show_trouble(trouble)
                self._table.show_block(self.block, line.key)
        if before != line.key:
            self._table.reveal_block()

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        if not isinstance(error, NotFound):  # what retention took meanwhile is no trouble
            self._context.navigator.explain(error)

    def _on_token_asked(self) -> None:
        if self._known is not None:
            self._acts.edit_integration(self._known.row.integration_id)

    def _on_retry_asked(self) -> None:
        if self._known is not None:
            self._acts.unblock(self._known.row.lane_id)


def _keys(lines: Sequence[Line]) -> list[object]:
    return [line.key for line in lines]
