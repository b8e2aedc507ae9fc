"""What a switch on the page Integrations asks for; loaded when the first one is used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QWidget

from hipadmin.domain.change import Entity
from hipadmin.domain.integration import Integration
from hipadmin.gui.acts.overtaken import KEY, Switch, say_not_switched
from hipadmin.gui.announce import announce
from hipadmin.gui.context import Navigator
from hipadmin.gui.words.switched import switched_words
from hipadmin.services.bundle import Services
from hipadmin.services.configuration.several import Chosen, Fate, tried
from hipadmin.services.views import IntegrationRow, NotificationRow

BAR = KEY
"""The key of the bar in which others' changes are told."""


@dataclass(frozen=True, slots=True)
class Order:
    """Rows to switch, how, and the verb that does it and tells what became of each.

    ``name`` is what a room is called that is switched in its integration.
    """

    verb: Callable[[Sequence[Chosen]], Sequence[Fate]]
    chosen: Sequence[Chosen]
    switch: Switch
    name: str = ""

    def key(self, one: Chosen) -> str:
        """The id of the thing whose switch is used."""
        return self.switch.room_id or one.id

    def without(self, keys: set[str]) -> "Order":
        """The same without what is on its way already."""
        return replace(self, chosen=[c for c in self.chosen if self.key(c) not in keys])

    @property
    def keys(self) -> set[str]:
        """The ids of the things that are switched."""
        return {self.key(c) for c in self.chosen}

    def run(self) -> Sequence[Fate]:
        """Do it. Blocking."""
        return self.verb(self.chosen)


def integrations(services: Services, rows: Sequence[IntegrationRow], on: bool) -> Order:
    """Switch integrations; those that are so already are passed over."""
    verb = services.integrations.set_enabled_several
    found = [row.integration for row in rows if row.integration.enabled != on]
    chosen = [Chosen(i.id, i.version, i.name) for i in found]
    return Order(lambda these: verb(these, on), chosen, Switch(on))


def room(services: Services, integration: Integration, room_id: str, on: bool) -> Order:
    """Switch one room of an integration."""
    switch = services.integrations.set_room_enabled

    def verb(chosen: Sequence[Chosen]) -> Sequence[Fate]:
        [one] = chosen
        work = partial(switch, one.id, room_id, one.version, on)
        return [tried(services.store, Entity.INTEGRATION, one, work)]

    chosen = Chosen(integration.id, integration.version, integration.name)
    found = integration.room(room_id)
    return Order(verb, [chosen], Switch(on, room_id), found.shown if found is not None else "")


def notification(services: Services, row: NotificationRow, on: bool) -> Order:
    """Switch one room notification."""
    verb = services.notifications.set_enabled_several
    chosen = Chosen(row.id, row.notification.version, row.notification.name)
    return Order(lambda these: verb(these, on), [chosen], Switch(on))


def tell(
    navigator: Navigator,
    page: QWidget,
    order: Order,
    fates: Sequence[Fate],
    again: Callable[[Order], object],
) -> None:
    """Have read out what is switched, and say of those that were refused what somebody else did.

    ``again`` gets what is left to do.
    """
    announce(page, switched_words(fates, order.switch.on, order.name))
    refused = [f for f in fates if f.error is not None]
    if refused:
        say_not_switched(
            navigator,
            order.switch,
            refused,
            lambda chosen: again(replace(order, chosen=chosen)),
        )
