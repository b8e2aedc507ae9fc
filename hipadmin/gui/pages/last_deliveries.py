"""The card beside a room notification: its last deliveries."""

import logging
from functools import cached_property, partial

from PySide6.QtCore import QCoreApplication, Signal

from hipadmin.domain.activity import DeliveryFilter, DeliveryRow
from hipadmin.domain.delivery import DeliveryState
from hipadmin.gui.context import Context
from hipadmin.gui.models.columns import CellKind, Column, Fit
from hipadmin.gui.models.delivery_words import delivery_mark, why_delivery
from hipadmin.gui.models.table import RowsModel
from hipadmin.gui.threads.in_order import InOrder
from hipadmin.gui.widgets.surface import Card
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.texts import clock_or_day, full_time
from hipadmin.services.history.paging import Page

translate = QCoreApplication.translate

SHOWN = 8

_log = logging.getLogger(__name__)


class LastDeliveries(Card):
    """Time, room, state and how it went.

    Signals:
        read: whether there is any delivery of the notification asked for.
    """

    read = Signal(bool)

    def __init__(self, context: Context) -> None:
        super().__init__(context.look, translate("Deliveries", "Last deliveries"))
        self._context = context
        self._readings = InOrder(context.jobs, self)
        self._wanted = ""
        self._rows: RowsModel[DeliveryRow] = RowsModel(_columns(), lambda row: row.id, self)

    @cached_property
    def table(self) -> Table:
        """Their table; made with the first of them."""
        table = Table(self.look, translate("Deliveries", "Last deliveries"), in_card=True)
        table.setModel(self._rows)
        self.content.addWidget(table, 1)
        return table

    def show_notification(self, notification_id: str, subscription_id: str) -> None:
        """Read and show those of this room notification."""
        self._wanted = notification_id
        activity = self._context.services.activity
        wanted = DeliveryFilter(subscription_id=subscription_id, notification_id=notification_id)
        self._readings.read(
            lambda job: activity.deliveries(wanted, limit=SHOWN, cancel=job),
            partial(self._on_read, notification_id),
            lambda error: _log.info("last deliveries are not known: %s", error),
        )

    def _on_read(self, notification_id: str, page: Page[DeliveryRow]) -> None:
        if notification_id == self._wanted:
            self._rows.set_rows(page.rows)
            if page.rows:
                self.table.show()
            self.read.emit(bool(page.rows))


def _columns() -> tuple[Column[DeliveryRow], ...]:
    return (
        Column(
            "time",
            translate("Deliveries", "Time"),
            lambda row: clock_or_day(row.settled_at or row.created_at),
            tooltip=lambda row: full_time(row.settled_at or row.created_at),
            muted=lambda _row: True,
            fit=Fit(give=0),
        ),
        Column(
            "room",
            translate("Deliveries", "Room"),
            lambda row: row.room,
            strong=True,
            fit=Fit(least=4, most=10, give=2),
        ),
        Column(
            "state",
            translate("Deliveries", "State"),
            lambda row: delivery_mark(row.state).word,
            kind=CellKind.STATE,
            state=lambda row: delivery_mark(row.state),
            fit=Fit(give=0),
        ),
        Column(
            "how",
            translate("Deliveries", "Why"),
            _how,
            muted=lambda _row: True,
            tooltip=_how,
            fit=Fit(least=5, most=40, give=3, stretch=True, drop=1),
        ),
    )


def _how(row: DeliveryRow) -> str:
    if row.state is DeliveryState.MERGED:
        return translate("Deliveries", "into a digest")
    return why_delivery(row, row)
