"""The strip under an integration's name: rooms to which nothing gets through, and what helps."""

import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from hipadmin.gui.context import Context
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.threads.in_order import InOrder
from hipadmin.gui.widgets.message_bar import Act, Message, SingleBar
from hipadmin.gui.words.texts import clock_or_day

if TYPE_CHECKING:
    from hipadmin.domain.outbox import Lane as RoomLane

translate = QCoreApplication.translate

_log = logging.getLogger(__name__)


class BlockedStrip(SingleBar):
    """One bar for all blocked rooms of an integration.

    Signals:
        edit_asked: a token shall be entered, or a room mended.
    """

    edit_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context.look, parent)
        self._context = context
        self._readings = InOrder(context.jobs, self)
        self._integration_id = ""

    def show_integration(self, integration_id: str) -> None:
        """Look which rooms of this integration are blocked, and say so."""
        if integration_id != self._integration_id:
            self._show(())
        self._integration_id = integration_id
        services = self._context.services  # what asks is loaded where it may take its time
        self._readings.read(
            lambda _job: services.deliveries.blocked(integration_id),
            partial(self._on_read, integration_id),
            lambda error: _log.info("which rooms are blocked is not known: %s", error),
        )

    def _on_read(self, integration_id: str, lanes: "tuple[RoomLane, ...]") -> None:
        if integration_id == self._integration_id:
            self._show(lanes)

    def _show(self, lanes: "Sequence[RoomLane]") -> None:
        blocked = [lane for lane in lanes if lane.block is not None]
        if not blocked:
            self.clear()
            return
        cause, text = _words(blocked)
        ids = [lane.id for lane in blocked]
        acts = (
            Act(self.tr("Edit integration"), self.edit_asked.emit, spare=True),
            Act(self.tr("Try again"), partial(self._try_again, ids), spare=True),
        )
        self.show_message(Message(Tone.DANGER, cause, text, acts))

    def _try_again(self, lane_ids: Sequence[int]) -> None:
        deliveries = self._context.services.deliveries

        def work(_job: object) -> None:
            for lane_id in lane_ids:
                deliveries.unblock(lane_id)

        self._context.jobs.run(
            work,
            then=lambda _none: self._on_tried(),
            failed=self._context.navigator.explain,
            owner=self,
        )

    def _on_tried(self) -> None:
        self._context.navigator.note(self.tr("The rooms are tried again."))
        self.show_integration(self._integration_id)
        self._context.watch.look()


def _words(lanes: "Sequence[RoomLane]") -> tuple[str, str]:
    rooms = ", ".join(lane.address for lane in lanes)
    since = min(lane.block.at for lane in lanes if lane.block is not None)
    reasons = dict.fromkeys(lane.block.text for lane in lanes if lane.block is not None)
    cause = translate("Integrations", "Nothing gets through to {rooms} since {time}:")
    return cause.format(rooms=rooms, time=clock_or_day(since)), " ".join(reasons)
