"""On/Off on the page Integrations: of integrations, their rooms and room notifications."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hipadmin.domain.integration import Integration
from hipadmin.gui.context import Context
from hipadmin.services.views import IntegrationRow, NotificationRow

if TYPE_CHECKING:  # a list is shown before anybody switches
    from hipadmin.gui.pages.switch_orders import Order
    from hipadmin.services.configuration.several import Fate


class Switches(QObject):
    """Switches things and knows which switch is on its way.

    A switch stays busy until new rows have come, so that it never shows its old state again.

    Signals:
        changed: some switch is on its way, or was refused.
        switched: something was switched; rows want to be read again.
    """

    changed = Signal()
    switched = Signal()

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._asked: set[str] = set()
        self._landed: set[str] = set()

    def busy(self, key: str) -> bool:
        """Whether the switch of the thing with this id is on its way."""
        return key in self._asked

    def rows_came(self) -> bool:
        """New rows are shown: what has landed is no longer on its way; say whether any has."""
        landed, self._landed = self._landed, set()
        self._asked -= landed
        return bool(landed)

    def integrations(self, rows: Sequence[IntegrationRow], on: bool) -> None:
        """Switch integrations in one act; those that are so already are passed over."""
        from hipadmin.gui.pages import switch_orders

        self._run(switch_orders.integrations(self._context.services, rows, on))

    def room(self, integration: Integration, room_id: str, on: bool) -> None:
        """Switch one room of an integration."""
        from hipadmin.gui.pages import switch_orders

        self._run(switch_orders.room(self._context.services, integration, room_id, on))

    def notification(self, row: NotificationRow, on: bool) -> None:
        """Switch one room notification."""
        from hipadmin.gui.pages import switch_orders

        self._run(switch_orders.notification(self._context.services, row, on))

    def _run(self, wanted: "Order") -> None:
        from hipadmin.gui.pages.switch_orders import BAR

        order = wanted.without(self._asked)
        keys = order.keys
        if not keys:
            return
        self._asked |= keys
        self.changed.emit()
        self._context.navigator.unsay(BAR)
        self._context.jobs.run(
            lambda _job: order.run(),
            then=lambda fates: self._on_done(order, fates),
            failed=lambda error: self._on_failed(order, error),
            owner=self,
        )

    def _on_done(self, order: "Order", fates: "Sequence[Fate]") -> None:
        from hipadmin.gui.pages.switch_orders import tell

        self._landed |= order.keys
        self._context.watch.look()
        self.switched.emit()
        tell(self._context.navigator, self._page, order, fates, self._run_again)

    def _run_again(self, order: "Order") -> None:
        self._asked -= order.keys  # a person has seen what they are, even if no rows have come yet
        self._run(order)

    def _on_failed(self, order: "Order", error: Exception) -> None:
        from hipadmin.gui.acts.overtaken import not_switched

        self._asked -= order.keys
        self._context.navigator.explain(error, not_switched(order.switch))
        self._context.watch.look()
        self.changed.emit()
        self.switched.emit()
