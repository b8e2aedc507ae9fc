"""Save of the integration dialog: one job, and what is done about each way it can fail."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.errors import Conflict, HipadminError, Invalid, NotFound
from hipadmin.domain.integration import Integration
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.slow_note import SlowNote
from hipadmin.gui.drafts.editing import Editing
from hipadmin.gui.jobs import Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.undertaking import Undertaking
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Message
from hipadmin.services.rooms.testing import Tried
from hipadmin.services.wanted import Wanted


class SaveFlow(QObject):
    """Saves a draft. Whatever fails is said in the dialog, and the draft stays.

    Signals:
        busy_changed: whether a save runs.
        refused: problems that only the store or the disk could find.
        overtaken: the exception that says that somebody else was faster.
        saved: the `Integration` as it was stored.
    """

    busy_changed = Signal(bool)
    refused = Signal(object)
    overtaken = Signal(object)
    saved = Signal(object)

    def __init__(self, context: Context, dialog: DialogFrame) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self._stored = False
        self._work = Undertaking(context.jobs, self)
        still = self.tr("Still saving. The keyring may be asking on this screen.")
        self._slow = SlowNote(dialog, still)

    @property
    def busy(self) -> bool:
        """Whether a save runs."""
        return self._work.busy

    def save(self, editing: Editing, tried: Sequence[Tried] = ()) -> None:
        """Save the draft as it is now, and with it what a test of it found."""
        draft, current = editing.draft(), editing.current
        self._stored = current is not None
        services = self._context.services

        def work(wanted: Wanted) -> Integration:
            if current is None:
                stored = services.integrations.add(draft, wanted)
            else:
                stored = services.integrations.edit(current.id, current.version, draft, wanted)
            services.tests.adopt(stored, tried)
            return stored

        self._dialog.strip.clear()
        self._work.run(
            work,
            then=self._on_saved,
            failed=self._on_failed,
            given_up=self._on_given_up,
            lane=Lane.VAULT,
            title=self.tr("Saving {name}").format(name=draft.name),
        )
        self._set_busy(True)

    def give_up(self) -> None:
        """Save no more, unless it is done already; what was entered stays."""
        self._work.give_up()

    def _on_given_up(self) -> None:
        self._set_busy(False)
        text = self.tr("Saving was cancelled. What you entered is still here.")
        self._dialog.strip.show_message(Message(Tone.WARN, self.tr("Not saved."), text))

    def _set_busy(self, busy: bool) -> None:
        if busy:
            self._slow.start()
        else:
            self._slow.stop()
        self.busy_changed.emit(busy)

    def _on_saved(self, integration: Integration) -> None:
        self._set_busy(False)
        self.saved.emit(integration)

    def _on_failed(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, Invalid):
            self.refused.emit(error.problems)
        elif isinstance(error, Conflict | NotFound) and self._stored:
            self.overtaken.emit(error)
        elif isinstance(error, HipadminError):
            self._say(self.tr("Not saved."), error.text)
        else:
            self._context.navigator.explain(error)

    def _say(self, cause: str, text: str) -> None:
        self._dialog.strip.show_message(Message(Tone.DANGER, cause, text))
