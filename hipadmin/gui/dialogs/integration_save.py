"""Save of the integration dialog: one job, and what is done about each way it can fail."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from hipadmin.domain.errors import Conflict, HipadminError, Invalid, NotFound
from hipadmin.domain.integration import Integration
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.integration_load import Start, read_start
from hipadmin.gui.drafts import Editing
from hipadmin.gui.jobs import JobContext, Lane
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.widgets.message_bar import Act, Message
from hipadmin.services.testing import Tried


class SaveFlow(QObject):
    """Saves a draft. Whatever fails is said in the dialog, and the draft stays.

    Signals:
        busy_changed: whether a save or a reload runs.
        refused: problems that only the store or the disk could find.
        reloaded: a `Start`, because somebody else changed the integration and the person wants to
            go on from there.
        saved: the `Integration` as it was stored.
    """

    busy_changed = Signal(bool)
    refused = Signal(object)
    reloaded = Signal(object)
    saved = Signal(object)

    def __init__(self, context: Context, dialog: DialogFrame, integration_id: str) -> None:
        super().__init__(dialog)
        self._context = context
        self._dialog = dialog
        self._id = integration_id
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether a save or a reload runs."""
        return self._busy

    def save(self, editing: Editing, tried: Sequence[Tried] = ()) -> None:
        """Save the draft as it is now, and with it what a test of it found."""
        draft, current = editing.draft(), editing.current
        services = self._context.services

        def work(_job: JobContext) -> Integration:
            if current is None:
                stored = services.integrations.add(draft)
            else:
                stored = services.integrations.edit(current.id, current.version, draft)
            services.tests.adopt(stored, tried)
            return stored

        self._dialog.strip.clear()
        self._set_busy(True)
        self._context.jobs.run(
            work,
            then=self._on_saved,
            failed=self._on_failed,
            lane=Lane.VAULT,
            owner=self,
            title=self.tr("Saving {name}").format(name=draft.name),
        )

    def reload(self) -> None:
        """Read again what is stored now."""
        services, integration_id = self._context.services, self._id
        self._set_busy(True)
        self._context.jobs.run(
            lambda _job: read_start(services, integration_id),
            then=self._on_reloaded,
            failed=self._on_failed,
            lane=Lane.READ,
            owner=self,
        )

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.busy_changed.emit(busy)

    def _on_saved(self, integration: Integration) -> None:
        self._set_busy(False)
        self.saved.emit(integration)

    def _on_reloaded(self, start: Start) -> None:
        self._set_busy(False)
        self._dialog.strip.clear()
        self.reloaded.emit(start)

    def _on_failed(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, Invalid):
            self.refused.emit(error.problems)
        elif isinstance(error, Conflict | NotFound) and self._id:
            self._say_overtaken(error)
        elif isinstance(error, HipadminError):
            self._say(self.tr("Not saved."), error.text)
        else:
            self._context.navigator.explain(error)

    def _say_overtaken(self, error: Conflict | NotFound) -> None:
        if isinstance(error, NotFound) or error.gone:
            text = self.tr("Somebody else deleted this integration meanwhile.")
            self._say(self.tr("Not saved."), text)
            return
        text = self.tr(
            "Somebody else changed this integration meanwhile. Reload keeps what you "
            "entered and shows what is stored."
        )
        self._say(self.tr("Not saved."), text, Act(self.tr("Reload"), self.reload))

    def _say(self, cause: str, text: str, *acts: Act) -> None:
        self._dialog.strip.show_message(Message(Tone.DANGER, cause, text, acts))
