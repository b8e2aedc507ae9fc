"""On/Off on the page Integrations: of integrations, their rooms and room notifications."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.integration import Integration
from hipadmin.gui.context import Context
from hipadmin.services.views import IntegrationRow, NotificationRow


class Switches(QObject):
    """Switches things and knows which switch is on its way.

    A switch stays busy until new rows have come, so that it never shows its old state again.

    Signals:
        changed: some switch is on its way, or was refused.
        switched: something was switched; rows want to be read again.
    """

    changed = Signal()
    switched = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._asked: set[str] = set()
        self._landed: set[str] = set()

    def busy(self, key: str) -> bool:
        """Whether the switch of the thing with this id is on its way."""
        return key in self._asked

    def rows_came(self) -> None:
        """New rows are shown: what has landed is no longer on its way."""
        self._asked -= self._landed
        self._landed.clear()

    def integrations(self, rows: Sequence[IntegrationRow], on: bool) -> None:
        """Switch integrations; those that are so already are passed over."""
        verbs = self._context.services.integrations
        for row in rows:
            integration = row.integration
            if integration.enabled != on:
                verb = partial(verbs.set_enabled, integration.id, integration.version, on)
                self._run(integration.id, verb)

    def room(self, integration: Integration, room_id: str, on: bool) -> None:
        """Switch one room of an integration."""
        verbs = self._context.services.integrations
        self._run(
            room_id,
            lambda: verbs.set_room_enabled(integration.id, room_id, integration.version, on),
        )

    def notification(self, row: NotificationRow, on: bool) -> None:
        """Switch one room notification."""
        verbs = self._context.services.notifications
        self._run(row.id, lambda: verbs.set_enabled(row.id, row.notification.version, on))

    def _run(self, key: str, verb: Callable[[], object]) -> None:
        if key in self._asked:
            return
        self._asked.add(key)
        self.changed.emit()
        self._context.jobs.run(
            lambda _job: verb(),
            then=lambda _done: self._on_done(key),
            failed=lambda error: self._on_failed(key, error),
            owner=self,
        )

    def _on_done(self, key: str) -> None:
        self._landed.add(key)
        self._context.watch.look()
        self.switched.emit()

    def _on_failed(self, key: str, error: Exception) -> None:
        self._asked.discard(key)
        self._context.navigator.explain(error)
        self._context.watch.look()
        self.changed.emit()
        self.switched.emit()
