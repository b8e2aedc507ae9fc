"""Work that may have to wait until somebody answers the keyring, and can be given up meanwhile."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job, Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.services.wanted import Wanted

T = TypeVar("T")
SLOW_MS = 1000
"""A keyring that is open answers at once; after so long it is probably asking a person."""


class Patience(QObject):
    """Runs one piece of work at a time; a bar under ``key`` offers Cancel once it takes long."""

    def __init__(self, context: Context, key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._key = key
        self._title = ""
        self._wanted = Wanted()
        self._job: Job | None = None
        self._given_up: Callable[[], object] | None = None
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._on_slow)

    @property
    def busy(self) -> bool:
        """Whether it waits for work that nobody has given up."""
        return self._job is not None

    def run(
        self,
        work: Callable[[Wanted], T],
        *,
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
        given_up: Callable[[], object],
        title: str,
    ) -> None:
        """Do ``work``; exactly one of the others follows, unless the window ends before."""
        wanted = Wanted()
        self._wanted, self._title, self._given_up = wanted, title, given_up
        self._slow.start()
        self._job = self._context.jobs.run(
            lambda _job: work(wanted),
            then=lambda done: self._over(lambda: then(done)),
            failed=lambda error: self._over(lambda: failed(error)),
            lane=Lane.VAULT,  # which is no reason to hold up other changes
            owner=self,
            title=title,
        )

    def _over(self, tell: Callable[[], object]) -> None:
        self._job = self._given_up = None
        self._slow.stop()
        self._context.navigator.unsay(self._key)
        tell()

    @Slot()
    def _on_slow(self) -> None:
        text = self.tr("The keyring may be asking on this screen.")
        acts = (Act(self.tr("Cancel"), self._give_up),)
        self._context.navigator.say(self._key, Message(Tone.INFO, f"{self._title}.", text, acts))

    def _give_up(self) -> None:
        job, given_up = self._job, self._given_up
        if job is not None and given_up is not None and self._wanted.drop():
            job.cancel()
            self._over(given_up)
