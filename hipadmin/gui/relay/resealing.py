"""Seals anew, when tokens have changed, what a service needs: it can ask no keyring."""

import logging

from PySide6.QtCore import QObject, QTimer, Slot

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.ports import Topic
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import JobContext, Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea
from hipadmin.services.relay.sealing import Sealed

REST_MS = 300
"""Changes within it are sealed together."""
_TOPICS = {Topic.INTEGRATIONS, Topic.SUBSCRIPTIONS, Topic.TOKENS}
_BAR = "sealing"

_log = logging.getLogger(__name__)


class Resealing(QObject):
    """Follows changes, whoever made them; a bar says what the service does not have."""

    def __init__(self, context: Context, area: MessageArea, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._area = area
        self._busy = self._again = False
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self.run)
        context.watch.moved.connect(self._on_moved)

    @Slot()
    def run(self) -> None:
        """Seal if something was sealed before and is out of date; a keyring may ask a person."""
        if self._busy:
            self._again = True
            return
        self._busy = True
        sealing = self._context.services.sealing

        def work(_job: JobContext) -> Sealed | None:
            return sealing.renew()

        self._context.jobs.run(
            work, then=self._on_done, failed=self._on_failed, lane=Lane.VAULT, owner=self
        )

    @Slot(object)
    def _on_moved(self, topics: frozenset[Topic]) -> None:
        if topics & _TOPICS and not self._timer.isActive():
            self._timer.start()

    def _on_done(self, sealed: Sealed | None) -> None:
        if sealed is not None:
            _log.info("sealed for the service: %s", sealed)
        self._area.clear(_BAR)
        self._end()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, HipadminError):
            _log.info("not sealed: %s", error)
            self._area.show_bar(_BAR, self._message(error))
        else:
            self._context.navigator.explain(error)
        self._end()

    def _message(self, error: HipadminError) -> Message:
        again = Act(self.tr("Try again"), self.run)
        close = Act(self.tr("Close"), lambda: self._area.clear(_BAR))
        return Message(Tone.WARN, self.tr("Tokens changed:"), error.text, (again, close))

    def _end(self) -> None:
        self._busy = False
        if self._again:
            self._again = False
            self.run()
