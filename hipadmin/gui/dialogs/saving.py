"""Saving, and what a dialog says when it or reading fails; nothing that was entered is lost."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.errors import HipadminError, Invalid
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.overtaking import Overtaking
from hipadmin.gui.dialogs.underway import Underway
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.services.wanted import Wanted


def say_trouble(context: Context, dialog: DialogFrame, cause: str, error: Exception) -> None:
    """Say in the strip what did not work (``cause``) and why; a fault of ours goes further up."""
    if not isinstance(error, HipadminError):
        context.navigator.explain(error)
        return
    dialog.strip.show_message(Message(Tone.DANGER, cause, error.text))


class Saving(QObject):
    """Saves the row of a dialog in a job; others' changes meanwhile are ``overtaking``'s.

    ``entered`` gives what the dialog holds: what is entered while it saves keeps it open.

    Attributes:
        busy: whether it is being saved, or was.

    Signals:
        saved: the row as it was stored; the dialog closes then.
        outrun: the same, where more was entered meanwhile, and what was saved.
        refused: the problems that only the store could find.
        failed: it was not saved, whatever the reason.
    """

    saved = Signal(object)
    outrun = Signal(object, object)
    refused = Signal(object)
    failed = Signal()

    def __init__(
        self,
        context: Context,
        dialog: DialogFrame,
        overtaking: Overtaking[Any],
        entered: Callable[[], object],
    ) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self._overtaking = overtaking
        self._entered = entered
        self._underway = Underway(context, dialog)
        self.busy = False

    def run(self, verb: Callable[[Wanted], object], name: str) -> None:
        """Save by ``verb``; ``name`` is what the person calls the row."""
        self.busy = True
        self._overtaking.pause(True)
        sent = self._entered()
        self._underway.run(
            verb,
            then=lambda row: self._on_saved(row, sent, name),
            failed=self._on_failed,
            given_up=self._on_given_up,
            title=self.tr("Saving {name}").format(name=name),
        )

    def _on_saved(self, row: object, sent: object, name: str) -> None:
        self._context.watch.look()  # still paused: what moves now is what was saved here
        if self._underway.late:
            self._context.navigator.note(self.tr("Saved {name}.").format(name=name))
        if self._entered() == sent:
            self.saved.emit(row)
            return
        self._go_on()
        self.outrun.emit(row, sent)
        self._overtaking.look()
        text = self.tr("What you entered since is not saved yet.")
        self._dialog.strip.show_message(Message(Tone.WARN, self.tr("Saved."), text))

    def _go_on(self) -> None:
        self.busy = False
        self._overtaking.pause(False)

    def _on_given_up(self) -> None:
        self._go_on()
        self.failed.emit()
        text = self.tr("Saving was cancelled. What you entered is still here.")
        self._dialog.strip.show_message(Message(Tone.WARN, self.tr("Not saved."), text))

    def _on_failed(self, error: Exception) -> None:
        self._go_on()
        self.failed.emit()
        if isinstance(error, Invalid):
            self.refused.emit(error.problems)
        elif not self._overtaking.refused(error):
            say_trouble(self._context, self._dialog, self.tr("Not saved."), error)
