"""A change on its way out of a dialog: leaving the dialog gives it up while there is time."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Job
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.services.wanted import Wanted

T = TypeVar("T")


class Underway(QObject):
    """Makes one change of ``dialog`` at a time in a job.

    The dialog is not left between the moment the change cannot be given up any more and its end:
    whoever leaves it knows that nothing was changed, or is told that it was.

    Attributes:
        late: whether somebody wanted to leave when it could not be given up any more.
    """

    def __init__(self, context: Context, dialog: DialogFrame) -> None:
        super().__init__(dialog)
        self._context = context
        self._job: Job | None = None
        self._wanted = Wanted()
        self._given_up: Callable[[], object] | None = None
        self.late = False
        dialog.may_leave = self._may_leave

    @property
    def busy(self) -> bool:
        """Whether one is on its way."""
        return self._job is not None

    def run(
        self,
        change: Callable[[Wanted], T],
        *,
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
        given_up: Callable[[], object],
        title: str,
    ) -> None:
        """Make it; exactly one of the others follows, ``given_up`` before the dialog is left."""
        wanted = Wanted()
        self._wanted, self._given_up, self.late = wanted, given_up, False
        self._job = self._context.jobs.run(
            lambda _job: change(wanted),
            then=lambda done: self._over(lambda: then(done)),
            failed=lambda error: self._over(lambda: failed(error)),
            owner=self,
            title=title,
        )

    def _over(self, tell: Callable[[], object]) -> None:
        self._job = self._given_up = None
        tell()

    def _may_leave(self) -> bool:
        job, given_up = self._job, self._given_up
        if job is None or given_up is None:
            return True
        if not self._wanted.drop():
            self.late = True
            return False
        job.cancel()
        self._over(given_up)
        return True
