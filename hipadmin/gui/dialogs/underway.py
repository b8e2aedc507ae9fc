"""A change on its way out of a dialog: leaving the dialog gives it up while there is time."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from hipadmin.gui.context import Context
from hipadmin.gui.undertaking import Undertaking
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
        self._work = Undertaking(context.jobs, self)
        self.late = False
        dialog.may_leave = self._may_leave

    @property
    def busy(self) -> bool:
        """Whether one is on its way."""
        return self._work.busy

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
        self.late = False
        self._work.run(change, then=then, failed=failed, given_up=given_up, title=title)

    def _may_leave(self) -> bool:
        may = self._work.give_up()
        self.late = self.late or not may
        return may
