"""Upkeep of an open window: the day's backup, the purge, and tokens that nothing uses any more."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from hipadmin.domain.errors import HipadminError
from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Act, Message, MessageArea

if TYPE_CHECKING:
    from hipadmin.domain.backup import Backup

_log = logging.getLogger(__name__)

PERIOD_MS = 60 * 60 * 1000
"""A window that stays open over midnight makes the new day's backup within the hour."""
_BAR = "backup"


class Upkeep(QObject):
    """Does what is due when it starts, then looks again each hour."""

    def __init__(self, context: Context, area: MessageArea, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._area = area
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self.run)

    def start(self) -> None:
        """Do what is due, now and from now on."""
        self._timer.start()
        self.run()
        # tokens of changes that never happened, or can no longer be undone; what cannot be
        # removed now is found again at the next start
        self._context.jobs.run(
            lambda _job: self._context.services.tokens.sweep(),
            failed=lambda error: _log.info("leftover tokens stay: %s", error),
            lane=Lane.VAULT,
            owner=self,
        )

    @Slot()
    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def run(self) -> None:
        """Do what is due."""
        services = self._context.services
        self._context.jobs.run(
            lambda _job: services.upkeep.run(),
            then=self._on_done,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _on_done(self, _backup: "Backup | None") -> None:
        self._area.clear(_BAR)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, HipadminError):
            self._context.navigator.explain(error)
            return
        close = Act(self.tr("Close"), lambda: self._area.clear(_BAR))
        cause = self.tr("Today’s backup was not made.")
        self._area.show_bar(_BAR, Message(Tone.WARN, cause, error.text, (close,)))
