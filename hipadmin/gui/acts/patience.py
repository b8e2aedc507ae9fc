"""Work that may have to wait until somebody answers the keyring, and can be given up meanwhile."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.undertaking import Undertaking
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.services.wanted import Wanted

P = ParamSpec("P")
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
        self._work = Undertaking(context.jobs, self)
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._on_slow)

    @property
    def busy(self) -> bool:
        """Whether it waits for work that nobody has given up."""
        return self._work.busy

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
        self._title = title
        self._slow.start()
        self._work.run(
            work,
            then=self._ending(then),
            failed=self._ending(failed),
            given_up=self._ending(given_up),
            lane=Lane.VAULT,  # which is no reason to hold up other changes
            title=title,
        )

    def _ending(self, tell: Callable[P, object]) -> Callable[P, None]:
        def end(*what: P.args, **named: P.kwargs) -> None:
            self._slow.stop()
            self._context.navigator.unsay(self._key)
            tell(*what, **named)

        return end

    @Slot()
    def _on_slow(self) -> None:
        text = self.tr("The keyring may be asking on this screen.")
        acts = (Act(self.tr("Cancel"), lambda: self._work.give_up()),)
        self._context.navigator.say(self._key, Message(Tone.INFO, f"{self._title}.", text, acts))
