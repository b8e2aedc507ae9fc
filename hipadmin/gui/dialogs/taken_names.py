"""The names of the other integrations, also those given by somebody else meanwhile."""

from PySide6.QtCore import QObject, Signal, Slot

from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane


class TakenNames(QObject):
    """Reads the names again whenever an integration changes.

    Signals:
        changed: a tuple of the names of all integrations but the one being edited.
    """

    changed = Signal(object)

    def __init__(self, context: Context, integration_id: str, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._but = integration_id
        context.watch.moved.connect(self._on_moved)

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if Topic.INTEGRATIONS not in topics:
            return
        store, but = self._context.services.store, self._but
        self._context.jobs.run(
            lambda _job: tuple(store.read(lambda unit: unit.integrations.names(but=but))),
            then=self.changed.emit,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_failed(self, _error: Exception) -> None:
        # saving asks again and says what is wrong; what was read before stays until then
        return
