"""On/Off on the page Integrations: of integrations, their rooms and room notifications."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.change import Entity
from hipadmin.domain.integration import Integration
from hipadmin.gui.context import Context
from hipadmin.gui.overtaken import KEY, Switch, say_not_switched
from hipadmin.services.several import Chosen, Fate, tried
from hipadmin.services.views import IntegrationRow, NotificationRow

Verb = Callable[[Sequence[Chosen]], Sequence[Fate]]
"""Switches rows and tells what became of each."""


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
        """Switch integrations in one act; those that are so already are passed over."""
        verb = self._context.services.integrations.set_enabled_several
        found = [row.integration for row in rows if row.integration.enabled != on]
        chosen = [Chosen(i.id, i.version, i.name) for i in found]
        self._run(lambda these: verb(these, on), chosen, Switch(on))

    def room(self, integration: Integration, room_id: str, on: bool) -> None:
        """Switch one room of an integration."""
        services = self._context.services
        switch = services.integrations.set_room_enabled

        def verb(chosen: Sequence[Chosen]) -> Sequence[Fate]:
            [one] = chosen
            work = partial(switch, one.id, room_id, one.version, on)
            return [tried(services.store, Entity.INTEGRATION, one, work)]

        chosen = Chosen(integration.id, integration.version, integration.name)
        self._run(verb, [chosen], Switch(on, room_id))

    def notification(self, row: NotificationRow, on: bool) -> None:
        """Switch one room notification."""
        verb = self._context.services.notifications.set_enabled_several
        chosen = Chosen(row.id, row.notification.version, row.notification.name)
        self._run(lambda these: verb(these, on), [chosen], Switch(on))

    def _run(self, verb: Verb, chosen: Sequence[Chosen], switch: Switch) -> None:
        wanted = [c for c in chosen if (switch.room_id or c.id) not in self._asked]
        if not wanted:
            return
        keys = {switch.room_id or c.id for c in wanted}
        self._asked |= keys
        self.changed.emit()
        self._context.navigator.unsay(KEY)
        self._context.jobs.run(
            lambda _job: verb(wanted),
            then=lambda fates: self._on_done(keys, fates, verb, switch),
            failed=lambda error: self._on_failed(keys, error),
            owner=self,
        )

    def _on_done(self, keys: set[str], fates: Sequence[Fate], verb: Verb, switch: Switch) -> None:
        self._landed |= keys
        self._context.watch.look()
        self.switched.emit()
        refused = [f for f in fates if f.error is not None]
        if refused:
            say_not_switched(
                self._context.navigator,
                switch,
                refused,
                lambda chosen: self._run_again(keys, verb, chosen, switch),
            )

    def _run_again(
        self, keys: set[str], verb: Verb, chosen: Sequence[Chosen], switch: Switch
    ) -> None:
        self._asked -= keys  # a person has seen what they are, even if no rows have come yet
        self._run(verb, chosen, switch)

    def _on_failed(self, keys: set[str], error: Exception) -> None:
        self._asked -= keys
        self._context.navigator.explain(error)
        self._context.watch.look()
        self.changed.emit()
        self.switched.emit()
