"""Rows as they are stored now, whatever kind they are."""

from collections.abc import Callable, Mapping

from hipadmin.domain.change import Entity
from hipadmin.domain.ports import Unit
from hipadmin.domain.step import Row


def current_row(unit: Unit, entity: Entity, row_id: str) -> Row:
    """The live row. Raises NotFound."""
    getters: Mapping[Entity, Callable[[str], Row]] = {
        Entity.INTEGRATION: unit.integrations.get,
        Entity.SUBSCRIPTION: unit.subscriptions.get,
        Entity.NOTIFICATION: unit.notifications.get,
    }
    return getters[entity](row_id)
